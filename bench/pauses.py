"""The app in its terminal with a clock inside: how long its event loop was held, and what ran meanwhile.

`python -m bench.pauses REPORT` opens the app on XINDE_HOME as `xinde` does, and writes REPORT when it is left: a list of [when, seconds,
what ran]. A ticker asks for 1 ms of sleep again and again; what it waits beyond that is a pause of everything on the screen.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

TICK = 0.001
WORTH = 0.010
"""Seconds of a pause that is told."""

LOOK = 0.004
"""Seconds between two looks of the sampler; each costs the other threads some microseconds."""

DEPTH = 4
"""Places of a stack that are told, the innermost first."""

ROOT = str(Path(__file__).parent.parent) + os.sep


class Watch:
    """Ticks in the loop; a thread of its own looks what runs when a tick is overdue."""

    def __init__(self) -> None:
        self.pauses: list[tuple[float, float, str]] = []
        self._last = self._begun = time.perf_counter()
        self._seen: Counter[str] = Counter()
        self._main = threading.get_ident()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    async def tick(self) -> None:
        """For ever."""
        self._thread.start()
        gc.callbacks.append(self._collecting)
        self._last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            late = now - self._last - TICK
            if late > WORTH:
                seen, self._seen = self._seen, Counter()
                told = "; ".join(f"{count} x {stack}" for stack, count in seen.most_common(2))
                # One call into C that no thread could look into: it has just come back.
                self.pauses.append((self._last, late, told or f"not seen; just behind it {self._others()}"))
            self._last = now

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _collecting(self, phase: str, about: dict[str, int]) -> None:
        """No other thread runs meanwhile, so that none can look."""
        now = time.perf_counter()
        if phase == "start":
            self._begun = now
        elif now - self._begun > LOOK:
            self._seen[
                f"garbage of generation {about['generation']} is collected: {1000 * (now - self._begun):.0f} ms"
            ] += 1

    def _look(self) -> None:
        while not self._done.wait(LOOK):
            if time.perf_counter() - self._last > WORTH:
                self._seen[self._running()] += 1

    def _running(self) -> str:
        inside = stack(sys._current_frames().get(self._main))
        if inside:
            return f"the screen's thread: {inside}"
        # The loop itself waits for its turn: another thread holds the interpreter.
        return self._others()

    def _others(self) -> str:
        frames = sys._current_frames()
        for each in (self._main, threading.get_ident(), self._thread.ident):
            frames.pop(each or 0, None)
        names = {each.ident: each.name for each in threading.enumerate()}
        busy = {names.get(ident, "?"): stack(frame) for ident, frame in frames.items()}
        return " and ".join(f"{name}: {told}" for name, told in busy.items() if told) or "nobody: the machine was busy"


def stack(frame: FrameType | None) -> str:
    """The innermost places of our own code, or of a library it has called; nothing for a thread that waits."""
    places: list[str] = []
    first = frame
    while frame is not None and len(places) < DEPTH:
        name = frame.f_code.co_filename
        if name.startswith(ROOT) and "/.venv/" not in name and not name.endswith("pauses.py"):
            places.append(f"{name.removeprefix(ROOT)}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    if first is None or _waits(first):
        return ""
    own = len(places) > 0
    around: list[str] = []
    inner: FrameType | None = first
    while inner is not None and len(around) < (1 if own else DEPTH):
        around.append(f"{Path(inner.f_code.co_filename).stem}.{inner.f_code.co_name}")
        inner = inner.f_back
    return " < ".join([*around, *places])


def _waits(frame: FrameType) -> bool:
    return frame.f_code.co_name in ("wait", "select", "_worker", "accept", "recv_into", "read", "_run_once") or (
        Path(frame.f_code.co_filename).stem in ("selectors", "threading", "queue")
    )


def main() -> None:
    """Run the app and report."""
    from tui.cli import data_folder
    from tui.terminal import prepare

    prepare()
    from tui.start import open_app

    app = open_app(data_folder())
    watch = Watch()

    async def run() -> None:
        ticking = asyncio.create_task(watch.tick())
        try:
            await app.run_async()
        finally:
            ticking.cancel()
            watch.stop()

    try:
        asyncio.run(run())
    finally:
        app.shut()
        Path(sys.argv[1]).write_text(json.dumps(watch.pauses), "utf-8")


if __name__ == "__main__":
    main()
