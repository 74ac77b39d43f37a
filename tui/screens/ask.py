"""Ask for one line: a reason, a remark."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog
from tui.terminal import printable
from tui.widgets.lines import Line


class AskDialog(Dialog[str | None]):
    """Answers what was written, or None on Esc; what is needed cannot be left empty."""

    SCOPE = "ask"
    BINDINGS = bindings("ask")

    def __init__(
        self, title: str, label: str, *, needed: bool = False, limit: int = 0, text: str = "", secret: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._needed = needed
        self._limit = limit
        self._text = text
        self._secret = secret

    def compose(self) -> ComposeResult:
        """Title, label, line, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Static(Content(printable(self._label)))
            yield Line(value=self._text, max_length=self._limit, id="ask-line", password=self._secret)
            yield Static(Content(t("ask.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.query_one("#ask-line").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        written = event.value if self._secret else event.value.strip()
        if self._needed and not written:
            self.xinde.say(t("ask.needed", label=self._label), warning=True)
            return
        self.dismiss(written)

    def do_cancel(self) -> None:
        """No answer."""
        self.dismiss(None)
