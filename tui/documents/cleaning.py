"""What may stand in a document: no control characters, and in a cell of a spreadsheet nothing that would be run as a formula."""

from __future__ import annotations

import re

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Characters a reader cannot see, that XML refuses or that turn the direction of a line; tab and line breaks are none of them."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may take for a formula (DOMAIN.md section 5); full-width forms are read as plain ones by some."""


def clean(text: str) -> str:
    """The text without control characters; carriage returns become line breaks."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def risky(text: str) -> bool:
    """True for a cell a spreadsheet might run."""
    return text.startswith(FORMULA)


def csv_cell(text: str) -> str:
    """The text as a cell of a CSV file: escaped with an apostrophe where a spreadsheet would run it."""
    cleaned = clean(text)
    return f"'{cleaned}" if risky(text) or risky(cleaned) else cleaned
