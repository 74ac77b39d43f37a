"""The line in which minutes are taken: Enter gives the text away at once, so that the next words never mix with it."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from tui.widgets.lines import Line


class MinuteLine(Line):
    """One line; what is pasted of several lines becomes one, nothing of it is dropped."""

    class Entered(Message):
        """A line was finished."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Pasted(Message):
        """Text was pasted; it is in the line as it came."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    _before: tuple[str, str, int] | None = None
    """The text after it was cleaned, the one before, and where the cursor was."""

    class Typed(Message):
        """A key changed the line."""

    async def _on_key(self, event: events.Key) -> None:
        """Take Enter here, in the order of keys: as a binding it would run after letters typed right behind it."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            text = self.value.strip()
            if text:
                self.clear()
                self.post_message(self.Entered(text))
        elif event.key == "ctrl+z" and self._before is not None and self._before[0] == self.value:
            event.stop()
            event.prevent_default()
            _, self.value, self.cursor_position = self._before
            self._before = None

    def pasted(self, text: str) -> None:
        """Tell the page, which may offer to clean it."""
        self.post_message(self.Pasted(text))

    def clean(self, text: str, at: int) -> None:
        """Another text; one undo in the line takes it back, as long as nothing else was typed."""
        self._before = (text, self.value, self.cursor_position)
        self.value = text
        self.cursor_position = at

    def put_back(self, text: str) -> None:
        """Show a refused line again, before what was typed meanwhile."""
        self.value = f"{text} {self.value}".strip()
        self.cursor_position = len(self.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the page; nothing else is done at a key."""
        event.stop()
        self.post_message(self.Typed())
