"""A program in a terminal of 80x24 made of a pty, and the clock beside it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from bench.machine import resident_mb

PATIENCE = 60.0
AGAIN = 0.25
"""Seconds after which somebody would press a key again that nothing came of."""

DOWN, PAGE_DOWN, ESCAPE, F4 = "\x1b[B", "\x1b[6~", "\x1b", "\x1bOS"

HIDDEN = frozenset(
    (
        "TMUX",
        "NO_COLOR",
        "COLUMNS",
        "LINES",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_ANIMATIONS",
        # As an installed program our modules are compiled: without this, each start would compile all of them.
        "PYTHONDONTWRITEBYTECODE",
    )
)
"""What the bench's own surroundings must not tell a program."""


class NeverPainted(Exception):
    """A text that was waited for did not come."""


class Program:
    """A running program; ended at the end of a `with` block."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], folder: Path | None = None) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
        whole = {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ}
        self.begun = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            if folder is not None:
                os.chdir(folder)
            os.execve(words[0], list(words), whole)

    def key(self, text: str) -> float:
        """Press; returns when."""
        now = time.perf_counter()
        os.write(self.terminal, text.encode())
        return now

    def until(self, *texts: str, patience: float = PATIENCE) -> float:
        """When the terminal has received one of these texts; raises NeverPainted."""
        wanted, seen = [text.encode() for text in texts], b""
        longest, end = max(map(len, wanted)), time.perf_counter() + patience
        while not any(each in seen for each in wanted):
            left = end - time.perf_counter()
            data = self._read() if left > 0 and select.select([self.terminal], [], [], left)[0] else b""
            if not data:
                raise NeverPainted(f"never painted {texts!r} after {seen[-1500:]!r}")
            # What was read before can hold the beginning of a text, and nothing more.
            seen = seen[-4 * longest :] + data
        return time.perf_counter()

    def answer(self, text: str, *texts: str, patience: float = PATIENCE) -> float:
        """Press, and again where nothing came of it, since a program may lose what comes before it listens; when it was answered."""
        end = time.perf_counter() + patience
        while True:
            self.key(text)
            try:
                return self.until(*texts, patience=min(AGAIN, patience))
            except NeverPainted:
                if time.perf_counter() > end:
                    raise

    def painted(self, patience: float = PATIENCE) -> float:
        """When the terminal has received anything; raises NeverPainted."""
        if not select.select([self.terminal], [], [], patience)[0]:
            raise NeverPainted("nothing was painted")
        self._read()
        return time.perf_counter()

    def drain(self) -> bytes:
        """Read what is there already."""
        found = b""
        while select.select([self.terminal], [], [], 0)[0] and (data := self._read()):
            found += data
        return found

    def quiet(self, seconds: float) -> bytes:
        """Read what else comes, for so long."""
        until, found = time.perf_counter() + seconds, b""
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                data = self._read()
                if not data:
                    return found
                found += data
        return found

    def _read(self) -> bytes:
        try:
            return os.read(self.terminal, 65536)
        except OSError:
            # A pty whose program has ended says so by an error.
            return b""

    def memory_mb(self) -> float:
        """Memory of the program now."""
        return resident_mb(self.pid)

    def end(self) -> None:
        """Leave the program: asked first, ended after 5 s."""
        os.kill(self.pid, signal.SIGTERM)
        end = time.perf_counter() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self.drain()
            if time.perf_counter() > end:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            time.sleep(0.01)
        os.close(self.terminal)

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


def xinde(home: Path, **more: str) -> Program:
    """Our app on a data folder."""
    return Program([sys.executable, "-m", "tui.cli"], {"XINDE_HOME": str(home), **more})
