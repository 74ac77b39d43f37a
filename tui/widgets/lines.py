"""Where text is typed: Textual's line and text area, taking every character a person can write.

Textual goes by `str.isprintable`, which is False for every space but the ASCII one (also U+3000, which Chinese input
methods write), for private-use signs and for characters newer than Python's tables, with which rare names are written.
"""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input, TextArea

from tui.terminal import is_text


class Line(Input):
    """A line."""

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
