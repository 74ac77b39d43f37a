"""Where prose is typed: Textual's text area, taking every character, passing whole signs, and painting only what changed.

Textual builds the whole paragraph for each of its rows, and all rows at each move of the cursor: 10 000 characters in one
paragraph took 400 ms a key.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.cache import LRUCache
from textual.document._document import Document, EditResult, Location
from textual.events import Key, Paste
from textual.expand_tabs import expand_text_tabs_from_widths
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import TextArea

from tui import graphemes
from tui.terminal import is_text
from tui.widgets.wrapped import Navigator, Wrapped

LINE_END = re.compile("\r\n|\r|\n")

UNSEEN = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), 8232, 8233), 8203)
"""Control characters, painted as a sign that takes no room either: a terminal would obey them."""

Span = tuple[Style, int, int]


class Lines(Document):
    """Text in lines; they end at line ends alone, where Textual's also end at signs that some records hold."""

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._lines = LINE_END.split(text)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put text where other text stood."""
        (top, left), (bottom, right) = sorted((start, end))
        lines = self._lines
        replaced = self.get_text_range((top, left), (bottom, right))
        before = lines[top][:left] if top < len(lines) else ""
        after = lines[bottom][right:] if bottom < len(lines) else ""
        new = LINE_END.split(text)
        new[0] = before + new[0]
        column = len(new[-1])
        new[-1] += after
        lines[top : bottom + 1] = new
        return EditResult((top + len(new) - 1, column), replaced)


def _written(line: str) -> str:
    return "".join(sign for sign in line if sign == "\t" or is_text(sign))


class Row(msgspec.Struct, frozen=True):
    """All that decides how one row looks."""

    text: str
    spans: tuple[Span, ...]
    tabs: tuple[int, ...] | None
    width: int
    base: Style
    rest: Style | None


class Prose(TextArea):
    """Text of several lines."""

    cursor_blink = reactive(False, init=False)

    class Pasted(Message):
        """Text was pasted; it is in the editor as it came."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *args: Any, **how: Any) -> None:
        self._painted: LRUCache[Row, Strip] = LRUCache(256)
        super().__init__(*args, **how)

    def _set_document(self, text: str, language: str | None) -> None:
        """Load a text."""
        self._highlight_query = None
        self.document = Lines(text)
        self.wrapped_document = Wrapped(self.document, tab_width=self.indent_width)
        self.navigator = Navigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _refresh_size(self) -> None:
        """The text has more rows or fewer; Textual looks for the cursor before it knows, and a new last row stays out of sight."""
        before = self.virtual_size
        super()._refresh_size()
        if self.virtual_size != before and self.is_mounted:
            self.call_after_refresh(self.scroll_cursor_visible)

    def on_resize(self) -> None:
        """Rows are cut for the new width only now, and a frame may have shown the old ones in it: Textual would leave them standing."""
        self.refresh()

    # painting

    def render_line(self, y: int) -> Strip:
        """Paint one row; Textual would first ask for all of the text, and keep rows under the place of the cursor."""
        lines = self.document.lines
        if (self.placeholder and len(lines) == 1 and not lines[0]) or self.suggestion or self.show_line_numbers:
            return super().render_line(y)
        return self._render_line(y) if self.soft_wrap else super().render_line(y)

    def _render_line(self, y: int) -> Strip:
        wrapped, theme = self.wrapped_document, self._theme
        assert isinstance(wrapped, Wrapped)
        base = theme.base_style if theme.base_style is not None else self.rich_style
        at = y + self.scroll_offset.y
        if self.suggestion or self.show_line_numbers or not self.soft_wrap:
            return super()._render_line(y)
        if at >= wrapped.height:
            return Strip.blank(self.size.width, base)
        line, number = wrapped._offset_to_line_info[at]
        start, end = wrapped.bounds(line, number)
        whole = self.document.get_line(line)
        # Behind the last character the cursor has a place of its own.
        text = whole[start:end] + (" " if end == len(whole) else "")
        spans, text = self._spans(line, start, text)
        tabs: tuple[int, ...] | None = None
        if "\t" in text and wrapped.get_offsets(line):
            skipped = whole.count("\t", 0, start)
            tabs = tuple(wrapped.get_tab_widths(line)[skipped : skipped + text.count("\t")])
        lit = self.highlight_cursor_line and self.selection.end[0] == line
        rest = theme.cursor_line_style if lit else theme.base_style
        row = Row(text, spans, tabs, self.scrollable_content_region.size.width - self.gutter_width, base, rest)
        painted = self._painted.get(row)
        if painted is None:
            painted = self._painted[row] = self._paint(row)
        return painted

    def _spans(self, line: int, start: int, text: str) -> tuple[tuple[Span, ...], str]:
        """What is marked in a row of a line that begins at `start`, and the row's text, which a selection may fill."""
        theme, (anchor, cursor) = self._theme, self.selection
        whole = self.document.get_line(line)
        top, bottom = sorted((anchor, cursor))
        here = cursor[0] == line
        found: list[tuple[Style | None, int, int]] = []
        if here and self.highlight_cursor_line and self._has_cursor:
            found.append((theme.cursor_line_style, 0, len(whole) + 1))
        if anchor != cursor and top[0] <= line <= bottom[0] and theme.selection_style:
            if not whole and not here:
                # Shows that an empty line is selected too.
                return ((Style(color=theme.selection_style.bgcolor), 0, 1),), "▌"
            to = bottom[1] if line == bottom[0] else len(whole)
            found.append((theme.selection_style, top[1] if line == top[0] else 0, to))
        matching = self._matching_bracket_location
        brackets = self._has_cursor and self.match_cursor_bracket and matching is not None and anchor == cursor
        column = cursor[1]
        if here and brackets:
            found.append((theme.bracket_matching_style, column, column + 1))
        if here and self._draw_cursor:
            # All of a sign, or the terminal paints its marks apart.
            found.append((theme.cursor_style, column, max(column + 1, graphemes.after(whole, column))))
        if brackets and matching is not None and matching[0] == line:
            found.append((theme.bracket_matching_style, matching[1], matching[1] + 1))
        last = start + len(text)
        inside = [(style, max(a, start) - start, min(b, last) - start) for style, a, b in found if style]
        return tuple(each for each in inside if each[1] < each[2]), text

    def _paint(self, row: Row) -> Strip:
        text = Text(row.text.translate(UNSEEN), end="", no_wrap=True)
        text.tab_size = self.indent_width
        for style, start, end in row.spans:
            text.stylize(style, start, end)
        if row.tabs is not None:
            text = expand_text_tabs_from_widths(text, list(row.tabs))
        else:
            text.expand_tabs(self.indent_width)
        strip = Strip(text.render(self.app.console), cell_length=text.cell_len)
        return strip.extend_cell_length(row.width, row.rest).apply_style(row.base)

    # the cursor

    def clamp_visitable(self, location: Location) -> Location:
        """The nearest place of the cursor, which never stands inside a sign."""
        row, column = super().clamp_visitable(location)
        return row, graphemes.end_of(self.document[row], column)

    @property
    def can_undo(self) -> bool:
        """True when something typed here can be taken back."""
        return bool(self.history.undo_stack)

    def action_undo(self) -> None:
        """Take the last typing back; where there is none, the key is the app's."""
        if not self.can_undo:
            raise SkipAction
        self.undo()

    # what is typed and pasted

    async def _on_paste(self, event: Paste) -> None:
        """All of it but what a terminal would obey, as one edit of its own; the page hears of it."""
        event.stop()
        event.prevent_default()
        if not self.read_only:
            self.history.checkpoint()
            text = "\n".join(map(_written, LINE_END.split(event.text)))
            self.move_cursor(self.replace(text, *self.selection, maintain_selection_offset=False).end_location)
            self.post_message(self.Pasted(text))

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
        self._replace_via_keyboard(event.character, *self.selection)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Such a key is text here and no command."""
        taken = character is not None and is_text(character) and not self.read_only
        return taken or super().check_consume_key(key, character)
