"""应到, 实到 and 参学率: what the rolls of a year say of a person and of the branch (DOMAIN.md section 4, Attendance).

expected = present + late + left early + leave + absent, always; exempt people and observers are not among them.
"""

from __future__ import annotations

from collections.abc import Container

import msgspec
from msgspec.structs import replace

from tui.year.ahead import ahead
from tui.year.attendance import CAME, EXPECTED
from tui.year.figures import Figure, Line, Reach, permille, share, total, without
from tui.year.study_year import StudyYear
from tui.year.taking_part import Part, needs_of_sessions, parts
from tui.year.turnout import branch_rate, session_counts

__all__ = ["COUNTS", "PersonRate", "branch_rate", "came", "person_rate", "session_counts"]


class PersonRate(msgspec.Struct, frozen=True):
    """How often a person was expected and came; `present` are those neither late nor gone early, `makeup` is verified.

    `rate`: present, late and left early of those expected, in thousandths. While a roll is missing or says 未点, all are
    to be supplied, with what is known as `least`.
    """

    member: str
    expected: Figure
    present: Figure
    late: Figure
    left_early: Figure
    leave: Figure
    absent: Figure
    makeup: Figure
    rate: Figure
    reach: Reach


COUNTS = ("expected", *EXPECTED, "makeup")
"""The counts of a person, in the order of their columns."""


def person_rate(year: StudyYear, member: str) -> PersonRate:
    """The counts and the rate of a person; no_access without a scope in which a session of theirs may stand."""
    if year.lacks(needs_of_sessions(year, member)):
        hidden = {name: without(name, "count", "no_access") for name in COUNTS}
        asked = year.rules.rule("P-1") is not None
        rate = without("rate", "permille", "no_access", rules=("P-1",) if asked else ())
        return PersonRate(member, **hidden, rate=rate, reach="unknown" if asked else "none")
    found = [part for part in parts(year, member) if part.status in EXPECTED or not part.known]
    lines = [_line(part) for part in found]
    counts = {name: _count(name, found, lines) for name in COUNTS}
    rate = _rate(year, found, lines)
    return PersonRate(member, **counts, rate=rate, reach=_reach(year, member, rate))


def _line(part: Part) -> Line:
    code, counted = ("attended", 1) if part.known else (part.status, None)
    return Line(part.sitting.session.id, code, counted, "", part.values)


def _count(name: str, found: list[Part], lines: list[Line]) -> Figure:
    """Of the lines those that count: all for those expected, else those of that status; what is not known stands everywhere."""
    if name == "expected":
        return total(name, "count", lines)
    return total(
        name,
        "count",
        [
            line
            for part, line in zip(found, lines, strict=True)
            if not part.known or part.status == name or (name == "makeup" and part.made_up)
        ],
    )


def in_sessions(whole: PersonRate, sessions: Container[str]) -> PersonRate:
    """The counts and the rate over some of the sessions, by their ids; nothing is asked of a part of the year."""
    counts = {name: share(getattr(whole, name), sessions) for name in COUNTS}
    lines = tuple(line for line in whole.rate.lines if line.record in sessions)
    rate = whole.rate if whole.rate.missing == "no_access" else _rate_of(lines, whole.rate.rules)
    return PersonRate(whole.member, **counts, rate=rate, reach="none")


def _rate(year: StudyYear, found: list[Part], counted: list[Line]) -> Figure:
    lines = tuple(
        replace(line, counted=0) if part.known and part.status not in CAME else line
        for part, line in zip(found, counted, strict=True)
    )
    return _rate_of(lines, ("P-1",) if year.rules.rule("P-1") else ())


def _rate_of(lines: tuple[Line, ...], rules: tuple[str, ...]) -> Figure:
    if any(line.counted is None for line in lines):
        return without("rate", "permille", "to_supply", lines, rules)
    if not lines:
        return without("rate", "permille", "not_applicable", (), rules)
    return Figure("rate", "permille", permille(came(lines), len(lines)), None, rules, lines)


def came(lines: tuple[Line, ...]) -> int:
    """How many of the lines of a rate were there."""
    return sum(line.counted or 0 for line in lines)


def _reach(year: StudyYear, member: str, rate: Figure) -> Reach:
    percent = year.rules.number("P-1", "percent")
    if percent is None or year.away_all_year(member):
        return "none"
    if rate.missing == "to_supply":
        return "unknown"
    there, asked = came(rate.lines), len(rate.lines)
    if asked and 100 * there >= percent * asked:
        return "reached"
    if year.over:
        return "missed" if asked else "none"
    more = ahead(year, member)
    if more is None or any(each.times is None for each in more):
        return "open"
    coming = sum(each.times or 0 for each in more)
    return "short" if asked and 100 * (there + coming) < percent * (asked + coming) else "open"
