"""The store as its callers use it: threads, compaction, purge, and the disk behind it."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from pathlib import Path

import pytest

from sync.cache.disk import OsDisk
from sync.cache.errors import CacheClosed, CacheDamaged, CacheStopped, CompactionFailed
from sync.cache.storage import Change, JournalStorage
from tests.sim.disk import Call, MemoryDisk, fail_at, no_space

FOLDER = "/cache"


def filled(disk: MemoryDisk, count: int = 20, **options: int) -> JournalStorage:
    storage = JournalStorage(FOLDER, disk, **options)
    for n in range(count):
        storage.commit([("note", f"n{n}", {"body": "学习" * 20, "n": n})])
    return storage


def ticking(step: float = 1.0) -> object:
    now = [0.0]

    def clock() -> float:
        now[0] += step
        return now[0]

    return clock


def test_one_commit_is_one_write_and_one_sync() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 2)
    calls: list[Call] = []
    disk.after = calls.append
    storage.commit([("note", "a", {}), ("queue", "b", {}), ("note", "n1", None)])
    assert [call.name for call in calls] == ["write", "sync"]


def test_nothing_is_visible_before_it_is_durable() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 1)
    seen: list[tuple[str, bool, int]] = []
    disk.after = lambda call: seen.append((call.name, "late" in storage.table("note"), storage.sequence))
    before = storage.sequence
    storage.commit([("note", "late", {})])
    assert seen == [("write", False, before), ("sync", False, before)]
    assert "late" in storage.table("note")
    assert storage.sequence == before + 1


def test_readers_do_not_wait_for_the_disk() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    in_sync, read = threading.Event(), threading.Event()

    def slow(call: Call) -> None:
        if call.name == "sync":
            in_sync.set()
            assert read.wait(30)

    disk.fault = slow
    writer = threading.Thread(target=storage.commit, args=([("note", "late", {})],))
    writer.start()
    assert in_sync.wait(30)
    table = storage.table("note")
    assert len(table) == 3
    assert [ident for ident, _ in table.items()] == ["n0", "n1", "n2"]
    assert table.get("late") is None
    assert storage.names() == {"note"}
    with storage.reading():
        assert storage.sequence == 4
    read.set()
    writer.join(30)
    assert "late" in table


def test_a_view_is_live_and_iterates_over_one_moment() -> None:
    storage = filled(MemoryDisk(), 3)
    table = storage.table("note")
    seen = []
    for ident in table:
        seen.append(ident)
        storage.commit([("note", f"more {ident}", {}), ("note", "n2", None)])
    assert seen == ["n0", "n1", "n2"]
    assert set(table) == {"n0", "n1", "more n0", "more n1", "more n2"}
    for ident, document in table.items():
        assert table.get(ident) == document
        storage.commit([("note", f"and {ident}", {})])
    for _ in table.values():
        storage.commit([("note", f"last {len(table)}", {})])
    assert len(table) == 20
    storage.commit([("note", None, None)])
    assert (len(table), list(table), table.get("n0", "none")) == (0, [], "none")
    storage.commit([("note", "again", {})])
    assert list(table.keys()) == ["again"]
    assert list(table.values()) == [{}]
    with pytest.raises(KeyError):
        table["n0"]


def test_threads_commit_and_read_at_once_and_nothing_is_lost() -> None:
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk, compact_above=2000)
    errors: list[BaseException] = []
    done = threading.Event()

    def write(name: str) -> None:
        try:
            for n in range(60):
                with storage.writing():
                    count = storage.table("count").get("all", {"n": 0})["n"]
                    storage.commit([("note", f"{name}{n}", {"n": n}), ("count", "all", {"n": count + 1})])
        except BaseException as error:
            errors.append(error)
            raise

    def look() -> None:
        try:
            while not done.is_set():
                with storage.reading():
                    assert len(storage.table("note")) == storage.table("count").get("all", {"n": 0})["n"]
                for _ in storage.table("note").items():
                    pass
        except BaseException as error:
            errors.append(error)
            raise

    def compact() -> None:
        try:
            while not done.is_set():
                storage.compact_step(0.0001, lambda: 0.0)
        except BaseException as error:
            errors.append(error)
            raise

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    others = [threading.Thread(target=look), threading.Thread(target=compact)]
    for thread in (*writers, *others):
        thread.start()
    for thread in writers:
        thread.join(60)
    done.set()
    for thread in others:
        thread.join(60)
    assert errors == []
    storage.close()
    again = JournalStorage(FOLDER, disk)
    assert len(again.table("note")) == 180
    assert again.table("count")["all"] == {"n": 180}


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
    while not storage.compact_step(0.5, clock):  # type: ignore[arg-type]
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
        storage.compact_step(0.0, ticking())  # type: ignore[arg-type]
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


def test_documents_are_taken_as_they_are_at_the_commit() -> None:
    storage = JournalStorage(FOLDER, MemoryDisk())
    document = {"tags": ["a"]}
    changes: list[Change] = [("note", "n", document)]
    storage.commit(changes)
    document["tags"].append("b")
    assert storage.table("note")["n"] == {"tags": ["a"]}


def test_what_cannot_be_stored_is_refused_before_anything_is_written() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 1)
    before = disk.calls
    for document in ({"x": object()}, {"x": float("nan")}, {"x": "\udc80"}, {None: 1}):
        with pytest.raises((TypeError, ValueError)):
            storage.commit([("note", "n5", {"ok": 1}), ("note", "n6", document)])  # type: ignore[list-item]
    assert disk.calls == before
    assert list(storage.table("note")) == ["n0"]


def test_a_journal_that_lost_its_end_underneath_stops_the_store_instead_of_going_on() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    disk.fault = fail_at([disk.calls + 1], no_space)
    with pytest.raises(CacheStopped):
        storage.commit([("note", "x", {})])
    disk.fault = None
    disk.append(f"{FOLDER}/wal-1").truncate(50)
    with pytest.raises(CacheStopped, match="lost what was written"):
        storage.resume()
    assert len(storage.table("note")) == 3


def test_a_folder_that_cannot_be_made_says_so_and_can_be_made_later() -> None:
    refused = 0
    for call in range(1, 30):
        disk = MemoryDisk()
        disk.fault = fail_at([call], no_space)
        with contextlib.suppress(CacheStopped):
            if JournalStorage(FOLDER, disk).stopped is None:
                continue
        refused += 1
        disk.fault = None
        again = JournalStorage(FOLDER, disk)
        assert again.names() == set()
        again.commit([("note", "n", {})])
    assert refused > 15
    full = MemoryDisk()
    full.fault = fail_at(range(1, 100), no_space)
    with pytest.raises(CacheStopped) as caught:
        JournalStorage(FOLDER, full)
    assert caught.value.cause.errno == 28


def test_an_unreadable_snapshot_has_a_substitute_and_an_unreadable_journal_is_damage() -> None:
    disk = MemoryDisk()
    storage = filled(disk, 3)
    storage.compact_now()
    storage.close()

    def unreadable(name: str) -> None:
        def fault(call: Call) -> None:
            if call.name in ("read", "list") and call.path.endswith(name):
                raise OSError(5, "simulated: input/output error")

        disk.fault = fault

    unreadable("snap-2")
    assert len(JournalStorage(FOLDER, disk).table("note")) == 3
    for name in ("wal-2", FOLDER):
        unreadable(name)
        with pytest.raises(CacheDamaged, match="cannot be read"):
            JournalStorage(FOLDER, disk)


# the real disk


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        folder = tmp_path / "above" / "cache"
        storage = JournalStorage(str(folder))
        storage.commit([("note", "n", {})])
        storage.compact_step(0.0, lambda: 0.0)
        storage.compact_step(0.0, lambda: 0.0)
        for path in (tmp_path / "above", folder):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert modes == dict.fromkeys(("snap-1", "wal-1", "wal-2", "snap-2.tmp"), 0o600)
        storage.close()
        wal = folder / "wal-2"
        wal.write_bytes(wal.read_bytes() + b"torn")
        JournalStorage(str(folder)).close()
        assert stat.S_IMODE((folder / "wal-2.damaged").stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_folder_open_to_others_is_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    JournalStorage(str(folder)).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_real_disk_does_what_the_simulated_one_does(tmp_path: Path) -> None:
    memory = MemoryDisk()
    memory.make_folder("/d")
    disk = OsDisk()
    folder = str(tmp_path / "d")
    disk.make_folder(folder)
    for each, at in ((memory, "/d"), (disk, folder)):
        file = each.append(f"{at}/a")
        file.write(b"one")
        file.write(b"two")
        file.sync()
        file.truncate(4)
        file.write(b"!")
        file.close()
        more = each.append(f"{at}/a")
        more.write(b"more")
        more.close()
        each.append(f"{at}/b").close()
        assert each.read(f"{at}/a") == b"onet!more"
        assert each.size(f"{at}/a") == 9
        assert each.list(at) == ["a", "b"]
        each.rename(f"{at}/a", f"{at}/b")
        each.sync_folder(at)
        assert each.list(at) == ["b"]
        assert each.read(f"{at}/b") == b"onet!more"
        assert each.exists(f"{at}/b")
        assert each.exists(at)
        each.remove(f"{at}/b")
        assert not each.exists(f"{at}/b")
        for call in (each.read, each.size, each.remove, lambda path, each=each: each.rename(path, path)):
            with pytest.raises(FileNotFoundError):
                call(f"{at}/b")
        with pytest.raises(FileNotFoundError):
            each.list(f"{at}/none")
        with pytest.raises(FileNotFoundError):
            each.append(f"{at}/none/x")


def test_a_session_on_the_real_disk_opens_again(tmp_path: Path) -> None:
    folder = str(tmp_path / "cache")
    storage = JournalStorage(folder)
    storage.commit([("note", "n1", {"body": "学习"}), ("note", 2, {"body": "二"})])
    storage.compact_now()
    storage.commit([("note", "n1", None)])
    storage.purge()
    storage.close()
    again = JournalStorage(folder)
    assert dict(again.table("note").items()) == {2: {"body": "二"}}
    again.close()
