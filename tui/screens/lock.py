"""F12: the screen is locked. Nothing of the content is visible, typing is in the journal, sync goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.widgets.lines import Line
from tui.widgets.said import Said, Words

PATIENCE = 10.0
"""Seconds without a key after which the line is empty again: what a passer-by pressed is not in the next one's way."""


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
        self._patience: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """What to do, the line for it, what came of it."""
        yield VerticalScroll(Said(self._how, classes="empty"), can_focus=False)
        yield Line(id="lock-line", password=True)
        yield Said(id="form-line")

    def _how(self) -> str:
        from sync.screen_lock import is_the_vaults

        which = "vault" if is_the_vaults(self._folder) else "own"
        return f"{t('lock.locked')}\n\n{t(f'lock.how_{which}')}\n\n{t('lock.protects')}"

    def on_mount(self) -> None:
        """The cursor is in the line."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key: what stands in the line for long is nobody's."""
        event.stop()
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(PATIENCE, self.do_clear) if event.value else None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens."""
        event.stop()
        self.do_open()

    def do_open(self) -> None:
        """Try the passphrase, in a thread: it takes a third of a second on purpose."""
        line = self.query_one(Input)
        if not self._busy and line.value:
            self._busy = True
            self._say(lambda: t("lock.busy"))
            self.run_worker(self._try(line.value))

    def do_clear(self) -> None:
        """Empty the line."""
        if not self._busy:
            self.query_one(Input).value = ""

    async def _try(self, passphrase: str) -> None:
        from sync.screen_lock import opens

        good = await asyncio.to_thread(opens, self._folder, self.xinde.place.identity.account, passphrase)
        self._busy = False
        if good:
            self.xinde.locked = False
            # Help may lie above.
            self.pop_until_active()
            self.dismiss(None)
            self.xinde.say_unread()
        else:
            self.query_one(Input).value = ""
            self._say(lambda: t("lock.wrong"))

    def _say(self, words: Words) -> None:
        self.query_one("#form-line", Said).say(words)
