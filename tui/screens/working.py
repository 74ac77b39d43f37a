"""Long work with a bar that moves: Esc stops it before anything is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sync.giving_way import give_way
from tui.commands import bindings
from tui.documents.incoming.judging import Progress, Stopped
from tui.i18n import t
from tui.page import Dialog
from tui.screens.exporting import bar
from tui.terminal import printable

Value = TypeVar("Value")

STEPS = 100
"""News of a bar at most; one for each of ten thousand rows would hold the screen."""


class Came(Message):
    """The thread that works came further."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done, self.total = done, total


class WorkingDialog(Dialog[Value | Exception | None], Generic[Value]):
    """Answers what `work` returned, which of `expected` it raised, or None where the person said stop.

    `work` runs in a thread of its own, with `writes` in the thread that writes; it tells the bar how far it is, and from the
    end of the bar on it can be stopped no more.
    """

    SCOPE = "working"
    BINDINGS = bindings("working")

    def __init__(
        self,
        title: str,
        work: Callable[[Progress], Value],
        *,
        expected: tuple[type[Exception], ...] = (),
        writes: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._expected = expected
        self._writes = writes
        self._stopped = False
        self._told = -1
        self._past = False

    def compose(self) -> ComposeResult:
        """Title, bar, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Static(Content(bar(0, 1)), id="export-bar")
            yield Static(Content(t("working.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """Begin."""
        self.xinde.garbage.set_aside()
        self.run_worker(self._run())

    async def _run(self) -> None:
        answer: Value | Exception | None
        try:
            if self._writes:
                answer = await self.xinde.act_or_raise(lambda: self._work(self._came))
            else:
                answer = await asyncio.to_thread(self._work, self._came)
        except Stopped:
            answer = None
        except self._expected as error:
            answer = error
        if self.is_mounted:
            self.answer(answer)

    def _came(self, done: int, total: int) -> None:
        """Called in the thread that works; raises Stopped."""
        if self._stopped:
            raise Stopped
        give_way()
        step = STEPS * done // max(1, total)
        if step != self._told:
            self._told = step
            self.post_message(Came(done, total))

    def on_came(self, message: Came) -> None:
        """Draw the bar anew."""
        self.query_one("#export-bar", Static).update(Content(bar(message.done, message.total)))
        if message.done >= message.total:
            self._past = True
            words = t("working.writing" if self._writes else "working.last")
            self.query_one("#dialog-keys", Static).update(Content(words))

    def do_cancel(self) -> None:
        """Stop, while nothing is written yet."""
        if not self._past:
            self._stopped = True
            self.query_one("#dialog-keys", Static).update(Content(t("working.stopping")))

    def on_unmount(self) -> None:
        """The app ends."""
        self._stopped = True
