"""Told once in every data folder: an administrator reset the password, and who did not ask for it should ask back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog
from tui.reset_words import reset_words
from tui.widgets.said import Said


class ResetNotice(Dialog[None]):
    """Stands until Enter or Esc: a message in the corner would be gone before it is read."""

    SCOPE = "notice"
    BINDINGS = bindings("notice")
    public = True
    SPEAKS_ANEW = True

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at = at

    def compose(self) -> ComposeResult:
        """Title, sentence, what to press."""
        with Vertical(id="dialog"):
            yield Said(lambda: t("reset.title"), id="dialog-title")
            yield Said(lambda: "\n".join(["", reset_words(self._at), ""]))
            yield Said(lambda: t("notice.keys"), id="dialog-keys")

    def do_close(self) -> None:
        """It was read."""
        self.dismiss(None)
