"""Documents being written: a bar that moves, a question where a file is in the way, and Esc that leaves no half file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sync.problems import InTheWay
from tui.commands import bindings
from tui.documents.exporting import Manner, Stopped, Written
from tui.documents.landing import Existing
from tui.i18n import t
from tui.page import Dialog
from tui.screens.pick import Choice, PickDialog
from tui.terminal import printable

BAR = 40

ANSWERS: tuple[Existing, ...] = ("replace", "keep_both", "skip")


class Moved(Message):
    """The thread that writes came further."""

    def __init__(self, done: int, total: int, what: str) -> None:
        super().__init__()
        self.done, self.total, self.what = done, total, what


class InTheWayNow(Message):
    """The thread that writes found a file and waits for `answer`."""

    def __init__(self, path: Path, answer: Future[Existing]) -> None:
        super().__init__()
        self.path, self.answer = path, answer


class ExportingDialog(Dialog[Sequence[Written] | InTheWay | None]):
    """Answers what was written, why it was not, or None where the person said stop. `work` runs in a thread of its own."""

    SCOPE = "exporting"
    BINDINGS = bindings("exporting")

    def __init__(self, title: str, work: Callable[[Manner], Sequence[Written]], *, private: bool = False) -> None:
        super().__init__()
        self._title = title
        self._work = work
        self._private = private
        self._stopped = False
        self._choice: Existing | None = None
        self._asked: Future[Existing] | None = None

    def holds_private(self) -> bool:
        """As private as the titles of what is written."""
        return self._private

    def compose(self) -> ComposeResult:
        """Title, bar, what is being made, what to press."""
        with Vertical(id="dialog"):
            yield Static(Content(printable(self._title)), id="dialog-title")
            yield Static(Content(bar(0, 1)), id="export-bar")
            yield Static(Content(""), id="export-what")
            yield Static(Content(t("exporting.keys")), id="dialog-keys")

    def on_mount(self) -> None:
        """Begin."""
        self.xinde.garbage.set_aside()
        self.run_worker(self._run())

    async def _run(self) -> None:
        manner = Manner(existing=self._existing, progress=self._moved, stopped=lambda: self._stopped)
        answer: Sequence[Written] | InTheWay | None
        try:
            answer = await asyncio.to_thread(self._work, manner)
        except InTheWay as refused:
            answer = refused
        except Stopped:
            answer = None
        if self.is_mounted:
            self.answer(answer)

    # called in the thread that writes

    def _moved(self, done: int, total: int, what: str) -> None:
        self.post_message(Moved(done, total, what))

    def _existing(self, path: Path) -> Existing:
        """What a person answers once holds for all further files of this export."""
        if self._choice is None:
            self._asked = Future()
            self.post_message(InTheWayNow(path, self._asked))
            self._choice = self._asked.result()
        return self._choice

    # called in the thread of the screen

    def on_moved(self, message: Moved) -> None:
        """Draw the bar anew."""
        self.query_one("#export-bar", Static).update(Content(bar(message.done, message.total)))
        if not self._stopped:
            self.query_one("#export-what", Static).update(Content(printable(message.what)))

    def on_in_the_way_now(self, message: InTheWayNow) -> None:
        """Ask: replace it, keep both, or leave it."""

        def answered(answer: list[str] | None) -> None:
            if not message.answer.done():
                message.answer.set_result(cast(Existing, answer[0]) if answer else "skip")

        choices = [Choice(each, t(f"exporting.{each}")) for each in ANSWERS]
        title = t("exporting.exists", name=message.path.name, folder=str(message.path.parent))
        dialog = PickDialog(title, choices, private=self._private)
        dialog.public = not self._private
        self.app.push_screen(dialog, answered)

    def do_cancel(self) -> None:
        """Stop after the document that is being made."""
        self._stopped = True
        self.query_one("#export-what", Static).update(Content(t("exporting.stopping")))

    def on_unmount(self) -> None:
        """The app ends: the thread must not wait for anybody."""
        self._stopped = True
        if self._asked is not None and not self._asked.done():
            self._asked.set_result("skip")


def bar(done: int, total: int) -> str:
    """How far it is."""
    filled = BAR * done // max(1, total)
    return "[" + "#" * filled + "." * (BAR - filled) + f"] {done}/{total}"
