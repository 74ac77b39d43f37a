"""What a program that is not ours finds in a document: python-docx its paragraphs and tables, openpyxl its sheets, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl.worksheet.worksheet import Worksheet

BREAK = " / "
"""Where a line ends within a cell."""

STYLES = {"Title": "# ", "Heading 1": "## ", "Heading 2": "### "}

UNSTABLE = ("DTSTAMP", "UID")
"""Properties of a calendar that are another in every branch."""

Rows = list[list[str]]


def text_of(path: Path) -> str:
    """All that a document says."""
    match path.suffix:
        case ".docx":
            lines = docx_lines(path)
        case ".xlsx":
            lines = xlsx_lines(path)
        case _:
            lines = iter(path.read_bytes().decode().replace("\r\n ", "").splitlines())
            lines = (line for line in lines if not line.startswith(UNSTABLE))
    return "".join(f"{line}\n".replace(" \n", "\n") for line in lines)


# Word


def docx_lines(path: Path) -> Iterator[str]:
    """The head of its pages, then a line a paragraph or row, the cells of a row with tabs between."""
    document = docx.Document(str(path))
    head = " ".join(each.text for each in document.sections[0].header.paragraphs)
    yield f"[{head}]"
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield STYLES.get(block.style.name or "" if block.style else "", "") + block.text
        else:
            yield from ("\t".join(row) for row in _rows(block))


def paragraphs(path: Path) -> list[str]:
    """The paragraphs outside its tables."""
    return [each.text for each in docx.Document(str(path)).paragraphs]


def tables(path: Path) -> list[Rows]:
    """Its tables; a cell over several columns stands once."""
    return [_rows(each) for each in docx.Document(str(path)).tables]


def _rows(table: Table) -> Rows:
    found = []
    for row in table.rows:
        cells = []
        before = None
        for cell in row.cells:
            if cell._tc is not before:
                cells.append(BREAK.join(each.text for each in cell.paragraphs))
            before = cell._tc
        found.append(cells)
    return found


# Excel


def xlsx_lines(path: Path) -> Iterator[str]:
    """Sheet by sheet its name and its rows, the cells with tabs between."""
    for name, rows in sheets(path).items():
        yield f"== {name}"
        yield from ("\t".join(row).rstrip("\t") for row in rows)


def sheets(path: Path) -> dict[str, Rows]:
    """The sheets by their names, every cell as text."""
    return {sheet.title: _cells(sheet) for sheet in openpyxl.load_workbook(path).worksheets}


def _cells(sheet: Worksheet) -> Rows:
    return [[_said(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace("\n", BREAK)


def body(rows: Rows, heading: str, rows_of_headings: int = 1) -> list[dict[str, str]]:
    """The rows below the headings, which begin with that word, as dictionaries; up to the first that fills one cell only."""
    top = next(n for n, row in enumerate(rows) if row[0] == heading)
    heads = [_together(column) for column in zip(*rows[top : top + rows_of_headings], strict=True)]
    found = []
    for row in rows[top + rows_of_headings :]:
        if row[0] and not any(row[1:]):
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def _together(words: tuple[str, ...]) -> str:
    return " ".join(each for each in words if each)
