"""What a change of rules does to the figures of a year, before it counts. Pure functions over two reports of one year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import msgspec

from tui.year.figures import Figure, Reach, Unit
from tui.year.gaps import open_items
from tui.year.open_item import NO_ACCESS, OpenItem
from tui.year.overview import reached
from tui.year.packs import Rules
from tui.year.report import report
from tui.year.study_year import StudyYear

Amount: TypeAlias = int | str
"""A number, or why there is none: "to_supply", "no_access", "not_applicable"."""


class Consequence(msgspec.Struct, frozen=True):
    """One figure by the rules as they are and as they would be."""

    name: str
    unit: Unit
    before: Amount
    after: Amount


def consequences(year: StudyYear, after: Rules) -> list[Consequence]:
    """The figures of the year by its own rules and by others, those that stay the same too."""
    now, then = _figures(year), _figures(replace(year, rules=after))
    return [Consequence(name, unit, amount, then[name][1]) for name, (unit, amount) in now.items()]


def _figures(year: StudyYear) -> dict[str, tuple[Unit, Amount]]:
    of, items = report(year), open_items(year)
    hours = {figure.name: figure for figure in of.hours}
    due = [each.state for each in of.frequency]
    written = [asked.state for each in of.people for asked in each.asked]
    return {
        "hours_reached": ("count", amount(reached(of))),
        **{f"hours_{name}": ("minutes", amount(hours[name])) for name in ("collective", "total")},
        "rate_reached": ("count", _rates([(each.rate.reach, each.rate.rate) for each in of.people])),
        "frequency_missed": ("count", _in_state(due, "missed")),
        "frequency_open": ("count", _in_state(due, "open")),
        "reflections_missed": ("count", _in_state(written, "missed")),
        "reflections_open": ("count", _in_state(written, "open")),
        "items_open": ("count", _items([item for item in items if not item.late])),
        "items_late": ("count", _items([item for item in items if item.late or item.code == NO_ACCESS])),
    }


def amount(figure: Figure) -> Amount:
    """The number of a figure, or why there is none."""
    return figure.value if figure.value is not None else figure.missing or "to_supply"


def _rates(found: list[tuple[Reach, Figure]]) -> Amount:
    """How many people reach the rate; "/" where nobody is asked, and what cannot be seen of one person hides the number."""
    if all(reach == "none" for reach, _ in found):
        return "not_applicable"
    if any(rate.missing == "no_access" for _, rate in found):
        return "no_access"
    return sum(reach == "reached" for reach, _ in found)


def _in_state(states: Sequence[str], wanted: str) -> Amount:
    if "no_access" in states:
        return "no_access"
    return states.count(wanted) if states else "not_applicable"


def _items(items: list[OpenItem]) -> Amount:
    return "no_access" if any(item.code == NO_ACCESS for item in items) else len(items)
