"""The app only wires: data folder, sync thread, writer thread, screens."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.widgets import Input, TextArea

from sync.cache.shadow import Identity
from sync.loop import Status, SyncLoop
from sync.workplace import Workplace
from tui import i18n
from tui.at_hand import record_at_hand
from tui.beginning import Look, plain_look
from tui.command import use_keys
from tui.command_table import COMMANDS
from tui.commands import bindings, rebound
from tui.farewell import Farewell
from tui.i18n import t
from tui.inquiry import Connect
from tui.looking_round import LookingRound
from tui.news import Gathered, RecordsChanged, StatusChanged
from tui.offered import PAGES, WHILE_LOCKED, why_not
from tui.open_work import OpenWork
from tui.page import Commanded, Page
from tui.painting import Painting
from tui.paragraph_book import ParagraphBook
from tui.parting import Tell
from tui.recents import Lately
from tui.room import Room
from tui.type_ahead import TypeAhead
from tui.widgets.lines import Line
from tui.widgets.record_table import RecordTable
from tui.widgets.said import Said
from tui.wrapping import teach_textual
from tui.year_book import YearBook

if TYPE_CHECKING:
    from tui.finding.finder import Finder
    from tui.keymap import Keymap
    from tui.list_order import Order

Answer = TypeVar("Answer")

FIRST_SYNC = 0.1
"""Seconds from the first screen to the first round."""

LATEST = 2.0
"""Seconds after which garbage is looked for, first frame or not."""


class XindeApp(LookingRound, Room, TypeAhead, Painting):
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
        keymap: Keymap | None = None,
        look: Look | None = None,
    ) -> None:
        super().__init__(place, loop.status if loop else None, folder, loop)
        self.wear(look or plain_look())
        use_keys(keymap.keys if keymap is not None else {}, self._scope_at_hand)
        self.keymap = keymap
        self._bindings = rebound(self._bindings)
        teach_textual()
        self.connect = connect
        self._gathered = Gathered(self.post_message)
        self._unwatch: Callable[[], None] | None = None
        self.paragraphs = ParagraphBook(place.repository)
        self.years = YearBook(place)
        self.open_work = OpenWork(place, self.years)
        self.lately = Lately(self)
        self.orders: dict[str, Order] = {}
        """List -> the order somebody chose for it, until the app ends."""
        self.farewell: Farewell | None = None
        self.last_copied: str | None = None
        """What was given to the clipboard last: the same again is written into a file."""

    def _scope_at_hand(self) -> str:
        return getattr(self.screen_stack[-1], "SCOPE", "") if self.screen_stack else ""

    # life

    async def on_mount(self) -> None:
        """Show Home, at the first start a notice, then listen to records, sync and signals."""
        from tui.screens.home import HomePage
        from tui.screens.notice import NoticeDialog, was_read

        if self.farewell is not None:
            self.farewell.steady()
        self._unwatch = self.place.repository.watch(self._gathered.hear)
        await self.push_screen(HomePage())
        if not was_read(self.place):
            if self.place.identity == Identity():
                from tui.screens.welcome import WelcomePage

                await self.push_screen(WelcomePage())
            else:
                await self.push_screen(NoticeDialog())
        if self.keymap is not None:
            from tui.screens.keymap_notice import KeymapNotice, was_told

            if not was_told(self.place, self.keymap):
                await self.push_screen(KeymapNotice(self.keymap))
        # Sync begins with 70 ms of imports, which would hold the first frame and the first key.
        self.set_timer(FIRST_SYNC, self._begin_sync)
        self.begin_to_look_round()
        if self.folder is not None:
            # What is there from the start stays: walking through it all for garbage would hold the keys for 60 to 180 ms.
            self.call_after_refresh(self.garbage.begin)
            # A screen that was left before it was painted takes what waits for it along.
            self.set_timer(LATEST, self.garbage.begin)

    def _begin_sync(self) -> None:
        if self.loop is not None and not self._leaving:
            self.loop.listen(self._hear_status)
            self.loop.start()

    def _hear_status(self, status: Status) -> None:
        self.post_message(StatusChanged(status))

    @property
    def defect(self) -> Exception | None:
        """What ended the app that nobody had foreseen."""
        return self._exception

    def _fatal_error(self) -> None:
        """Leave. Textual would print where it was in English and with the values around it, which hold what people wrote."""
        self._close_messages_no_wait()

    def action_help_quit(self) -> None:
        """Ctrl+C where nothing is copied: it ends programs elsewhere, so say which key ends this one."""
        self.say(t("app.how_to_quit"))

    def shut(self) -> None:
        """After the screen is gone: last journal lines, sync ended, folder released."""
        self.look_round_no_more()
        self.garbage.end()
        self.stop_writing()
        if self.loop is not None:
            self.loop.stop()
        self.settle_parting()
        self.place.close()

    @cached_property
    def finder(self) -> Finder:
        """The search over everything; what it needs is loaded when somebody looks for something."""
        from tui.finding.finder import Finder

        return Finder(self.place)

    def stop_writing(self) -> None:
        """Wait for the last journal lines, and listen to records no longer."""
        self.lately.keep()
        self._hands.shutdown(wait=True)
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        if "finder" in self.__dict__:
            self.finder.close()

    # words

    def copy_to_clipboard(self, text: str) -> None:
        """Whatever is copied, from whichever screen or field."""
        from tui.clipboard import copy

        copy(self, text)

    def on_line_joined(self, message: Line.Joined) -> None:
        """Several lines were pasted where there is one."""
        self.say(t("line.joined"))

    # news

    def on_records_changed(self, message: RecordsChanged) -> None:
        """Tell the open pages; those below the top one look again when they are back."""
        changed = self._gathered.take()
        if changed is None:
            return
        if self.loop is not None:
            self._status = self.loop.status
        self.lately.edited()
        for screen in self.screen_stack:
            heard = getattr(screen, "records_changed", None)
            if isinstance(screen, Page) and screen is not self.screen:
                screen.miss(changed)
            elif heard is not None and screen.is_mounted:
                heard(changed)
        self.show_status()

    # commands of the whole app

    async def action_command(self, command_id: str) -> None:
        """Carry out a command of the app: `tui.app_commands` has one function each."""
        from tui import app_commands

        if self.locked and command_id not in WHILE_LOCKED:
            return
        reason = why_not(self.screen, command_id) if isinstance(self.screen, Commanded) else None
        if reason is not None:
            self.say(reason, warning=True)
            return
        done: Any = getattr(app_commands, f"do_{command_id.partition('.')[2]}")(self)
        if inspect.isawaitable(done):
            await done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits lead to pages only where nothing is typed; a history needs a record at hand; a locked screen can be left or asked about."""
        if self.locked and action == "command":
            return bool(parameters) and parameters[0] in WHILE_LOCKED
        typing = isinstance(self.focused, Input | TextArea) or getattr(self.screen, "HOLDS_TEXT", False)
        if action == "command" and typing and parameters and str(parameters[0]) in PAGES:
            return False
        if action == "command" and parameters == ("app.find",):
            # Above a dialog its line keeps the key.
            return isinstance(self.screen, Page)
        if action == "command" and parameters == ("app.history",):
            return record_at_hand(self.screen) is not None
        return super().check_action(action, parameters)

    def set_words(self, language: str) -> None:
        """Speak another language from now on, on all open screens."""
        i18n.set_language(language)
        for screen in self.screen_stack:
            for widget in screen.walk_children(RecordTable):
                widget.rebuild()
            for said in screen.walk_children(Said):
                said.speak()
            refresh = getattr(screen, "refresh_all", None)
            if refresh is not None:
                refresh()

    def forget_sign_in(self) -> None:
        """Look at the sign-in again, after it changed."""
        if self.loop is not None:
            self.loop.reconnect()


def run(folder: Path, at_last: Callable[[], None] | None = None, look: Look | None = None, tell: Tell = str) -> int:
    """Open the app on a data folder; returns the exit code. Raises FolderHeld, CacheDamaged, CacheNewer, and a defect."""
    from tui.start import open_app

    app = open_app(folder, look)
    with Farewell(app, at_last) as app.farewell:
        try:
            code = app.run()
        finally:
            app.shut()
    if app.defect is not None:
        raise app.defect
    if app.parting:
        tell(app.parting)
    return code or 0


__all__ = ["COMMANDS", "RecordsChanged", "StatusChanged", "XindeApp", "run"]
