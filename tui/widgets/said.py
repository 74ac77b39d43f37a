"""A line, or a few, that say what happened in the language of now; they are told how the words are made, not the words."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static

from tui.terminal import printable

Words = Callable[[], str]


class Said(Static):
    """Empty until something is said."""

    def __init__(self, words: Words | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Content(""), id=id, classes=classes)
        self._words = words

    def on_mount(self) -> None:
        """Say what it was made with."""
        self.speak()

    def say(self, words: Words | None) -> None:
        """Say this from now on; None says nothing."""
        self._words = words
        self.speak()

    def speak(self) -> None:
        """The same in the language of now."""
        lines = self._words().split("\n") if self._words is not None else []
        self.update(Content("\n".join(map(printable, lines))))
