"""A cache of an earlier format is brought up to this one, and its old files stay for 30 days."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.cache import formats, snapshot
from sync.cache.errors import CacheNewer, CacheStopped
from sync.cache.journal import Tables
from sync.cache.storage import JournalStorage
from tests.sim.cache import content
from tests.sim.disk import Call, Fault, MemoryDisk, no_space

FOLDER = "/cache"


def to_two(tables: Tables) -> None:
    """A step as a later version may have one: a field gets another name."""
    for document in tables.get("note", {}).values():
        assert isinstance(document, dict), "all is read before a step"
        document["text"] = document.pop("body")


@pytest.fixture
def old() -> MemoryDisk:
    """A cache of format 1, with a snapshot and a journal after it."""
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk)
    storage.commit([("note", "n1", {"body": "甲"})])
    storage.compact_now()
    storage.commit([("note", "n2", {"body": "乙"}), ("queue", "q", {"n": 1})])
    storage.close()
    return disk


@pytest.fixture
def later() -> Iterator[None]:
    """This program, a version later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "CACHE_FORMAT", 2)
        patch.setattr(formats, "STEPS", {1: to_two})
        yield


def open_(disk: MemoryDisk, today: str = "2026-11-26") -> JournalStorage:
    return JournalStorage(FOLDER, disk, today=today)


def full_from(number: int) -> Fault:
    """From the call of this number on nothing more fits."""

    def fault(call: Call) -> None:
        if call.number >= number and call.name == "write":
            raise no_space()

    return fault


WANTED: Tables = {"note": {"n1": {"text": "甲"}, "n2": {"text": "乙"}}, "queue": {"q": {"n": 1}}}


def test_an_earlier_format_is_brought_up_once(old: MemoryDisk, later: None) -> None:
    storage = open_(old)
    assert content(storage) == WANTED
    storage.commit([("note", "n3", {"text": "丙"})])
    storage.close()
    again = open_(old)
    assert again.found_format == 2
    assert content(again)["note"] == {**WANTED["note"], "n3": {"text": "丙"}}
    again.close()


def test_the_old_files_stay_for_thirty_days(old: MemoryDisk, later: None) -> None:
    before = old.snapshot(FOLDER)
    open_(old, "2026-11-26").close()
    kept = old.snapshot(f"{FOLDER}/format-1")
    assert {name.rpartition("/")[2]: data for name, data in kept.items() if not name.endswith("since")} == {
        name.rpartition("/")[2]: data for name, data in before.items()
    }
    open_(old, "2026-12-26").close()
    assert old.snapshot(f"{FOLDER}/format-1") == kept
    open_(old, "2026-12-27").close()
    assert old.snapshot(f"{FOLDER}/format-1") == {}


def test_a_disk_that_refuses_leaves_the_old_cache_as_it_was(old: MemoryDisk, later: None) -> None:
    for at in range(1, 60):
        disk = old.clone()
        disk.fault = full_from(disk.calls + at)
        try:
            open_(disk).close()
        except CacheStopped:
            pass
        else:
            break
        disk.fault = None
        disk.kill()
        storage = open_(disk)
        assert content(storage) == WANTED
        storage.close()
    else:
        raise AssertionError("it was never brought up")


def test_killed_at_any_moment_it_is_brought_up_the_next_time(old: MemoryDisk, later: None) -> None:
    moments: list[MemoryDisk] = []
    disk = old.clone()
    disk.after = lambda _call: moments.append(disk.clone())
    open_(disk).close()
    assert len(moments) > 10
    for moment in moments:
        moment.after = lambda _call: None
        moment.kill()
        storage = open_(moment)
        assert content(storage) == WANTED
        storage.close()


def test_a_newer_format_is_not_touched(old: MemoryDisk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "CACHE_FORMAT", 2)
        patch.setattr(formats, "STEPS", {1: to_two})
        open_(old).close()
    before = old.snapshot(FOLDER)
    with pytest.raises(CacheNewer):
        open_(old)
    assert old.snapshot(FOLDER) == before
