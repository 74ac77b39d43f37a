"""The app only wires: data folder, sync thread, writer thread, screens."""

from __future__ import annotations

import asyncio
import gc
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from rich.cells import cell_len
from textual.widgets import Input, TextArea

from sync.cache.errors import CacheError
from sync.loop import Link, Status, SyncLoop
from sync.problems import EditRefused
from sync.reaching import CertificateChanged, ServerRefused, Unreachable, encrypted_or_local
from sync.records.fields import FieldProblem
from sync.records.kind import UnknownKind
from sync.workplace import Workplace
from tui import i18n
from tui.at_hand import record_at_hand
from tui.command_table import COMMANDS
from tui.commands import bindings
from tui.farewell import Farewell
from tui.i18n import t
from tui.inquiry import Connect
from tui.news import Gathered, Journaled, RecordsChanged, StatusChanged
from tui.open_work import OpenWork
from tui.page import Page
from tui.paragraph_book import ParagraphBook
from tui.terminal import glyphs, printable
from tui.type_ahead import TypeAhead
from tui.widgets.sync_bar import LONG, is_long
from tui.year_book import YearBook

Answer = TypeVar("Answer")

PAGES = frozenset(
    f"app.{name}"
    for name in (
        "home",
        "plans",
        "sessions",
        "reflections",
        "notes",
        "conflicts",
        "branch",
        "year",
        "room",
        "study",
        "export",
        "import",
    )
)
"""Commands whose keys are digits or a sign, so that they work only where nothing is typed."""

KNOWN = (EditRefused, FieldProblem, UnknownKind, CacheError, Unreachable, ServerRefused)
"""Refusals a person can do something about; anything else is a defect and ends the app with what was typed kept."""


def seconds_to_read(message: str) -> float:
    """How long a notice stands: a short one goes sooner, so that it hides nothing for long."""
    return min(6.0, max(3.0, 2.0 + cell_len(message) / 10))


