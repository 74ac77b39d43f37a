"""The device's half of the protocol as a state machine without I/O: it says what to send and takes in what came back.

Source: PROTOCOL.md sections 8 and 9. Clock, network and disk are its caller's; every step is one durable commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import msgspec

from sync.cache.errors import CompactionFailed
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.reread import FreshCopy, Reason
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.clock import Clock
from sync.replay import UNKNOWN, Replay
from sync.wire import (
    MAX_BODY_BYTES,
    MAX_OP_BYTES,
    MAX_OPS,
    MAX_PAGE_BYTES,
    MAX_PAGE_RECORDS,
    NewDevice,
    Op,
    Problem,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    Result,
)

_ENVELOPE_BYTES = 4096
"""Room in a push body for everything that is not an op."""

_NUMBER_BYTES = 24
"""Room in an op for the number it gets when it is sent."""

SKEW_LIMIT = 300
"""Seconds between the clocks from which on the screen warns (PROTOCOL.md section 16)."""

BACKUP_HORIZON_DAYS = 400
"""How long accepted edits are kept, to go again to a server restored from a backup (PROTOCOL.md section 9)."""

WOULD_VANISH = "would_vanish"
SERVER_TOO_OLD = "server_too_old"
BACK_IN_TIME = ("epoch_mismatch", "cursor_ahead", "gap")
"""Codes that say: the server has gone back in time."""

MOST_RESTARTS = 3
"""New device ids and replays begun within one round; more would be a server that contradicts itself."""


class Phase(Enum):
    """What the engine is busy with."""

    IDLE = "idle"
    PUSH = "push"
    PULL = "pull"
    DEVICE = "device"


class Fault(Enum):
    """Why the last round did not reach its end; nothing is lost by any of them."""

    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    SLOW_DOWN = "slow_down"
    STOPPED = "stopped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make; `serial` tells its answer from that of an older one."""

    serial: int
    to: Literal["push", "pull", "devices"]
    body: PushRequest | PullRequest | NewDevice


@dataclass(slots=True)
class Round:
    """What one sync did, for the status cell and the command line."""

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    parked: int = 0
    healed: int = 0
    lost_scopes: tuple[str, ...] = ()
    replayed: int = 0
    """Edits sent again because the server had gone back in time."""
    fault: Fault | None = None
    problem: Problem | None = None
    retry_after: float | None = None


