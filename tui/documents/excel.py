"""A workbook as an Excel file (.xlsx). openpyxl costs 150 ms to import, so this module is imported where a file is written."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from sync.giving_way import give_way
from tui.documents import fonts
from tui.documents.cleaning import clean, risky, spreadsheet_cell
from tui.documents.rendering import Heard
from tui.documents.sheets import Column, Entry, Format, Line, Sheet, Value, Workbook
from tui.i18n import t

TITLE, NOTE, HEAD, TEXT, TOTAL = "xinde_title", "xinde_note", "xinde_head", "xinde_text", "xinde_total"
"""Styles by name, so that each is written once."""

RUNNING = f"{fonts.FOOT},Regular"
"""The face of head and foot of a page, as the format spells it."""

SIZE, ROW = 11, 18.0
"""Size of a table's text, and the height of a row of one line, in points."""

EM = 1.06
"""Half an em of the text in widths of a digit of the sheet's own face, in which columns are measured."""

FORMATS: Mapping[Format, str] = {"text": "@", "count": "0", "hours": "General", "percent": "0.0%", "date": "yyyy-mm-dd"}

PRINTED = 297.0 - 30.0, 210.0 - 30.0
"""What a landscape and a portrait page hold in width, in mm."""


FULL = 32_000
"""Characters of a cell: the format holds 32 767, and the library cuts what is longer without a word."""

STEP = 1000
"""Rows after which somebody hears of it: a fifth of a second."""


def excel(workbook: Workbook, heard: Heard) -> bytes:
    """The file's content; `heard` is told every `STEP` rows."""
    book = openpyxl.Workbook()
    active = book.active
    if active is not None:
        book.remove(active)
    for style in _styles():
        book.add_named_style(style)
    names = sheet_names(workbook)
    where = places(workbook, names)
    looks = Looks()
    rows = _Counter(sum(len(sheet.lines) for sheet in workbook.sheets), heard)
    for sheet, name in zip(workbook.sheets, names, strict=True):
        _fill(book.create_sheet(name), sheet, workbook, where, looks, rows)
    book.properties.creator, book.properties.title = clean(workbook.author), clean(workbook.name)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


class _Counter:
    """Counts the rows of a workbook, and says so now and then."""

    def __init__(self, total: int, heard: Heard) -> None:
        self._done = 0
        self._total = total
        self._heard = heard

    def one_more(self) -> None:
        """A row is set."""
        self._done += 1
        if self._done % STEP == 0:
            self._heard(self._done, self._total)


def sheet_names(workbook: Workbook) -> list[str]:
    """What the sheets are called: at most 31 characters, none Excel refuses, each once."""
    found: list[str] = []
    for sheet in workbook.sheets:
        name = re.sub(r"[\[\]:*?/\\']", " ", clean(sheet.name)).strip()[:31] or "Sheet"
        number = 2
        while name.casefold() in (each.casefold() for each in found):
            name = f"{name[:27]} {number}"
            number += 1
        found.append(name)
    return found


def heading_rows(sheet: Sheet) -> int:
    """How many rows the headings take: two where something stands over them."""
    return 2 if any(column.over for column in sheet.columns) else 1


def first_row(sheet: Sheet) -> int:
    """The row of a sheet its first line stands in: below title, notes and headings."""
    return 2 + len(sheet.above) + heading_rows(sheet)


def places(workbook: Workbook, names: list[str]) -> dict[str, str]:
    """Where the rows with a name stand, as a link within the workbook."""
    return {
        line.name: f"'{name}'!A{first_row(sheet) + number}"
        for sheet, name in zip(workbook.sheets, names, strict=True)
        for number, line in enumerate(sheet.lines)
        if line.name is not None
    }


def _styles() -> list[NamedStyle]:
    thin = Side(style="thin", color="000000")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return [
        NamedStyle(TITLE, font=Font(name=fonts.TITLE, size=18), alignment=middle),
        NamedStyle(NOTE, font=Font(name=fonts.FOOT, size=SIZE), alignment=Alignment(vertical="center", wrap_text=True)),
        NamedStyle(HEAD, font=Font(name=fonts.HEADING, size=SIZE), alignment=middle, border=box),
        NamedStyle(TEXT, font=Font(name=fonts.FOOT, size=SIZE), alignment=middle, border=box),
        NamedStyle(TOTAL, font=Font(name=fonts.HEADING, size=SIZE), alignment=middle, border=box),
    ]


def _fill(
    page: Worksheet, sheet: Sheet, workbook: Workbook, where: Mapping[str, str], looks: Looks, rows: _Counter
) -> None:
    last, width = len(sheet.columns), sum(column.width for column in sheet.columns)
    title = t("documents.sample_title", title=sheet.title) if workbook.sample else sheet.title
    _across(page, 1, last, title, TITLE, 30)
    for number, note in enumerate(sheet.above, 2):
        _across(page, number, last, note, NOTE, _height(note, width))
    _headings(page, sheet)
    top = first_row(sheet)
    for number, line in enumerate(sheet.lines):
        _line(page, top + number, sheet, line, where, looks)
        give_way()
        rows.one_more()
    below = top + len(sheet.lines)
    for number, note in enumerate(sheet.below):
        _across(page, below + number, last, note, NOTE, _height(note, width))
    _print(page, sheet, workbook, top)


