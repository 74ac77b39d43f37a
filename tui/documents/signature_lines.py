"""Where people sign a document and write its date by hand."""

from __future__ import annotations

from tui.documents.paper import Cell, Row, row
from tui.i18n import t

HEIGHT = 16.0
"""Millimetres of a row that is signed in."""


def blank_date() -> str:
    """Room for a date."""
    return t("doc.blank_date")


def signature_row(label: str, spans: tuple[int, int]) -> Row:
    """Who signs, and room for the name and the date, each over so many columns."""
    first, second = spans
    signed = Cell(blank_date(), span=second, align="right")
    return row(Cell(label, span=first, label=True, align="center"), signed, height=HEIGHT)