class XindeApp(TypeAhead):
    """Xinde in a terminal."""

    CSS_PATH = "styles/xinde.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("app")
    TITLE = "心得"

    def __init__(
        self,
        place: Workplace,
        loop: SyncLoop | None = None,
        folder: Path | None = None,
        connect: Connect = lambda: None,
    ) -> None:
        super().__init__()
        self.place = place
        self.connect = connect
        self.folder = folder
        self.loop = loop
        self.glyphs = glyphs()
        # One thread writes, so that edits, keystrokes and their removal reach the journal in the order they were made.
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._gathered = Gathered(self.post_message)
        self.told_certificate: str | None = None
        """Of which other certificate the person was told; each is told once, and again when somebody asks for a sync."""
        self._status: Status | None = loop.status if loop else None
        self._syncing_since: float | None = None
        self._told_of: object = None
        self._unread: list[str] = []
        self._unwatch: Callable[[], None] | None = None
        self.paragraphs = ParagraphBook(place.repository)
        self.years = YearBook(place)
        self.open_work = OpenWork(place, self.years)
        self._leaving = False
        self.farewell: Farewell | None = None
        self._looking_round = False
        self.locked = False
        """True while the screen is locked: then nothing of the content may be shown, whatever happens."""
        self.projecting = False
        """True while the screen is shown to a room: then nothing private may be on it."""

    # life

    async def on_mount(self) -> None:
        """Show Home, at the first start a notice, then listen to records, sync and signals."""
        from tui.screens.home import HomePage
        from tui.screens.notice import NoticeDialog, was_read

        if self.farewell is not None:
            self.farewell.steady()
        self.set_class(self.glyphs.name == "plain", "-plain")
        self._unwatch = self.place.repository.watch(self._gathered.hear)
        await self.push_screen(HomePage())
        if not was_read(self.place):
            await self.push_screen(NoticeDialog())
        if self.loop is not None:
            self.loop.listen(self._hear_status)
            self.loop.start()
        if self.folder is not None:
            self.set_interval(0.5, self._keep_house)
            # What is there from the start stays: walking through it all for garbage would hold the keys for 60 to 180 ms.
            self.call_after_refresh(gc.freeze)

    def _hear_status(self, status: Status) -> None:
        self.post_message(StatusChanged(status))

    def leave(self) -> None:
        """End the app with everything that is typed kept."""
        if not self._leaving:
            self._leaving = True
            self.keep_typing_now()
            self.exit(0)

    def keep_typing_now(self, *, everything: bool = False) -> None:
        """Journal what open editors hold, without waiting for their timers; `everything`: also what was due before."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_now", None)
            if keep is not None:
                keep(everything=everything)

    def shut(self) -> None:
        """After the screen is gone: last journal lines, sync ended, folder released."""
        self.stop_writing()
        if self.loop is not None:
            self.loop.stop()
        self.place.close()

    def stop_writing(self) -> None:
        """Wait for the last journal lines, and listen to records no longer."""
        self._hands.shutdown(wait=True)
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    # edits

    async def act(self, do: Callable[[], Answer]) -> Answer | None:
        """Run an edit in the writer thread; a refusal is shown with its remedy and answers None."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hands, do)
        except KNOWN as error:
            self.say_error(error)
            return None

    async def act_or_raise(self, do: Callable[[], Answer]) -> Answer:
        """Run an edit in the writer thread and let its refusal through, for a form that shows it at the field."""
        return await asyncio.get_running_loop().run_in_executor(self._hands, do)

    known = KNOWN

    def keep(self, do: Callable[[], None], done: Callable[[Exception | None], None]) -> None:
        """Queue a journal line of keystrokes for the writer thread; `done` hears of it in the screen's thread."""

        def write() -> None:
            failed: Exception | None = None
            try:
                do()
            except CacheError as error:
                failed = error
            # Posted, never waited for: a screen that hangs on its terminal must not keep the writer from the journal.
            self.post_message(Journaled(done, failed))

        self._hands.submit(write)

    def on_journaled(self, message: Journaled) -> None:
        """Tell the screen that asked."""
        if not self._leaving:
            message.done(message.failed)

    # words

    def say(self, message: str, *, warning: bool = False) -> None:
        """One line in the corner; user text in it is never markup."""
        if self.locked:
            return
        severity: Any = "warning" if warning else "information"
        self.notify(printable(message), severity=severity, markup=False, timeout=seconds_to_read(message))

    def say_error(self, error: Exception, kind: str | None = None) -> None:
        """What happened and what to do; `kind` gives fields their labels where the error names none."""
        from tui.messages import explain

        if self.locked:
            return
        said = explain(error, self.place, kind, ids=False)
        self.notify(printable(said.text), title=said.title, severity="error", markup=False, timeout=12)

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
        if status.conflicts:
            words.append(t("status.conflicts", n=status.conflicts))
        if status.parked:
            words.append(t("status.parked", n=status.parked))
        if status.link is Link.OFFLINE:
            words.append(t("status.offline"))
        if status.waiting:
            words.append(t("status.waiting", n=status.waiting))
        if not words:
            words.append(t("status.syncing" if status.link is Link.SYNCING else "status.synced"))
        return f" {self.glyphs.dot} ".join(words)

    # news

    def on_records_changed(self, message: RecordsChanged) -> None:
        """Tell the open pages; those below the top one look again when they are back."""
        changed = self._gathered.take()
        if changed is None:
            return
        if self.loop is not None:
            self._status = self.loop.status
        for screen in self.screen_stack:
            heard = getattr(screen, "records_changed", None)
            if isinstance(screen, Page) and screen is not self.screen:
                screen.miss(changed)
            elif heard is not None and screen.is_mounted:
                heard(changed)
        self._show_status()

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
                self.set_timer(LONG, self._show_status)
        last = message.status.last
        if not syncing:
            if last.other_certificate not in (None, self.told_certificate):
                self.say_error(CertificateChanged(self.place.identity.fingerprint or "", last.other_certificate or ""))
            self.told_certificate = last.other_certificate
        if last.unread and last is not self._told_of:
            self._told_of = last
            self._unread += last.unread
            self.say_unread()
        self._show_status()

    def say_unread(self) -> None:
        """What was delivered and is here no longer, by its titles; before a room it waits until nobody looks on."""
        if self._unread and not self.projecting:
            titles, self._unread = t("list.comma").join(self._unread), []
            self.say(t("cli.sync.unread", titles=titles), warning=True)

    def _show_status(self) -> None:
        # A dialog leaves the title line of the page below it in sight.
        page = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)
        if page is not None and page.is_mounted:
            page.status_changed()

    async def _keep_house(self) -> None:
        """Commands of this account, compaction, a second app that wants to take over, a disk that works again."""
        folder, loop = self.folder, self.loop
        if folder is None or self._leaving or self._looking_round:
            return
        from tui.housekeeping import keep_house

        self._looking_round = True
        try:
            running = asyncio.get_running_loop()
            found = await running.run_in_executor(self._hands, keep_house, self.place, folder, loop)
        finally:
            self._looking_round = False
        if found.resumed:
            self.say(t("app.disk_back"))
            self.keep_typing_now(everything=True)
        if found.takeover:
            self.leave()

    # commands of the whole app

    async def action_command(self, command_id: str) -> None:
        """Carry out a command of the app: `tui.app_commands` has one function each."""
        from tui import app_commands

        if self.locked and command_id != "app.quit":
            return
        done: Any = getattr(app_commands, f"do_{command_id.partition('.')[2]}")(self)
        if inspect.isawaitable(done):
            await done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits lead to pages only where nothing is typed; a history needs a record at hand; a locked screen can be left only."""
        if self.locked and action == "command":
            return bool(parameters) and parameters[0] == "app.quit"
        typing = isinstance(self.focused, Input | TextArea) or getattr(self.screen, "HOLDS_TEXT", False)
        if action == "command" and typing and parameters and str(parameters[0]) in PAGES:
            return False
        if action == "command" and parameters == ("app.history",):
            return record_at_hand(self.screen) is not None
        return super().check_action(action, parameters)

    def set_words(self, language: str) -> None:
        """Speak another language from now on, on all open screens."""
        i18n.set_language(language)
        for screen in self.screen_stack:
            refresh = getattr(screen, "refresh_all", None)
            if refresh is not None:
                refresh()

    def forget_sign_in(self) -> None:
        """Look at the sign-in again, after it changed."""
        if self.loop is not None:
            self.loop.reconnect()


def run(folder: Path, at_last: Callable[[], None] | None = None) -> int:
    """Open the app on a data folder; returns the exit code. Raises FolderHeld, CacheDamaged, CacheNewer."""
    from tui.start import open_app

    app = open_app(folder)
    with Farewell(app, at_last) as app.farewell:
        try:
            code = app.run()
        finally:
            app.shut()
    return code or 0


__all__ = ["COMMANDS", "RecordsChanged", "StatusChanged", "XindeApp", "run"]
