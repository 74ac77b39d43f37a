"""No change of the stored bytes is ever read as a state that was not committed, and a refused folder is not touched."""

from __future__ import annotations

import contextlib
from random import Random

import pytest

from sync.cache.errors import CacheDamaged
from sync.cache.journal import Tables
from sync.cache.opening import open_folder
from sync.cache.storage import JournalStorage
from tests.sim.cache import all_read
from tests.sim.disk import Call, MemoryDisk

FOLDER = "/cache"


def content(storage: JournalStorage) -> Tables:
    return {name: dict(storage.table(name).items()) for name in sorted(storage.names())}


def two_generations() -> tuple[dict[str, bytes], list[Tables]]:
    """A folder with a snapshot and its journal, the generation before, and all its states in order."""
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk)
    states: list[Tables] = [{}]

    def commit(table: str, ident: int | str, document: dict[str, object] | None) -> None:
        storage.commit([(table, ident, document)])
        states.append(content(storage))

    commit("note", "n1", {"body": "学习第一天", "minutes": 120, "half": 0.5})
    storage.compact_now()
    commit("note", "n2", {"body": "第二天"})
    commit("note", "n1", {"body": "改过", "tags": ["甲", "乙"], "x": None})
    storage.compact_now()
    commit("queue", 1, {"n": 42})
    commit("note", "n2", None)
    commit("note", "n3", {"body": "最后一句"})
    storage.close()
    return disk.snapshot(FOLDER), states


def opened(files: dict[str, bytes]) -> tuple[Tables, bytes] | None:
    """What opening gives and cuts off, or None when it refuses, in which case the folder is as it was."""
    disk = MemoryDisk()
    disk.restore(FOLDER, files)
    changing: list[Call] = []
    disk.after = changing.append
    try:
        storage = JournalStorage(FOLDER, disk)
    except CacheDamaged:
        assert changing == []
        assert disk.snapshot(FOLDER) == files
        return None
    storage.commit([("after", 1, {})])
    found = content(storage)
    storage.close()
    disk.kill()
    again = JournalStorage(FOLDER, disk)
    assert content(again) == found
    del found["after"]
    return found, storage.cut_off


