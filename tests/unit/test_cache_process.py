"""The cache in real processes on real files: killed at any moment, out of room, and on a disk that fails."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from sync.cache.errors import CacheStopped
from sync.cache.storage import JournalStorage

ROUNDS = 200 if "XINDE_SOAK" in os.environ else 16
"""How often a process is killed."""

WRITER = """
import os, sys, time
from sync.cache.lock import FolderLock
from sync.cache.storage import JournalStorage

folder = sys.argv[1]
os.makedirs(folder, mode=0o700, exist_ok=True)
lock = FolderLock(folder, "command")
lock.acquire()
storage = JournalStorage(folder, compact_above=30_000)
n = storage.table("count").get("n", {"n": 0})["n"]
while True:
    n += 1
    storage.commit([("note", str(n % 50), {"n": n, "body": "字" * (n % 300)}), ("count", "n", {"n": n})])
    print(n, flush=True)
    if storage.compaction_due():
        storage.compact_step(0.0003, time.monotonic)
"""

FULL = """
import resource, sys
from sync.cache.errors import CacheStopped
from sync.cache.storage import JournalStorage

storage = JournalStorage(sys.argv[1])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
n = 0
try:
    while True:
        storage.commit([("note", n + 1, {"body": "字" * 100})])
        n += 1
except CacheStopped as stopped:
    print(stopped.cause.errno, n, len(storage.table("note")), flush=True)
for _ in range(2):
    storage.resume()
    try:
        storage.commit([("note", "again", {"body": "字" * 100})])
        raise SystemExit("the file grew beyond its limit")
    except CacheStopped:
        pass
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
storage.resume()
storage.commit([("note", "after", {"body": "有地方了"})])
print(len(storage.table("note")), flush=True)
"""


def started(script: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], env=environment)


def test_killed_at_random_moments_nothing_acknowledged_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    random = Random(ROUNDS)
    acknowledged = 0
    generations = set()
    for _ in range(ROUNDS):
        with started(WRITER, folder) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, 250)):
                acknowledged = int(process.stdout.readline())
            time.sleep(random.random() * 0.005)
            process.kill()
            rest = process.stdout.read()
        # The last line may be cut off itself.
        acknowledged = max([acknowledged, *map(int, rest.split("\n")[:-1])])
        storage = JournalStorage(str(folder))
        count = storage.table("count")["n"]["n"]
        assert count in (acknowledged, acknowledged + 1)
        expected = {str(n % 50): {"n": n, "body": "字" * (n % 300)} for n in range(1, count + 1)}
        assert dict(storage.table("note").items()) == expected
        storage.commit([("opened", "by the parent", {"count": count})])
        generations.add(storage.generation)
        storage.close()
        acknowledged = count
    assert len(generations) > 1, "the journal should have been compacted on the way"


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX")
def test_a_file_that_may_not_grow_stops_the_store_until_it_may(tmp_path: Path) -> None:
    with started(FULL, tmp_path / "cache") as process:
        assert process.stdout is not None
        output = process.stdout.read().split()
    assert process.returncode == 0
    number, acknowledged, shown, after = map(int, output)
    assert number == errno.EFBIG
    assert acknowledged == shown > 20
    assert after == acknowledged + 1
    storage = JournalStorage(str(tmp_path / "cache"))
    assert set(storage.table("note")) == {*range(1, acknowledged + 1), "after"}
    storage.close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced on Windows")
def test_a_disk_that_fails_to_sync_stops_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = JournalStorage(str(tmp_path / "cache"))
    storage.commit([("note", 1, {"body": "写下了"})])

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(CacheStopped) as caught:
            storage.commit([("note", 2, {"body": "没写下"})])
        assert caught.value.cause.errno == errno.EIO
        with pytest.raises(CacheStopped):
            storage.resume()
        assert list(storage.table("note")) == [1]
    storage.resume()
    storage.commit([("note", 3, {"body": "又写下了"})])
    storage.close()
    again = JournalStorage(str(tmp_path / "cache"))
    assert list(again.table("note")) == [1, 3]
    again.close()
