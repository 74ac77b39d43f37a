"""What this device did, sent again to a server that has gone back in time; op ids keep anything from being done twice.

Source: PROTOCOL.md section 9: forget the shadow, a new device id, archive + queue again with the same op ids, push, pull.
The old view stays until the new copy is whole, and edits made meanwhile wait for the end with the base they were made on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import asdict

from sync.apply import creation_changes
from sync.cache.parked import grouped, parked_document
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.reread import FreshCopy
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.records.kind import Registry
from sync.wire import Op, Record, Result, is_tombstone

UNKNOWN = "unknown_after_restore"
"""Code of a parked record that the server no longer knows; it goes by itself when the record is back."""


class Stage(msgspec.Struct, frozen=True):
    """How far a replay is; `device` once there is a new device id, in `epoch`."""

    boundary: int
    """Order of the last queued edit that was there when it began."""
    device: bool = False
    epoch: str = ""
    settled: int = 0
    """Number of the last archived edit whose outcome is known under the new device id."""


class Replay:
    """The edits of this device, all of them, in the order they were made."""

    def __init__(self, repository: Repository, queue: Queue, shadow: Shadow, fresh: FreshCopy) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self.fresh = fresh
        self._archived: list[Op] | None = None

    @property
    def stage(self) -> Stage | None:
        """How far it is, or None when there is none."""
        noted = self._shadow.progress.replay
        return None if noted is None else Stage(**noted)

    def begin(self) -> None:
        """Start, or start anew; durable, so that it goes on after a crash."""
        self._archived = None
        with self._repository.writing():
            queued, waiting = self._queue.frozen()
            stage = Stage(boundary=self._queue.last_order)
            changes = [*queued, ("refused", None, None), *self.fresh.begin_changes("restore"), self._note(stage)]
            self._repository.commit(changes, waiting)

    def got_device(self, device: str, epoch: str) -> None:
        """A new device id: archived edits have the numbers from 1, in their order, and queued ones follow."""
        with self._repository.writing():
            stage = self._stage()
            known = Stage(boundary=stage.boundary, device=True, epoch=epoch)
            queued, waiting = self._queue.frozen(stage.boundary)
            progress = self._shadow.progress_change(
                device=device, n=len(self.archived()), replay=asdict(known), renew=False
            )
            self._repository.commit([*queued, ("refused", None, None), progress], waiting)

    def archived(self) -> list[Op]:
        """Accepted edits as they go again; the archive does not change while a replay lasts, so their numbers stand."""
        if self._archived is None:
            self._archived = [
                msgspec.structs.replace(op, n=number) for number, op in enumerate(self._queue.archived(), 1)
            ]
        return self._archived

    def left(self) -> Sequence[Op]:
        """Archived edits that have yet to go."""
        return self.archived()[self._stage().settled :]

    def settled(self, results: Iterable[tuple[Op, Result]], last: int) -> list[Change]:
        """The changes that note the outcomes of archived edits up to number `last`."""
        changes: list[Change] = [
            ("refused", op.id, {"code": each.code, "field": each.field, "reason": each.reason})
            for op, each in results
            if each.out == "rejected"
        ]
        stage = self._stage()
        return [*changes, self._note(Stage(stage.boundary, stage.device, stage.epoch, max(stage.settled, last)))]

    def end_changes(self, vanished: Sequence[Record], at: str) -> list[Change]:
        """The changes of the end: what was refused this time is parked, and so is what the server knows no more."""
        refused = dict(self._repository.documents("refused"))
        archived = self.archived()
        changes: list[Change] = [("archive", op, None) for op in refused]
        results = [
            (op, Result(n=op.n, id=op.id, out="rejected", **refused[op.id])) for op in archived if op.id in refused
        ]
        for key, group, result in grouped(results, [op for op, _ in results]):
            # A conflict settled in vain holds no words of its own.
            if any(op.ch or op.k in ("del", "restore") for op in group):
                changes.append(("parked", key, {**parked_document(group, result, at), "again": True}))
        mine = {op.rec for op in archived if op.k == "new"}
        gone = [each for each in vanished if each["id"] not in mine]
        changes += [
            ("parked", key, parked_document(ops, Result(n=0, id=key, out="rejected", code=UNKNOWN), at))
            for key, ops in _groups_of(gone, self._repository.registry)
        ]
        self._archived = None
        return [*changes, ("refused", None, None)]

    def came_back(self) -> list[Change]:
        """The changes that drop parked records which the server knows again."""
        known = self._repository.storage.table("shadow")
        return [
            ("parked", key, None)
            for key, each in self._repository.documents("parked")
            if each["code"] == UNKNOWN and all(self._is_back(op, known.get(op["rec"])) for op in each["ops"])
        ]

    def _is_back(self, op: Mapping[str, Any], record: Mapping[str, Any] | None) -> bool:
        """True when the record is there again; under a natural key it may be somebody else's, and then says something else."""
        spec = self._repository.registry.get(op["type"])
        if record is None or spec is None or not spec.key or record.get("del") is not None:
            return record is not None
        values = {name: each.get("add") if isinstance(each, dict) else each[1] for name, each in op["ch"].items()}
        return all(value in (None, "", []) or record["f"].get(name) == value for name, value in values.items())

    def _stage(self) -> Stage:
        stage = self.stage
        assert stage is not None, "no replay is under way"
        return stage

    def _note(self, stage: Stage) -> Change:
        return self._shadow.progress_change(replay=asdict(stage), stopped=None)


def _groups_of(records: Sequence[Record], registry: Registry) -> list[tuple[str, list[Op]]]:
    """Vanished records as creations, each with what hangs on it: one item with one retry, as for a refused creation."""
    lost = {each["id"]: each for each in records if not is_tombstone(each) and _can_be_made(registry, each)}
    groups: dict[str, list[Op]] = {}
    for rid in lost:
        top, depth = rid, 0
        for above in _ancestors(rid, lost, registry):
            top, depth = above, depth + 1
        groups.setdefault(top, []).append(_creation(lost[rid], depth))
    # A parent before its children: `n` held the depth, and is nobody's number.
    return [
        (f"unknown:{top}", [msgspec.structs.replace(op, n=0) for op in sorted(ops, key=lambda op: op.n)])
        for top, ops in groups.items()
    ]


def _can_be_made(registry: Registry, record: Record) -> bool:
    """False for kinds of a later version and for what the server alone writes."""
    return registry.get(record["type"]) is not None and record["type"] != "conflict"


def _ancestors(rid: str, lost: Mapping[str, Record], registry: Registry) -> Iterable[str]:
    seen = {rid}
    while True:
        spec = registry[lost[rid]["type"]]
        parent = str(lost[rid]["f"].get(spec.parent_field)) if spec.parent_field else ""
        if parent not in lost or parent in seen:
            return
        seen.add(parent)
        yield parent
        rid = parent


def _creation(record: Record, depth: int) -> Op:
    """An edit that makes the record again; its state begins anew, for states are reached by transitions only."""
    values = {name: value for name, value in record["f"].items() if name != "state"}
    changes = creation_changes(values)
    return Op(
        id=f"unknown:{record['id']}",
        k="new",
        type=record["type"],
        rec=record["id"],
        scope=record["scope"],
        v=record["v"],
        at=record["updated"].get("claimed") or record["updated"]["at"],
        ch=changes,
        n=depth,
    )
