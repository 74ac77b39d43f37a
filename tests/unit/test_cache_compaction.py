"""Compaction: when it is due, how it goes on beside the journal, what it leaves, and how it fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.cache.errors import CacheClosed, CacheDamaged, CompactionFailed
from sync.cache.storage import JournalStorage
from tests.sim.cache import FOLDER, filled
from tests.sim.disk import MemoryDisk, fail_at, no_space


def ticking(step: float = 1.0) -> Callable[[], float]:
    now = [0.0]

    def clock() -> float:
        now[0] += step
        return now[0]

    return clock


def test_compaction_is_due_by_the_size_of_journal_and_snapshot() -> None:
    storage = filled(MemoryDisk(), 5, compact_above=2000)
    assert not storage.compaction_due()
    while storage.journal_size <= 2000:
        assert not storage.compaction_due()
        storage.commit([("note", "n1", {"body": "长" * 100})])
    assert storage.compaction_due()
    storage.compact_now()
    assert not storage.compaction_due()
    assert storage.journal_size < 100
    storage.commit([("note", "big", {"body": "x" * 20_000})])
    storage.compact_now()
    assert storage.snapshot_size > 20_000
    while storage.journal_size <= storage.snapshot_size // 2:
        assert not storage.compaction_due()
        storage.commit([("note", "n1", {"body": "长" * 100})])
    assert storage.compaction_due()


def test_compaction_in_slices_takes_the_state_of_its_beginning_and_the_journal_goes_on() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 10)
    slices = 0
    clock = ticking()
    while not storage.compact_step(0.5, clock):
        assert storage.compaction_due()
        storage.commit([("note", f"during {slices}", {"body": "同时写的"}), ("note", "n3", None)])
        slices += 1
    assert slices > 10
    assert storage.generation == 2
    assert "同时写的".encode() not in disk.read(f"{FOLDER}/snap-2")
    before = dict(storage.table("note").items())
    storage.close()
    assert dict(JournalStorage(FOLDER, disk).table("note").items()) == before


def test_a_slice_ends_when_its_time_is_over() -> None:
    storage = filled(MemoryDisk(), 50)
    asked = [0]

    def clock() -> float:
        asked[0] += 1
        return float(asked[0])

    storage.compact_step(3.5, clock)
    storage.compact_step(3.5, clock)
    assert asked[0] == 0, "making the journal and the header are steps of their own"
    storage.compact_step(3.5, clock)
    assert asked[0] == 5, "one look at the beginning and one after each of four records"


def test_only_the_newest_and_the_previous_generation_are_kept() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    for generation in range(2, 6):
        storage.compact_now()
        assert sorted(disk.list(FOLDER)) == sorted(
            f"{kind}-{g}" for kind in ("snap", "wal") for g in (generation - 1, generation)
        )


def test_the_old_generation_goes_only_when_the_new_one_is_durable() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    storage.compact_now()
    calls: list[str] = []
    disk.after = lambda call: calls.append(f"{call.name} {call.path.removeprefix(FOLDER + '/')}")
    storage.compact_now()
    assert calls[calls.index("append wal-3.tmp") :] == [
        "append wal-3.tmp",
        "truncate wal-3.tmp",
        "write wal-3.tmp",
        "sync wal-3.tmp",
        "rename wal-3.tmp",
        f"sync_folder {FOLDER}",
        "append snap-3.tmp",
        "truncate snap-3.tmp",
        "write snap-3.tmp",
        "write snap-3.tmp",
        "write snap-3.tmp",
        "sync snap-3.tmp",
        "rename snap-3.tmp",
        f"sync_folder {FOLDER}",
        "remove snap-1",
        "remove wal-1",
        f"sync_folder {FOLDER}",
    ]


def test_a_damaged_snapshot_has_a_substitute_until_a_new_one_is_written() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    storage.compact_now()
    storage.commit([("note", "late", {})])
    before = dict(storage.table("note").items())
    storage.close()
    files = disk.snapshot(FOLDER)
    disk.restore(FOLDER, {**files, "snap-2": files["snap-2"].replace("学习".encode(), "学刁".encode(), 1)})
    storage = JournalStorage(FOLDER, disk)
    assert dict(storage.table("note").items()) == before
    assert isinstance(storage.passed_over, CacheDamaged)
    assert storage.passed_over.path == f"{FOLDER}/snap-2"
    assert storage.compaction_due()
    storage.compact_now()
    assert not storage.compaction_due()
    assert sorted(disk.list(FOLDER)) == ["snap-1", "snap-2", "snap-3", "wal-1", "wal-2", "wal-3"]
    storage.compact_now()
    assert sorted(disk.list(FOLDER)) == ["snap-3", "snap-4", "wal-3", "wal-4"]
    storage.close()
    again = JournalStorage(FOLDER, disk)
    assert again.passed_over is None
    assert dict(again.table("note").items()) == before


def test_purge_leaves_no_byte_of_what_was_deleted() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    secret = "不再给他看的一句话"
    storage.commit([("shadow", "s", {"text": secret})])
    storage.compact_now()
    storage.commit([("shadow", "t", {"text": secret})])
    storage.close()
    files = disk.snapshot(FOLDER)
    torn = files["wal-2"] + files["wal-2"].splitlines(keepends=True)[-1][:-3]
    disk.restore(FOLDER, {**files, "wal-2": torn})
    storage = JournalStorage(FOLDER, disk)
    assert secret.encode() in disk.read(f"{FOLDER}/wal-2.damaged")
    # A compaction that began before the deletion does not count.
    storage.compact_step(1.0, lambda: 0.0)
    storage.compact_step(1.0, lambda: 0.0)
    storage.commit([("shadow", "s", None), ("shadow", "t", None)])
    before = dict(storage.table("note").items())
    storage.purge()
    for name, content in disk.snapshot(FOLDER).items():
        assert secret.encode() not in content, name
    assert len(disk.list(FOLDER)) == 4, "two whole generations, so that a flipped bit still has a substitute"
    storage.close()
    assert dict(JournalStorage(FOLDER, disk).table("note").items()) == before


def test_a_failed_compaction_stops_nobody_and_waits_before_the_next_try() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 40, compact_above=1000)
    assert storage.compaction_due()
    disk.fault = fail_at([disk.calls + 9], no_space)
    with pytest.raises(CompactionFailed):
        storage.compact_now()
    disk.fault = None
    assert storage.stopped is None
    assert not storage.compaction_due()
    assert not any(name.endswith(".tmp") for name in disk.list(FOLDER))
    while not storage.compaction_due():
        storage.commit([("note", "n1", {"body": "再写" * 20})])
    storage.compact_now()
    assert not storage.compaction_due()
    before = dict(storage.table("note").items())
    storage.close()
    assert dict(JournalStorage(FOLDER, disk).table("note").items()) == before


def test_closing_ends_an_unfinished_compaction() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    for _ in range(3):
        storage.compact_step(0.0, ticking())
    assert any(name.endswith(".tmp") for name in disk.list(FOLDER))
    storage.close()
    assert not any(name.endswith(".tmp") for name in disk.list(FOLDER))
    storage.close()
    for use in (
        lambda: storage.commit([("note", "x", {})]),
        lambda: storage.commit([]),
        storage.read,
        storage.names,
        storage.resume,
        storage.compact_now,
    ):
        with pytest.raises(CacheClosed):
            use()
