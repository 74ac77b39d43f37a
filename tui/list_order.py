"""The order of the rows of a list by one of its columns: Chinese by sound, numbers and days by value, choices as they are declared.

No list with people in it is ever ordered by a number or by what was worked out of what they did (DOMAIN.md section 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.readings import order_key
from tui.terminal import Glyphs
from tui.year.people_tables import TABLES

FIGURES = frozenset(column.name for each in TABLES.values() for column in each.columns if column.derived)
"""Columns of the tables of people that were worked out of what somebody did."""

DAYS = frozenset({"at", "day", "since", "when"})
"""Columns that are no fields, and hold a day."""

PEOPLE = frozenset({"author", "who", "owner", "member", "name", "by"})
"""Columns that may hold a person although they are no fields."""

WOULD_RANK = frozenset({("loan", "due_on")})
"""Columns that would say who is latest."""

SIGNS = {"fine": ("▲", "▼")}
"""Glyph style -> what stands behind the heading; ^ and v in any other."""

_NUMBER = re.compile(r"\d+")


class Order(msgspec.Struct, frozen=True):
    """By which column a list stands, and whether from its last to its first."""

    column: str
    down: bool = False

    def sign(self, glyphs: Glyphs) -> str:
        """What stands behind the column's heading."""
        return SIGNS.get(glyphs.name, ("^", "v"))[self.down]


def columns_to_order_by(spec: KindSpec, names: Iterable[str]) -> list[str]:
    """Which columns a list of this kind may be ordered by."""
    shown = list(names)
    if spec.name == "member":
        return []
    people = any(_is_person(spec, name) for name in shown)
    return [name for name in shown if (spec.name, name) not in WOULD_RANK and not (people and _ranks(spec, name))]


def _is_person(spec: KindSpec, name: str) -> bool:
    declared = spec.fields.get(name)
    return declared.target == "member" if declared is not None else name in PEOPLE


def _ranks(spec: KindSpec, name: str) -> bool:
    declared = spec.fields.get(name)
    if name in FIGURES:
        return True
    # What is no field may be a figure under any name; a text may stand for its length.
    return name not in DAYS | PEOPLE if declared is None else declared.type in ("int", "text")


def in_order(
    place: Workplace, rows: Sequence[tuple[str, Sequence[str]]], column: int, order: Order
) -> list[tuple[str, Sequence[str]]]:
    """The rows in this order; those with nothing in the column stand last either way, equal ones as they were."""
    there: list[tuple[tuple[Any, ...], tuple[str, Sequence[str]]]] = []
    empty = []
    for rid, cells in rows:
        key = _key(place, rid, cells[column], order.column)
        if key is None:
            empty.append((rid, cells))
        else:
            there.append((key, (rid, cells)))
    there.sort(key=lambda each: each[0], reverse=order.down)
    return [*(row for _, row in there), *empty]


def _key(place: Workplace, rid: str, cell: str, name: str) -> tuple[Any, ...] | None:
    view = place.repository.get(rid)
    spec = place.repository.registry[view.kind] if view is not None else None
    if view is not None and spec is not None and name in spec.fields:
        return _field_key(place, spec, view, name, cell)
    return _said(cell)


def _field_key(place: Workplace, spec: KindSpec, view: View, name: str, cell: str) -> tuple[Any, ...] | None:
    declared, value = spec.fields[name], view.get(name)
    if declared.type in ("date", "time", "int", "bool"):
        return None if value is None else (0, value, "")
    if declared.type == "enum":
        known = [each for each, _ in declared.choices]
        return None if value is None else (known.index(value) if value in known else len(known), 0, str(value))
    if declared.target == "member" and isinstance(value, str):
        person = place.repository.get(value)
        said = person.get("pinyin_override") if person is not None else None
        return (1, 0, f"{said}\0{cell}") if said else _said(cell)
    return _said(cell)


def _said(cell: str) -> tuple[Any, ...] | None:
    """Words by their sound, numbers in them by value."""
    text = cell.strip()
    return (1, 0, _NUMBER.sub(lambda number: number.group().zfill(12), order_key(text))) if text else None
