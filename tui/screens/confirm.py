"""Ask before something that others will notice, showing exactly what it is about."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.commands import bindings, find
from tui.i18n import t
from tui.marks import clean
from tui.page import Dialog
from tui.terminal import printable


class ConfirmDialog(Dialog[bool]):
    """Answers True on Enter, False on Esc; a long text can be scrolled."""

    SCOPE = "confirm"
    BINDINGS = bindings("confirm")

    def __init__(self, title: str, text: str | Content, *, yes: str = "", no: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._yes = yes or t("confirm.yes")
        self._no = no or t("confirm.no")

    def compose(self) -> ComposeResult:
        """Title, text, the two answers."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            with VerticalScroll(id="confirm-text"):
                yield Static(self._text if isinstance(self._text, Content) else Content(clean(self._text)))
            yield Static(
                Content(f"{find('confirm.yes').key} {self._yes}   {find('confirm.no').key} {self._no}"),
                id="dialog-keys",
            )

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#confirm-text").focus()

    def do_yes(self) -> None:
        """Go ahead."""
        self.dismiss(True)

    def do_no(self) -> None:
        """Leave it."""
        self.dismiss(False)
