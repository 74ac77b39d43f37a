"""The first start: what must never be written here, said once."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical

from sync.clock import claimed
from sync.workplace import Workplace
from tui.commands import bindings
from tui.i18n import t
from tui.page import Commanded, Dialog
from tui.widgets.said import Said

READ = "notice_read"
"""Under this name the cache's `meta` keeps when the notice was read."""


class NoticeDialog(Dialog[None]):
    """Closed by Enter or Esc, and then never shown again for this folder."""

    SCOPE = "notice"
    BINDINGS = bindings("notice")
    SPEAKS_ANEW = True

    def compose(self) -> ComposeResult:
        """Title, notice, what to press."""
        with Vertical(id="dialog"):
            yield Said(lambda: t("notice.title"), id="dialog-title")
            yield Said(lambda: "\n".join(["", t("help.classified"), t("notice.private"), ""]))
            yield Said(lambda: t("notice.keys"), id="dialog-keys")

    async def do_close(self) -> None:
        """It was read."""
        await remember(self)
        self.dismiss(None)


async def remember(screen: Commanded[Any]) -> None:
    """What must never be written here was read on this folder."""
    place = screen.xinde.place
    await screen.act(lambda: place.repository.commit([("meta", READ, {"at": claimed(place.clock)})]))


def was_read(place: Workplace) -> bool:
    """True once the notice was closed by its reader on this folder."""
    return place.repository.document("meta", READ) is not None
