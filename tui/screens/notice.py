"""The first start: what must never be written here, said once."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sync.clock import claimed
from sync.workplace import Workplace
from tui.commands import bindings
from tui.i18n import t
from tui.page import Dialog

READ = "notice_read"
"""Under this name the cache's `meta` keeps when the notice was read."""


class NoticeDialog(Dialog[None]):
    """Closed by Enter or Esc, and then never shown again for this folder."""

    SCOPE = "notice"
    BINDINGS = bindings("notice")

    def compose(self) -> ComposeResult:
        """Title, notice, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(t("notice.title")), id="dialog-title")
            yield Static(Content("\n".join(["", t("help.classified"), t("notice.private"), ""])))
            yield Static(Content(t("notice.keys")), id="dialog-keys")

    async def do_close(self) -> None:
        """It was read."""
        place = self.xinde.place
        await self.act(lambda: place.repository.commit([("meta", READ, {"at": claimed(place.clock)})]))
        self.dismiss(None)


def was_read(place: Workplace) -> bool:
    """True once the notice was closed by its reader on this folder."""
    return place.repository.document("meta", READ) is not None