def _across(page: Worksheet, row: int, last: int, text: str, style: str, height: float) -> None:
    cell = page.cell(row, 1)
    cell.style = style
    _write(cell, text, "text")
    if last > 1:
        # `merge_cells` goes through the borders of each cell, 7 ms a line; here there are none.
        page.merged_cells.add(f"A{row}:{get_column_letter(last)}{row}")
    page.row_dimensions[row].height = height


def _headings(page: Worksheet, sheet: Sheet) -> None:
    row, rows = 2 + len(sheet.above), heading_rows(sheet)
    last = row + rows - 1
    for number, column in enumerate(sheet.columns, 1):
        words = (column.over, column.heading) if column.over else (column.heading,) + ("",) * (rows - 1)
        for line, text in enumerate(words):
            cell = page.cell(row + line, number)
            cell.style = HEAD
            if text:
                _write(cell, text, "text")
        if rows > 1 and not column.over:
            page.merge_cells(start_row=row, start_column=number, end_row=last, end_column=number)
        if column.turned:
            turned = page.cell(last if column.over else row, number)
            turned.alignment = Alignment(horizontal="center", vertical="center", text_rotation=_turn(column.heading))
        page.column_dimensions[get_column_letter(number)].width = column.width * EM + 1
    if rows > 1:
        page.row_dimensions[row].height = max(_height(column.over, column.width) for column in sheet.columns)
    page.row_dimensions[last].height = max(_heading_height(column) for column in sheet.columns)


def _turn(heading: str) -> int:
    """Chinese stands one character below the other (255); Latin letters lie, read from below (90)."""
    return 255 if cell_len(heading) > len(heading) else 90


def _heading_height(column: Column) -> float:
    if not column.turned:
        return _height(column.heading, column.width)
    if _turn(column.heading) == 90:
        return cell_len(column.heading) * SIZE * 0.6 + 8
    return len(column.heading) * (SIZE + 3) + 8


def _line(page: Worksheet, row: int, sheet: Sheet, line: Line, where: Mapping[str, str], looks: Looks) -> None:
    tallest = ROW
    style = TOTAL if line.total else TEXT
    for number, (column, held) in enumerate(zip(sheet.columns, line.cells, strict=True), 1):
        entry = held if isinstance(held, Entry) else Entry(held)
        cell = page.cell(row, number)
        looks.give(cell, style, column.align, _number_format(entry.value, entry.format or column.format))
        _write(cell, entry.value, entry.format or column.format)
        if entry.link is not None and entry.link in where:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=where[entry.link])
        if isinstance(entry.value, str):
            tallest = max(tallest, _height(entry.value, column.width))
    page.row_dimensions[row].height = line.height or tallest


class Looks:
    """What cells look like, worked out once for all that look the same: asking openpyxl for each takes most of the time."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Any] = {}

    def give(self, cell: Any, style: str, align: str, number_format: str) -> None:
        """Make a cell look so."""
        key = (style, align, number_format)
        if key not in self._known:
            cell.style = style
            if align != "center":
                cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
            cell.number_format = number_format
            self._known[key] = cell._style
        cell._style = self._known[key]


def _is_day(value: Value, format: Format) -> bool:
    return format == "date" and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _number_format(value: Value, format: Format) -> str:
    """Words are text in whatever column, and a number in a column of words shows all its digits."""
    if isinstance(value, str):
        return FORMATS["date" if _is_day(value, format) else "text"]
    return "General" if format == "text" else FORMATS[format]


def _write(cell: Cell | MergedCell, value: Value, format: Format) -> None:
    """A value as what it is; words never as a formula (see spreadsheet_cell)."""
    if isinstance(cell, MergedCell):
        raise ValueError(f"{cell.coordinate} is covered by another cell")
    if isinstance(value, str) and not _is_day(value, format):
        words, escaped = _words(value)
        cell.value = words
        cell.data_type = "s"
        if escaped:
            _quote(cell)
    elif value is not None:
        cell.value = dt.date.fromisoformat(value) if isinstance(value, str) else value


def _quote(cell: Any) -> None:
    """So that it stays a text also when somebody edits the cell and leaves it; its look is shared with other cells."""
    cell._style = copy(cell._style)
    cell.quotePrefix = True


# Names, dates and titles come again in line after line: of a year's evidence four cells in five.
@lru_cache(maxsize=4096)
def _words(value: str) -> tuple[str, bool]:
    """What a cell says, and whether an apostrophe was put before it; a text the format has no room for says that it goes on."""
    words = spreadsheet_cell(value)
    if len(words) > FULL:
        more = t("documents.cell_full", n=len(words) - FULL)
        words = words[:FULL] + more
    return words, risky(value)


@lru_cache(maxsize=4096)
def _height(text: str, width: float) -> float:
    """The points a text takes in a column of so many half ems."""
    lines = sum(max(1, math.ceil(cell_len(line) / max(1.0, width))) for line in text.split("\n"))
    return max(ROW, lines * (SIZE + 3.5) + 6)


def _print(page: Worksheet, sheet: Sheet, workbook: Workbook, top: int) -> None:
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{top}"
    setup = page.page_setup
    setup.orientation = "landscape" if sheet.landscape else "portrait"
    setup.paperSize = 9
    setup.fitToWidth, setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{top - heading_rows(sheet)}:{top - 1}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 15 / 25.4
    margins.top, margins.bottom = 20 / 25.4, 18 / 25.4
    if page.oddFooter is not None:
        page.oddFooter.center.text = "— &P —"
        page.oddFooter.center.font = RUNNING
    if workbook.sample and page.oddHeader is not None:
        page.oddHeader.right.text = t("value.sample")
        page.oddHeader.right.font = RUNNING
