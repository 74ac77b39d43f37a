"""What a change of rules does to the figures of a year, before it counts. Pure functions over one study year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from tui.year.figures import Figure, Reach, Unit, together
from tui.year.frequency import frequency
from tui.year.hours import person_hours
from tui.year.packs import Rules
from tui.year.rates import person_rate
from tui.year.reflecting import reflections
from tui.year.study_year import StudyYear

Amount: TypeAlias = int | str
"""A number, or why there is none: "to_supply", "no_access", "not_applicable"."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """One figure by the rules as they are and as they would be."""

    name: str
    unit: Unit
    before: Amount
    after: Amount


def consequences(year: StudyYear, after: Rules) -> list[Consequence]:
    """The figures of the year by its own rules and by others, those that stay the same too."""
    then = replace(year, rules=after)
    return [
        Consequence(name, unit, one, other)
        for (name, unit, one), (_, _, other) in zip(_figures(year), _figures(then), strict=True)
    ]


def _figures(year: StudyYear) -> list[tuple[str, Unit, Amount]]:
    hours = [person_hours(year, member.id) for member in year.people]
    rates = [person_rate(year, member.id) for member in year.people]
    due = [each.state for each in frequency(year)]
    written = [each.state for member in year.people for each in reflections(year, member.id)]
    return [
        ("hours_reached", "count", _reached([each.reach for each in hours], [each.target for each in hours])),
        ("hours_total", "minutes", amount(together("total", (each.total for each in hours)))),
        ("rate_reached", "count", _reached([each.reach for each in rates], [each.rate for each in rates])),
        ("frequency_missed", "count", _missed(due)),
        ("frequency_open", "count", _states(due, lambda state: state == "open")),
        ("reflections_missed", "count", _missed(written)),
    ]


def amount(figure: Figure) -> Amount:
    """The number of a figure, or why there is none."""
    return figure.value if figure.value is not None else figure.missing or "to_supply"


def _reached(reaches: list[Reach], figures: list[Figure]) -> Amount:
    """How many people reach a target; nobody is asked for "/", and what cannot be seen of one person hides the number."""
    if any(figure.missing == "no_access" for figure in figures):
        return "no_access"
    return reaches.count("reached") if any(reach != "none" for reach in reaches) else "not_applicable"


def _missed(states: list[str]) -> Amount:
    return _states(states, lambda state: state == "missed")


def _states(states: list[str], of: Callable[[str], bool]) -> Amount:
    if "no_access" in states:
        return "no_access"
    return sum(map(of, states)) if states else "not_applicable"
