"""Every half second: a sign of life, and a look round for what others ask of whoever holds the data folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.events import Event, Key, Paste

from sync.loop import Status, SyncLoop
from sync.workplace import Workplace
from tui.editing import Editing
from tui.garbage import Garbage
from tui.i18n import t
from tui.standstill import Standstill

if TYPE_CHECKING:
    from tui.housekeeping import Kept

EACH = 0.5
"""Seconds between two looks."""


class LookingRound(Editing):
    """An app that holds a data folder for others too: commands of this account, a second window."""

    def __init__(self, place: Workplace, status: Status | None, folder: Path | None, loop: SyncLoop | None) -> None:
        super().__init__(place, status)
        self.folder = folder
        self.loop = loop
        self._standstill = Standstill(folder) if folder is not None else None
        self._looking: asyncio.Task[None] | None = None
        self.garbage = Garbage()
        self._pressed = place.clock.monotonic()
        """When the last key came."""

    async def on_event(self, event: Event) -> None:
        """Somebody is there."""
        if isinstance(event, Key | Paste):
            self._pressed = self.place.clock.monotonic()
        await super().on_event(event)

    def begin_to_look_round(self) -> None:
        """From now on, where there is a folder."""
        if self.folder is not None:
            self._live()
            self.set_interval(EACH, self._keep_house)

    def _keep_house(self) -> None:
        """Look round beside the keys: a message of the app that waits for the writer would keep every key waiting with it."""
        self._live()
        if not any(worker.is_running for worker in self.workers):
            self.garbage.look(self.place.clock.monotonic(), self._pressed)
        if self.folder is not None and not self._leaving and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_round(self.folder))

    def _live(self) -> None:
        if self._standstill is not None:
            self._standstill.alive(self.place.clock.monotonic())

    async def _look_round(self, folder: Path) -> None:
        """Commands of this account, compaction, a second app that wants to take over, a disk that works again."""
        running = asyncio.get_running_loop()
        try:
            found = await running.run_in_executor(self._hands, _kept_house, self.place, folder, self.loop)
        except Exception as error:  # noqa: BLE001 - as in a handler of Textual's: a defect ends the app
            self._handle_exception(error)
            return
        if found.resumed:
            self.say(t("app.disk_back"))
            self.keep_typing_now(everything=True)
        if found.takeover:
            self.leave()

    def look_round_no_more(self) -> None:
        """The app ends."""
        if self._standstill is not None:
            self._standstill.over()

    def keep_typing_now(self, *, everything: bool = False) -> None:
        """Journal what open editors hold, without waiting for their timers; `everything`: also what was due before."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_now", None)
            if keep is not None:
                keep(everything=everything)

    def leave(self, code: int = 0) -> None:
        """End the app with everything that is typed kept; `code` is what it answers."""
        if not self._leaving:
            self._leaving = True
            self.keep_typing_now()
            self.exit(code, return_code=0)


def _kept_house(place: Workplace, folder: Path, loop: SyncLoop | None) -> Kept:
    # Imported in the writer's thread: 40 to 50 ms that would hold the screen half a second after the start.
    from tui.housekeeping import keep_house

    return keep_house(place, folder, loop)
