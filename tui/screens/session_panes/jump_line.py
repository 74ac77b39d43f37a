"""A small line that finds a person on the roll: typing moves the cursor, a figure marks and makes room for the next name."""

from __future__ import annotations

from textual import events
from textual.message import Message

from tui.terminal import is_text
from tui.widgets.lines import Line

FIGURES = {str(n): n for n in range(10)} | {chr(0xFF10 + n): n for n in range(10)}
"""ASCII and full-width digits."""

STEPS = {"down": +1, "tab": +1, "up": -1, "shift+tab": -1}
"""Keys that go to the next of those who were found, and back."""


class JumpLine(Line):
    """Initials, a part of the reading or of the name; it never holds a digit."""

    class Figure(Message):
        """A digit was pressed in the line, which held `written`: it is about the person that was found by it."""

        def __init__(self, figure: int, written: str) -> None:
            super().__init__()
            self.figure = figure
            self.written = written

    class Step(Message):
        """The next one of those found by `written`, or the one before."""

        def __init__(self, by: int, written: str) -> None:
            super().__init__()
            self.by = by
            self.written = written

    async def _on_key(self, event: events.Key) -> None:
        """Digits are commands here, arrows and Tab go on; all are handled in the order they were pressed."""
        figure = FIGURES.get(event.character or "")
        if figure is not None:
            self._say(figure)
        elif event.key in STEPS:
            self.post_message(self.Step(STEPS[event.key], self.value))
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """An input method may commit name and figure in one go."""
        event.stop()
        event.prevent_default()
        for character in event.text:
            figure = FIGURES.get(character)
            if figure is not None:
                self._say(figure)
            elif is_text(character):
                self.insert_text_at_cursor(character)

    def _say(self, figure: int) -> None:
        """The line is free at once: the next letters may be here before the page has heard of the figure."""
        written = self.value
        with self.prevent(self.Changed):
            self.clear()
        self.post_message(self.Figure(figure, written))
