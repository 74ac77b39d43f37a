"""What a document looks like in a terminal: a paper's pages as they will break, a workbook's sheets as tables, a calendar as a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec
from rich.cells import cell_len, set_cell_size

from tui.documents.calendar_file import CalendarFile, Event
from tui.documents.cleaning import clean
from tui.documents.kinds import Made
from tui.documents.pages import WIDTH
from tui.documents.paper import Paper
from tui.documents.rendering import pages_of
from tui.documents.sheets import Sheet, Workbook, shown
from tui.i18n import speaking, t

PART = 100
"""Lines of a sheet shown at once: a terminal that scrolls through thousands is slow, and nobody finds anything there."""

WIDEST = 60
"""Columns of the terminal a column of a sheet takes at most."""

GAP = "  "


class Look(msgspec.Struct, frozen=True):
    """One page, or a part of one sheet: `name` is the sheet's, empty for a page of paper."""

    lines: tuple[str, ...]
    name: str = ""


def looks(made: Made, language: str) -> list[Look]:
    """The pages of a document, at least one; lines are as wide as they need to be."""
    with speaking(language):
        if isinstance(made, Paper):
            marks = _marks(made)
            return [Look((*marks, *page)) for page in pages_of(made)]
        if isinstance(made, CalendarFile):
            return list(_parts("", [made.name, ""], [_event(each) for each in made.events]))
        return [look for sheet in made.sheets for look in _sheet(sheet, made)]


def _marks(paper: Paper) -> tuple[str, ...]:
    """The words at the head of every page."""
    words = " ".join([*([t("value.sample")] if paper.sample else []), *paper.marks])
    return (" " * max(0, WIDTH - cell_len(words)) + words,) if words else ()


def _sheet(sheet: Sheet, book: Workbook) -> Iterator[Look]:
    """Title and notes, the headings again on every part, the notes below on the last."""
    rows = [
        [_one_line(shown(c, column.format)) for c, column in zip(line.cells, sheet.columns, strict=True)]
        for line in sheet.lines
    ]
    headings = [_one_line(column.heading) for column in sheet.columns]
    widths = [min(WIDEST, max(map(cell_len, cells))) for cells in zip(headings, *rows, strict=True)]
    aligns = [column.align for column in sheet.columns]
    head = [_row(headings, widths, ["left"] * len(widths)), GAP.join("-" * width for width in widths)]
    above = [t("documents.sample_title", title=sheet.title) if book.sample else sheet.title, *sheet.above]
    lines = [_row(cells, widths, aligns) for cells in rows]
    yield from _parts(sheet.name, [*map(clean, above), *head], lines, [clean(line) for line in sheet.below])


def _parts(name: str, head: list[str], lines: Sequence[str], below: Sequence[str] = ()) -> Iterator[Look]:
    starts = range(0, max(1, len(lines)), PART)
    for start in starts:
        last = start == starts[-1]
        yield Look((*head, *lines[start : start + PART], *(below if last else ())), name)


def _row(cells: Sequence[str], widths: Sequence[int], aligns: Sequence[str]) -> str:
    found = []
    for cell, width, align in zip(cells, widths, aligns, strict=True):
        free = max(0, width - cell_len(cell))
        found.append(set_cell_size(" " * (free if align == "right" else 0) + cell, width))
    return GAP.join(found).rstrip()


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _event(event: Event) -> str:
    """When, what, where; a whole day has no time."""
    start = event.start
    when = f"{start:%Y-%m-%d %H:%M}" if isinstance(start, dt.datetime) else f"{start:%Y-%m-%d}"
    if event.end is not None:
        when += f"-{event.end:%H:%M}"
    where = f"（{event.place}）" if event.place else ""
    title = t("export.cancelled", title=event.title) if event.cancelled else event.title
    return f"{set_cell_size(when, 24)}{_one_line(title + where)}"
