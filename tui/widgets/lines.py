"""The line text is typed into: Textual's, taking every character a person can write, and passing whole signs.

Textual goes by `str.isprintable`, which is False for every space but the ASCII one (also U+3000, which Chinese input
methods write), for private-use signs and for characters newer than Python's tables, with which rare names are written.
"""

from __future__ import annotations

from typing import Any, ClassVar

from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from tui import graphemes
from tui.cells import cells_of, index_at
from tui.terminal import is_text, printable

LONG = 200
"""Characters from which on a line is painted piecewise; below that Textual's own way costs less than a millisecond."""


OVER = Style(underline=True, bold=True)
"""What is too much, also where there are no colours."""


STEPS = 100
"""Steps that can be taken back."""


class Line(Input):
    """A line; a long one costs no more at a key than what is in sight of it.

    Textual measures and paints the whole value at each key and lays the screen out anew: 25 ms with 3 000 characters.
    """

    # A cursor that blinks sends bytes over the line twice a second, for nothing.
    cursor_blink = reactive(False, init=False)

    class Joined(Message):
        """What was pasted had several lines; all of it is in the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    limit: int = 0
    """Characters that can be saved; what is written behind them stays, underlined. 0: no limit."""

    def __init__(self, *args: Any, **how: Any) -> None:
        self._steps: list[tuple[str, int]] = []
        self._undone: list[tuple[str, int]] = []
        self._run_ends: int | None = None
        super().__init__(*args, **how)

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
        if y != 0 or self._suggestion or not (self._is_long or self._stands_on_marks or self._is_over):
            return super().render_line(y)
        width = self.scrollable_content_region.width + 1
        left = self.scroll_offset.x
        first, before = index_at(self.value, left)
        # Every character is at least one cell wide, but for signs that join others.
        shown = self.value[first : first + 2 * width]
        text = Text(shown, no_wrap=True, overflow="ignore", end="")
        if self._is_over and first + len(shown) > self.limit:
            text.stylize(OVER, max(0, self.limit - first))
        if self.has_focus:
            start, end = (min(max(0, each - first), len(shown)) for each in sorted(self.selection))
            if start < end:
                text.stylize_before(self.get_component_rich_style("input--selection"), start, end)
            at = self.cursor_position - first
            if self._cursor_visible and 0 <= at <= len(shown):
                if self.cursor_at_end:
                    text.pad_right(1)
                # All of a sign, or the terminal paints its marks apart.
                text.stylize(
                    self.get_component_rich_style("input--cursor"), at, max(at + 1, graphemes.after(shown, at))
                )
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

    @property
    def _is_over(self) -> bool:
        """True with more in it than can be saved."""
        return 0 < self.limit < len(self.value) and not self.password

    @property
    def _stands_on_marks(self) -> bool:
        """True when the sign at the cursor is made of several characters."""
        at = self.cursor_position
        plain = not self.password and self.highlighter is None and "\t" not in self.value
        return plain and graphemes.after(self.value, at) > at + 1

    # undo

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text where other text stood; one undo takes back a run of typing, or one paste, or one deletion."""
        run = len(text) == 1 and start == end == self._run_ends
        if not run and not self.password:
            self._undone.clear()
            self._steps = [*self._steps[1 - STEPS :], (self.value, self.cursor_position)]
        super().replace(text, start, end)
        self._run_ends = self.cursor_position if len(text) == 1 else None

    def clear(self) -> None:
        """Empty the line, which was taken: there is nothing to go back to."""
        super().clear()
        self.forget()

    def forget(self) -> None:
        """Another text stands here now; what was typed before it does not come back."""
        self._steps, self._undone, self._run_ends = [], [], None

    @property
    def can_undo(self) -> bool:
        """True when something typed here can be taken back."""
        return bool(self._steps)

    def action_undo(self) -> None:
        """Take the last typing back; where there is none, the key is the app's."""
        self._go_back(self._steps, self._undone)

    def action_redo(self) -> None:
        """Type it again."""
        self._go_back(self._undone, self._steps)

    def _go_back(self, taken: list[tuple[str, int]], kept: list[tuple[str, int]]) -> None:
        if not taken:
            raise SkipAction
        kept.append((self.value, self.cursor_position))
        self._run_ends = None
        self.value, self.cursor_position = taken.pop()

    # signs, not characters

    def validate_selection(self, selection: Selection) -> Selection:
        """The cursor never stands inside a sign."""
        start, end = super().validate_selection(selection)
        return Selection(graphemes.end_of(self.value, start), graphemes.end_of(self.value, end))

    def action_cursor_left(self, select: bool = False) -> None:
        """Before the sign before."""
        start, end = self.selection
        if select:
            self.selection = Selection(start, graphemes.before(self.value, end))
        elif start == end:
            self.cursor_position = graphemes.before(self.value, end)
        else:
            super().action_cursor_left()

    def action_cursor_right(self, select: bool = False) -> None:
        """Behind the sign at the cursor."""
        start, end = self.selection
        behind = graphemes.after(self.value, end)
        if select:
            self.selection = Selection(start, behind)
        elif start == end and not (self.cursor_at_end and self._suggestion):
            self.cursor_position = behind
        else:
            super().action_cursor_right()

    def action_delete_left(self) -> None:
        """Delete the sign before the cursor."""
        if self.selection.is_empty:
            self.delete(graphemes.before(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right(self) -> None:
        """Delete the sign at the cursor."""
        if self.selection.is_empty:
            self.delete(self.cursor_position, graphemes.after(self.value, self.cursor_position))
        else:
            self.delete_selection()

    # what is copied and pasted

    def action_copy(self) -> None:
        """Copy what is selected; what is secret goes nowhere."""
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected; what is secret goes nowhere."""
        if self.password:
            raise SkipAction
        super().action_cut()

    def action_paste(self) -> None:
        """Paste what was copied here, as what the terminal pastes."""
        self._take(self.app.clipboard)

    def _on_paste(self, event: Paste) -> None:
        """What the terminal pastes."""
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def _take(self, pasted: str) -> None:
        """All of it, as one line; Textual would keep the first line and drop the others without a word."""
        lines = pasted.rstrip("\r\n").splitlines()
        text = printable(" ".join(lines))
        if not text:
            return
        self.replace(text, *self.selection)
        self.pasted(text)
        if len(lines) > 1:
            self.post_message(self.Joined())

    def pasted(self, text: str) -> None:
        """Something was pasted and is in the line."""
