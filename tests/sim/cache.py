"""A scripted session of the cache on a simulated disk, watched call by call, and what must hold after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

import msgspec

from sync.cache.journal import Step, Tables, apply
from sync.cache.storage import COMPACT_ABOVE, JournalStorage
from tests.sim.disk import Call, MemoryDisk

FOLDER = "/cache"

Action = Callable[["Session"], None]


def content(storage: JournalStorage) -> Tables:
    """All tables of a store, empty ones included."""
    return {name: dict(storage.table(name).items()) for name in storage.names()}


def all_read(tables: Tables) -> Tables:
    """Tables as a snapshot left them, every document read."""
    return {
        name: {
            ident: msgspec.json.decode(each) if isinstance(each, msgspec.Raw) else each for ident, each in rows.items()
        }
        for name, rows in tables.items()
    }


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


def filled(disk: MemoryDisk, count: int = 20, compact_above: int = COMPACT_ABOVE) -> JournalStorage:
    storage = JournalStorage(FOLDER, disk, compact_above=compact_above)
    for n in range(count):
        storage.commit([("note", f"n{n}", {"body": "学习" * 20, "n": n})])
    return storage
