"""The line of a desk, for a person or a scanner: Enter gives what is in it away at once, an empty line too."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui.terminal import printable
from tui.widgets.lines import Line


class DeskLine(Line):
    """One line after the other; what is typed right behind Enter begins the next one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+f", "leave_to_page", show=False)]
    """A line takes Ctrl+F for itself, and the page below finds by it."""

    class Entered(Message):
        """A line was finished; the text without blanks around it, "" for Enter alone."""

        def __init__(self, line: DeskLine, text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

        @property
        def control(self) -> DeskLine:
            """The line it came from."""
            return self.line

    async def _on_key(self, event: events.Key) -> None:
        """Take Enter here, in the order of keys: as a binding it would run after letters typed right behind it."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            text = self.value.strip()
            with self.prevent(Input.Changed):
                self.clear()
            self.post_message(self.Entered(self, text))

    def _on_paste(self, event: events.Paste) -> None:
        """A scanner may send its line ends within a paste: each ends a line, as Enter does."""
        event.stop()
        event.prevent_default()
        *whole, rest = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for each in whole:
            text = f"{self.value}{printable(each)}".strip()
            with self.prevent(Input.Changed):
                self.clear()
            self.post_message(self.Entered(self, text))
        self.insert_text_at_cursor(printable(rest))

    def action_leave_to_page(self) -> None:
        """Let the page have the key."""
        raise SkipAction

    def put_back(self, text: str) -> None:
        """Show a refused line again, before what was typed meanwhile."""
        self.value = f"{text} {self.value}".strip()
        self.cursor_position = len(self.value)
