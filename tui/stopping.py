"""Asked to stop: the first signal is a wish that is looked at between two steps, the second ends everything at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
LOOK = 0.2
"""Seconds between two looks at whether somebody asked while a process is waited for."""


class Ended(BaseException):
    """Somebody asked this process to end; not an Exception, since nobody on the way may take it for a failure."""


class Stopping:
    """What was asked, and what must not be left behind: child processes, and a folder unless it is to be kept.

    A handler only takes note. An exception out of it would be lost where Python discards exceptions, in a finaliser or a
    weak reference's callback, and the signal with it.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        """The signal that asked, or None."""
        self.folder: Path | None = None
        """Removed when everything ends at once."""
        self._children: list[subprocess.Popen[str]] = []
        self._starting = False
        self._at_once = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Hear the signals that end a program; the old handlers are back afterwards."""
        numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def check(self) -> None:
        """Raise Ended when somebody asked."""
        if self.number is not None:
            raise Ended

    def started(self, start: Callable[[], subprocess.Popen[str]]) -> subprocess.Popen[str]:
        """Start a child that will not outlive this process, whatever is asked meanwhile."""
        self._starting = True
        try:
            self._children.append(start())
            return self._children[-1]
        finally:
            self._starting = False
            if self._at_once:
                self.end_at_once()

    def forget(self, child: subprocess.Popen[str]) -> None:
        """A child was waited for: its number may be somebody else's from now on."""
        self._children.remove(child)

    def wait(self, child: subprocess.Popen[str]) -> bool:
        """Wait until somebody asks: True; or until the child ends by itself: False."""
        while self.number is None:
            with suppress(subprocess.TimeoutExpired):
                child.wait(LOOK)
                return False
        return True

    def clear_away(self) -> None:
        """End the children and remove the folder, without waiting for anybody."""
        for child in self._children:
            with suppress(OSError):
                os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def end_at_once(self) -> None:
        """Clear away and be gone."""
        self.clear_away()
        os._exit(128 + (self.number or 0))

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.number is None:
            self.number = number
        elif self._starting:
            self._at_once = True
        else:
            self.end_at_once()
