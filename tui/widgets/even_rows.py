"""A table whose rows are all one line high and whose columns have given widths, painted at the price of what changed."""

from __future__ import annotations

from typing import Any, cast

from rich.style import Style
from rich.text import Text
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import DataTable


class EvenRows(DataTable[Text]):
    """Knows where a row stands without adding up those above it, and paints after a step the rows that differ."""

    _base = Style.null()
    """The style of rows while they are painted."""

    @property
    def _heads(self) -> int:
        """Lines of the headings."""
        return self.header_height if self.show_header else 0

    def _whole_size(self) -> Size:
        """Columns and rows as they are now."""
        return Size(
            sum(column.get_render_width(self) for column in self.columns.values()), self.row_count + self._heads
        )

    def _get_row_region(self, row_index: int) -> Region:
        """Where a row stands; Textual would add up the heights of all above it at each step."""
        if not 0 <= row_index < self.row_count:
            return Region()
        return Region(0, row_index + self._heads, max(self._whole_size().width, self.size.width), 1)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint rows; what Textual asks of all pages above for each of them is asked once."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Paint one row of the screen; no row stays where it is while others move, but the headings."""
        at_x, at_y = self.scroll_offset
        return self._render_line(y if y < self._heads else y + at_y, at_x, at_x + self.size.width, self._base)

    def _render_line(self, y: int, x1: int, x2: int, base_style: Style) -> Strip:
        """A row without the cursor looks as it did before a step: Textual would paint all that are in sight again."""
        if y == self.cursor_row + self._heads:
            return super()._render_line(y, x1, x2, base_style)
        hover = self.hover_coordinate if self._show_hover_cursor else None
        key = (y, x1, x2, base_style, hover, self._update_count, self._pseudo_class_state)
        # Textual's own store, since it forgets it whenever a row may look otherwise.
        known = cast("LRUCache[Any, Strip]", self._line_cache)
        strip = known.get(key)
        if strip is None:
            known[key] = strip = super()._render_line(y, x1, x2, base_style)
        return strip
