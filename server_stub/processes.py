"""Several processes that serve one listening socket over one database server; one that dies is begun again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from server_stub.clock import SystemClock
from server_stub.logs import Log
from server_stub.serving import STOP_SECONDS
from server_stub.store import Store

Serve = Callable[[Store, socket.socket], None]
"""Serves a database on a socket until a signal; it travels to another process."""

LOOK = 0.5
"""Seconds between two looks whether a signal came."""

AGAIN = 1.0
"""Seconds a process that dies must have lived to be begun again at once."""


class Processes:
    """The parent: begins the processes, begins them again, and ends them all by their own ids when a signal comes."""

    def __init__(self, url: str, listening: socket.socket, serve: Serve, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._work = (url, listening, serve)
        self._count = count
        self._log = Log(SystemClock())
        self._running: dict[SpawnProcess, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        while not self._stopping:
            for _ in range(self._count - len(self._running)):
                self._begin()
            wait([process.sentinel for process in self._running], timeout=LOOK)
            self._bury()
        self._end()

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True

    def _begin(self) -> None:
        process = self._context.Process(target=_serve_one, args=self._work)
        process.start()
        self._running[process] = time.monotonic()

    def _bury(self) -> None:
        for process, begun in list(self._running.items()):
            if process.is_alive() or self._stopping:
                continue
            self._log.line("died", process=process.pid, status=process.exitcode)
            del self._running[process]
            if time.monotonic() - begun < AGAIN:
                time.sleep(AGAIN)

    def _end(self) -> None:
        for process in self._running:
            process.terminate()
        until = time.monotonic() + 2 * STOP_SECONDS
        for process in self._running:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


def _serve_one(url: str, listening: socket.socket, serve: Serve) -> None:
    threading.Thread(target=_follow_parent, name="parent", daemon=True).start()
    store = Store.open(url, SystemClock())
    try:
        serve(store, listening)
    finally:
        store.close()


def _follow_parent() -> None:
    """A parent that was killed cannot end its processes: they would hold its port for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
