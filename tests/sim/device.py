"""One device of a run: the production workplace on a disk in memory, which loses power, is killed, or meets disk errors."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from server_stub.identity import Account
from sync.cache.repository import Changed
from sync.cache.table import open_database
from sync.cache.view import View
from sync.engine import Call
from sync.invite import Server
from sync.pulling import BACKUP_HORIZON_DAYS
from sync.records.kind import Registry
from sync.records.registry import KINDS
from sync.wire import BranchOfAccount, NewDevice, Problem, PullAnswer, PushAnswer, SignedIn
from sync.workplace import Workplace
from tests.sim.clocks import DeviceClock, World
from tests.sim.disk import MemoryDisk, PowerCut, fail_at, io_error, no_space
from tests.sim.oracle import Oracle, check, sides
from tests.sim.words import tokens_in

FOLDER = "/cache"
COMPACT_ABOVE = 48 * 1024
"""Bytes of journal: small, so that compaction happens within a run."""

Tables = dict[str, dict[Any, Any]]


@dataclass
class Editor:
    """An open editor: the field, and what it was loaded with; `text` once something was typed."""

    rid: str
    kind: str
    scope: str
    field: str
    base: str | None
    text: str | None = None
    journaled: bool = False


@dataclass(frozen=True)
class Flight:
    """A request under way: its answer, a refusal, or nothing when it or its answer was lost."""

    call: Call
    answer: PushAnswer | PullAnswer | NewDevice | None = None
    problem: Problem | None = None
    visible: dict[str, set[str]] = field(default_factory=dict)
    """Record -> tokens of this push that the server held in it when it answered."""
    expected: dict[str, Any] = field(default_factory=dict)
    """Record -> its fields in the device's view, where the answer must say the same."""
    age: int = 0
    """How often the server had gone back in time when it was asked."""
    heads: dict[str, int] = field(default_factory=dict)
    """Scope -> its head when the answer was made."""


@dataclass(frozen=True)
class Backup:
    """A copy of the data folder, and what the device had learned by then."""

    files: dict[str, bytes]
    acked: frozenset[str]


