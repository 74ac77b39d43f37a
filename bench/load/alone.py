"""Pushes through the service alone, without HTTP, and what this disk can do at best."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bench.load import branches
from bench.load.places import Place
from bench.load.pushing import Pusher
from server_stub.direct import Direct


def append_ms(folder: Path, count: int = 100) -> float:
    """Milliseconds of one append of 40 KB and its fsync on this disk, the best of three: no durable commit can be faster."""
    path, found = folder / "append", []
    for _ in range(3):
        handle = os.open(path, os.O_CREAT | os.O_WRONLY)
        begun = time.perf_counter()
        for _ in range(count):
            os.write(handle, b"x" * 40_960)
            os.fsync(handle)
        found.append((time.perf_counter() - begun) * 1000 / count)
        os.close(handle)
        path.unlink()
    return min(found)


def alone(place: Place, pushes: int = 300) -> tuple[float, float]:
    """Pushes a second of ten edits each, and CPU milliseconds for one; the best of three runs, one after the other."""
    store = place.opened()
    try:
        ((holder,),) = branches.copies(store, branches.pattern(), 1, 1)
        door = Direct(store, holder.branch).account(holder.member)
        pusher = Pusher(holder, place.url, "", 1)
        found = []
        for _ in range(3):
            batches = [list(pusher.ops()) for _ in range(pushes)]
            begun, spent = time.perf_counter(), time.process_time()
            for batch in batches:
                results = door.push(batch).results
                if {result.out for result in results} != {"applied"}:
                    raise SystemExit(f"not applied: {results}")
            found.append((pushes / (time.perf_counter() - begun), (time.process_time() - spent) * 1000 / pushes))
    finally:
        store.close()
    return max(rate for rate, _ in found), min(cpu for _, cpu in found)
