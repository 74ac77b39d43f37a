"""What can still be read of a damaged folder comes out, into a copy, with a true account of what did not."""

from __future__ import annotations

import pytest

from sync.cache.errors import CacheDamaged, CacheNewer, CacheStopped
from sync.cache.journal import Tables
from sync.cache.storage import JournalStorage, recover
from tests.sim.disk import Every, MemoryDisk

FOLDER, COPY = "/cache", "/copy"


def content(storage: JournalStorage) -> Tables:
    return {name: dict(storage.table(name).items()) for name in sorted(storage.names())}


def written(*, compact: bool = False) -> tuple[MemoryDisk, Tables]:
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk)
    for n in range(6):
        storage.commit([("note", f"n{n}", {"body": f"第{n}天"})])
    if compact:
        storage.compact_now()
        storage.compact_now()
        storage.commit([("note", "n9", {"body": "后来"})])
    storage.commit([("note", "n0", {"body": "改"}), ("queue", "q", {})])
    found = content(storage)
    storage.close()
    return disk, found


def change(disk: MemoryDisk, name: str, old: str, new: str) -> dict[str, bytes]:
    files = disk.snapshot(FOLDER)
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode(), 1)
    disk.restore(FOLDER, files)
    return files


def test_a_whole_folder_comes_out_whole() -> None:
    for compact in (False, True):
        disk, before = written(compact=compact)
        result = recover(FOLDER, COPY, disk)
        assert content(JournalStorage(COPY, disk)) == before
        assert (result.lost, result.doubtful, result.damage) == (0, (), ())
        assert result.documents == sum(map(len, before.values()))


def test_a_changed_line_in_the_journal_is_taken_as_doubtful_and_the_rest_as_good() -> None:
    disk, before = written()
    files = change(disk, "wal-1", "第2天", "第?天")
    with pytest.raises(CacheDamaged):
        JournalStorage(FOLDER, disk)
    result = recover(FOLDER, COPY, disk)
    assert disk.snapshot(FOLDER) == files
    copy = JournalStorage(COPY, disk)
    assert content(copy) == {**before, "note": {**before["note"], "n2": {"body": "第?天"}}}
    assert result.doubtful == (("note", "n2"),)
    assert result.lost == 0
    assert result.kept == 7
    assert [(each.path, each.line) for each in result.damage] == [(f"{FOLDER}/wal-1", 4)]
    copy.commit([("note", "new", {})])


def test_a_line_that_cannot_be_read_is_lost_and_what_follows_is_not() -> None:
    disk, before = written()
    change(disk, "wal-1", '{"body":"第2天"}', '{"body":"第2天"')
    result = recover(FOLDER, COPY, disk)
    del before["note"]["n2"]
    assert content(JournalStorage(COPY, disk)) == before
    assert result.lost == 1
    assert result.doubtful == ()


def test_a_line_whose_frame_is_gone_is_lost_and_the_next_is_doubtful() -> None:
    disk, before = written()
    change(disk, "wal-1", "\n4 ", "\nX ")
    result = recover(FOLDER, COPY, disk)
    del before["note"]["n2"]
    assert content(JournalStorage(COPY, disk)) == before
    assert result.lost == 1
    assert result.doubtful == (("note", "n3"),)


def test_the_last_newline_turned_into_something_else_is_reported() -> None:
    disk, before = written()
    files = disk.snapshot(FOLDER)
    disk.restore(FOLDER, {**files, "wal-1": files["wal-1"][:-1] + b"x"})
    result = recover(FOLDER, COPY, disk)
    assert result.lost == 1
    assert len(result.damage) == 1
    assert content(JournalStorage(COPY, disk))["note"]["n0"] == {"body": "第0天"}
    assert before["note"]["n0"] == {"body": "改"}


def test_a_damaged_snapshot_without_substitute_gives_its_readable_lines() -> None:
    disk, before = written(compact=True)
    files = disk.snapshot(FOLDER)
    disk.restore(FOLDER, {name: data for name, data in files.items() if name.endswith("-3")})
    change(disk, "snap-3", '"n3",{"body":"第3天"}', '"n3",{"body":"第3天"!')
    change(disk, "snap-3", "第4天", "第!天")
    with pytest.raises(CacheDamaged):
        JournalStorage(FOLDER, disk)
    result = recover(FOLDER, COPY, disk)
    del before["note"]["n3"]
    before["note"]["n4"] = {"body": "第!天"}
    assert content(JournalStorage(COPY, disk)) == before
    assert result.lost == 1
    assert ("note", "n4") in result.doubtful
    assert result.damage[0].path == f"{FOLDER}/snap-3"


def test_a_damaged_snapshot_whose_predecessor_is_whole_loses_nothing() -> None:
    disk, before = written(compact=True)
    change(disk, "snap-3", "第4天", "第!天")
    change(disk, "wal-3", '"n9"', '"n8"')
    result = recover(FOLDER, COPY, disk)
    before["note"]["n8"] = before["note"].pop("n9")
    assert content(JournalStorage(COPY, disk)) == before
    assert result.doubtful == (("note", "n8"),)
    assert result.lost == 0


def test_the_copy_survives_a_power_cut() -> None:
    disk, before = written()
    change(disk, "wal-1", "第2天", "第?天")
    recover(FOLDER, COPY, disk)
    every = Every()
    while every.another():
        after = disk.clone()
        after.crash(every)
        assert set(content(JournalStorage(COPY, after))) == set(before)


def test_a_torn_end_is_not_counted_as_lost() -> None:
    disk, _ = written()
    files = disk.snapshot(FOLDER)
    disk.restore(FOLDER, {**files, "wal-1": files["wal-1"][:-4]})
    result = recover(FOLDER, COPY, disk)
    assert (result.lost, result.doubtful, result.damage) == (0, (), ())


def test_a_missing_journal_is_reported() -> None:
    disk, _ = written(compact=True)
    files = disk.snapshot(FOLDER)
    del files["wal-3"]
    disk.restore(FOLDER, files)
    result = recover(FOLDER, COPY, disk)
    assert [each.path for each in result.damage] == [f"{FOLDER}/wal-3"]
    assert len(JournalStorage(COPY, disk).table("note")) == 6


def test_nothing_readable_gives_an_empty_store() -> None:
    disk = MemoryDisk()
    disk.restore(FOLDER, {"snap-1": b"\xff\xfe\n\x00", "wal-1": b"\n\n\xff"})
    result = recover(FOLDER, COPY, disk)
    assert result.documents == 0
    assert result.lost == 3
    assert [each.path for each in result.damage] == [f"{FOLDER}/snap-1"]
    JournalStorage(COPY, disk).commit([("note", "n", {})])


def test_a_target_that_is_in_use_or_cannot_be_written_and_a_newer_cache_are_refused() -> None:
    disk, _ = written()
    with pytest.raises(FileExistsError):
        recover(FOLDER, FOLDER, disk)
    disk.capacity = 0
    with pytest.raises(CacheStopped):
        recover(FOLDER, COPY, disk)
    disk = MemoryDisk()
    disk.restore(FOLDER, {"snap-1": b'ca0276c9 {"format":"xinde-cache","cache_format":2}\n'})
    with pytest.raises(CacheNewer):
        recover(FOLDER, COPY, disk)
