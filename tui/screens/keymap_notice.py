"""Which of the person's own keys are not in force: said once for each state of the keymap, and until it was read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sync.workplace import Workplace
from tui.i18n import t
from tui.keymap import Keymap
from tui.keymap_words import problem_text
from tui.screens.notice import NoticeDialog
from tui.terminal import printable

TOLD = "keymap-told"
"""The device's note of which keymap was told of last."""


class KeymapNotice(NoticeDialog):
    """Every line that is not in force and what would be good, then where to go on; closed by Enter or Esc."""

    public = True

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Title, lines, what to do, what to press."""
        with Vertical(id="dialog", classes="wide"):
            yield Static(Content(t("keymap.notice", n=len(self._keymap.problems))), id="dialog-title")
            with VerticalScroll(id="help-text"):
                yield Static(Content("\n".join(printable(problem_text(each)) for each in self._keymap.problems)))
            yield Static(Content(t("keymap.notice.remedy")))
            yield Static(Content(t("notice.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """The lines have the focus, so that arrows scroll them."""
        self.query_one("#help-text").focus()

    async def do_close(self) -> None:
        """It was read."""
        place, of = self.xinde.place, self._keymap.of
        await self.act(lambda: place.repository.commit([("meta", TOLD, {"of": of})]))
        self.dismiss(None)


def was_told(place: Workplace, keymap: Keymap) -> bool:
    """True where nothing is wrong, or what is wrong was read on this folder already."""
    return not keymap.problems or (place.repository.document("meta", TOLD) or {}).get("of") == keymap.of
