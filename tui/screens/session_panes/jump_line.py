"""A small line that finds a person on the roll: typing moves the cursor, a figure marks and makes room for the next name."""

from __future__ import annotations

from textual import events
from textual.message import Message

from tui.terminal import is_text
from tui.widgets.lines import Line

FIGURES = {str(n): n for n in range(8)} | {chr(0xFF10 + n): n for n in range(8)}
"""ASCII and full-width digits."""


class JumpLine(Line):
    """Initials, a part of the reading or of the name; it never holds a digit."""

    class Figure(Message):
        """A digit was pressed in the line: mark the person it has found."""

        def __init__(self, figure: int) -> None:
            super().__init__()
            self.figure = figure

    async def _on_key(self, event: events.Key) -> None:
        """Digits are commands here, arrows go to the roll; both are handled in the order they were pressed."""
        figure = FIGURES.get(event.character or "")
        if figure is not None:
            event.stop()
            event.prevent_default()
            self.clear()
            self.post_message(self.Figure(figure))

    def _on_paste(self, event: events.Paste) -> None:
        """An input method may commit name and figure in one go."""
        event.stop()
        event.prevent_default()
        for character in event.text:
            figure = FIGURES.get(character)
            if figure is not None:
                self.clear()
                self.post_message(self.Figure(figure))
            elif is_text(character):
                self.insert_text_at_cursor(character)
