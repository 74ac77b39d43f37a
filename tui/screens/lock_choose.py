"""The first F12: what was on the screen is hidden at once, and a passphrase for the lock is chosen, twice, unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from tui.commands import bindings
from tui.i18n import t
from tui.messages import explain
from tui.page import Page
from tui.screens.lock import LockPage
from tui.widgets.lines import Line
from tui.widgets.said import Said


class LockChoosePage(Page):
    """Locks once a passphrase was written twice; Esc leaves everything as it was."""

    SCOPE = "lock_choose"
    HOLDS_TEXT = True
    BINDINGS = bindings("lock_choose")
    title_id = "lock.choose"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._first: str | None = None
        self._busy = False

    def body(self) -> Iterable[Widget]:
        """What it is for, which of the two the line takes, the line, what was wrong with the last one."""
        yield VerticalScroll(Said(lambda: t("lock.choose_why"), classes="empty"), can_focus=False)
        yield Said(self._asked, id="lock-asked", classes="line")
        yield Line(id="lock-line", password=True)
        yield Said(id="form-line")

    def _asked(self) -> str:
        return t("lock.choose_how") if self._first is None else t("lock.again")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        self.do_go()

    def do_go(self) -> None:
        """Take the first, then the second; two that differ begin anew."""
        line, said = self.query_one(Input), self.query_one("#form-line", Said)
        written, first = line.value, self._first
        if self._busy or not written:
            return
        line.value = ""
        said.say(None)
        if first is None:
            self._first = written
        elif first != written:
            self._first = None
            said.say(lambda: t("lock.differ"))
        else:
            self._busy = True
            self.run_worker(self._set(written))
        self.query_one("#lock-asked", Said).speak()

    async def _set(self, passphrase: str) -> None:
        from sync.screen_lock import set_lock

        try:
            await asyncio.to_thread(set_lock, self._folder, passphrase)
        except (*self.xinde.known, OSError) as error:
            words = explain(error, self.xinde.place, ids=False).text
            self._first, self._busy = None, False
            self.query_one("#form-line", Said).say(lambda: words)
            self.query_one("#lock-asked", Said).speak()
            return
        self.xinde.locked = True
        self.xinde.clear_notifications()
        self.pop_until_active()
        self.app.switch_screen(LockPage(self._folder))

    def do_back(self) -> None:
        """Do not lock."""
        self.dismiss(None)
