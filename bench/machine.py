"""What the figures were made on: nothing that names a host or a folder."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def disk_folder() -> Iterator[Path]:
    """A new folder on the disk that is measured: XINDE_BENCH_DISK, else where temporary files go; gone afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="xinde-bench-", dir=os.environ.get("XINDE_BENCH_DISK"), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def append_ms(folder: Path, size: int = 2500, count: int = 200) -> list[float]:
    """Milliseconds of each of so many appends, synced to the disk: no durable save can be faster."""
    path, taken = folder / "append", []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(count):
            begun = time.perf_counter()
            os.write(handle, b"x" * size)
            os.fsync(handle)
            taken.append((time.perf_counter() - begun) * 1000)
    finally:
        os.close(handle)
        path.unlink()
    return taken


def facts() -> dict[str, Any]:
    """Cores, Python, SQLite, and what an append of 2.5 KB with its sync costs."""
    with disk_folder() as folder:
        cost = statistics.median(append_ms(folder))
    return {
        "cores": len(os.sched_getaffinity(0)),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "append_and_fsync_ms": round(cost, 3),
    }


def resident_mb(process: int) -> float:
    """Memory of a process now."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
