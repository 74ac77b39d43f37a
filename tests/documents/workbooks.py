"""Workbooks as a test reads them: rows by their headings, and a file read back by openpyxl."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.workbook import Workbook as Read

from tui.documents.rendering import render
from tui.documents.sheets import Entry, Line, Sheet, Value, Workbook, value_of


def sheet(made: Workbook, name: str) -> Sheet:
    """The sheet of that name."""
    return next(each for each in made.sheets if each.name == name)


def values(line: Line) -> list[Value]:
    """What a row holds."""
    return [value_of(cell) for cell in line.cells]


def row(of: Sheet, *first: Value) -> dict[str, Value]:
    """The first row that holds these values one after the other, by the headings."""
    for line in of.lines:
        held = values(line)
        if any(tuple(held[n : n + len(first)]) == first for n in range(len(held))):
            return {column.over + column.heading: value for column, value in zip(of.columns, held, strict=True)}
    raise AssertionError(f"no row of {of.name} holds {first}")


def column(of: Sheet, heading: str) -> list[Value]:
    """What stands in a column, from above."""
    number = [each.heading for each in of.columns].index(heading)
    return [values(line)[number] for line in of.lines]


def cell(of: Sheet, heading: str, *first: Value) -> Entry:
    """One cell with its link."""
    number = [each.heading for each in of.columns].index(heading)
    line = next(each for each in of.lines if all(one in values(each) for one in first))
    held = line.cells[number]
    return held if isinstance(held, Entry) else Entry(held)


def opened(made: Workbook) -> Read:
    """The file, read by a program that is not ours."""
    return openpyxl.load_workbook(io.BytesIO(render(made)))
