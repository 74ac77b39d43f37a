"""What the frequency rules ask of each month, quarter, half or year, and the sessions that answer it. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from sync.cache.view import View
from tui.year.audience import Branch, invited, split
from tui.year.packs import PERS, Per, Rule
from tui.year.periods import Period
from tui.year.study_year import StudyYear
from tui.year.taking_part import COMMITTEE
from tui.year.turnout import held_as

State: TypeAlias = Literal["met", "open", "missed", "no_access", "unknown"]
"""met; open while the period lasts; missed once it is over; no_access without the scope its sessions stand in; unknown where
sessions without a date may or may not lie in the period."""

GROUP = "group_meeting"
"""The form that is counted for each party group."""


@dataclass(frozen=True, slots=True)
class Due:
    """One rule in one period, of one party group where it counts for each: how often, and the sessions that count."""

    rule: Rule
    form: str
    group: str | None
    period: Period
    times: int
    sessions: tuple[View, ...]
    state: State


def frequency(year: StudyYear) -> list[Due]:
    """What each frequency rule asks in the year, by rule, group and period."""
    found = []
    for rule in year.rules.family("F"):
        form, per, times = rule.values.get("form"), rule.values.get("per"), rule.values.get("times")
        if isinstance(form, str) and per in PERS and isinstance(times, int):
            groups = party_groups(year) if form == GROUP else [None]
            for group in groups:
                found += _dues(year, rule, form, group, cast(Per, per), times)
    return found


def party_groups(year: StudyYear) -> list[str]:
    """The party groups of the people in post, by name."""
    return sorted({str(m.get("group")) for m in year.people if m.state == "active" and m.get("group")})


def _dues(year: StudyYear, rule: Rule, form: str, group: str | None, per: Per, times: int) -> list[Due]:
    closed = bool(year.lacks(["b", *(["c"] if form == COMMITTEE else [])]))
    held = [] if closed else [s for s in held_as(year, form) if group is None or meant_for(year, s, group)]
    undated = sum(not session.get("start") for session in held)
    found = []
    for period in year.cut(per):
        counted = held if per == "year" else [session for session in held if period.holds(session.get("start"))]
        state: State
        if closed:
            state = "no_access"
        elif len(counted) >= times:
            state = "met"
        elif period.stands(year.today) != "over":
            state = "open"
        else:
            state = "unknown" if per != "year" and len(counted) + undated >= times else "missed"
        found.append(Due(rule, form, group, period, times, tuple(counted), state))
    return found


def meant_for(year: StudyYear, session: View, group: str) -> bool:
    """True when a meeting was one of a party group: its audience names it, or is empty or not understood.

    An audience that names no group means those to which one of the people it means belongs.
    """
    words = split(session.get("audience"))
    if group in words:
        return True
    find = year.source.find
    active = [member for member in find("member") if member.state == "active"]
    day = str(session.get("start") or year.so_far.isoformat())[:10]
    branch = Branch(day, active, find("membership"), find("appointment"), find("section"))
    meant = invited(branch, session.get("audience"))
    if meant is None:
        return True
    named = {str(member.get("group")) for member in active} & set(words)
    return not named and any(member.id in meant for member in active if member.get("group") == group)
