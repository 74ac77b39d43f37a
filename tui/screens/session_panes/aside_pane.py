"""Where private notes of a meeting are written, apart from the minutes: closed until its key is pressed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui.i18n import t
from tui.labels import first_line
from tui.screens.session_panes.minute_line import MinuteLine
from tui.terminal import printable

SHOWN = 3
"""The last notes that are in sight."""


class AsideLine(MinuteLine):
    """The line of private notes; its messages are its own, so that nothing of it can become an entry of the minutes."""

    class Entered(Message):
        """A note was finished."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Typed(Message):
        """A key changed the line."""


class AsidePane(Vertical):
    """The last private notes of this session, and the line for the next one."""

    def compose(self) -> Iterable[Widget]:
        """Heading, notes, line."""
        yield Static(id="aside-head", classes="section-title", markup=False)
        yield Static(id="aside-notes", markup=False)
        yield AsideLine(id="aside-line", select_on_focus=False)

    @property
    def line(self) -> AsideLine:
        """The line."""
        return self.query_one("#aside-line", AsideLine)

    def show(self, where: str, notes: Sequence[View]) -> None:
        """The heading says where the notes are; the newest note stands last."""
        self.query_one("#aside-head", Static).update(printable(t("asides.title", where=where)))
        words = [f"{str(view.get('at') or '')[11:16]} {first_line(view.get('body'))}" for view in notes[-SHOWN:]]
        self.query_one("#aside-notes", Static).update("\n".join(map(printable, words)))
        self.line.placeholder = t("asides.placeholder")
