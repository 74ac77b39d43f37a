"""The store against a dictionary, under any sequence of commits, compactions, crashes, faults and clean restarts."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.cache.errors import CacheError, CacheStopped
from sync.cache.journal import Ident, Step, Tables, apply
from sync.cache.storage import JournalStorage
from tests.sim.disk import MemoryDisk, ShortWrite, fail_at, io_error

FOLDER = "/cache"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(["学习", "\n", "\0", "]]\n"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(texts, values, max_size=4)
tables = st.sampled_from(["note", "queue", "表"])
idents: st.SearchStrategy[Ident] = st.integers(-3, 5) | st.sampled_from(["a", "b", "一", "1"])
steps: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(tables, idents, st.none() | documents) | st.tuples(tables, st.none(), st.sampled_from([None, {}])),
    min_size=1,
    max_size=4,
)


def content(storage: JournalStorage) -> Tables:
    return {name: dict(storage.table(name).items()) for name in storage.names()}


def same(left: Tables, right: Tables) -> bool:
    """Equal as JSON, where 1, 1.0 and True are three values, and with rows in the same order."""
    return repr(sorted(left.items(), key=lambda each: each[0])) == repr(sorted(right.items(), key=lambda each: each[0]))


class StoreMachine(RuleBasedStateMachine):
    """`model` is what was acknowledged; `perhaps` what the change in flight when something failed would make of it."""

    @initialize()
    def begin(self) -> None:
        self.disk = MemoryDisk()
        self.model: Tables = {}
        self.perhaps: Tables | None = None
        self.storage = JournalStorage(FOLDER, self.disk)

    def changed(self, changes: list[Step]) -> Tables:
        after = deepcopy(self.model)
        apply(after, [(table, ident, None if each is None else dict(each)) for table, ident, each in changes])
        return after

    @rule(changes=steps)
    def commit(self, changes: list[Step]) -> None:
        self.storage.commit(changes)
        self.model = self.changed(changes)

    @rule(changes=steps, call=st.integers(1, 3), written=st.none() | st.integers(0, 200), resume=st.booleans())
    def commit_with_a_fault(self, changes: list[Step], call: int, written: int | None, resume: bool) -> None:
        error = io_error if written is None else lambda: ShortWrite(written)
        self.disk.fault = fail_at([self.disk.calls + call], error)
        try:
            self.storage.commit(changes)
            self.model = self.changed(changes)
        except CacheStopped:
            self.disk.fault = None
            if resume:
                self.storage.resume()
            else:
                self.perhaps = self.changed(changes)
                self.restart(crash=call == 1, seed=call)
        self.disk.fault = None

    @rule(count=st.integers(1, 6))
    def slices(self, count: int) -> None:
        now = [0.0]

        def clock() -> float:
            now[0] += 1.0
            return now[0]

        for _ in range(count):
            self.storage.compact_step(0.5, clock)

    @rule(purge=st.booleans())
    def compact(self, purge: bool) -> None:
        if purge:
            self.storage.purge()
        else:
            self.storage.compact_now()
        self.reopens_the_same()

    @rule(call=st.integers(1, 40))
    def compact_with_a_fault(self, call: int) -> None:
        self.disk.fault = fail_at([self.disk.calls + call], io_error)
        try:
            self.storage.compact_now()
        except CacheError:
            self.disk.fault = None
            if self.storage.stopped:
                self.storage.resume()
        self.disk.fault = None

    @rule(crash=st.booleans(), seed=st.integers(0, 2**16))
    def restart(self, crash: bool, seed: int) -> None:
        if crash:
            self.disk.crash(Random(seed), blocks=512 if seed % 2 else 0)
        elif seed % 2:
            self.storage.close()
        else:
            self.disk.kill()
        self.storage = JournalStorage(FOLDER, self.disk)
        found = content(self.storage)
        if self.perhaps is not None and same(found, self.perhaps):
            self.model = self.perhaps
        self.perhaps = None

    @rule(seed=st.integers(0, 2**16), call=st.integers(1, 8))
    def crash_while_opening(self, seed: int, call: int) -> None:
        self.disk.crash(Random(seed))
        between = [self.disk.clone()]
        self.disk.after = lambda _: between.append(self.disk.clone())
        JournalStorage(FOLDER, self.disk)
        self.disk = between[min(call, len(between) - 1)]
        self.disk.crash(Random(seed))
        self.storage = JournalStorage(FOLDER, self.disk)

    @invariant()
    def shows_what_was_acknowledged(self) -> None:
        assert same(content(self.storage), self.model)

    def reopens_the_same(self) -> None:
        twin = self.disk.clone()
        twin.crash(Random(0))
        assert same(content(JournalStorage(FOLDER, twin)), self.model)

    def teardown(self) -> None:
        if hasattr(self, "storage"):
            self.reopens_the_same()


StoreMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
TestStore = StoreMachine.TestCase
