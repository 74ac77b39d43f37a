"""Caches of earlier versions: brought up to this one, their old files kept for 30 days (PROTOCOL.md section 15)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping

from sync.cache import opening, snapshot
from sync.cache.disk import Disk
from sync.cache.journal import Tables

STEPS: Mapping[int, Callable[[Tables], None]] = {}
"""Cache format -> what makes tables of that format ones of the next; every format ever released stays here."""

KEPT_DAYS = 30
_SINCE = "since"


def bring_up(tables: Tables, cache_format: int) -> None:
    """Change tables of an earlier format into those of this version."""
    for step in range(cache_format, snapshot.CACHE_FORMAT):
        STEPS[step](tables)


def keep(disk: Disk, folder: str, cache_format: int, today: str) -> None:
    """Copy the files of a cache beside it before anything new is written; raises OSError."""
    kept = os.path.join(folder, f"format-{cache_format}")
    disk.make_folder(kept)
    files = opening.files_in(disk, folder)
    names = [f"snap-{each}" for each in files.snapshots] + [f"wal-{each}" for each in files.journals]
    for name in names:
        _write(disk, os.path.join(kept, name), disk.read(os.path.join(folder, name)))
    # Last: a copy without it is not whole, and is made again.
    _write(disk, os.path.join(kept, _SINCE), today.encode())
    disk.sync_folder(kept)


def forget(disk: Disk, folder: str, today: str) -> None:
    """Remove copies that were kept long enough; raises OSError."""
    for cache_format in range(1, snapshot.CACHE_FORMAT):
        kept = os.path.join(folder, f"format-{cache_format}")
        since = os.path.join(kept, _SINCE)
        if disk.exists(since) and _is_over(disk.read(since).decode(), today):
            for each in disk.list(kept):
                if each != _SINCE:
                    disk.remove(os.path.join(kept, each))
            disk.remove(since)


def _is_over(since: str, today: str) -> bool:
    try:
        return dt.date.fromisoformat(since) + dt.timedelta(days=KEPT_DAYS) < dt.date.fromisoformat(today)
    except ValueError:
        return False


def _write(disk: Disk, path: str, data: bytes) -> None:
    if disk.exists(path):
        disk.remove(path)
    file = disk.append(path)
    try:
        file.write(data)
        file.sync()
    finally:
        file.close()
