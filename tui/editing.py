"""One thread through which everything is written, so that edits and keystrokes reach the journal in the order they were made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sync.cache.errors import CacheError
from sync.loop import Status
from sync.problems import EditRefused
from sync.reaching import ServerRefused, Unreachable
from sync.records.fields import FieldProblem
from sync.records.kind import UnknownKind
from sync.workplace import Workplace
from tui.news import Journaled
from tui.telling import Telling

Answer = TypeVar("Answer")

KNOWN = (EditRefused, FieldProblem, UnknownKind, CacheError, Unreachable, ServerRefused)
"""Refusals a person can do something about; anything else is a defect and ends the app with what was typed kept."""


class Editing(Telling):
    """An app that writes without holding the screen; what is refused is told with its remedy."""

    def __init__(self, place: Workplace, status: Status | None) -> None:
        super().__init__(place, status)
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._leaving = False

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
        """Tell the screen that asked; while the app ends its widgets go one by one, and nobody is left to be told."""
        if not self._leaving and self.is_running:
            message.done(message.failed)
