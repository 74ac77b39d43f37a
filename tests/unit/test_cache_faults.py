"""A disk that refuses, a disk that dies, an interrupt anywhere: what was acknowledged stays, what was not is not shown."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from random import Random
from types import FrameType

import pytest

from sync.cache.errors import CacheError, CacheStopped
from sync.cache.storage import JournalStorage
from tests.sim.cache import FOLDER, SCRIPT, Session, check_opened, commit, content
from tests.sim.disk import MemoryDisk, ShortWrite, fail_at, io_error, no_space


def runs_with_faults(error: Callable[[], BaseException]) -> int:
    """Fail each call of the session once; the program goes on as the app does: keeps what it has and tries to resume."""
    number = 0
    while True:
        number += 1
        disk = MemoryDisk()
        disk.fault = fail_at([number], error)
        try:
            session = Session(disk)
        except CacheStopped:
            session = Session(disk)
        for action in SCRIPT:
            try:
                action(session)
            except CacheError:
                if session.storage.stopped:
                    with pytest.raises(CacheStopped):
                        session.storage.commit([("note", "never", {})])
                    assert content(session.storage) == session.states[session.acknowledged]
                    session.storage.resume()
                assert content(session.storage) == session.states[session.acknowledged]
        final = session.states[session.acknowledged]
        assert content(session.storage) == final
        session.storage.close()
        for seed in range(3):
            crashed = disk.clone()
            crashed.crash(Random(seed))
            check_opened(crashed, [final])
        if disk.calls < number:
            return number


@pytest.mark.parametrize(
    "error", [io_error, no_space, lambda: ShortWrite(1), lambda: ShortWrite(7), lambda: ShortWrite(30)]
)
def test_an_error_at_any_call_loses_nothing_and_shows_nothing_unsaved(error: Callable[[], BaseException]) -> None:
    assert runs_with_faults(error) > 100


def test_an_interrupt_at_any_call_leaves_a_store_that_goes_on() -> None:
    number = 0
    while True:
        number += 1
        disk = MemoryDisk()
        disk.fault = fail_at([number], KeyboardInterrupt)
        try:
            session = Session(disk)
        except KeyboardInterrupt:
            continue
        interrupted = False
        for action in SCRIPT:
            try:
                action(session)
            except KeyboardInterrupt:
                interrupted = True
                assert content(session.storage) == session.states[session.acknowledged]
                # What is written next must follow what was acknowledged, not what the interrupt left in the file.
                session.commit(("next", "n", {}))
                after = disk.clone()
                after.fault = None
                check_opened(after, [session.states[-1]])
        assert session.storage.stopped is None
        session.storage.close()
        check_opened(disk.clone(), [session.states[session.acknowledged], session.states[-1]])
        if not interrupted:
            break
    assert number > 100


def test_a_full_disk_stops_the_store_and_room_lets_it_go_on() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.disk.capacity = sum(map(len, session.disk.snapshot(FOLDER).values())) + 20
    with pytest.raises(CacheStopped) as caught:
        session.commit(("note", "n2", {"body": "写不下的一段话"}))
    assert caught.value.cause.errno == 28
    assert content(session.storage) == session.states[1]
    session.storage.resume()
    with pytest.raises(CacheStopped):
        session.commit(("note", "n2", {"body": "还是写不下的一段话"}))
    session.disk.capacity = None
    session.storage.resume()
    session.commit(("note", "n2", {"body": "写下了"}))
    check_opened(session.disk, [session.states[-1]])


def test_a_torn_store_on_a_full_disk_can_still_be_read() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.commit(("note", "n2", {"body": "乙"}))
    files = session.disk.snapshot(FOLDER)
    session.disk.restore(FOLDER, {**files, "wal-1": files["wal-1"][:-3]})
    session.disk.capacity = 0
    storage = JournalStorage(FOLDER, session.disk)
    assert content(storage) == session.states[1]
    assert storage.stopped is not None
    with pytest.raises(CacheStopped):
        storage.commit([("note", "n3", {})])
    session.disk.capacity = None
    storage.resume()
    storage.commit([("note", "n3", {})])
    storage.close()
    assert JournalStorage(FOLDER, session.disk).table("note").keys() == {"n1", "n3"}


def test_a_dead_disk_takes_nothing_and_a_healed_one_everything() -> None:
    for first in range(1, 140, 3):
        session = Session(MemoryDisk())
        session.commit(("note", "n0", {"body": "先有的"}))
        begun = session.disk.calls
        session.disk.fault = fail_at(range(begun + first, begun + 2000), io_error)
        for action in SCRIPT:
            try:
                action(session)
            except CacheError:
                with contextlib.suppress(CacheStopped):
                    session.storage.resume()
                assert content(session.storage) == session.states[session.acknowledged]
        session.disk.fault = None
        session.storage.resume()
        session.commit(("note", "n9", {"body": "好了"}))
        session.storage.close()
        check_opened(session.disk, [session.states[session.acknowledged]])


def test_an_interrupt_between_any_two_lines_leaves_memory_and_disk_agreeing() -> None:
    """Raise KeyboardInterrupt at each line of the cache's own code in turn, as Ctrl+C or a signal handler may."""
    number = 0
    while True:
        number += 1
        session = Session(MemoryDisk())
        session.commit(("note", "n1", {"body": "甲"}))
        tracer = _Interrupting(number)
        interrupted = False
        for action in (commit(("note", "n2", {}), ("note", "n1", None)), lambda s: s.storage.compact_now()):
            begun = len(session.states)
            sys.settrace(tracer)
            try:
                action(session)
            except KeyboardInterrupt:
                interrupted = True
            finally:
                sys.settrace(None)
            if interrupted and len(session.states) > begun:
                # Either is honest: the caller was not told. But it must be one of them, here and after opening.
                found = content(session.storage)
                assert found in (session.states[session.acknowledged], session.states[-1])
                session.states.append(found)
                session.acknowledged = len(session.states) - 1
            session.commit(("note", "n3", {"body": "乙"}))
            check_opened(session.disk.clone(), [session.states[-1]])
        assert content(session.storage) == session.states[-1]
        while not session.storage.compact_step(0.0, lambda: 0.0):
            pass
        session.storage.close()
        again = JournalStorage(FOLDER, session.disk)
        assert again.passed_over is None
        assert content(again) == session.states[-1]
        if not interrupted:
            break
    assert number > 150


class _Interrupting:
    """A trace function that raises once, at the line of this number within sync/cache."""

    def __init__(self, number: int) -> None:
        self._left = number

    def __call__(self, frame: FrameType, event: str, argument: object) -> _Interrupting | None:
        if "/sync/cache/" not in frame.f_code.co_filename.replace("\\", "/"):
            return None
        if event == "line":
            self._left -= 1
            if self._left == 0:
                raise KeyboardInterrupt
        return self
