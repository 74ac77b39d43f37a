"""One line over the title while a sync takes longer: how far it is, and the key that pauses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from sync.loop import Link, Progress, Status
from tui.command_table import find
from tui.i18n import t

if TYPE_CHECKING:
    from tui.app import XindeApp

LONG = 3.0
"""Seconds after which a sync is worth a line."""

ENOUGH = 1000
"""Records, or edits to send, from which on it will take that long anyway."""

BAR = 16


def projecting_mark(app: XindeApp) -> Content:
    """What tells a room's speaker that private things are hidden, and the key that shows them again; else nothing."""
    words = f" {t('projecting.mark', key=find('app.projector').key)} " if app.projecting else ""
    return Content.styled(words, "bold reverse")


def is_long(status: Status | None, seconds: float) -> bool:
    """True for a sync that runs longer, or will."""
    if status is None or status.link is not Link.SYNCING or status.progress is None:
        return False
    progress = status.progress
    return seconds >= LONG or progress.received + progress.to_send >= ENOUGH


def words(progress: Progress, known: int) -> str:
    """How far it is: edits sent of all, records received, and how many there are here by now."""
    total = progress.sent + progress.to_send
    sent = f"{_bar(progress.sent, total)} {t('sync.sent', sent=progress.sent, total=total)}  " if total else ""
    return f"{sent}{t('sync.received', received=progress.received, known=known)}"


def _bar(done: int, total: int) -> str:
    filled = BAR * done // max(1, total)
    return "[" + "#" * filled + "." * (BAR - filled) + "]"


class SyncBar(Widget):
    """Not there while nothing takes long."""

    # Over the title line, so that nothing below it moves when a sync begins or ends.
    DEFAULT_CSS = "SyncBar { layer: above; dock: top; height: 1; background: $surface; color: $text; display: none; }"

    def show(self) -> None:
        """Look again whether there is something to say."""
        app = cast("XindeApp", self.app)
        self.display = app.sync_is_long
        self.refresh()

    def render(self) -> Content:
        """The line; the key is never cut."""
        app = cast("XindeApp", self.app)
        status = app.sync_status
        if status is None or status.progress is None:
            return Content("")
        key = f" {t('sync.pause_key')} "
        mark = projecting_mark(app)
        line = f" {words(status.progress, app.place.repository.records_known())}"
        room = max(0, self.size.width - cell_len(key) - mark.cell_length)
        return mark + Content(line).truncate(room, pad=True) + Content.styled(key, "reverse")
