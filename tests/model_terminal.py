"""As much of a terminal as the app's painting uses, to see what a person would see."""

from __future__ import annotations

import re

from rich.cells import cell_len

ORDER = re.compile(r"\x1b\[([\d;]*)([HmrML])|([^\x1b])")
Shown = list[list[tuple[str, str]]]


class ModelTerminal:
    """As much of a terminal as the frame uses: it knows no more of the picture than it is told."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows: Shown = [[("?", "?")] * width for _ in range(height)]
        self.y = self.x = self.top = 0
        self.bottom = self.height
        self.pen = ""

    def hear(self, written: str) -> None:
        """Draw what is written to it; fails where it is told what the frame has no need of."""
        at = 0
        while at < len(written):
            order = ORDER.match(written, at)
            assert order is not None, repr(written[at : at + 20])
            at = order.end()
            numbers, what, sign = order.groups()
            if sign is not None:
                self._draw(sign)
                continue
            given = [int(number) for number in numbers.split(";") if number]
            if what == "H":
                self.y, self.x = given[0] - 1, given[1] - 1
            elif what == "m":
                self.pen = numbers.removeprefix("0").removeprefix(";")
            elif what == "r":
                self.top, self.bottom = (given[0] - 1, given[1]) if given else (0, self.height)
                self.y = self.x = 0
            else:
                self._move(given[0], what)

    def _draw(self, sign: str) -> None:
        wide = cell_len(sign)
        assert self.x + wide <= self.width, "written beyond the edge"
        if wide == 0:
            before = next(x for x in range(self.x - 1, -1, -1) if self.rows[self.y][x][0])
            text, pen = self.rows[self.y][before]
            self.rows[self.y][before] = (text + sign, pen)
            return
        self.rows[self.y][self.x : self.x + wide] = [(sign, self.pen), ("", self.pen)][:wide]
        self.x += wide

    def _move(self, by: int, what: str) -> None:
        assert self.y == self.top
        blank = [[("!", "!")] * self.width for _ in range(by)]
        block = self.rows[self.top : self.bottom]
        self.rows[self.top : self.bottom] = [*block[by:], *blank] if what == "M" else [*blank, *block[:-by]]

    def text(self) -> list[str]:
        """What it shows, a line a row."""
        return ["".join(text for text, _ in row) for row in self.rows]
