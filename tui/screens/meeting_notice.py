"""The notice of a session, to read, to copy, to save."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.secret_file import write_secret
from tui import meeting_notice
from tui.commands import bindings
from tui.handing_out import file_of
from tui.i18n import t
from tui.labels import title_of
from tui.of_session import OfSession

KINDS = frozenset({"session", "agenda_item", "material", "member", "settings"})
"""Kinds whose changes show in a notice."""


class MeetingNoticePage(OfSession):
    """What is copied is what is shown."""

    SCOPE = "meeting_notice"
    BINDINGS = bindings("meeting_notice")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    def heading(self) -> str:
        """Of which session."""
        session = self.session
        if session is None:
            return t("session.gone")
        return f"{t('meeting_notice.heading')} {self.xinde.glyphs.dot} {title_of(self.xinde.place, session)}"

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="notice-text"), id="notice-box", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#notice-box").focus()

    def text(self) -> str:
        """The notice as of now."""
        session = self.session
        return meeting_notice.notice(self.xinde.place, session) if session else ""

    def plain_text(self) -> str:
        """What is copied, and read in a pager."""
        return self.text()

    def fill(self) -> None:
        """Write the notice anew."""
        self.query_one("#notice-text", Static).update(Content(self.text() or t("session.gone")))

    def records_changed(self, changed: Changed) -> None:
        """What it says changed, here or on another device."""
        if changed.kinds & KINDS:
            self.refresh_all()

    def why_not(self, command: str) -> str | None:
        """A session that is gone has no notice."""
        return t("session.gone") if command in ("copy", "save") and self.session is None else None

    def do_copy(self) -> None:
        """Into the clipboard of the terminal; not every terminal takes it, and none says so."""
        self.app.copy_to_clipboard(self.text())

    async def do_save(self) -> None:
        """Into a file of this account."""
        session, folder, text = self.session, self.xinde.place.vault.folder, self.text()
        if session is None:
            return
        if folder is None:
            self.xinde.say(t("meeting_notice.no_folder"), warning=True)
            return
        path = file_of(folder, "notice", session)
        try:
            await asyncio.to_thread(write_secret, path, text + "\n")
        except OSError as error:
            self.xinde.say(t("meeting_notice.not_saved", path=path, why=error.strerror), warning=True)
        else:
            self.xinde.say(t("meeting_notice.saved", path=path))

    def do_back(self) -> None:
        """Back to the session."""
        self.dismiss(None)
