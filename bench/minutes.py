"""Key to paint in the minutes: the real app in a pty, a session of 500 entries, 3 000 characters in the line.

Run: python -m bench.minutes [keys] [runs]. A key is one Chinese character as an input method commits it; it is painted when the
terminal has received it back. The bar (issue 4): median below 16 ms, 99th percentile below 33 ms. Keys come at a fast typist's
pace, so autosave and the clock do their work in between. `enter` is the character behind Enter: the entry is stamped meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from sync.workplace import open_workplace
from tui import minutes
from tui.screens.notice import READ

ENTRIES = 500
LINE = 3000
PAUSE = (0.03, 0.12)
"""Seconds between a paint and the next key."""

SENTENCE = "会议学习了文件精神，讨论了本季度工作安排，明确了责任科室和完成时限。"
FIRST_SIGN = 0x9000
"""Characters from here on are typed one after the other, each once; none of them is in the sample text."""

PATIENCE = 20.0


def fill(folder: Path) -> None:
    """A branch on this device alone, its session half written."""
    with open_workplace(folder) as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])
        people = [place.desk.create("member", {"name": f"人员{number}"}) for number in range(20)]
        session = place.desk.create("session", {"form": "collective_study", "title": "第一季度集中学习"})
        items = [
            place.desk.create(
                "agenda_item", {"session": session, "number": number, "title": f"议程{number}", "minutes_planned": 20}
            )
            for number in range(1, 6)
        ]
        begun = minutes.stamp(place).seconds
        for number in range(ENTRIES):
            about = {"entry": "discussion", "speaker": people[number % 20], "agenda_item": items[number // 100]}
            when = minutes.Stamp(minutes.stamp(place).at, begun + number)
            minutes.enter(place, session, f"第{number}条：{SENTENCE}", about, when)
        text = (SENTENCE * (LINE // len(SENTENCE) + 1))[:LINE]
        place.unsaved.keep(session, minutes.LINE, None, text, kind="minute", new=True)


class Running:
    """The app in a pty of 80x24."""

    def __init__(self, home: Path) -> None:
        environ = {**os.environ, "XINDE_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "tui.cli"], environ)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def key(self, text: str) -> None:
        """Press."""
        os.write(self.terminal, text.encode())

    def until(self, text: str) -> float:
        """Seconds until the terminal has received a text."""
        wanted, seen, begun = text.encode(), b"", time.perf_counter()
        while wanted not in seen:
            if not select.select([self.terminal], [], [], PATIENCE)[0]:
                raise SystemExit(f"never painted: {text!r} after {seen[-400:]!r}")
            seen = seen[-len(wanted) :] + os.read(self.terminal, 65536)
        return time.perf_counter() - begun

    def quiet(self, seconds: float) -> None:
        """Read what else comes, for so long."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                os.read(self.terminal, 65536)

    def end(self) -> None:
        """Leave the app."""
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def measure(folder: Path, keys: int, chance: random.Random) -> tuple[list[float], list[float]]:
    """Milliseconds from key to paint, of characters and of characters right behind Enter."""
    app = Running(folder)
    app.until("没保存的文字")
    app.quiet(1.0)
    app.key("\r")
    app.until(f"{ENTRIES}")
    app.quiet(2.0)
    plain: list[float] = []
    for number in range(keys):
        sign = chr(FIRST_SIGN + number)
        app.key(sign)
        plain.append(app.until(sign) * 1000)
        app.quiet(chance.uniform(*PAUSE))
    behind: list[float] = []
    for number in range(keys // 10):
        sign = chr(FIRST_SIGN + 2000 + number)
        app.key("\r" + sign)
        behind.append(app.until(sign) * 1000)
        app.quiet(0.5)
    app.end()
    return plain, behind


def said(name: str, found: list[float]) -> str:
    """One line of figures."""
    ordered = sorted(found)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return (
        f"{name:6} {len(ordered):5} keys   median {statistics.median(ordered):6.1f} ms"
        f"   p99 {last:6.1f} ms   longest {ordered[-1]:6.1f} ms"
    )


def main() -> None:
    """Print the figures of each run."""
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    for run in range(runs):
        with tempfile.TemporaryDirectory(prefix="xinde-bench-") as name:
            fill(Path(name))
            plain, behind = measure(Path(name), keys, random.Random(run))
        print(f"run {run + 1}, load {os.getloadavg()[0]:.1f}")
        print(" ", said("key", plain))
        print(" ", said("enter", behind), flush=True)


if __name__ == "__main__":
    main()
