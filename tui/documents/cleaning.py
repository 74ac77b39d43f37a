"""What may stand in a document: no control characters, and in a cell of a spreadsheet nothing that would be run as a formula."""

from __future__ import annotations

import re
import unicodedata

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Characters a reader cannot see, that XML refuses or that turn the direction of a line; tab and line breaks are none of them."""

FORMULA = frozenset("=+-@")
"""How a cell begins that a spreadsheet takes for a formula (DOMAIN.md section 5), in whatever width it is written."""

BREAKS = ("\t", "\r")
"""Beginnings that a spreadsheet drops or moves on at, so that what follows begins the cell."""


def clean(text: str) -> str:
    """The text without control characters; carriage returns become line breaks."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def risky(text: str) -> bool:
    """True for a cell a spreadsheet might run, as it is or cleaned: by its first character that is no space, in any width."""
    return any(_begins_like_one(each) for each in (text, clean(text)))


def _begins_like_one(text: str) -> bool:
    first = text.lstrip()[:1]
    return text.startswith(BREAKS) or (first != "" and unicodedata.normalize("NFKC", first)[:1] in FORMULA)


def spreadsheet_cell(text: str) -> str:
    """The text as a cell of an .xlsx or CSV file: cleaned, an apostrophe before it where a spreadsheet would run it.

    The apostrophe is part of the text, in .xlsx too. There a cell of type text is never run while it is opened, and
    `quotePrefix` keeps it a text while somebody edits it; but neither is part of the text, so both are gone once somebody
    saves the sheet as CSV, and the next program that opens the CSV runs =1+1. A sign one can see in a text that is rarely
    there costs less than a cell that runs.
    """
    return f"'{clean(text)}" if risky(text) else clean(text)
