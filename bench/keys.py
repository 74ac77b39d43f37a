"""Bytes and time of a key: the real app in a pty of 80x24, a list of 1 000 notes, a note being written.

Run: python -m bench.keys [keys] [--dump]. Printed for each kind of key: bytes the program wrote for it, and milliseconds from the key to
the last of them. The bar (issue 8): about 1 KB for a cursor move in a list, that is 9 ms of a line of 1 Mbit/s. Nothing blinks: a
program left alone writes nothing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sync.workplace import open_workplace
from tui.screens.notice import READ

NOTES = 1000
DOWN, UP, PAGE_DOWN, PAGE_UP, ESCAPE, F4 = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~", "\x1b", "\x1bOS"
TOPICS = (
    "学习贯彻会议精神的体会",
    "调研乡镇产业情况",
    "读《公文写作》第三章",
    "支部学习讨论要点",
    "给科室同志讲解新办法",
)

STILL = 0.15
"""Seconds without a byte after which a key's paint is taken for done."""

PATIENCE = 30.0


def fill(folder: Path, notes: int = NOTES) -> None:
    """A branch on this device alone, with as many notes."""
    with open_workplace(folder) as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])
        for number in range(notes):
            text = f"{number:04} {TOPICS[number % len(TOPICS)]}，要点 {number * 7 % 100} 条，下周再补充。"
            place.desk.create("note", {"at": f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T09:00", "body": text})


@dataclass
class Figures:
    """What keys of one kind cost."""

    name: str
    sizes: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, written: bytes, milliseconds: float) -> None:
        """One more key."""
        self.sizes.append(len(written))
        self.times.append(milliseconds)

    def line(self) -> str:
        """The figures on one line."""
        times = sorted(self.times)
        last = times[min(len(times) - 1, int(len(times) * 0.99))]
        return (
            f"{self.name:22} {len(times):4} keys   bytes: median {statistics.median(self.sizes):7.0f}, most {max(self.sizes):6}"
            f"   ms to the last: median {statistics.median(times):6.1f}, p99 {last:6.1f}"
        )


class Typist:
    """The app in a pty, and the one who presses its keys; ends it at the end of a `with` block."""

    def __init__(self, home: Path, size: tuple[int, int] = (80, 24), **environ: str) -> None:
        kept = {
            name: value for name, value in os.environ.items() if name not in ("TMUX", "NO_COLOR", "COLUMNS", "LINES")
        }
        told = {"XINDE_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._start({**kept, **told, **environ}, size)

    def _start(self, environ: Mapping[str, str], size: tuple[int, int]) -> None:
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.execve(sys.executable, [sys.executable, "-m", "tui.cli"], dict(environ))

    def resize(self, width: int, height: int) -> None:
        """The window becomes larger or smaller."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def write(self, text: str) -> None:
        """Press, without looking what comes of it."""
        os.write(self.terminal, text.encode())

    def press(self, text: str, patience: float = 2.0) -> tuple[bytes, float]:
        """What a key made the program write, and milliseconds until the last of it; `patience`: seconds to wait for the first."""
        begun = last = time.perf_counter()
        self.write(text)
        written = b""
        while select.select([self.terminal], [], [], patience)[0]:
            written += os.read(self.terminal, 65536)
            last, patience = time.perf_counter(), STILL
        return written, (last - begun) * 1000

    def until(self, text: str) -> bytes:
        """Everything written until the program has written a text."""
        seen = b""
        while text.encode() not in seen:
            if not select.select([self.terminal], [], [], PATIENCE)[0]:
                raise AssertionError(f"never painted {text!r}, but {seen[-2000:]!r}")
            seen += os.read(self.terminal, 65536)
        return seen

    def quiet(self, seconds: float) -> bytes:
        """What else comes, for so long."""
        until, written = time.perf_counter() + seconds, b""
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                written += os.read(self.terminal, 65536)
        return written

    def ended(self) -> bool:
        """True once the app has ended by itself; waits for it a while."""
        until = time.perf_counter() + PATIENCE
        while self.pid and time.perf_counter() < until:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.pid = 0
            time.sleep(0.05)
        return not self.pid

    def __enter__(self) -> Typist:
        return self

    def __exit__(self, *raised: object) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


def measure(home: Path, keys: int, dump: bool = False) -> list[Figures]:
    """Cursor moves in a list, pages, and letters in a note."""
    found: list[Figures] = []

    def take(name: str, key: str, times: int) -> None:
        figures = Figures(name)
        for _ in range(times):
            written, milliseconds = app.press(key)
            figures.add(written, milliseconds)
            if dump:
                print(name, repr(written.decode("utf-8", "replace")))
        found.append(figures)

    with Typist(home) as app:
        app.until("F1")
        app.quiet(1.0)
        app.write("5")
        app.until("私人笔记")
        app.quiet(1.5)
        take("down, inside", DOWN, 15)
        take("down, at the edge", DOWN, keys)
        take("up, inside", UP, 15)
        take("page down", PAGE_DOWN, 8)
        take("page up", PAGE_UP, 8)
        idle = Figures("left alone, 3 s")
        idle.add(app.quiet(3.0), 0.0)
        found.append(idle)
        app.write(F4)
        app.quiet(1.5)
        for sign in "记":
            take("a letter in a note", sign, keys)
        idle = Figures("left alone, 3 s")
        idle.add(app.quiet(3.0), 0.0)
        found.append(idle)
    return found


def main() -> None:
    """Print the figures."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    with tempfile.TemporaryDirectory(prefix="xinde-bench-") as name:
        fill(Path(name))
        for figures in measure(Path(name), numbers[0] if numbers else 40, "--dump" in sys.argv):
            print(figures.line(), flush=True)


if __name__ == "__main__":
    main()