def test_one_flipped_bit_anywhere_is_refused_or_changes_nothing() -> None:
    files, states = two_generations()
    refused = whole = 0
    for name, data in files.items():
        for bit in range(len(data) * 8):
            flipped = bytearray(data)
            flipped[bit // 8] ^= 1 << bit % 8
            disk = MemoryDisk()
            disk.restore(FOLDER, {**files, name: bytes(flipped)})
            try:
                result = open_folder(disk, FOLDER)
            except CacheDamaged:
                refused += 1
                continue
            assert result is not None
            assert all_read(result.tables) == states[-1], (name, bit)
            assert result.torn == b""
            whole += 1
    # The newest journal is refused; its snapshot has a substitute; the generation before is not looked at.
    assert refused == len(files["wal-3"]) * 8
    assert whole == sum(len(data) * 8 for name, data in files.items() if name != "wal-3")


def test_a_flipped_bit_in_the_only_snapshot_is_refused() -> None:
    files, _ = two_generations()
    alone = {name: data for name, data in files.items() if name.endswith("-3")}
    assert opened(alone) is not None
    for bit in range(len(alone["snap-3"]) * 8):
        flipped = bytearray(alone["snap-3"])
        flipped[bit // 8] ^= 1 << bit % 8
        assert opened({**alone, "snap-3": bytes(flipped)}) is None, bit


def test_many_flipped_bits_are_never_a_state_that_was_not_committed() -> None:
    files, states = two_generations()
    random = Random(20260920)
    refused = 0
    for _ in range(3000):
        damaged = {name: bytearray(data) for name, data in files.items()}
        for _ in range(random.choice((2, 3, 5, 20))):
            data = damaged[random.choice(list(damaged))]
            at = random.randrange(len(data) * 8)
            data[at // 8] ^= 1 << at % 8
        result = opened({name: bytes(data) for name, data in damaged.items()})
        if result is None:
            refused += 1
            continue
        found, cut_off = result
        # Only a hit newline of the last line, with another hit beside it, looks like a crash; it is cut off and kept.
        assert found == states[-1] or (found == states[-2] and cut_off)
    assert refused > 1000


def test_any_file_cut_anywhere_is_refused_or_a_prefix_and_whole_when_another_has_it_all() -> None:
    files, states = two_generations()
    for name, data in files.items():
        for size in range(len(data)):
            result = opened({**files, name: data[:size]})
            if result is not None:
                found, cut_off = result
                assert found in states
                assert found == states[-1] or name == "wal-3", (name, size)
                assert bool(cut_off) == (data[:size] != b"" and name == "wal-3" and data[size - 1 : size] != b"\n")
            else:
                # A journal without its first line was never made like that.
                assert name == "wal-3"
                assert size < data.index(b"\n") + 1


def test_any_missing_file_is_refused_or_changes_nothing() -> None:
    files, states = two_generations()
    for name in files:
        result = opened({other: data for other, data in files.items() if other != name})
        assert (result is None) if name == "wal-3" else (result == (states[-1], b"")), name


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_two_things_wrong_are_refused_and_the_newest_snapshot_is_named() -> None:
    files, _ = two_generations()
    damaged = {**files, "snap-3": flip(files["snap-3"], 50)}
    lacking = [
        {name: data for name, data in damaged.items() if name != "wal-3"},
        {name: data for name, data in damaged.items() if name != "wal-2"},
        {**damaged, "snap-2": flip(files["snap-2"], 50)},
        *({**damaged, "wal-2": files["wal-2"][:size]} for size in range(len(files["wal-2"]))),
        *({**damaged, "wal-2": files["wal-2"] + more} for more in (b"\0", b"torn", bytes(600))),
    ]
    for each in lacking:
        assert opened(each) is None
        disk = MemoryDisk()
        disk.restore(FOLDER, each)
        with pytest.raises(CacheDamaged) as caught:
            open_folder(disk, FOLDER)
        assert caught.value.path == f"{FOLDER}/snap-3"


def test_a_doubled_or_swapped_line_in_the_snapshot_is_not_taken() -> None:
    files, states = two_generations()
    lines = files["snap-3"].splitlines(keepends=True)
    for at in range(1, len(lines) - 1):
        for other in range(1, len(lines) - 1):
            if at != other:
                changed = list(lines)
                changed[at] = lines[other]
                assert opened({**files, "snap-3": b"".join(changed)}) == (states[-1], b"")
                assert opened({"snap-3": b"".join(changed), "wal-3": files["wal-3"]}) is None


def test_swapped_and_foreign_files_are_refused() -> None:
    files, _ = two_generations()
    other = MemoryDisk()
    storage = JournalStorage(FOLDER, other)
    storage.commit([("note", "n1", {"body": "别人的"})])
    storage.compact_now()
    storage.compact_now()
    storage.commit([("note", "n1", {"body": "别人的"})])
    storage.close()
    foreign = other.snapshot(FOLDER)
    assert opened({**files, "wal-3": foreign["wal-3"]}) is None
    assert opened({**files, "wal-3": files["wal-2"]}) is None
    assert opened({"snap-3": files["snap-2"], "wal-3": files["wal-3"]}) is None


def test_a_moved_doubled_or_dropped_line_is_refused() -> None:
    files, _ = two_generations()
    lines = files["wal-3"].splitlines(keepends=True)
    for at in range(len(lines)):
        doubled = [*lines[: at + 1], *lines[at:]]
        assert opened({**files, "wal-3": b"".join(doubled)}) is None
        if at < len(lines) - 1:
            dropped = [*lines[:at], *lines[at + 1 :]]
            assert opened({**files, "wal-3": b"".join(dropped)}) is None
            swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
            assert opened({**files, "wal-3": b"".join(swapped)}) is None


def test_random_bytes_instead_of_files_are_refused() -> None:
    files, states = two_generations()
    random = Random(7)
    for _ in range(300):
        name = random.choice(["snap-3", "wal-3", "snap-2", "wal-2", "snap-4", "wal-4"])
        result = opened({**files, name: random.randbytes(random.randrange(200))})
        assert result is None or result[0] == states[-1]
        with contextlib.suppress(CacheDamaged):
            disk = MemoryDisk()
            disk.restore(FOLDER, {name: random.randbytes(random.randrange(1, 200))})
            JournalStorage(FOLDER, disk)
            raise AssertionError("a folder of random bytes was opened")
