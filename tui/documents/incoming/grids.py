"""A spreadsheet or CSV file as rows of text, whatever it was written with. openpyxl is imported only where a workbook is read."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is read; a workbook is unpacked whole."""

MOST_ROWS, MOST_COLUMNS = 20_000, 200
"""Rows and columns that are read: more is no list of people, books or sessions."""

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""How .xls files and workbooks with a password begin."""

Signs = (",", "\t", ";", "，", "；", "|")
"""What may stand between the cells of a line."""


class Unreadable(ValueError):
    """A file that is no table: `code` says why, `params` fill its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row by its number in the file, from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name, empty for a CSV file, and the rows that hold anything."""

    name: str
    rows: tuple[GridRow, ...]


def read(path: Path) -> list[Grid]:
    """The sheets of a file; raises Unreadable, OSError."""
    if path.stat().st_size > LARGEST:
        raise Unreadable("too_big", most=LARGEST // 1024 // 1024)
    content = path.read_bytes()
    if content.startswith(OLD_WORKBOOK):
        raise Unreadable("old_workbook")
    if content.startswith(b"PK"):
        return _workbook(content)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("empty")
    return [Grid("", _kept(_lines(_text(content))))]


# csv


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB18030, as Excel in China writes CSV."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable("not_text")


def _lines(text: str) -> Iterable[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_sign(text), strict=False)
    except csv.Error as error:
        raise Unreadable("not_a_table", why=str(error)) from error


def _sign(text: str) -> str:
    """What stands between cells: the sign that is found most often in the first lines outside of quotation marks."""
    first = "\n".join(text.splitlines()[:10])
    outside = "".join(first.split('"')[::2])
    return max(Signs, key=lambda sign: (outside.count(sign), -Signs.index(sign)))


# xlsx


def _workbook(content: bytes) -> list[Grid]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise Unreadable("not_a_workbook", why=str(error)) from error
    with contextlib.closing(book):
        try:
            found = [
                Grid(sheet.title, _kept([_cell(each) for each in row] for row in sheet.iter_rows(values_only=True)))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            ]
        except (KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable("not_a_workbook", why=str(error)) from error
    held = [grid for grid in found if grid.rows]
    if not held:
        raise Unreadable("empty")
    return held


def _cell(value: object) -> str:
    """A cell as it would be typed: whole numbers without a point, dates and times in the form they are kept in."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dt.datetime():
            return f"{value:%Y-%m-%d}" if (value.hour, value.minute) == (0, 0) else f"{value:%Y-%m-%d %H:%M}"
        case dt.date():
            return value.isoformat()
        case dt.time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _kept(rows: Iterable[list[str]]) -> tuple[GridRow, ...]:
    """Rows that hold anything, with their numbers."""
    found = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        cells = tuple(cell.strip() for cell in row[:MOST_COLUMNS])
        if any(cells):
            found.append(GridRow(number, cells))
    return tuple(found)
