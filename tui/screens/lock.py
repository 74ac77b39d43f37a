"""F12: the screen is locked. Nothing of the content is visible, typing is in the journal, sync goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.widgets.lines import Line


class LockPage(Page):
    """Asks for the passphrase and shows nothing else; it is left by the passphrase, or by ending the program."""

    SCOPE = "lock"
    HOLDS_TEXT = True
    BINDINGS = bindings("lock")
    title_id = "lock.title"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._busy = False

    def body(self) -> Iterable[Widget]:
        """What to do, the line for it, what came of it."""
        yield VerticalScroll(Static(Content(t("lock.how")), classes="empty"), can_focus=False)
        yield Line(id="lock-line", password=True)
        yield Static(Content(""), id="form-line")

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens."""
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Try the passphrase, in a thread: it takes a third of a second on purpose."""
        line = self.query_one(Input)
        if not self._busy and line.value:
            self._busy = True
            self._say(t("lock.busy"))
            self.run_worker(self._try(line.value))

    async def _try(self, passphrase: str) -> None:
        from sync.screen_lock import opens

        good = await asyncio.to_thread(opens, self._folder, self.xinde.place.identity.account, passphrase)
        self._busy = False
        if good:
            self.xinde.locked = False
            self.dismiss(None)
        else:
            self.query_one(Input).value = ""
            self._say(t("lock.wrong"))

    def _say(self, text: str) -> None:
        self.query_one("#form-line", Static).update(Content(text))
