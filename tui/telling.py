"""What the app tells: notices in the corner, the one status cell, and what the sync brought that is worth a word."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from textual.timer import Timer

from sync.loop import Link, Status
from sync.reaching import CertificateChanged, encrypted_or_local
from sync.workplace import Workplace
from tui.i18n import t
from tui.looks import Looks
from tui.news import StatusChanged
from tui.notices import place_notice
from tui.page import Page
from tui.parting import parting_words
from tui.terminal import printable
from tui.widgets.sync_bar import LONG, is_long

UNDO_SECONDS = 30.0
"""Seconds in which undo stands first in the key bar after something was deleted."""


def seconds_to_read(message: str) -> float:
    """How long a notice stands: a short one goes sooner, so that it hides nothing for long."""
    return min(6.0, max(3.0, 2.0 + cell_len(message) / 10))


class Telling(Looks):
    """An app that tells how the sync stands, and nothing of the content while it is locked."""

    def __init__(self, place: Workplace, status: Status | None) -> None:
        super().__init__()
        self.place = place
        self.locked = False
        """True while the screen is locked: then nothing of the content may be shown, whatever happens."""
        self.projecting = False
        """True while the screen is shown to a room: then nothing private may be on it."""
        self.told_certificate: str | None = None
        """Of which other certificate the person was told; each is told once, and again when somebody asks for a sync."""
        self.undo_offered = False
        """True for a while after something was deleted."""
        self._undo_until: Timer | None = None
        self.parting: str | None = None
        """What the shell is told afterwards; None until somebody quits, since another window or a signal is told nothing."""
        self._status = status
        self._syncing_since: float | None = None
        self._told_of: object = None
        self._unread: list[str] = []

    # words

    def say(self, message: str, *, warning: bool = False) -> None:
        """One line in the corner; user text in it is never markup."""
        if self.locked:
            return
        severity: Any = "warning" if warning else "information"
        text = printable(message)
        place_notice(self.screen, "", text)
        self.notify(text, severity=severity, markup=False, timeout=seconds_to_read(message))

    def say_error(self, error: Exception, kind: str | None = None) -> None:
        """What happened and what to do; `kind` gives fields their labels where the error names none."""
        from tui.messages import explain

        if self.locked:
            return
        said = explain(error, self.place, kind, ids=False)
        text = printable(said.text)
        place_notice(self.screen, said.title, text)
        self.notify(text, title=said.title, severity="error", markup=False, timeout=12)

    def offer_undo(self) -> None:
        """Something was deleted: the key bar begins with undo for a while, since a notice is soon gone."""
        self.undo_offered = True
        if self._undo_until is not None:
            self._undo_until.stop()
        self._undo_until = self.set_timer(UNDO_SECONDS, self.withdraw_undo)
        self._show_keys()

    def withdraw_undo(self) -> None:
        """It was taken back, or a while has gone."""
        if self.undo_offered:
            self.undo_offered = False
            self._show_keys()

    def _show_keys(self) -> None:
        if isinstance(self.screen, Page) and self.screen.is_mounted:
            self.screen.refresh_keys()

    def settle_parting(self) -> None:
        """Nothing is written any more: what is to be said afterwards is known."""
        if self.parting is not None:
            self.parting = parting_words(self.place)

    @property
    def sync_status(self) -> Status | None:
        """What the sync loop last said."""
        return self._status

    @property
    def sync_is_long(self) -> bool:
        """True while a sync runs that is worth a line of its own, and can be paused."""
        since, now = self._syncing_since, self.place.clock.monotonic()
        return is_long(self._status, now - since if since is not None else 0.0)

    def status_text(self) -> str:
        """The one status cell."""
        status = self._status
        if status is None or status.link is Link.ALONE:
            return t("status.alone")
        words: list[str] = []
        server = self.place.identity.server
        if server and not encrypted_or_local(server):
            words.append(t("status.unencrypted"))
        if status.link in (Link.SIGN_IN, Link.STOPPED, Link.PAUSED, Link.CERTIFICATE):
            words.append(t(f"status.{status.link.value}"))
        settle = [t(f"status.{name}", n=n) for name in ("conflicts", "parked") if (n := getattr(status, name))]
        if settle:
            words.append(t("status.open_page", what=f" {self.glyphs.dot} ".join(settle)))
        if status.link is Link.OFFLINE:
            words.append(t("status.offline"))
        if status.waiting:
            words.append(t("status.waiting", n=status.waiting))
        if not words:
            words.append(t("status.syncing" if status.link is Link.SYNCING else "status.synced"))
        return f" {self.glyphs.dot} ".join(words)

    # news

    def on_status_changed(self, message: StatusChanged) -> None:
        """Write the status cell anew; a server that was restored is worth a word."""
        before = self._status
        self._status = message.status
        if message.status.last.replayed and (before is None or before.last is not message.status.last):
            self.say(t("sync.replayed", n=message.status.last.replayed))
        syncing = message.status.link is Link.SYNCING
        if not syncing or self._syncing_since is None:
            self._syncing_since = self.place.clock.monotonic() if syncing else None
            if syncing:
                self.set_timer(LONG, self.show_status)
        last = message.status.last
        if not syncing:
            if last.other_certificate not in (None, self.told_certificate):
                self.say_error(CertificateChanged(self.place.identity.fingerprint or "", last.other_certificate or ""))
            self.told_certificate = last.other_certificate
        if last.unread and last is not self._told_of:
            self._told_of = last
            self._unread += last.unread
            self.say_unread()
        self.show_status()

    def say_unread(self) -> None:
        """What was delivered and is here no longer, by its titles; before a room or a lock it waits until nobody else looks on."""
        if self._unread and not self.projecting and not self.locked:
            titles, self._unread = t("list.comma").join(self._unread), []
            self.say(t("cli.sync.unread", titles=titles), warning=True)

    def show_status(self) -> None:
        """The title line of the page in sight anew."""
        # A dialog leaves the title line of the page below it in sight.
        page = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)
        if page is not None and page.is_mounted:
            page.status_changed()
