"""A text of several lines to read, with a heading: a row in full, what was left where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import bindings
from tui.page import Page
from tui.terminal import printable


class LinesPage(Page):
    """`lines` are asked for anew whenever the page is filled, so that they speak the language of now."""

    SCOPE = "content"
    BINDINGS = bindings("content")

    def __init__(self, heading: Callable[[], str], lines: Callable[[], list[str]]) -> None:
        super().__init__()
        self._heading = heading
        self._lines = lines

    def heading(self) -> str:
        """What it is."""
        return self._heading()

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="content", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#content").focus()

    def fill(self) -> None:
        """The words in the language of now."""
        # A cell of a sheet may have lines of its own.
        lines = [printable(part) for line in self._lines() for part in line.splitlines() or [""]]
        self.query_one("#text", Static).update(Content("\n".join(lines)))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