class Device:
    """A data folder and whoever works on it."""

    def __init__(
        self,
        name: str,
        account: Account,
        device_id: str | None,
        branch: str,
        oracle: Oracle,
        world: World,
        random: Random,
        disk: MemoryDisk | None = None,
        registry: Registry = KINDS,
    ) -> None:
        self.name = name
        self.registry = registry
        self.account = account
        self.oracle = oracle
        self.disk = disk or MemoryDisk()
        self.clock = DeviceClock(world)
        self.random = random
        self.editors: list[Editor] = []
        self.flight: Flight | None = None
        self.stale: list[tuple[Call, PushAnswer | PullAnswer | NewDevice]] = []
        self.in_round = False
        self.stopped = False
        self.acked: set[str] = set()
        """Ops whose outcome this device has taken in."""
        self.forked = False
        """True once the folder was put back or copied: only then may the server find its numbers wrong."""
        self.backup: Backup | None = None
        self.taking: Flight | None = None
        self._visible: dict[str, set[str]] = {}
        self._revs: dict[str, int] = {}
        self._was_replaying = False
        self._progress: tuple[str | None, int] = (None, 0)
        self._cursors: dict[str, int] = {}
        self._durable: Tables = {}
        self._sequence = 0
        self._branch = branch
        self._world = world
        self.place = self._open()
        if device_id is not None:
            member = BranchOfAccount(id=branch, name="示例支部", member=account.member, member_name=name)
            answer = SignedIn(token="t", device=device_id, account=account.id, login=name, branches=[member], time="")
            self.place.signed_in(answer, Server("sim"))

    # opening and closing

    def _open(self) -> Workplace:
        db = open_database(FOLDER, self.disk, compact_above=COMPACT_ABOVE)
        place = Workplace(db, clock=self.clock, random=self.random, registry=self.registry)
        self._visible = {}
        self._revs = {}
        place.repository.watch(self._committed)
        self.place = place
        self._note_tables()
        for rid, _ in place.repository.documents("shadow"):
            self._look_at(rid)
        return place

    def _note_tables(self) -> None:
        storage = self.place.repository.storage
        self._durable = {name: dict(storage.table(name).items()) for name in sorted(storage.names())}
        self._sequence = storage.sequence

    def kill(self) -> None:
        """End the program as kill -9 does and start it again."""
        self.disk.kill()
        self._restart(unsure=self.stopped)

    def power_cut(self, rng: Random, *, within: bool = False) -> None:
        """Lose the page cache and start again; `within` a call, which then may have been done or not."""
        self.disk.crash(rng, blocks=512 if rng.random() < 0.3 else 0)
        self._restart(unsure=within or self.stopped)

    def _restart(self, *, unsure: bool) -> None:
        """I5: what a call has returned from is there again; what it had not returned from, whole or not at all."""
        self.disk.fault = None
        before, sequence = self._durable, self._sequence
        self._forget_process()
        self._open()
        more = unsure and self.place.repository.storage.sequence > sequence
        check(more or _same(self._durable, before), "I5", f"{self.name} is not as it was before the crash")

    def _forget_process(self) -> None:
        self.editors = []
        self.flight = None
        self.stale = []
        self.in_round = False
        self.stopped = False
        self.taking = None

    def put_back(self) -> None:
        """Restore the backup of the data folder over it, as after a broken disk."""
        assert self.backup is not None
        self.disk.kill()
        self.disk.fault = None
        self.disk.restore(FOLDER, self.backup.files)
        before = self.own_tokens()
        self._forget_process()
        self._progress, self._cursors = (None, 0), {}
        self._open()
        self.acked = set(self.backup.acked)
        self.forked = True
        self.oracle.given_up |= before - self.own_tokens()

    def back_up(self) -> None:
        """Copy the data folder."""
        self.backup = Backup(self.disk.snapshot(FOLDER), frozenset(self.acked))

    def copied(self, name: str, random: Random) -> Device:
        """The same data folder on a second computer, which takes itself for the first."""
        disk = MemoryDisk()
        disk.restore(FOLDER, self.disk.snapshot(FOLDER))
        twin = Device(name, self.account, None, self._branch, self.oracle, self._world, random, disk, self.registry)
        twin.acked = set(self.acked)
        twin.clock.ahead = self.clock.ahead
        self.forked = twin.forked = True
        return twin

    @contextmanager
    def trouble(self, rng: Random, kind: str | None) -> Iterator[None]:
        """Within, one of the next calls to the disk loses power, fails, or finds the disk full."""
        if kind is None:
            yield
            return
        at = self.disk.calls + 1 + rng.randrange(4 if kind == "cut" else 2)
        errors: dict[str, Callable[[], BaseException]] = {"cut": PowerCut, "eio": io_error, "full": no_space}
        self.disk.fault = fail_at([at] if kind == "cut" else range(at, at + 6), errors[kind])
        try:
            yield
        finally:
            self.disk.fault = None

    def resume(self) -> None:
        """There is room again: accept changes, so far as the disk does."""
        self.disk.fault = None
        self.place.repository.storage.resume()
        self.stopped = False

    # what is here

    def own_tokens(self) -> set[str]:
        """Tokens kept on this device outside the copy of the server's records: waiting, parked, private, being typed."""
        repository = self.place.repository
        found: set[str] = set()
        for _, document in repository.documents("queue"):
            found |= _written(document["op"])
        for _, document in repository.documents("parked"):
            for op in document["ops"]:
                found |= _written(op)
        private = {rid for rid, _ in repository.documents("private")}
        for rid, record in [*repository.documents("private"), *repository.documents("trash")]:
            if rid in private:
                found |= tokens_in(record["f"])
        for _, document in repository.documents("typing"):
            found |= tokens_in(document["text"])
        return found

    @property
    def replaying(self) -> bool:
        """True while everything this device did goes again."""
        return self.place.shadow.progress.replay is not None

    def archived_tokens(self) -> set[str]:
        """Tokens in accepted edits that are kept to go again: not in those so old that no backup is."""
        found: set[str] = set()
        oldest = (self._world.now - dt.timedelta(days=BACKUP_HORIZON_DAYS)).isoformat(timespec="seconds")
        for _, document in self.place.repository.documents("archive"):
            if document["at"] >= oldest:
                found |= _written(document["op"])
        return found

    def parked_tokens(self) -> set[str]:
        """Tokens in refused edits."""
        found: set[str] = set()
        for _, document in self.place.repository.documents("parked"):
            for op in document["ops"]:
                found |= _written(op)
        return found

    # watching every commit

    def _committed(self, changed: Changed) -> None:
        self._note_tables()
        if self._was_replaying and not self.replaying:
            # Another history of the server is in place now.
            self._revs, self._cursors = {}, {}
        self._was_replaying = self.replaying
        for rid in sorted(changed.ids):
            self._look_at(rid)
        if "meta" in changed.tables:
            self._check_progress()

    def _look_at(self, rid: str) -> None:
        """I9, I10: no accepted word of mine leaves my view while the server holds it, and no record goes back."""
        view = self.place.repository.get(rid)
        mine = self._mine(view)
        gone = self._visible.get(rid, set()) - mine
        self._visible[rid] = mine
        # While a replay lasts the view is that of before; what came of it shows when the new copy is in place.
        if gone and self.taking is not None and self.taking.age == self.oracle.office.age and not self.replaying:
            self._justify(rid, gone, self.taking)
        record = self.place.repository.document("shadow", rid)
        if record is None:
            self._revs.pop(rid, None)
        else:
            check(record["rev"] >= self._revs.get(rid, 0), "I10", f"{rid} went back to revision {record['rev']}")
            self._revs[rid] = record["rev"]

    def _mine(self, view: View | None) -> set[str]:
        if view is None:
            return set()
        return {each for each in tokens_in(dict(view.fields)) if self.oracle.author[each] == self.account.member}

    def _justify(self, rid: str, gone: set[str], flight: Flight) -> None:
        rows = self.oracle.office.rows("SELECT scope, f, seq FROM rec WHERE id = ? AND del IS NULL", rid)
        if not rows or not self.oracle.readers.reads(self.account.member, rows[0][0]):
            return
        if isinstance(flight.answer, PullAnswer) and rows[0][0] not in flight.answer.scopes:
            return
        deleted = self.oracle.office.rows("SELECT 1 FROM hist WHERE rec = ? AND k = 'del'", rid)
        # What the answer says of the record counts: by now the server may have it as somebody settled it since.
        told = flight.answer.records if isinstance(flight.answer, PushAnswer) else []
        told = flight.answer.changes if isinstance(flight.answer, PullAnswer) else told
        said = [record["f"] for record in told if record["id"] == rid and "f" in record]
        if not said and rows[0][2] > flight.heads.get(rows[0][0], 0):
            # Changed since the answer was made: what it and the pages before it could say was something else.
            return
        held = tokens_in(said[-1] if said else json.loads(rows[0][1]))
        # What was submitted again while the answer was taken in takes away what it took away before.
        mine = [each for op in self.place.repository.ops_of(rid) for each in op.ch.values()]
        gone = gone - set().union(*(old - new for old, new in map(sides, mine)))
        lost = (gone & held) - self.oracle.removed - self.parked_tokens()
        check(not lost or bool(deleted), "I9", f"{sorted(lost)} of {rid} vanished from the view of {self.name}")

    def _check_progress(self) -> None:
        progress = self.place.shadow.progress
        device, n = self._progress
        same = device == progress.device
        check(not same or progress.n >= n, "I10", f"{self.name}: number went back to {progress.n}")
        cursors = self.place.shadow.cursors
        for scope, seq in cursors.items():
            check(
                not same or seq >= self._cursors.get(scope, 0), "I10", f"{self.name}: cursor of {scope} back to {seq}"
            )
        self._progress, self._cursors = (progress.device, progress.n), cursors


def _written(op: dict[str, Any]) -> set[str]:
    """Tokens in the new values of a stored op."""
    return set().union(
        *(tokens_in(each.get("add", []) if isinstance(each, dict) else each[1]) for each in op.get("ch", {}).values())
    )


def _same(one: Tables, two: Tables) -> bool:
    return {name: rows for name, rows in one.items() if rows} == {name: rows for name, rows in two.items() if rows}
