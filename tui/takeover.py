"""接管: the folder is open in another window; that one saves and closes, and this one goes on."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sync.cache.inbox import request_takeover, takeover_refused, withdraw_takeover
from sync.cache.lock import FolderHeld, Holder
from sync.workplace import CACHE, Workplace, open_workplace
from tui.i18n import t

PATIENCE = 10.0
A_COMMAND_TAKES = 5.0
"""Seconds; a command that holds the folder is over soon, so nobody is asked about it."""


def open_or_take_over(folder: Path, ask: Callable[[str], bool] | None = None) -> Workplace:
    """The folder, held by this app; asks before taking it over from another. Raises FolderHeld when that stays."""
    try:
        return _patiently(folder, 0.0)
    except FolderHeld as held:
        holder = held.holder
        if holder is None or holder.kind != "app":
            return _patiently(folder, A_COMMAND_TAKES)
        if not (ask or _ask)(t("takeover.ask", pid=holder.pid, host=holder.host)):
            raise
    cache = str(folder / CACHE)
    request_takeover(cache, Holder(os.getpid(), socket.gethostname(), "", "app"))
    try:
        return _patiently(folder, PATIENCE, lambda: takeover_refused(cache))
    finally:
        withdraw_takeover(cache)


def _patiently(folder: Path, seconds: float, refused: Callable[[], bool] = lambda: False) -> Workplace:
    until = time.monotonic() + seconds
    while True:
        try:
            return open_workplace(folder, "app")
        except FolderHeld:
            if time.monotonic() >= until or refused():
                raise
            time.sleep(0.1)


def _ask(question: str) -> bool:
    """Enter is yes; whoever cannot be asked is taken to stay out."""
    if not sys.stdin.isatty():
        return False
    sys.stdout.write(question + " ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    return answer.strip().lower() in ("", "y", "yes", "是") if answer else False
