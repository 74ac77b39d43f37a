"""Key to paint in prose: the real app in a pty, a note of one paragraph of 500, 5 000 and 10 000 characters.

Run: python -m bench.typing [keys] [sizes]. Typed is at the beginning, where every row below moves, and at the end; moved is by one
sign and by one row. The bar (issue 8): median below 16 ms. `python -m bench.typing 40` prints a first figure within a minute.
"""

from __future__ import annotations

import os
import random
import select
import sys
import tempfile
import time
from pathlib import Path

from bench.minutes import FIRST_SIGN, PATIENCE, PAUSE, SENTENCE, Running, said
from sync.workplace import open_workplace
from tui.screens.notice import READ

SIZES = (500, 5000, 10000)
WORDS = "The meeting studied the papers, talked over the work of this quarter, and settled who does what until when. "
SIGNS_OF_A_ROW = 40
"""More than a row of Chinese has; of English it has twice as many."""

RIGHT, DOWN = "\x1b[C", "\x1b[B"
TO_END = "\x1b[6~" * 40


def fill(folder: Path, text: str) -> None:
    """A branch on this device alone, in it a note that was never saved."""
    with open_workplace(folder) as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])
        place.unsaved.keep(place.ids.record(), "body", None, text, kind="note", new=True)


def paint(app: Running) -> float:
    """Seconds until the terminal receives anything."""
    begun = time.perf_counter()
    if not select.select([app.terminal], [], [], PATIENCE)[0]:
        raise SystemExit("nothing was painted")
    os.read(app.terminal, 65536)
    return time.perf_counter() - begun


def measure(folder: Path, keys: int, chance: random.Random, size: int) -> dict[str, list[float]]:
    """Milliseconds from key to paint in a text of `size` characters, by what was done."""
    app = Running(folder)
    app.until("没保存的文字")
    app.quiet(1.0)
    app.key("\r")
    app.until("私人笔记")
    app.quiet(2.0)
    found: dict[str, list[float]] = {"first": [], "right": [], "down": [], "last": []}
    signs = iter(range(FIRST_SIGN, FIRST_SIGN + 4000))

    def typed(name: str) -> None:
        for _ in range(keys):
            sign = chr(next(signs))
            app.key(sign)
            found[name].append(app.until(sign) * 1000)
            app.quiet(chance.uniform(*PAUSE))

    typed("first")
    for name, key in (("right", RIGHT), ("down", DOWN)):
        # Never as far as the last row, where nothing is painted any more.
        for _ in range(min(keys // 2, size // SIGNS_OF_A_ROW - 2)):
            app.key(key)
            found[name].append(paint(app) * 1000)
            app.quiet(chance.uniform(*PAUSE))
    app.key(TO_END)
    app.quiet(3.0)
    typed("last")
    app.end()
    return found


def main() -> None:
    """Print the figures of each size and script."""
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sizes = tuple(map(int, sys.argv[2].split(","))) if len(sys.argv) > 2 else SIZES
    for name, sample in (("Chinese", SENTENCE), ("English", WORDS)):
        for size in sizes:
            text = (sample * (size // len(sample) + 1))[:size]
            with tempfile.TemporaryDirectory(prefix="xinde-bench-") as folder:
                fill(Path(folder), text)
                found = measure(Path(folder), keys, random.Random(size), size)
            print(f"{name}, {size} characters, load {os.getloadavg()[0]:.1f}")
            for what, figures in found.items():
                print(" ", said(what, figures), flush=True)


if __name__ == "__main__":
    main()
