"""Where text is typed: Textual's line and text area, taking every character a person can write.

Textual goes by `str.isprintable`, which is False for every space but the ASCII one (also U+3000, which Chinese input
methods write), for private-use signs and for characters newer than Python's tables, with which rare names are written.
"""

from __future__ import annotations

from rich.text import Text
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.cells import cells_of, index_at
from tui.terminal import is_text

LONG = 200
"""Characters from which on a line is painted piecewise; below that Textual's own way costs less than a millisecond."""


class Line(Input):
    """A line; a long one costs no more at a key than what is in sight of it.

    Textual measures and paints the whole value at each key and lays the screen out anew: 25 ms with 3 000 characters.
    """

    @property
    def _is_long(self) -> bool:
        return len(self.value) > LONG and not self.password and self.highlighter is None and "\t" not in self.value

    @property
    def content_width(self) -> int:
        """Cells of the value, and one for the cursor behind it."""
        return cells_of(self.value) + 1 if self._is_long else super().content_width

    def _position_to_cell(self, position: int) -> int:
        return cells_of(self.value[:position]) if self._is_long else super()._position_to_cell(position)

    def _watch_value(self, value: str) -> None:
        # Set here without its watcher: a line keeps its place on the screen however long it is.
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
        super()._watch_value(value)

    def render_line(self, y: int) -> Strip:
        """Paint what is in sight."""
        if y != 0 or not self._is_long or self._suggestion:
            return super().render_line(y)
        width = self.scrollable_content_region.width + 1
        left = self.scroll_offset.x
        first, before = index_at(self.value, left)
        # Every character is at least one cell wide, but for signs that join others.
        shown = self.value[first : first + 2 * width]
        text = Text(shown, no_wrap=True, overflow="ignore", end="")
        if self.has_focus:
            start, end = (min(max(0, each - first), len(shown)) for each in sorted(self.selection))
            if start < end:
                text.stylize_before(self.get_component_rich_style("input--selection"), start, end)
            at = self.cursor_position - first
            if self._cursor_visible and 0 <= at <= len(shown):
                if self.cursor_at_end:
                    text.pad_right(1)
                text.stylize(self.get_component_rich_style("input--cursor"), at, at + 1)
        options = self.app.console_options.update_width(cells_of(text.plain) or 1)
        strip = Strip(self.app.console.render(text, options))
        strip = strip.crop(left - before, left - before + width).extend_cell_length(width)
        return strip.apply_style(self.rich_style)

    async def _on_key(self, event: Key) -> None:
        """Take what Textual would drop; the rest is Textual's."""
        if event.character is not None and is_text(event.character) and not event.is_printable:
            event.stop()
            event.prevent_default()
            self.replace(event.character, *self.selection)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Such a key is text here and no command."""
        return character is not None and is_text(character)


class Prose(TextArea):
    """Text of several lines."""

    class Pasted(Message):
        """Text was pasted; it is in the editor as it came."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_paste(self, event: Paste) -> None:
        """Tell the page; Textual puts it in."""
        if not self.read_only:
            self.post_message(self.Pasted(event.text))

    def put(self, text: str, at: int) -> None:
        """Another text as one edit of its own, which one undo takes back; `at` is where in it the cursor goes."""
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()
        before = text[:at].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    @property
    def plain(self) -> str:
        """The text, a line feed at each line's end whatever it was loaded with."""
        return "\n".join(self.document.lines)

    @property
    def plain_at(self) -> int:
        """How many characters of `plain` stand before the cursor."""
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.document.lines[:row]) + column

    async def _on_key(self, event: Key) -> None:
        """Take what Textual would drop; the rest is Textual's."""
        if event.character is None or not is_text(event.character) or event.is_printable or self.read_only:
            return
        event.stop()
        event.prevent_default()
        self.replace(event.character, *self.selection, maintain_selection_offset=False)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Such a key is text here and no command."""
        taken = character is not None and is_text(character) and not self.read_only
        return taken or super().check_consume_key(key, character)
