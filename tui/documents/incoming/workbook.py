"""An .xlsx file as rows of text: what one sees on its sheets. openpyxl is imported only where one is read."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import msgspec

from tui.documents.incoming.grids import Grid, Unreadable, kept

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

UNPACKED = 512 * 1024 * 1024
"""Bytes of a workbook unpacked; more was made to fill a memory."""

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

UNREAD_FORMULA = "=?"
"""Stands in a cell whose formula was never reckoned out by a spreadsheet program: its value is in no file."""

OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"


def sheets(content: bytes) -> list[Grid]:
    """The sheets in sight that hold anything; raises Unreadable."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (
        InvalidFileException, KeyError, ValueError, TypeError, AttributeError, ElementTree.ParseError, zlib.error, EOFError,
        OverflowError,
    )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look(archive)
            layouts = _layouts(archive)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        with contextlib.closing(book):
            found = list(_grids(book, layouts))
    except Unreadable:
        raise
    except (*broken, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        # A damaged part surfaces as any of these, wherever in openpyxl it is met.
        raise Unreadable("not_a_workbook", why=str(error)) from error
    held = [grid for grid in found if grid.rows]
    if not held:
        raise Unreadable("empty")
    return held


def _look(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype").startswith(OPEN_DOCUMENT):
        raise Unreadable("open_document")
    if "xl/workbook.bin" in names:
        raise Unreadable("binary_workbook")
    if "word/document.xml" in names:
        raise Unreadable("word_document")
    if sum(each.file_size for each in archive.infolist()) > UNPACKED:
        raise Unreadable("too_big", most=UNPACKED // 1024 // 1024)


def _grids(book: Workbook, layouts: Mapping[str, _Layout]) -> Iterator[Grid]:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        layout = layouts.get(sheet.title, _Layout())
        # Some programs write a size of one cell, and openpyxl would read no more than that.
        sheet.reset_dimensions()
        rows = kept(layout.filled([_cell(each) for each in row] for row in sheet.iter_rows(values_only=True)))
        seen = tuple(row for row in rows if row.number not in layout.hidden)
        yield Grid(
            sheet.title, seen, book.epoch == CALENDAR_MAC_1904, len(rows) - len(seen), any(layout.merged.values())
        )


def _cell(value: object) -> str:
    """A cell as it would be typed: whole numbers without a point, dates and times in the form they are kept in."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dt.datetime():
            value = _to_minute(value)
            return f"{value:%Y-%m-%d}" if (value.hour, value.minute) == (0, 0) else f"{value:%Y-%m-%d %H:%M}"
        case dt.date():
            return value.isoformat()
        case dt.time():
            return f"{_to_minute(dt.datetime.combine(dt.date(2000, 1, 1), value)):%H:%M}"
        case dt.timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _to_minute(value: dt.datetime) -> dt.datetime:
    """A time is a fraction of a day in a spreadsheet: 9:00 may come as 8:59:59.99."""
    return (value + dt.timedelta(seconds=30)).replace(second=0, microsecond=0)


# what openpyxl does not tell of a sheet it reads row by row


class _Layout(msgspec.Struct):
    """Of one sheet: rows that are hidden, cells merged downwards (column -> first and last row), formulas without a value."""

    hidden: set[int] = msgspec.field(default_factory=set)
    merged: dict[int, list[tuple[int, int]]] = msgspec.field(default_factory=dict)
    unread: set[tuple[int, int]] = msgspec.field(default_factory=set)

    def filled(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """The rows, what is merged downwards in each of its rows, and formulas nobody reckoned out marked."""
        held: dict[tuple[int, int], str] = {}
        begins = {(first, column): last for column, spans in self.merged.items() for first, last in spans}
        below = {
            (row, column): (first, column)
            for (first, column), last in begins.items()
            for row in range(first + 1, last + 1)
        }
        touched: dict[int, set[int]] = {}
        for at in (*begins, *below, *self.unread):
            touched.setdefault(at[0], set()).add(at[1])
        for number, row in enumerate(rows, 1):
            for column in sorted(touched.get(number, ())):
                row.extend([""] * (column + 1 - len(row)))
                at = (number, column)
                if at in self.unread:
                    row[column] = UNREAD_FORMULA
                if at in begins:
                    held[at] = row[column]
                elif at in below and any(row):
                    row[column] = held.get(below[at], "")
            yield row


def _layouts(archive: zipfile.ZipFile) -> dict[str, _Layout]:
    """Sheet name -> its layout."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    parts = {
        str(each.get("Id")): str(each.get("Target"))
        for each in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for each in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(each) != "sheet":
            continue
        target = parts.get(str(each.get(RELATION)), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            with archive.open(path) as part:
                found[str(each.get("name"))] = _layout(ElementTree.iterparse(part))
    return found


def _layout(parsed: Iterable[tuple[str, ElementTree.Element]]) -> _Layout:
    from openpyxl.utils.cell import range_boundaries

    found, row = _Layout(), 0
    for _, each in parsed:
        match _tag(each):
            case "row":
                row = int(each.get("r") or row + 1)
                if each.get("hidden") in ("1", "true"):
                    found.hidden.add(row)
                found.unread.update((row, column) for column in _unread(each))
                each.clear()
            case "mergeCell":
                left, top, _right, bottom = range_boundaries(str(each.get("ref")))
                if left and top and bottom and bottom > top:
                    found.merged.setdefault(left - 1, []).append((top, min(bottom, top + 10_000)))
    return found


def _unread(row: ElementTree.Element) -> Iterator[int]:
    """Columns, from 0, of the cells of a row that have a formula and no value."""
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    for place, cell in enumerate(row):
        parts = {_tag(part): part for part in cell}
        if "f" not in parts:
            continue
        value = parts.get("v")
        if value is None or (not value.text and cell.get("t") != "str"):
            ref = cell.get("r")
            yield column_index_from_string(coordinate_from_string(ref)[0]) - 1 if ref else place


def _tag(each: ElementTree.Element) -> str:
    return each.tag.rpartition("}")[2]
