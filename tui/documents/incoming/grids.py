"""A spreadsheet or CSV file as rows of text, whatever it was written with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is read."""

MOST_ROWS, MOST_COLUMNS = 20_000, 200
"""Rows and columns that are read: more is no list of people, books or sessions."""

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""How .xls files and workbooks with a password begin."""

LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What such a file names where it is a workbook with a password."""

WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|table|\?xml|meta|style)", re.IGNORECASE)
"""How a table begins that some web site calls .xls."""

Signs = (",", "\t", ";", "，", "；", "|")
"""What may stand between the cells of a line."""


class Unreadable(ValueError):
    """A file that is no table: `code` says why, `params` fill its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class GridRow(msgspec.Struct, frozen=True):
    """A row by its number in the file, from 1, and its cells as text."""

    number: int
    cells: tuple[str, ...]


class Grid(msgspec.Struct, frozen=True):
    """One sheet: its name, empty for a CSV file, and the rows that hold anything.

    `from_1904`: days count from 1904, as old Macs did. `hidden`: how many rows were left out since the sheet hides them;
    `merged`: True where cells merged downwards were filled in row by row.
    """

    name: str
    rows: tuple[GridRow, ...]
    from_1904: bool = False
    hidden: int = 0
    merged: bool = False


def read(path: Path) -> list[Grid]:
    """The sheets of a file; raises Unreadable, OSError."""
    if path.stat().st_size > LARGEST:
        raise Unreadable("too_big", most=LARGEST // 1024 // 1024)
    content = path.read_bytes()
    if content.startswith(OLD_WORKBOOK):
        raise Unreadable("locked" if LOCKED in content else "old_workbook")
    if content.startswith(b"PK"):
        from tui.documents.incoming.workbook import sheets

        return sheets(content)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("empty")
    text = _text(content)
    if WEB_PAGE.match(text):
        raise Unreadable("web_page")
    return [Grid("", kept(_lines(text)))]


# csv


def _text(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB18030, as Excel in China writes CSV."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable("not_text") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable("not_text")


def _lines(text: str) -> list[list[str]]:
    """The lines of a CSV text; a quotation mark that is never closed would swallow all that follows, so it is refused."""
    try:
        return _parsed(text, strict=True)
    except csv.Error:
        # Marks in the midst of a cell are no mistake that anybody would mend.
        return _parsed(text, strict=False)


def _parsed(text: str, *, strict: bool) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        found.extend(
            [_plain(cell) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=_sign(text), strict=strict)
        )
    except csv.Error as error:
        if "end of data" in str(error):
            raise Unreadable("open_quote", row=len(found) + 1) from error
        if strict:
            raise
        raise Unreadable("not_a_table", why=str(error)) from error
    return found


def _plain(cell: str) -> str:
    """What programs write as ="0123", so that a spreadsheet keeps the zero, is the text between the marks."""
    match = re.fullmatch(r'\s*="(.*)"\s*', cell, re.DOTALL)
    return match[1] if match else cell


def _sign(text: str) -> str:
    """What stands between cells: the sign that is found most often in the first lines outside of quotation marks."""
    first = "\n".join(text.splitlines()[:10])
    outside = "".join(first.split('"')[::2])
    return max(Signs, key=lambda sign: (outside.count(sign), -Signs.index(sign)))


def kept(rows: Iterable[list[str]]) -> tuple[GridRow, ...]:
    """Rows that hold anything, with their numbers; raises Unreadable."""
    found: list[GridRow] = []
    for number, row in enumerate(rows, 1):
        cells = tuple(cell.strip() for cell in row[:MOST_COLUMNS])
        if not any(cells):
            continue
        if len(found) >= MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        found.append(GridRow(number, cells))
    return tuple(found)
