"""Where people sign a document and write its date by hand."""

from __future__ import annotations

from collections.abc import Iterator

from tui.documents.paper import Cell, Paragraph, Row, row
from tui.i18n import t

HEIGHT = 16.0
"""Millimetres of a row that is signed in."""


def blank_date() -> str:
    """Room for a date."""
    return t("doc.blank_date")


def signature_row(label: str, spans: tuple[int, int], *, last: bool = False) -> Row:
    """Who signs, and room for the name and the date, each over so many columns; all stand on one page, to the `last`."""
    first, second = spans
    signed = Cell(blank_date(), span=second, align="right")
    return row(Cell(label, span=first, label=True, align="center"), signed, height=HEIGHT, keep=not last)


def signature_lines(before: str, branch: str) -> Iterator[Paragraph]:
    """The end of a document: its last words, then who signs it and room for the date, which never stand alone on a page."""
    yield Paragraph(before, keep=True)
    yield Paragraph("", keep=True)
    yield Paragraph(branch, "right", keep=True)
    yield Paragraph(blank_date(), "right")
