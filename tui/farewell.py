"""A dropped SSH line or a polite kill: save, let the folder go, be gone within a second, whatever the terminal does."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.external_editor import Running

SIGNALS = ("SIGHUP", "SIGTERM", "SIGINT")
PATIENCE = 0.6
"""Seconds the app has to end by itself; a terminal that is gone can block it for ever."""

LOOK = 0.3
"""Seconds between two looks at whether the terminal is still there."""


def _terminal() -> int | None:
    """The descriptor of the terminal that keys come from, or None without one."""
    try:
        number = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
        return number if os.isatty(number) else None
    except (OSError, ValueError):
        return None


def _hung_up(terminal: int | None) -> bool:
    """True once the terminal is gone for good; False where the system cannot tell."""
    if terminal is None or not hasattr(select, "poll"):
        return False
    looking = select.poll()
    looking.register(terminal, 0)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in looking.poll(0))


class Farewell:
    """While in a `with` block, these signals end the app; the old handlers are back afterwards."""

    def __init__(self, app: XindeApp, at_last: Callable[[], None] | None = None) -> None:
        """`at_last` clears away what was started beside the app, when that cannot come back from the terminal."""
        self._app = app
        self._at_last = at_last
        self._called = threading.Event()
        self._over = threading.Event()
        self._before: dict[int, Any] = {}
        self._terminal = _terminal()
        self._beside: Running | None = None

    def __enter__(self) -> Farewell:
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._hear)
        threading.Thread(target=self._watch, name="farewell", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._called.set()
        for number, before in self._before.items():
            signal.signal(number, before)

    def take_along(self, program: Running) -> None:
        """A program that has the terminal now, while the screen's thread waits for it: it ends when this one has to."""
        self._beside = program
        if self.is_due:
            self._end_what_waits()

    def _end_what_waits(self) -> None:
        beside = self._beside
        if beside is not None and beside.poll() is None:
            beside.send_signal(getattr(signal, "SIGHUP", signal.SIGTERM))

    @property
    def is_due(self) -> bool:
        """True once the program was told to end, or its terminal is gone."""
        return self._called.is_set() or _hung_up(self._terminal)

    def steady(self) -> None:
        """Let a wake-up (SIGCONT) be no second beginning; called once the terminal is set up, by the screen's thread.

        The driver begins anew at each, without an end before: a second thread reads keys then, one of the two misses the
        end, and the program never goes away. A closed terminal sends one with its farewell.
        """
        wake = getattr(signal, "SIGCONT", None)
        driver = self._app._driver
        if wake is None or driver is None or not callable(resume := signal.getsignal(wake)):
            return

        def woken(number: int, frame: FrameType | None) -> None:
            if self._called.is_set() or _hung_up(self._terminal):
                return
            reading = getattr(driver, "_key_thread", None)
            # Stopped by the shell's key it has ended already; stopped by a signal that nobody hears, it has not.
            if reading is not None and reading.is_alive():
                driver.suspend_application_mode()
            resume(number, frame)

        signal.signal(wake, woken)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        # Python runs this between two steps of the screen's thread even while that waits for a terminal that is gone.
        self._called.set()

    def _watch(self) -> None:
        # A parent that waits for this program, such as make, keeps the signal of a closed terminal to itself.
        while not self._called.wait(LOOK) and not _hung_up(self._terminal):
            pass
        if self._over.is_set():
            return
        self._end_what_waits()
        running = self._app._loop
        if running is not None:
            running.call_soon_threadsafe(self._app.leave)
        if self._over.wait(PATIENCE):
            return
        # The screen's thread hangs on the terminal. What was typed is in the journal up to half a second ago, and what
        # is in the writer's hands goes there now; every line is durable by itself, so nothing else is needed.
        self._app.stop_writing()
        self._app.place.close()
        if self._at_last is not None:
            self._at_last()
        os._exit(0)
