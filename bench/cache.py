"""How the cache compares: one durable edit, opening, and compaction at 10 000 records, beside TinyDB's own storage.

Run with `python -m bench.cache` from the project's root; prints figures of this machine and the ratios that DESIGN.md sets.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from tinydb import JSONStorage, TinyDB
from tinydb.table import Document

from sync.cache.storage import JournalStorage
from sync.cache.table import open_database

RECORDS = 10_000
TEXT = "学习贯彻会议精神，联系办文办会办事的实际，逐条对照检查，形成整改清单并明确责任人和完成时限。"


def record(n: int) -> dict[str, Any]:
    """A record as the server sends it, about 2.5 KB."""
    return {
        "id": f"0198{n:028x}",
        "type": "session",
        "scope": "b:7Q",
        "rev": 17,
        "seq": n,
        "owner": None,
        "v": 3,
        "f": {
            "title": f"第{n}次集中学习",
            "start": "2026-09-20T09:00",
            "summary": (TEXT * 16)[:690],
            "state": "writing",
            "host": None,
        },
        "fv": {"title": [3, "m:9"], "summary": [17, "m:41"]},
        "created": {"at": "2026-09-01T10:00:03Z", "by": "m:9", "dev": "d:77"},
        "updated": {"at": "2026-09-21T01:11:09Z", "claimed": "2026-09-21T08:41:00+08:00", "by": "m:41", "dev": "d:80"},
        "del": None,
    }


def median(call: Callable[[int], object], times: int) -> float:
    """Seconds of the median call."""
    taken = []
    for n in range(times):
        begun = time.perf_counter()
        call(n)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def resident() -> float:
    """Memory of this process now, in MB; NaN where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return float("nan")


def bare_append(path: Path, line: bytes) -> float:
    """One append and fsync of a line as long as ours."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append(_: int) -> None:
        os.write(handle, line)
        os.fsync(handle)

    taken = median(append, 300)
    os.close(handle)
    return taken


def fill(folder: Path) -> None:
    """The cache of 10 000 records, as the first pull leaves it and a compaction packs it."""
    storage = JournalStorage(str(folder))
    for begin in range(0, RECORDS, 500):
        storage.commit([("shadow", record(n)["id"], record(n)) for n in range(begin, begin + 500)])
    storage.compact_now()
    storage.close()


def measure(folder: Path) -> None:
    """Print every figure."""
    fill(folder / "cache")
    gc.collect()
    before = resident()
    begun = time.perf_counter()
    db = open_database(str(folder / "cache"))
    opened = time.perf_counter() - begun
    storage = db.journal
    print(f"open {RECORDS} records, {storage.snapshot_size / 1e6:.1f} MB: {opened:.3f} s (bar 0.5)")
    print(f"memory taken by it: {resident() - before:.0f} MB")

    table = db.table("shadow", document_id_class=str)
    ids = list(storage.table("shadow"))
    size = storage.journal_size
    ours = median(
        lambda n: storage.commit([("shadow", ids[n * 7], {**storage.table("shadow")[ids[n * 7]], "rev": n})]), 300
    )
    line = b"x" * ((storage.journal_size - size) // 300)
    through = median(lambda n: table.update({"rev": n + 1000}, doc_ids=[ids[n * 11]]), 300)
    bare = bare_append(folder / "bare", line)
    print(f"one append and fsync of {len(line)} bytes: {bare * 1e6:.0f} us")
    print(f"durable save, storage.commit: {ours * 1e6:.0f} us = {ours / bare:.2f} x (bar 3)")
    print(f"durable save, table.update by id: {through * 1e6:.0f} us = {through / bare:.2f} x (bar 3)")
    print(f"get by id, a copy: {median(lambda n: table.get(doc_id=ids[n]), 1000) * 1e6:.1f} us")

    step = compaction(storage)
    print(
        f"compaction: longest slice {step[0] * 1e3:.1f} ms, commit meanwhile median {step[1] * 1e6:.0f} us, worst {step[2] * 1e3:.1f} ms"
    )
    db.close()
    begun = time.perf_counter()
    open_database(str(folder / "cache")).close()
    print(f"open again after compaction: {time.perf_counter() - begun:.3f} s")

    with TinyDB(folder / "tinydb.json", storage=JSONStorage, ensure_ascii=False, encoding="utf-8") as theirs:
        theirs.insert_multiple(Document(record(n), doc_id=n + 1) for n in range(RECORDS))
        save = median(lambda n: theirs.update({"rev": n}, doc_ids=[n * 7 + 1]), 5)
        get = median(lambda n: theirs.get(doc_id=n + 1), 5)
    print(f"TinyDB's own storage: save {save * 1e3:.0f} ms, get {get * 1e3:.0f} ms")
    print(f"durable save: {save / through:.0f} x faster than TinyDB's own storage (bar 100)")


def compaction(storage: JournalStorage) -> tuple[float, float, float]:
    """Longest slice that is no sync, and median and worst commit of another thread meanwhile, in seconds."""
    saves: list[float] = []
    finished = threading.Event()
    ids = list(storage.table("shadow"))[:50]

    def save() -> None:
        while not finished.is_set():
            begun = time.perf_counter()
            storage.commit([("typing", each, {"text": TEXT}) for each in ids[:1]])
            saves.append(time.perf_counter() - begun)
            finished.wait(0.005)

    thread = threading.Thread(target=save)
    thread.start()
    slices: list[float] = []
    syncs = 0
    original = os.fsync

    def counted(handle: Any) -> None:
        nonlocal syncs
        if threading.current_thread() is not thread:
            syncs += 1
        original(handle)

    cast(Any, os).fsync = counted
    done = False
    while not done:
        before = syncs
        begun = time.thread_time()
        done = storage.compact_step(0.002, time.perf_counter)
        if syncs == before:
            slices.append(time.thread_time() - begun)
        # As the app does between slices, so that screen and writer get their turn.
        time.sleep(0.004)
    cast(Any, os).fsync = original
    finished.set()
    thread.join()
    return max(slices), statistics.median(saves), max(saves)


def main() -> None:
    """Measure in a folder given as argument, or in a temporary one."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        measure(Path(folder))


if __name__ == "__main__":
    main()