class Engine:
    """Push until the queue is empty, pull until there is no more, compare checksums."""

    def __init__(
        self,
        repository: Repository,
        queue: Queue,
        shadow: Shadow,
        clock: Clock,
        again: Callable[[], int] = lambda: 0,
    ) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self._clock = clock
        self._again = again
        """Submits what a replay had refused and what would be accepted by now; returns how many."""
        self.fresh = FreshCopy(repository, shadow)
        self.replay = Replay(repository, queue, shadow, self.fresh)
        self._pruned_on = ""
        self._phase = Phase.IDLE
        self._serial = 0
        self._batch = MAX_OPS
        self._sent: list[Op] = []
        self._restarts = 0
        self._healed: set[str] = set()
        self._held_back = False
        self.round = Round()

    @property
    def phase(self) -> Phase:
        """What the engine is busy with."""
        return self._phase

    def begin(self) -> None:
        """Start a round; one that is under way is given up, which loses nothing."""
        self.round = Round()
        self._serial += 1
        self._batch = MAX_OPS
        self._restarts = 0
        self._healed = set()
        self._held_back = False
        if self._shadow.progress.purge_due:
            self._purge()
        if self._shadow.progress.stopped in BACK_IN_TIME:
            # A version before this one stopped here and kept everything.
            self.replay.begin()
        progress, stage = self._shadow.progress, self.replay.stage
        if progress.stopped:
            self._stop(Fault.STOPPED, Problem(status=409, code=progress.stopped, title=""))
        elif stage is not None and not stage.device:
            self._phase = Phase.DEVICE
        else:
            self._phase = Phase.PULL if progress.epoch is None else Phase.PUSH

    def allow_vanishing(self) -> None:
        """Let go of the many records the server no longer has; the next round goes on."""
        allowed = self.fresh.allow_change()
        if allowed is not None:
            self._repository.commit([allowed, self._shadow.progress_change(stopped=None)])

    def next_call(self) -> Call | None:
        """The request to make now, or None when the round is over."""
        if self._phase is Phase.PUSH:
            batch = self._next_batch()
            if batch:
                self._sent = batch
                body = PushRequest(device=self._shadow.progress.device or "", epoch=self._epoch() or "", ops=batch)
                return self._call("push", body)
            self._phase = Phase.PULL
        if self._phase is Phase.PULL:
            return self._call(
                "pull",
                PullRequest(
                    device=self._shadow.progress.device or "",
                    epoch=self._epoch(),
                    cursors=self.fresh.cursors(),
                    reading=self.fresh.reading(),
                    limit=MAX_PAGE_RECORDS,
                    max_bytes=MAX_PAGE_BYTES,
                ),
            )
        if self._phase is Phase.DEVICE:
            return self._call("devices", NewDevice(device=self._shadow.progress.device or ""))
        return None

    def _epoch(self) -> str | None:
        stage = self.replay.stage
        return self._shadow.progress.epoch if stage is None else stage.epoch or None

    def answered(self, call: Call, answer: PushAnswer | PullAnswer | NewDevice) -> None:
        """Take in a 200; an answer to an older request is ignored (PROTOCOL.md section 7)."""
        if call.serial != self._serial:
            return
        self._serial += 1
        if isinstance(answer, PushAnswer):
            self._take_push(answer)
        elif isinstance(answer, PullAnswer):
            self._take_pull(answer)
        else:
            self._take_device(answer)

    def refused(self, call: Call, problem: Problem, retry_after: float | None = None) -> None:
        """Take in a problem document; the queue stays whatever it says (PROTOCOL.md section 14)."""
        if call.serial != self._serial:
            return
        self._serial += 1
        self.round.problem, self.round.retry_after = problem, retry_after
        match problem.code:
            case "epoch_mismatch" | "cursor_ahead" | "gap" if self._may_restart():
                self._replay_all()
            case "device_forked" | "device_unknown" if self._may_restart():
                if self.replay.stage is not None:
                    self._replay_all()
                self._phase = Phase.DEVICE
            case "body_too_large" | "too_many_ops" if call.to == "push":
                self._split()
            case "token_invalid" | "token_expired" | "account_disabled":
                self._stop(Fault.SIGN_IN, problem)
            case "slow_down" | "maintenance" | "busy" | "quota":
                self._stop(Fault.SLOW_DOWN, problem)
            case "client_too_old":
                # Edits still go (PROTOCOL.md section 15), so this comes after them.
                self._stop(Fault.STOPPED, problem)
            case _:
                self._stop(Fault.REFUSED, problem)

    def unreachable(self, call: Call) -> None:
        """No answer came: the server may or may not have applied the request, and the same ops go again later."""
        if call.serial == self._serial:
            self._serial += 1
            self._stop(Fault.UNREACHABLE, None)

    def _may_restart(self) -> bool:
        self._restarts += 1
        return self._restarts <= MOST_RESTARTS

    def _replay_all(self) -> None:
        """The server has gone back in time: everything this device did goes again, under a new device id."""
        self.replay.begin()
        self._phase = Phase.DEVICE

    # push

    def _call(self, to: Literal["push", "pull", "devices"], body: PushRequest | PullRequest | NewDevice) -> Call:
        return Call(self._serial, to, body)

    def _next_batch(self) -> list[Op]:
        """The next ops in order: those already numbered first, as they were; at most 500 and 1 MiB."""
        batch = _Batch(self._batch)
        oversize: list[Op] = []
        stage = self.replay.stage
        with self._repository.writing():
            for op in self.replay.left() if stage is not None else ():
                if not batch.take(op):
                    return batch.ops
            for each in self._queue.waiting():
                if each.done:
                    continue
                if stage is not None and each.order > stage.boundary:
                    # Made while a replay lasts: it goes when that has ended (PROTOCOL.md section 8).
                    break
                if each.op.v > self._shadow.progress.schema:
                    # The server is older than this edit; it is never written down to what that one knows (section 15).
                    self._held_back = True
                    break
                if not each.op.n and len(msgspec.json.encode(each.op)) + _NUMBER_BYTES > MAX_OP_BYTES:
                    oversize.append(each.op)
                elif not batch.take(each.op):
                    break
            if oversize:
                self._park(oversize, "too_large")
            fresh = sum(1 for op in batch.ops if not op.n)
            if not fresh:
                return batch.ops
            n = self._shadow.progress.n
            again = [op for op in batch.ops if op.n and stage is not None and op.n <= len(self.replay.archived())]
            queued = batch.ops[len(again) :]
            return again + self._queue.mark_sent(queued, n + 1, [self._shadow.progress_change(n=n + fresh)])

    def _park(self, ops: Sequence[Op], code: str) -> None:
        changes, waiting = self._queue.parking(ops, code, self._now())
        self._repository.commit(changes, waiting)
        self.round.parked += len(ops)

    def _split(self) -> None:
        """413: halve the batch; a single op that is too big can never go, so it is parked on this device."""
        if len(self._sent) > 1:
            self._batch = max(1, len(self._sent) // 2)
            return
        # Its number is used up only when the server has counted it, so the next op takes it over under a new device id.
        self._park(self._sent, "too_large")
        self._phase = Phase.DEVICE

    def _take_push(self, answer: PushAnswer) -> None:
        by_id = {op.id: op for op in self._sent}
        results = [(by_id[result.id], result) for result in answer.results if result.id in by_id]
        if self.replay.stage is not None:
            self._take_replayed(results, answer)
        else:
            with self._repository.writing():
                changes, waiting = self._queue.settled(results, answer.time, answer.records)
                records = self._shadow.records_changes(answer.records)
                progress = self._shadow.progress_change(skew=self._skew(answer.time), schema=answer.schema)
                self._shadow.take_in([*records, *changes, progress], waiting)
        self.round.pushed += len(results)
        self.round.conflicts += sum(len(result.conflicts) for _, result in results)
        self.round.parked += sum(1 for _, result in results if result.out == "rejected")
        self._sent = []

    def _take_replayed(self, results: list[tuple[Op, Result]], answer: PushAnswer) -> None:
        """Outcomes while the old view stays: what was accepted waits in it, as done, for the new copy."""
        with self._repository.writing():
            count = len(self.replay.archived())
            again = [(op, result) for op, result in results if op.n <= count]
            changes = self.replay.settled(again, max((op.n for op, _ in again), default=0))
            own = [(op, result) for op, result in results if op.n > count]
            queued, waiting = self._queue.settled(own, answer.time, [])
            # What is refused only because another device has not sent its part again yet goes by itself later.
            queued = [
                (table, key, {**document, "again": True} if table == "parked" and document else document)
                for table, key, document in queued
            ]
            self._repository.commit([*changes, *queued], waiting)
        self.round.replayed += len(results)

    # pull

    def _take_pull(self, answer: PullAnswer) -> None:
        epoch = self._epoch()
        if epoch is not None and answer.epoch != epoch:
            self._replay_all()
            return
        first, replaying = self._shadow.progress.epoch is None, self.replay.stage is not None
        with self._repository.writing():
            progress = {"skew": self._skew(answer.time), "schema": answer.schema}
            known = {} if replaying else {"epoch": answer.epoch}
            # First: what was purged and then made again begins with a lower revision.
            self._shadow.take_in(self._shadow.purged(answer.floors))
            changes = self.fresh.page_changes(answer)
            self._shadow.take_in([*changes, self._shadow.progress_change(**progress, **known)])
            self.round.pulled += len(answer.changes)
            if answer.more or self._must_reread(answer) or not self._finish(answer):
                return
        # Edits made while pages came in go out in the same round, and what a replay had refused as soon as it can be.
        unsent = (first or replaying) and any(not each.done for each in self._queue.waiting())
        again = self._again()
        self._phase = Phase.PUSH if unsent or again else Phase.IDLE
        if self._held_back and self._phase is Phase.IDLE:
            self._stop(Fault.STOPPED, Problem(status=409, code=SERVER_TOO_OLD, title=""))

    def _must_reread(self, answer: PullAnswer) -> bool:
        """Begin to read again what was purged past this device's cursor, and, once a round, what has another checksum."""
        now = self.fresh.now
        wrong = {
            scope
            for scope, expected in answer.sums.items()
            if scope not in self._healed and self.fresh.scope_sum(scope) != expected
        }
        if not wrong and not answer.reset:
            return False
        self._healed |= wrong
        self.round.healed += len(wrong)
        healed = self._shadow.progress_change(healed=self._shadow.progress.healed + len(wrong))
        scopes = {*wrong, *answer.reset, *(now.scopes if now is not None and now.scopes else ())}
        whole = now is not None and now.scopes is None
        reason: Reason = now.reason if now is not None else "checksum" if wrong else "reset"
        self._repository.commit([healed, *self.fresh.begin_changes(reason, None if whole else scopes)])
        return True

    def _finish(self, answer: PullAnswer) -> bool:
        """The last page is here: put a new copy in place, drop what this account reads no longer; False to go on."""
        changes: list[Change] = []
        held = self._shadow.scopes() | {each["scope"] for _, each in self._repository.documents("fresh")}
        now, replaying = self.fresh.now, self.replay.stage is not None
        if now is not None:
            swap = self.fresh.swap(answer.scopes)
            if replaying:
                changes += self.replay.end_changes(swap.vanished, answer.time)
            elif swap.went_back:
                self._replay_all()
                return False
            elif not now.allowed and self.fresh.is_many(swap.vanished):
                self._repository.commit([self._shadow.progress_change(stopped=WOULD_VANISH)])
                self._stop(Fault.STOPPED, Problem(status=409, code=WOULD_VANISH, title=""))
                return False
            changes += swap.changes
        finished, waiting = self._queue.finished(answer.time)
        progress = self._shadow.progress_change(epoch=answer.epoch, replay=None, synced_at=self._now())
        self._shadow.take_in([*changes, *finished, *self._pruned(answer.time), progress], waiting)
        self._repository.commit(self.replay.came_back())
        lost = held - set(answer.scopes)
        if lost:
            self._lose(lost)
        return True

    def _pruned(self, server_time: str) -> list[Change]:
        """Once a day: edits accepted so long ago that no backup reaches back to them."""
        today = server_time[:10]
        if today == self._pruned_on:
            return []
        self._pruned_on = today
        try:
            before = dt.datetime.fromisoformat(server_time) - dt.timedelta(days=BACKUP_HORIZON_DAYS)
        except ValueError:
            return []
        return self._queue.pruned(before.isoformat(timespec="seconds"))

    def _lose(self, scopes: set[str]) -> None:
        """Scopes this account reads no longer: park what waits for them with the user's own words only, remove the rest.

        Source: PROTOCOL.md section 12.
        """
        waiting = [each.op for each in self._queue.waiting() if each.op.scope in scopes and not each.done]
        own = [msgspec.structs.replace(op, ch=_own_words(op)) for op in waiting]
        changes, rest = self._queue.parking(own, "scope_lost", self._now())
        changes += [
            ("parked", each.id, None)
            for each in self._queue.parked()
            if each.code == UNKNOWN and each.first.scope in scopes
        ]
        archived = [key for key, each in self._repository.documents("archive") if each["op"]["scope"] in scopes]
        typing = [key for key, each in self._repository.documents("typing") if each.get("scope") in scopes]
        changes += [("archive", key, None) for key in archived]
        changes += [
            ("typing", key, {**(self._repository.document("typing", key) or {}), "base": None}) for key in typing
        ]
        self._shadow.take_in([*self._shadow.scope_removal(scopes), *changes], rest)
        self._purge()
        self.round.lost_scopes = (*self.round.lost_scopes, *sorted(scopes))

    def _purge(self) -> None:
        """Make the bytes of what was removed vanish from the disk; what the disk refuses is tried again at the next round."""
        try:
            self._repository.storage.purge()
        except CompactionFailed:
            self._repository.commit([self._shadow.progress_change(purge_due=True)])
        else:
            if self._shadow.progress.purge_due:
                self._repository.commit([self._shadow.progress_change(purge_due=False)])

    # devices

    def _take_device(self, answer: NewDevice) -> None:
        """A new device id: every queued edit is numbered anew and goes again; op ids keep it from being applied twice."""
        if self.replay.stage is not None:
            self.replay.got_device(answer.device, answer.epoch)
        else:
            with self._repository.writing():
                changes, waiting = self._queue.renumbered()
                progress = self._shadow.progress_change(device=answer.device, n=0)
                self._repository.commit([*changes, progress], waiting)
        self._phase = Phase.PULL if self._shadow.progress.epoch is None else Phase.PUSH

    def _stop(self, fault: Fault, problem: Problem | None) -> None:
        self.round.fault = fault
        self.round.problem = problem or self.round.problem
        self._phase = Phase.IDLE

    def _now(self) -> str:
        return self._clock.now().astimezone(dt.UTC).isoformat(timespec="seconds")

    def _skew(self, server_time: str) -> int:
        """Seconds the server's clock is ahead; 0 for a time that cannot be read."""
        try:
            server = dt.datetime.fromisoformat(server_time)
        except ValueError:
            return 0
        return int((server - self._clock.now()).total_seconds()) if server.tzinfo else 0


class _Batch:
    """Ops of one request: so many, and 1 MiB."""

    def __init__(self, most: int) -> None:
        self.ops: list[Op] = []
        self._most = most
        self._size = _ENVELOPE_BYTES

    def take(self, op: Op) -> bool:
        """Add an op; False when there is no room."""
        length = len(msgspec.json.encode(op)) + _NUMBER_BYTES
        if len(self.ops) == self._most or self._size + length > MAX_BODY_BYTES:
            return False
        self.ops.append(op)
        self._size += length
        return True


def _own_words(op: Op) -> dict[str, object]:
    """The new values of an op without the bases, which may hold other people's words."""
    return {
        name: ({"add": change.get("add", [])} if isinstance(change, dict) else [None, change[1]])
        for name, change in op.ch.items()
    }
