"""Figures of a part of the year, from those of the whole; and sums over people. Pure functions over figures."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from sync.cache.view import View
from tui.year.figures import Figure, Line, Unit, permille, total, without
from tui.year.periods import Period
from tui.year.study_year import StudyYear
from tui.year.turnout import Turnout, turnout


def within(figure: Figure, period: Period) -> Figure:
    """What of minutes or a count falls into a part of the year, by the days of its lines.

    A line whose day is not known leaves it to be supplied; one that has no day at all, such as a cap of the whole year,
    belongs to no part.
    """
    if figure.missing in ("no_access", "not_applicable") or not figure.lines:
        return replace(figure, lines=())
    lines = []
    for line in figure.lines:
        day = line.values.get("day")
        if day == "":
            lines.append(replace(line, code="undated", counted=None))
        elif period.holds(str(day) if day is not None else None):
            lines.append(line)
    return total(figure.name, figure.unit, lines, figure.rules)


def turnout_in(year: StudyYear, period: Period, form: str | None = None) -> Turnout:
    """The turnout of the sessions that start in a part of the year; one without a date may be of it."""
    whole = turnout(year, form)
    held, expected, present = (within(each, period) for each in (whole.held, whole.expected, whole.present))
    rules = whole.rate.rules
    if whole.held.missing == "no_access":
        return Turnout(held, expected, present, whole.rate)
    if expected.value is None or present.value is None:
        return Turnout(held, expected, present, without("rate", "permille", "to_supply", present.lines, rules))
    share = permille(present.value, expected.value)
    if share is None:
        return Turnout(held, expected, present, without("rate", "permille", "not_applicable", (), rules))
    return Turnout(held, expected, present, Figure("rate", "permille", share, None, rules, present.lines))


def of_people(year: StudyYear, name: str, unit: Unit, figures: Iterable[tuple[View, Figure]]) -> Figure:
    """The sum of one figure over people, a line a person; hidden where one of them is, to be supplied while nobody is known."""
    found = list(figures)
    applying = [(member, figure) for member, figure in found if figure.missing != "not_applicable"]
    rules = tuple(dict.fromkeys(rule for _, figure in found for rule in figure.rules))
    if found and not applying:
        return without(name, unit, "not_applicable", rules=rules)
    if year.lacks(["b", "c"]) or any(figure.missing == "no_access" for _, figure in applying):
        return without(name, unit, "no_access", rules=rules)
    if not found:
        return without(name, unit, "to_supply", rules=rules)
    summed = total(name, unit, [Line(member.id, "person", figure.value) for member, figure in applying], rules)
    known = sum(figure.value if figure.value is not None else figure.least or 0 for _, figure in applying)
    return replace(summed, least=known) if summed.value is None else summed
