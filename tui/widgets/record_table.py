"""A list of records that keeps its cursor, scroll and marks when rows come, change or go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey

from tui.cells import cut, cut_middle
from tui.terminal import printable
from tui.widgets.column_widths import column_widths, kept_in_sight, widest
from tui.widgets.even_rows import EvenRows

if TYPE_CHECKING:
    from tui.app import XindeApp

SLICE = 100
"""Rows put in at a time: 10 000 at once would hold the screen for half a second."""


AT_ONCE = 1000
"""Rows out of sight by which the list grows at a time, as its bar shows it."""

MANY = 20
"""Rows that may go one by one; each costs a walk through all of them."""


class Cell(Text):
    """What stands in a cell, and in which row."""

    def __init__(self, row: str, text: str) -> None:
        super().__init__(text, no_wrap=True)
        self.row = row


class RecordTable(EvenRows):
    """Rows of cells, one row a key; columns share the width by weight, texts are cut by cells, never by characters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]

    class Nothing(Message):
        """Enter was pressed where there is no row."""

    class Moved(Message):
        """The cursor went to another row."""

    def __init__(
        self,
        columns: Sequence[tuple[str, int]] | Callable[[], Sequence[tuple[str, int]]],
        headings: Callable[[], Sequence[str]],
        *,
        id: str | None = None,
        middle: Iterable[str] = (),
        right: Iterable[str] = (),
    ) -> None:
        """`columns`: (key, weight; a negative weight is a width in cells, more where the heading is longer).

        `headings`, and widths where they are asked for, are those of the current language; a text too long for one of the columns in `middle` loses its middle.
        Numbers stand at the right end of the columns in `right`.
        """
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._columns = columns
        self._spec = list(columns() if callable(columns) else columns)
        self._headings = headings
        self._middle = frozenset(middle)
        self._right = frozenset(right)
        self._widths: list[int] = []
        self._needs: list[int] = []
        self._shown: list[str] = []
        self._cells: dict[str, tuple[str, ...]] = {}
        self._waiting: list[str] = []
        self._wanted: str | None = None
        self._in_order = False
        """True while the rows put in are the first of those to be shown, in their order."""
        self._marked: frozenset[str] = frozenset()
        self._sized = Size()

    def _share(self, headings: Sequence[str]) -> list[int]:
        room = max(20, self.size.width - 2 * len(self._spec) - 2)
        weights = [weight for _, weight in self._spec]
        measured = len(self._shown) <= SLICE
        return column_widths(weights, [cell_len(each) for each in headings], self._needs, room, measured=measured)

    def _needed(self) -> list[int]:
        """The widest cell of each column, as far as rows are looked at for it."""
        return widest((self._cells[key] for key in self._shown[:SLICE]), len(self._spec))

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
        self._needs = self._needed()
        self._widths = self._share(headings)
        self.fixed_columns = kept_in_sight(self._widths, self.size.width)
        for (name, _), heading, width in zip(self._spec, headings, self._widths, strict=True):
            self.add_column(self._placed(name, heading, width), key=name, width=width)
        self._waiting = list(self._shown)
        self._add_slice(upto=at)
        self.go_to(key)
        if same and key is not None and key in self.rows:
            self._stay(key, self.get_row_index(key), offset.x, offset.y + self.get_row_index(key) - at)

    def show(self, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show these rows: (key, cells). Only what differs from what is shown is painted anew; nothing moves under the cursor."""
        self._put(rows)
        if self.columns:
            now = self._needed()
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
        self._in_order = False
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
            self._scroll_cursor_into_view()

    def _add_slice(self, upto: int = 0) -> None:
        """Put in the next rows, the rest after the next frame."""
        count = max(SLICE, upto + 1)
        now, self._waiting = self._waiting[:count], self._waiting[count:]
        if not self.row_count:
            # From here on each slice goes on where the last one ended, and nobody need look at all rows again.
            self._in_order = True
        for key in now:
            if key in self._cells and key not in self.rows:
                self.add_row(*self._texts(key), key=key)
        self._arrange()
        if self._wanted in self.rows:
            self.go_to(self._wanted)
        if self._waiting:
            self.call_after_refresh(self._add_slice)
        else:
            # Those that were waited for may have gone meanwhile, so that none comes any more.
            self._require_update_dimensions = True
            self.check_idle()

    def _arrange(self) -> None:
        """Rows in their order; those that came were put in at the end."""
        if self._in_order:
            return
        wanted = [key for key in self._shown if key in self.rows]
        if wanted != [row.key.value for row in self.ordered_rows]:
            places = {key: place for place, key in enumerate(wanted)}
            self.sort(self._spec[0][0], key=lambda cell: places[cell.row])

    def _texts(self, key: str) -> list[Text]:
        row = zip(self._spec, self._cells[key], self._widths, strict=True)
        return [
            Cell(key, self._placed(name, (cut_middle if name in self._middle else cut)(cell, width), width))
            for (name, _), cell, width in row
        ]

    def _placed(self, name: str, text: str, width: int) -> str:
        """The text at its end of the column."""
        return " " * (width - cell_len(text)) + text if name in self._right else text

    def _paint(self, key: str) -> None:
        for (name, _), text in zip(self._spec, self._texts(key), strict=True):
            if self.get_cell(key, name) != text:
                self.update_cell(key, name, text)

    def mark(self, keys: Iterable[str]) -> None:
        """These rows are marked, and no others; only what differs is painted."""
        now = frozenset(keys)
        changed, self._marked = self._marked ^ now, now
        if changed:
            self._update_count += 1
        for key in changed:
            if key in self.rows:
                self.refresh_row(self.get_row_index(key))

    def _render_cell(
        self,
        row_index: int,
        column_index: int,
        base_style: Style,
        width: int,
        cursor: bool = False,
        hover: bool = False,
    ) -> list[list[Segment]]:
        """A mark stands in the blank before the first cell, so that nothing moves when a row is marked."""
        lines = super()._render_cell(row_index, column_index, base_style, width, cursor, hover)
        if column_index or row_index < 0 or not self._marked or not lines:
            return lines
        if self.ordered_rows[row_index].key.value not in self._marked:
            return lines
        first, *others = lines[0]
        if not first.text.startswith(" "):
            return lines
        sign = cast("XindeApp", self.app).glyphs.mark
        return [[Segment(sign, first.style), Segment(first.text[1:], first.style), *others], *lines[1:]]

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        """Widths are given, and a row is one line high: Textual would measure every cell, twice as long as it takes to put them in.

        While rows come far below what is seen, the page is not arranged anew for each slice of them.
        """
        size, known = self._whole_size(), self.virtual_size
        near = known.height < self.cursor_row + 2 * self.size.height
        if self._waiting and not near and size.width == known.width and 0 <= size.height - known.height < AT_ONCE:
            return
        self.virtual_size = size

    def _scroll_cursor_into_view(self, animate: bool = False) -> None:
        """The cursor comes into sight, also on a row by which the list has not grown yet."""
        if self.virtual_size.height <= self.cursor_row + 1 < self._whole_size().height:
            self.virtual_size = self._whole_size()
        super()._scroll_cursor_into_view(animate)

    @property
    def keys(self) -> Sequence[str]:
        """The keys of all rows in their order, those not yet put in included."""
        return self._shown

    def has(self, key: str) -> bool:
        """True when there is such a row."""
        return key in self._cells

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

    def cut_off(self) -> list[str]:
        """Texts of the row under the cursor that are cut in it, whole."""
        cells = self._cells.get(self.current or "", ())
        return [text for text, width in zip(cells, self._widths, strict=False) if cell_len(text) > width]

    def go_to(self, key: str | None) -> None:
        """Put the cursor on a row: at once, or as soon as the row is put in."""
        self._wanted = key if key in self._cells and key not in self.rows else None
        if key is not None and key in self.rows:
            self.move_cursor(row=self.get_row_index(key), animate=False)
            # As in _stay: a row that has just come may lie behind what can be scrolled to now.
            self.call_after_refresh(self._scroll_cursor_into_view)

    def action_select_cursor(self) -> None:
        """Enter on a list without rows, which Textual's own passes over, is told too: the page says why it opens nothing."""
        if self.row_count:
            super().action_select_cursor()
        else:
            self.post_message(self.Nothing())

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Tell the page that the cursor went somewhere."""
        event.stop()
        self.post_message(self.Moved())
