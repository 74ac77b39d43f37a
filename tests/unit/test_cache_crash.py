"""Whatever a crash leaves of a session, opening gives a whole prefix of it with everything that was acknowledged."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from types import FrameType

import pytest

from sync.cache.errors import CacheError, CacheStopped
from sync.cache.journal import Step, Tables, apply
from sync.cache.storage import JournalStorage
from tests.sim.disk import Call, Every, MemoryDisk, ShortWrite, fail_at, io_error, no_space

FOLDER = "/cache"

Action = Callable[["Session"], None]


def content(storage: JournalStorage) -> Tables:
    """All tables of a store, empty ones included."""
    return {name: dict(storage.table(name).items()) for name in storage.names()}


@dataclass
class Moment:
    """The disk after one call, with how many transactions were acknowledged and how many were begun by then."""

    call: Call
    disk: MemoryDisk
    acknowledged: int
    begun: int


class Session:
    """A program at work on a disk, watched after each call that changes something."""

    def __init__(self, disk: MemoryDisk) -> None:
        self.disk = disk
        self.states: list[Tables] = [{}]
        self.acknowledged = 0
        self.moments: list[Moment] = []
        disk.after = lambda call: self.moments.append(
            Moment(call, disk.clone(), self.acknowledged, len(self.states) - 1)
        )
        self.storage = JournalStorage(FOLDER, disk)

    def commit(self, *steps: Step) -> None:
        state = deepcopy(self.states[self.acknowledged])
        apply(state, [(table, ident, None if each is None else dict(each)) for table, ident, each in steps])
        self.states.append(state)
        self.storage.commit(steps)
        self.acknowledged = len(self.states) - 1

    def slices(self, count: int) -> None:
        """A few compaction slices of one record each."""
        now = [0.0]

        def clock() -> float:
            now[0] += 1.0
            return now[0]

        for _ in range(count):
            if self.storage.compact_step(0.5, clock):
                return


def commit(*steps: Step) -> Action:
    return lambda session: session.commit(*steps)


SCRIPT: Sequence[Action] = [
    commit(("note", "n1", {"body": "学习第一天"})),
    commit(("note", "n2", {"body": "甲"}), ("queue", "q1", {"n": 1})),
    commit(("note", "n1", {"body": "学习第一天，改"})),
    lambda session: session.slices(2),
    commit(("note", "n3", {"body": "压缩中"})),
    lambda session: session.slices(3),
    commit(("note", "n2", None), ("queue", "q1", None)),
    lambda session: session.slices(30),
    commit(("note", "n4", {"body": "新一代"})),
    lambda session: session.storage.compact_now(),
    commit(("queue", None, None)),
    lambda session: session.storage.purge(),
    commit(("note", "n5", {"body": "完\n"}), ("meta", 1, {"x": [1, None, True]})),
]


def played() -> Session:
    session = Session(MemoryDisk())
    for action in SCRIPT:
        action(session)
    session.storage.close()
    return session


def check_opened(disk: MemoryDisk, allowed: Sequence[Tables]) -> None:
    """Open, compare, go on writing, and open again."""
    storage = JournalStorage(FOLDER, disk)
    found = content(storage)
    assert found in allowed
    assert storage.stopped is None
    storage.commit([("after", "a", {"body": "重开"})])
    storage.close()
    disk.kill()
    again = JournalStorage(FOLDER, disk)
    assert content(again) == {**found, "after": {"a": {"body": "重开"}}}
    again.close()


def test_every_end_of_every_call_opens_as_a_prefix() -> None:
    outcomes = 0
    for moment in (session := played()).moments:
        allowed = session.states[moment.acknowledged : moment.begun + 1]
        every = Every()
        while every.another():
            disk = moment.disk.clone()
            disk.crash(every)
            check_opened(disk, allowed)
            outcomes += 1
    assert outcomes > 2000


def test_a_killed_program_loses_nothing_it_had_written() -> None:
    session = played()
    for moment in session.moments:
        moment.disk.kill()
        check_opened(moment.disk, session.states[moment.acknowledged : moment.begun + 1])


def test_the_last_state_is_the_whole_session() -> None:
    session = played()
    storage = JournalStorage(FOLDER, session.disk)
    assert content(storage) == session.states[-1]
    assert content(storage)["note"] == {
        "n1": {"body": "学习第一天，改"},
        "n3": {"body": "压缩中"},
        "n4": {"body": "新一代"},
        "n5": {"body": "完\n"},
    }


def test_lost_blocks_inside_an_unsynced_line_are_a_crash_and_not_damage() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "一" * 100}))
    session.commit(("note", "n2", {"body": "二" * 900}))
    session.commit(("note", "n3", {"body": "三" * 1500}))
    random = Random(1)
    for moment in session.moments:
        for _ in range(20 if moment.call.name == "write" else 1):
            disk = moment.disk.clone()
            disk.crash(random, blocks=512)
            check_opened(disk, session.states[moment.acknowledged : moment.begun + 1])


def test_what_a_crash_left_is_put_aside_and_not_thrown_away() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.commit(("note", "n2", {"body": "乙"}))
    path = f"{FOLDER}/wal-1"
    whole = session.disk.read(path)
    lines = whole.splitlines(keepends=True)
    torn = lines[-1][:-4]
    session.disk.restore(FOLDER, {**session.disk.snapshot(FOLDER), "wal-1": whole[:-4]})
    session.disk.kill()
    storage = JournalStorage(FOLDER, session.disk)
    assert content(storage) == session.states[1]
    assert storage.cut_off == torn
    assert session.disk.read(path) == b"".join(lines[:-1])
    assert session.disk.read(path + ".damaged") == torn + b"\n"


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


def test_a_power_cut_while_a_torn_store_is_put_in_order_can_be_repeated() -> None:
    session = Session(MemoryDisk())
    session.commit(("note", "n1", {"body": "甲"}))
    session.commit(("note", "n2", {"body": "乙" * 20}))
    torn = session.disk.clone()
    files = torn.snapshot(FOLDER)
    torn.restore(FOLDER, {**files, "wal-1": files["wal-1"][:-9], "snap-2.tmp": b"half", "wal-2.tmp": b"half"})
    moments: list[MemoryDisk] = []
    torn.after = lambda call: moments.append(torn.clone())
    JournalStorage(FOLDER, torn).close()
    assert len(moments) > 5
    for moment in moments:
        every = Every()
        while every.another():
            disk = moment.clone()
            disk.crash(every)
            check_opened(disk, [session.states[1]])


def test_files_that_were_being_written_are_removed_at_opening() -> None:
    session = played()
    files = session.disk.snapshot(FOLDER)
    session.disk.restore(FOLDER, {**files, "snap-9.tmp": b"half", "wal-9.tmp": b"half", "mine.tmp": b"not ours"})
    check_opened(session.disk, [session.states[-1]])
    assert set(session.disk.list(FOLDER)) == {*files, "mine.tmp"}


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
