"""What the frequency rules ask of each month, quarter, half or year, and the sessions that answer it. Pure functions."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias, cast

import msgspec

from sync.cache.view import View
from tui.year.audience import Branch, invited, split
from tui.year.packs import PERS, Per, Rule
from tui.year.periods import Period, whole
from tui.year.study_year import StudyYear
from tui.year.taking_part import COMMITTEE
from tui.year.turnout import held_as

State: TypeAlias = Literal["met", "open", "missed", "no_access", "unknown", "before"]
"""met; open while the period lasts; missed once it is over; no_access without the scope its sessions stand in; unknown where
sessions without a date may or may not lie in the period; before: it was over when the branch's records begin."""

GROUP = "group_meeting"
"""The form that is counted for each party group."""


class Due(msgspec.Struct, frozen=True):
    """One rule in one period, of one party group where it counts for each: how often, and the sessions that count."""

    rule: Rule
    form: str
    group: str | None
    period: Period
    times: int
    sessions: tuple[View, ...]
    state: State


def frequency(year: StudyYear) -> list[Due]:
    """What each frequency rule asks in the year, by rule, group and period; of a party group while it had people."""
    found = []
    for rule in year.rules.family("F"):
        form, per, times = rule.values.get("form"), rule.values.get("per"), rule.values.get("times")
        if isinstance(form, str) and per in PERS and isinstance(times, int):
            groups = party_groups(year) if form == GROUP else [None]
            for group in groups:
                found += _dues(year, rule, form, group, cast(Per, per), times)
    return found


def party_groups(year: StudyYear) -> list[str]:
    """The party groups of the people of the year, by name; those too whose people have all left since."""
    return sorted({str(m.get("group")) for m in year.people if m.get("group")})


def records_begin(year: StudyYear) -> dt.date | None:
    """The day the branch's records begin: it was entered, or its first session was held, whichever is earlier; None while unknown.

    Nothing is missed before it. When people came to the office says nothing of it: their sections often go back for years.
    """
    if "records_begin" not in year.memory:
        year.memory["records_begin"] = _first_record(year)
    found: dt.date | None = year.memory["records_begin"]
    return found


def _first_record(year: StudyYear) -> dt.date | None:
    find = year.source.find
    entered = [day for kind in ("settings", "member") for view in find(kind) if (day := year.made_on(view))]
    if not entered:
        return None
    first = min(entered)
    for session in find("session"):
        if session.get("form") == COMMITTEE or session.state == "cancelled":
            continue
        start, named = session.get("start"), session.get("year")
        known = [start[:10]] if start else [whole(named, year.starts).first.isoformat()] if named is not None else []
        first = min([first, *known])
    return dt.date.fromisoformat(first)


def _dues(year: StudyYear, rule: Rule, form: str, group: str | None, per: Per, times: int) -> list[Due]:
    closed = bool(year.lacks(["b", *(["c"] if form == COMMITTEE else [])]))
    held = [] if closed else [s for s in held_as(year, form) if group is None or meant_for(year, s, group)]
    undated, begin = sum(not session.get("start") for session in held), records_begin(year)
    found = []
    for period in year.cut(per):
        if group is not None and not _had_people(year, group, period):
            continue
        counted = held if per == "year" else [session for session in held if period.holds(session.get("start"))]
        state: State
        if closed:
            state = "no_access"
        elif len(counted) >= times:
            state = "met"
        elif period.stands(year.today) != "over":
            state = "open"
        elif per != "year" and len(counted) + undated >= times:
            state = "unknown"
        else:
            state = "before" if begin is not None and period.last < begin else "missed"
        found.append(Due(rule, form, group, period, times, tuple(counted), state))
    return found


def _had_people(year: StudyYear, group: str, period: Period) -> bool:
    """True for a period in which somebody of the group belonged to the branch, or stands on a roll that all can read."""
    of_group = [m.id for m in year.people if m.get("group") == group]
    if any(year.belonged(member, period) for member in of_group):
        return True
    sat = [session for member in of_group for session, _ in year.roll_of(member) if session.get("form") != COMMITTEE]
    return any(period.per == "year" or period.holds(session.get("start")) for session in sat)


def meant_for(year: StudyYear, session: View, group: str) -> bool:
    """True when a meeting was one of a party group: its audience names it, or is empty or not understood.

    An audience that names no group means those to which one of the people it means belongs.
    """
    words = split(session.get("audience"))
    if group in words:
        return True
    find = year.source.find
    members = find("member")
    day = dt.date.fromisoformat(str(session.get("start") or year.so_far.isoformat())[:10])
    branch = Branch(day.isoformat(), members, find("membership"), find("appointment"), find("section"))
    meant = invited(branch, session.get("audience"))
    if meant is None:
        return True
    named = {str(member.get("group")) for member in members} & set(words)
    return not named and any(member.id in meant for member in year.in_post(day) if member.get("group") == group)
