"""Asks the terminal how many cells its signs take: it is told to write some, and says where its cursor stands. Standard library only.

The question goes out before textual is imported and the answers are read afterwards, so that nobody waits for them. What was typed
meanwhile is kept for the app. A terminal that does not answer is not asked again by the next start.
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from tui.appearance import Widths
from tui.terminal import FINE

SIGNS = (FINE.dot, FINE.mark, FINE.more, FINE.rule, FINE.arrow, FINE.yes)
CHINESE = "中"

QUESTION = "".join(f"\r{sign}\x1b[6n" for sign in (*SIGNS, CHINESE)) + "\r\x1b[K"
"""Each sign at the beginning of the line, and behind it: where is the cursor? At last the line is emptied."""

ANSWER = re.compile(rb"\x1b\[(\d+);(\d+)R")

BEGUN = re.compile(rb"\x1b(\[[\d;]*)?$")
"""The beginning of an answer; its end would be taken for keys."""

PATIENCE = 0.1
"""Seconds to wait for answers that have not come while textual was imported."""


def terminal_name(environ: Mapping[str, str]) -> str:
    """By what a terminal is known again: its kind, its program, what runs in it, and from where one has signed in."""
    program = next(
        (environ[name] for name in ("TERM_PROGRAM", "LC_TERMINAL", "TERMINAL_EMULATOR") if environ.get(name)), ""
    )
    known = [name for name in ("VTE_VERSION", "KONSOLE_VERSION", "WT_SESSION", "TMUX", "STY") if environ.get(name)]
    far = environ.get("SSH_CONNECTION", "").split(" ")[0]
    return " ".join(part for part in (environ.get("TERM", ""), program, *known, far and f"ssh:{far}") if part)


def can_ask(environ: Mapping[str, str]) -> bool:
    """True where there is a terminal that may know the question."""
    if environ.get("TERM", "dumb").lower() in ("dumb", "unknown", "") or sys.platform == "win32":
        return False
    try:
        return os.isatty(sys.__stdin__.fileno()) and os.isatty(sys.__stdout__.fileno())  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        return False


class Question:
    """In a `with` block the terminal has been asked, echoes nothing, and gives every byte at once; afterwards it is as before."""

    def __init__(self, reads: int, writes: int) -> None:
        """Descriptors of the terminal."""
        self._reads = reads
        self._writes = writes
        self._before: list[Any] | None = None
        self.typed = b""
        """What a person typed meanwhile."""

    def __enter__(self) -> Question:
        import termios

        try:
            self._before = termios.tcgetattr(self._reads)
            now = termios.tcgetattr(self._reads)
            # Bytes come as the app wants them: Enter as a carriage return, nothing echoed, no waiting for a line's end.
            now[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
            now[3] &= ~(termios.ECHO | termios.ICANON)
            now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._reads, termios.TCSANOW, now)
            os.write(self._writes, QUESTION.encode())
        except (OSError, termios.error):
            # Whatever it is, it is no terminal that could be asked; there is no answer then.
            self._restore()
        return self

    def answer(self, patience: float = PATIENCE) -> Widths:
        """What the terminal said; zeros where it did not say all of it in time."""
        heard, until, more = b"", time.monotonic() + patience, patience
        while self._before is not None and len(ANSWER.findall(heard)) <= len(SIGNS):
            left = until - time.monotonic()
            if not select.select([self._reads], [], [], max(0.0, left))[0]:
                if not more or not BEGUN.search(heard):
                    break
                until, more = until + more, 0.0
                continue
            try:
                piece = os.read(self._reads, 4096)
            except OSError:
                break
            if not piece:
                break
            heard += piece
        self.typed += ANSWER.sub(b"", heard)
        columns = [int(column) - 1 for _, column in ANSWER.findall(heard)]
        if len(columns) != len(SIGNS) + 1:
            return Widths()
        return Widths(max(columns[:-1]), columns[-1])

    def _restore(self) -> None:
        import termios

        if self._before is not None:
            before, self._before = self._before, None
            try:
                termios.tcsetattr(self._reads, termios.TCSANOW, before)
            except (OSError, termios.error):
                return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()


def ask(patience: float) -> tuple[Widths, bytes]:
    """Ask now and wait for the answer: what it is, and what was typed meanwhile."""
    assert sys.__stdin__ is not None
    assert sys.__stdout__ is not None
    with Question(sys.__stdin__.fileno(), sys.__stdout__.fileno()) as question:
        return question.answer(patience), question.typed
