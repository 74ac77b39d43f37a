"""What the rules ask of a person's reflections in each part of the year, and the reflections that count. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, cast

import msgspec

from sync.cache.view import View
from tui.year.characters import count
from tui.year.packs import PERS, Per, Rule
from tui.year.periods import Period
from tui.year.study_year import StudyYear

State: TypeAlias = Literal["met", "open", "missed", "no_access"]
"""met; open while the period lasts, or what was handed in in it waits for its acceptance; missed; no_access."""


class Written(msgspec.Struct, frozen=True):
    """One rule in one period for one person: how many, the accepted ones that count, and those that wait for acceptance."""

    rule: Rule
    member: str
    period: Period
    times: int
    counted: tuple[View, ...]
    state: State
    waiting: tuple[View, ...] = ()


def reflections(year: StudyYear, member: str) -> list[Written]:
    """What R-1 (so many, of so many characters) and R-2 (with a use at work) ask of a person, period by period.

    A period in which the person was away throughout, or had not come or had gone, is not asked for.
    """
    return [
        *_asked(year, member, "R-1", long_enough),
        *_asked(year, member, "R-2", says_its_use),
    ]


def says_its_use(view: View, rule: Rule) -> bool:
    """True for a reflection that says how what was learned is used at work."""
    return bool(str(view.get("use_at_work") or "").strip())


def long_enough(view: View, rule: Rule) -> bool:
    """True for a text of as many characters as the rule wants, counted as Word does."""
    least = rule.values.get("characters")
    return not isinstance(least, int) or count(str(view.get("body") or "")) >= least


def _asked(year: StudyYear, member: str, rid: str, fits: Callable[[View, Rule], bool]) -> list[Written]:
    rule = year.rules.rule(rid)
    if rule is None:
        return []
    per, times = rule.values.get("per", "year"), rule.values.get("times")
    periods = [each for each in year.cut(cast(Per, per)) if year.was_there(member, each)] if per in PERS else []
    if not isinstance(times, int):
        return []
    if year.lacks(["b", f"r:{member}"]):
        return [Written(rule, member, period, times, (), "no_access") for period in periods]
    fitting = [view for view in year.submissions_of(member) if fits(view, rule)]
    return [_written(year, rule, member, period, times, fitting) for period in periods]


def _written(year: StudyYear, rule: Rule, member: str, period: Period, times: int, fitting: list[View]) -> Written:
    inside = [view for view in fitting if period.holds(year.made_on(view))]
    counted = tuple(view for view in inside if view.state == "accepted")
    waiting = tuple(view for view in inside if view.state == "submitted")
    state: State = "missed"
    if len(counted) >= times:
        state = "met"
    elif period.stands(year.today) != "over" or len(counted) + len(waiting) >= times:
        state = "open"
    return Written(rule, member, period, times, counted, state, waiting)
