"""A workbook: its sheets with columns, rows and notes, as Excel gets them and the preview shows them."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Value: TypeAlias = "str | int | float | None"
"""What a cell holds. Words stand for what there is no number of: 待补, /, 无权限."""

Format: TypeAlias = Literal["text", "count", "hours", "percent", "date"]
"""`hours`: 60 minutes are 1.0. `percent`: 0.961 is 96.1%. `date`: YYYY-MM-DD, kept as a date."""


class Entry(msgspec.Struct, frozen=True):
    """A cell with more than its value: `link` is the name of the row it leads to, on whichever sheet."""

    value: Value
    link: str | None = None
    format: Format | None = None


class Column(msgspec.Struct, frozen=True):
    """A column: heading, width in characters of half an em, what it holds; `turned`: the heading is written downwards.

    `over` stands in a line of its own above the heading, never turned: the date of a session above its form.
    """

    heading: str
    width: float = 10
    format: Format = "text"
    align: Literal["left", "center", "right"] = "center"
    turned: bool = False
    over: str = ""


class Line(msgspec.Struct, frozen=True):
    """A row; `name` is what links lead to it by, `total` sets it off. `height` in points, None: as its text needs."""

    cells: tuple[Entry | Value, ...]
    name: str | None = None
    total: bool = False
    height: float | None = None


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: title over the whole width, `above` and `below` the table lines of text, `frozen` columns that stay in sight.

    A sheet is printed on A4, as wide as the page, its headings on every page.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    frozen: int = 0
    landscape: bool = False

    def __post_init__(self) -> None:
        for line in self.lines:
            if len(line.cells) != len(self.columns):
                raise ValueError(f"{self.name}: a line of {len(line.cells)} cells in {len(self.columns)} columns")


class Workbook(msgspec.Struct, frozen=True):
    """A whole workbook; `name` is what its file is called, without the ending. `sample`: 示例 stands on every page."""

    name: str
    sheets: tuple[Sheet, ...]
    sample: bool = False
    author: str = ""


def value_of(cell: Entry | Value) -> Value:
    """What a cell holds."""
    return cell.value if isinstance(cell, Entry) else cell


def shown(cell: Entry | Value, format: Format) -> str:
    """A cell as it is read."""
    value = value_of(cell)
    how = (cell.format if isinstance(cell, Entry) else None) or format
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if how == "percent":
        return f"{value:.1%}"
    return f"{value:g}"
