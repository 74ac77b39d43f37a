"""Which column of a sheet is which field: by its heading, as offices write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from sync.records.dates import narrow
from tui.documents.incoming.grids import Grid, GridRow, Unreadable

SEARCHED = 12
"""Rows from the top in which the headings are looked for, below a title and notes."""

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
"""An ID-card number, which is never stored (DOMAIN.md section 4)."""

Headings = Mapping[str, tuple[str, ...]]
"""Field -> the headings that name it; the first is what a template has."""

DATES = ("date", "from")
"""Fields that hold a day."""

FROM_1904 = 1462
"""Days that the calendar of old Macs begins after that of all other spreadsheets."""


class Entry(msgspec.Struct, frozen=True):
    """A row of a file: its number, and the text of each field it has a column for."""

    number: int
    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


class Columns(msgspec.Struct, frozen=True):
    """A sheet as entries; `unused` are headings nothing is made of, `sheets` the names of sheets that were not read.

    `hidden` and `merged` are those of the grid.
    """

    sheet: str
    entries: tuple[Entry, ...]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    sheets: tuple[str, ...]
    hidden: int = 0
    merged: bool = False


def entries(grids: list[Grid], headings: Headings, needed: tuple[str, ...]) -> Columns:
    """The entries of the first sheet whose headings name the needed fields; raises Unreadable where none does."""
    for grid in grids:
        found = _head(grid, headings, needed)
        if found is None:
            continue
        place, columns = found
        rest = [row for row in grid.rows if row.number > place.number]
        others = tuple(each.name for each in grids if each is not grid and each.name)
        unused = tuple(
            cell for number, cell in enumerate(place.cells) if cell and number not in columns and not _is_number(cell)
        )
        return Columns(
            grid.name,
            tuple(_entry(row, columns, grid.from_1904) for row in rest if not _is_repeated(row, columns, headings)),
            tuple(columns.values()),
            unused,
            others,
            grid.hidden,
            grid.merged,
        )
    wanted = "、".join(headings[name][0] for name in needed)
    raise Unreadable("no_headings", wanted=wanted)


def _head(grid: Grid, headings: Headings, needed: tuple[str, ...]) -> tuple[GridRow, dict[int, str]] | None:
    """The row of headings, and which field each of its columns is; the row that names most of them."""
    best: tuple[GridRow, dict[int, str]] | None = None
    for row in grid.rows[:SEARCHED]:
        columns: dict[int, str] = {}
        for number, cell in enumerate(row.cells):
            name = _field(cell, headings)
            if name is not None and name not in columns.values():
                columns[number] = name
        if all(name in columns.values() for name in needed) and (best is None or len(columns) > len(best[1])):
            best = row, columns
    return best


def _field(cell: str, headings: Headings) -> str | None:
    plain = _plain(cell)
    return next((name for name, words in headings.items() if plain in map(_plain, words)), None)


def _plain(heading: str) -> str:
    """A heading without blanks, brackets and marks: "姓 名*（必填）" is 姓名."""
    return re.sub(r"[（(\[【].*?[)）\]】]|[\s*＊:：]", "", narrow(heading)).lower()


def _is_number(heading: str) -> bool:
    return _plain(heading) in ("序号", "编号", "no", "no.", "#")


def _is_repeated(row: GridRow, columns: Mapping[int, str], headings: Headings) -> bool:
    """Long lists repeat their headings on every page; headings of two lines may be named in both."""
    found = [(name, row.cells[number]) for number, name in columns.items() if number < len(row.cells)]
    return all(not cell or _field(cell, headings) == name for name, cell in found) and any(cell for _, cell in found)


def _entry(row: GridRow, columns: Mapping[int, str], from_1904: bool) -> Entry:
    found = {
        name: row.cells[number] for number, name in columns.items() if number < len(row.cells) and row.cells[number]
    }
    if from_1904:
        for name in DATES:
            if re.fullmatch(r"\d{5}", found.get(name, ""), re.ASCII):
                found[name] = str(int(found[name]) + FROM_1904)
    return Entry(row.number, found)
