"""The store as its callers use it: one line a commit, readers that never wait, threads, and what it refuses."""

from __future__ import annotations

import contextlib
import threading

import pytest

from sync.cache.errors import CacheDamaged, CacheStopped
from sync.cache.storage import Change, JournalStorage
from tests.sim.cache import FOLDER, filled
from tests.sim.disk import Call, MemoryDisk, fail_at, no_space


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
