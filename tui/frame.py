"""What a terminal shows, cell by cell, and the fewest bytes that make it show something else.

Textual writes every region it has drawn, also where it looks as before: 1 150 bytes for a step of the cursor in a list, 5 200 for one
that scrolls. Over SSH that is what one waits for. Here a step is about 300 bytes, and a list is moved by the terminal itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from rich.color import ColorSystem
from rich.segment import Segment

Cell: TypeAlias = tuple[str, str]
"""The text that begins in a cell, and its attributes as the terminal is told them; no text where a wider sign goes on."""

Piece: TypeAlias = tuple[int, int, Iterable[Segment]]
"""Row, column, and what stands from there on."""

Row: TypeAlias = list[Cell | None]
"""One cell a column; None where nobody knows what the terminal shows."""

SURE = re.compile("[ -~\u3000-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]*")
"""Texts that take the same cells in every terminal: one for an ASCII sign, two for any other of these."""

APART = 8
"""Cells between two changes from which on a jump costs less than writing what is between them."""

FARTHEST = 3
"""Rows by which a list is taken to have scrolled; a page is another picture."""

WORTH = 4
"""Rows that must have moved, so that letting the terminal move them pays."""

BAR = 2
"""Cells at the right end where a scroll bar stands: it does not move with the list."""


class Frame:
    """A picture of so many columns and rows; at first nobody knows what is on it."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._rows: list[Row] = [[None] * width for _ in range(height)]

    def change(self, pieces: Iterable[Piece], colours: ColorSystem | None) -> str:
        """What to write, so that the terminal shows these pieces; empty where it does already."""
        wanted = self._rows.copy()
        for y, x, segments in pieces:
            if 0 <= y < self.height:
                if wanted[y] is self._rows[y]:
                    wanted[y] = self._rows[y].copy()
                self._put(wanted[y], x, segments, colours)
        changed = sum(row != old for row, old in zip(wanted, self._rows, strict=True))
        if not changed:
            return ""
        written = [self._scrolled(wanted)] if changed >= WORTH else []
        pen = ""
        for y, row in enumerate(wanted):
            if row != self._rows[y]:
                text, pen = self._row_written(y, row, pen)
                written.append(text)
        self._rows = wanted
        return "".join([*written, "\x1b[0m" if pen else ""])

    def _put(self, row: Row, x: int, segments: Iterable[Segment], colours: ColorSystem | None) -> None:
        for segment in segments:
            text, style, control = segment
            if control or not text:
                continue
            attributes = style._make_ansi_codes(colours) if style is not None and colours is not None else ""
            follows = ("", attributes)
            if SURE.fullmatch(text):
                cells: list[Cell] = []
                for sign in text:
                    cells.append((sign, attributes))
                    if sign > "~":
                        cells.append(follows)
            else:
                # Nobody knows where in it a column begins, so that it is written as a whole or not at all.
                cells = [(text, attributes), *[follows] * (segment.cell_length - 1)]
            end = min(x + len(cells), self.width)
            row[x:end] = cells[: max(0, end - x)]
            x = end

    def _row_written(self, y: int, row: Row, pen: str) -> tuple[str, str]:
        """The changes of one row, and the attributes the terminal writes with afterwards."""
        written: list[str] = []
        for first, last in self._changes(self._rows[y], row):
            written.append(f"\x1b[{y + 1};{first + 1}H")
            for x in range(first, last + 1):
                cell = row[x]
                if not cell or not cell[0]:
                    continue
                text, attributes = cell
                if attributes != pen:
                    written.append(f"\x1b[0;{attributes}m" if attributes else "\x1b[0m")
                    pen = attributes
                written.append(text)
                if len(text) > 1:
                    # However wide the terminal draws it, what follows stands in its column.
                    behind = next((n for n in range(x + 1, last + 1) if row[n] and row[n][0]), None)  # type: ignore[index]
                    if behind is not None:
                        written.append(f"\x1b[{y + 1};{behind + 1}H")
        return "".join(written), pen

    @staticmethod
    def _changes(before: Row, row: Row) -> list[tuple[int, int]]:
        """First and last column of each stretch to write."""
        found: list[tuple[int, int]] = []
        for x, (old, new) in enumerate(zip(before, row, strict=True)):
            if old == new:
                continue
            first = x
            while first and (cell := row[first]) is not None and not cell[0]:
                first -= 1
            if found and first - found[-1][1] <= APART:
                found[-1] = (found[-1][0], x)
            else:
                found.append((first, x))
        return found

    def _scrolled(self, wanted: list[Row]) -> str:
        """Let the terminal move the rows that only moved; afterwards the picture is what it shows then."""
        gain, first, end, by = max(self._moved(wanted, step) for n in range(1, FARTHEST + 1) for step in (n, -n))
        if gain < WORTH:
            return ""
        top, bottom = min(first, first + by), max(end, end + by)
        blank: list[Row] = [[None] * self.width for _ in range(abs(by))]
        kept = self._rows[top + by : bottom] if by > 0 else self._rows[top : bottom + by]
        self._rows[top:bottom] = [*kept, *blank] if by > 0 else [*blank, *kept]
        # Lines are deleted or inserted inside a scroll region: the one way every terminal knows, the Linux console too.
        return f"\x1b[0m\x1b[{top + 1};{bottom}r\x1b[{top + 1};1H\x1b[{abs(by)}{'M' if by > 0 else 'L'}\x1b[r"

    def _moved(self, wanted: list[Row], by: int) -> tuple[int, int, int, int]:
        """The stretch of rows that stood `by` rows lower: how many of them show something else now, first, end, `by`."""
        best = (0, 0, 0, by)
        gain, first = 0, max(0, -by)
        rows = range(first, min(self.height, self.height - by))
        for y in rows:
            row, before = wanted[y][:-BAR], self._rows[y + by][:-BAR]
            if row == before and None not in row:
                gain += row != self._rows[y][:-BAR]
                best = max(best, (gain, first, y + 1, by))
            else:
                gain, first = 0, y + 1
        return best
