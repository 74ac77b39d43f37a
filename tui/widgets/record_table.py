"""A list of records that keeps its cursor, scroll and marks when rows come, change or go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import DataTable

from sync.cache.view import View
from tui.cells import cut, cut_middle
from tui.command import twins
from tui.terminal import printable

SLICE = 200
"""Rows put in at a time: 10 000 at once would hold the screen for half a second."""


LONG = 200
"""Characters of a cell that are measured: no column is wider."""

NARROW = 6
"""Cells of a column that holds a mark or a number."""

MANY = 20
"""Rows that may go one by one; each costs a walk through all of them."""


class Cell(Text):
    """What stands in a cell, and in which row."""

    def __init__(self, row: str, text: str) -> None:
        super().__init__(text, no_wrap=True)
        self.row = row


class RecordTable(DataTable[Text]):
    """Rows of cells, one row a key; columns share the width by weight, texts are cut by cells, never by characters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(twins("space"), "page_down", show=False),
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]

    class Moved(Message):
        """The cursor went to another row."""

    def __init__(
        self,
        columns: Sequence[tuple[str, int]] | Callable[[], Sequence[tuple[str, int]]],
        headings: Callable[[], Sequence[str]],
        *,
        id: str | None = None,
        middle: Iterable[str] = (),
    ) -> None:
        """`columns`: (key, weight; a negative weight is a width in cells, more where the heading is longer).

        `headings`, and widths where they are asked for, are those of the current language; a text too long for one of the columns in `middle` loses its middle.
        """
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._columns = columns
        self._spec = list(columns() if callable(columns) else columns)
        self._headings = headings
        self._middle = frozenset(middle)
        self._widths: list[int] = []
        self._needs: list[int] = []
        self._shown: list[str] = []
        self._cells: dict[str, tuple[str, ...]] = {}
        self._waiting: list[str] = []
        self._wanted: str | None = None
        self._sized = Size()

    def _share(self, headings: Sequence[str]) -> list[int]:
        room = max(20, self.size.width - 2 * len(self._spec) - 2)
        weights = [
            min(weight, -cell_len(heading)) if weight < 0 else weight
            for (_, weight), heading in zip(self._spec, headings, strict=True)
        ]
        total = sum(weight for weight in weights if weight > 0) or 1
        free = max(8, room + sum(weight for weight in weights if weight < 0))
        widths = [-w if w < 0 else max(4, free * w // total) for w in weights]
        return self._shifted(widths, weights, headings, room)

    def _shifted(self, widths: list[int], weights: Sequence[int], headings: Sequence[str], room: int) -> list[int]:
        """Where a text of a sharing column would be cut, it gets what other columns have and do not need."""
        least = [max(need, cell_len(heading)) for need, heading in zip(self._needs, headings, strict=True)]
        lacks = {n: least[n] - widths[n] for n, w in enumerate(weights) if w > 0 and least[n] > widths[n]}
        if not lacks:
            return widths
        found = [w if n in lacks else min(w, least[n]) for n, w in enumerate(widths)]
        left = max(0, room - sum(found))
        for rest, (n, lack) in enumerate(sorted(lacks.items(), key=lambda pair: pair[1])):
            given = min(lack, left // (len(lacks) - rest))
            found[n] += given
            left -= given
        return found

    def _measure(self, rows: Iterable[Sequence[str]]) -> list[int]:
        """The widest cell of each column; columns with short words count their heading elsewhere."""
        needs = [0] * len(self._spec)
        for cells in rows:
            for n, cell in enumerate(cells):
                needs[n] = max(needs[n], cell_len(cell[:LONG]))
        return needs

    def on_resize(self, event: Resize) -> None:
        """Share the width anew."""
        self.rebuild()

    def rebuild(self) -> None:
        """Columns and rows anew, the cursor on the record it was on; after a change of width or language."""
        if not self.size.width:
            return
        key = self._wanted or self.current
        at, offset, same = self.cursor_row, self.scroll_offset, self.size == self._sized
        self._sized = self.size
        self.clear(columns=True)
        if callable(self._columns):
            self._spec = list(self._columns())
        headings = self._headings()
        self._needs = self._measure(self._cells[key] for key in self._shown[:SLICE])
        self._widths = self._share(headings)
        self.fixed_columns = self._kept_in_sight()
        for (name, _), heading, width in zip(self._spec, headings, self._widths, strict=True):
            self.add_column(heading, key=name, width=width)
        self._waiting = list(self._shown)
        self._add_slice(upto=at)
        self.go_to(key)
        if same and key is not None and key in self.rows:
            self._stay(key, self.get_row_index(key), offset.x, offset.y + self.get_row_index(key) - at)

    def _kept_in_sight(self) -> int:
        """How many columns stay where the table is wider than the screen: the first, with a narrow one the next too."""
        if sum(self._widths) + 2 * len(self._widths) <= self.size.width:
            return 0
        return 2 if self._widths[0] < NARROW and sum(self._widths[:2]) < self.size.width // 2 else 1

    def show(self, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show these rows: (key, cells). Only what differs from what is shown is painted anew; nothing moves under the cursor."""
        self._put(rows)
        if self.columns:
            now = self._measure(self._cells[key] for key in self._shown[:SLICE])
            self._needs = [max(pair) for pair in zip(self._needs, now, strict=True)]
            if self._share(self._headings()) != self._widths:
                self.rebuild()

    def _put(self, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        new = {key: tuple(printable(cell) for cell in cells) for key, cells in rows}
        order = list(new)
        before, self._cells = self._cells, new
        was, self._shown = self._shown, order
        if not self.columns:
            self.rebuild()
            return
        for key in order:
            if before.get(key) != new[key] and key in self.rows:
                self._paint(key)
        if order == was:
            return
        kept, at, offset = self.current, self.cursor_row, self.scroll_offset
        gone = [key for key in was if key not in new]
        if len(gone) > MANY:
            self.clear()
        else:
            for key in gone:
                if key in self.rows:
                    self.remove_row(key)
        self._waiting = [key for key in order if key not in self.rows]
        self._add_slice(upto=max(at, order.index(kept) if kept in new else 0))
        if kept in new and kept in self.rows:
            self._stay(kept, self.get_row_index(kept), offset.x, offset.y + self.get_row_index(kept) - at)
        elif order:
            self._stay(None, min(at, self.row_count - 1), offset.x, offset.y)

    def _stay(self, key: str | None, row: int, x: int, y: int) -> None:
        """The cursor on its row again, and that row where it was on the screen."""
        self._wanted = None
        self.move_cursor(row=row, animate=False, scroll=False)
        self.scroll_to(x, y, animate=False, force=True)
        # How far one can scroll is known only when the rows that came are counted.
        self.call_after_refresh(lambda: self._scroll_back(key, x, y))

    def _scroll_back(self, key: str | None, x: int, y: int) -> None:
        if key is None or key == self.current:
            self.scroll_to(x, y, animate=False, force=True)

    def _add_slice(self, upto: int = 0) -> None:
        """Put in the next rows, the rest after the next frame."""
        count = max(SLICE, upto + 1)
        now, self._waiting = self._waiting[:count], self._waiting[count:]
        for key in now:
            if key in self._cells and key not in self.rows:
                self.add_row(*self._texts(key), key=key)
        self._arrange()
        if self._wanted in self.rows:
            self.go_to(self._wanted)
        if self._waiting:
            self.call_after_refresh(self._add_slice)

    def _arrange(self) -> None:
        """Rows in their order; those that came were put in at the end."""
        wanted = [key for key in self._shown if key in self.rows]
        if wanted != [row.key.value for row in self.ordered_rows]:
            places = {key: place for place, key in enumerate(wanted)}
            self.sort(self._spec[0][0], key=lambda cell: places[cell.row])

    def _texts(self, key: str) -> list[Text]:
        row = zip(self._spec, self._cells[key], self._widths, strict=True)
        return [Cell(key, (cut_middle if name in self._middle else cut)(cell, width)) for (name, _), cell, width in row]

    def _paint(self, key: str) -> None:
        for (name, _), text in zip(self._spec, self._texts(key), strict=True):
            if self.get_cell(key, name) != text:
                self.update_cell(key, name, text)

    @property
    def shown(self) -> int:
        """How many rows there are, those not yet put in included."""
        return len(self._shown)

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        if not self.row_count or not 0 <= self.cursor_row < self.row_count:
            return None
        return self.ordered_rows[self.cursor_row].key.value

    def go_to(self, key: str | None) -> None:
        """Put the cursor on a row: at once, or as soon as the row is put in."""
        self._wanted = key if key in self._cells and key not in self.rows else None
        if key is not None and key in self.rows:
            self.move_cursor(row=self.get_row_index(key), animate=False)

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Tell the page that the cursor went somewhere."""
        event.stop()
        self.post_message(self.Moved())


Rows = list[tuple[str, Sequence[str]]]


def by_start(views: Sequence[View]) -> list[View]:
    """Sessions with the latest first; those without a start last."""
    return sorted(views, key=lambda view: (view.get("start") or "", view.id), reverse=True)
