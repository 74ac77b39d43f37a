"""Where the app stood when it stopped answering, for whoever has to find out why: names and lines of the program, no values."""

from __future__ import annotations

import faulthandler
import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO

NAME = "standstill.txt"
"""Beside the data; there only while the app is open, and afterwards where it stood still once."""

PATIENCE = 20.0
"""Seconds without a sign of life after which it is written: nothing the app does holds it for longer than one."""

BEAT = 5.0
"""Seconds between two signs of life."""


class Standstill:
    """Hears signs of life; when they stop, the interpreter's own watch writes where every thread is, whatever holds the threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._file: TextIO | None = None
        self._next = 0.0

    def alive(self, now: float) -> None:
        """A sign of life, at `now` seconds of a monotonic clock; the first one begins the watch."""
        if now < self._next:
            return
        self._next = now + BEAT
        # A disk that refuses keeps nobody from working; there is nothing to be written then.
        with suppress(OSError):
            if self._file is None:
                self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
            faulthandler.dump_traceback_later(PATIENCE, file=self._file)

    def over(self) -> None:
        """The app ends: nothing is watched any more, and nothing is left where nothing happened."""
        if self._file is None:
            return
        faulthandler.cancel_dump_traceback_later()
        self._file.close()
        self._file = None
        with suppress(OSError):
            if self._path.stat().st_size == 0:
                self._path.unlink()
