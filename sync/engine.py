"""The device's half of the protocol as a state machine without I/O: it says what to send and takes in what came back.

Source: PROTOCOL.md sections 8 and 9. Clock, network and disk are its caller's; every step is one durable commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import msgspec

from sync.cache.errors import CompactionFailed
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.shadow import Shadow
from sync.clock import Clock
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
)

_ENVELOPE_BYTES = 4096
"""Room in a push body for everything that is not an op."""

SKEW_LIMIT = 300
"""Seconds between the clocks from which on the screen warns (PROTOCOL.md section 16)."""


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
    fault: Fault | None = None
    problem: Problem | None = None
    retry_after: float | None = None


class Engine:
    """Push until the queue is empty, pull until there is no more, compare checksums."""

    def __init__(self, repository: Repository, queue: Queue, shadow: Shadow, clock: Clock) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self._clock = clock
        self._phase = Phase.IDLE
        self._serial = 0
        self._batch = MAX_OPS
        self._sent: list[Op] = []
        self._forks = 0
        self._healed: set[str] = set()
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
        self._forks = 0
        self._healed = set()
        progress = self._shadow.progress
        if progress.purge_due:
            self._purge()
        if progress.stopped:
            self._stop(Fault.STOPPED, Problem(status=409, code=progress.stopped, title=""))
        else:
            self._phase = Phase.PULL if progress.epoch is None else Phase.PUSH

    def next_call(self) -> Call | None:
        """The request to make now, or None when the round is over."""
        if self._phase is Phase.PUSH:
            batch = self._next_batch()
            if batch:
                self._sent = batch
                progress = self._shadow.progress
                body = PushRequest(device=progress.device or "", epoch=progress.epoch or "", ops=batch)
                return self._call("push", body)
            self._phase = Phase.PULL
        if self._phase is Phase.PULL:
            progress = self._shadow.progress
            return self._call(
                "pull",
                PullRequest(
                    device=progress.device or "",
                    epoch=progress.epoch,
                    cursors=self._shadow.cursors,
                    limit=MAX_PAGE_RECORDS,
                    max_bytes=MAX_PAGE_BYTES,
                ),
            )
        if self._phase is Phase.DEVICE:
            return self._call("devices", NewDevice(device=self._shadow.progress.device or ""))
        return None

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
            case "device_forked" | "device_unknown" | "gap" if self._forks < 3:
                self._forks += 1
                self._phase = Phase.DEVICE
            case "epoch_mismatch" | "cursor_ahead":
                self._repository.commit([self._shadow.progress_change(stopped=problem.code)])
                self._stop(Fault.STOPPED, problem)
            case "body_too_large" | "too_many_ops" if call.to == "push":
                self._split()
            case "token_invalid" | "token_expired" | "account_disabled":
                self._stop(Fault.SIGN_IN, problem)
            case "slow_down" | "maintenance" | "busy" | "quota":
                self._stop(Fault.SLOW_DOWN, problem)
            case _:
                self._stop(Fault.REFUSED, problem)

    def unreachable(self, call: Call) -> None:
        """No answer came: the server may or may not have applied the request, and the same ops go again later."""
        if call.serial == self._serial:
            self._serial += 1
            self._stop(Fault.UNREACHABLE, None)

    # push

    def _call(self, to: Literal["push", "pull", "devices"], body: PushRequest | PullRequest | NewDevice) -> Call:
        return Call(self._serial, to, body)

    def _next_batch(self) -> list[Op]:
        """The next ops in order: those already numbered first, as they were; at most 500 and 1 MiB."""
        chosen: list[Op] = []
        oversize: list[Op] = []
        size = _ENVELOPE_BYTES
        with self._repository.writing():
            for each in self._queue.waiting():
                if each.done:
                    continue
                length = len(msgspec.json.encode(each.op)) + 24
                if length > MAX_OP_BYTES and not each.op.n:
                    oversize.append(each.op)
                    continue
                if len(chosen) == self._batch or size + length > MAX_BODY_BYTES:
                    break
                chosen.append(each.op)
                size += length
            if oversize:
                self._park(oversize, "too_large")
            if all(op.n for op in chosen):
                return chosen
            fresh = sum(1 for op in chosen if not op.n)
            n = self._shadow.progress.n
            return self._queue.mark_sent(chosen, n + 1, [self._shadow.progress_change(n=n + fresh)])

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
        with self._repository.writing():
            now = self._now()
            changes, waiting = self._queue.settled(results, now, answer.records, answer.cut)
            records = self._shadow.records_changes(answer.records)
            progress = self._shadow.progress_change(skew=self._skew(answer.time))
            self._shadow.take_in([*records, *changes, progress], waiting)
        self.round.pushed += len(results)
        self.round.conflicts += sum(len(result.conflicts) for _, result in results)
        self.round.parked += sum(1 for _, result in results if result.out == "rejected")
        self._sent = []

    # pull

    def _take_pull(self, answer: PullAnswer) -> None:
        progress = self._shadow.progress
        if progress.epoch is not None and answer.epoch != progress.epoch:
            self._repository.commit([self._shadow.progress_change(stopped="epoch_mismatch")])
            self._stop(Fault.STOPPED, Problem(status=409, code="epoch_mismatch", title=""))
            return
        with self._repository.writing():
            changes = self._shadow.records_changes(answer.changes)
            cursors = {**self._shadow.cursors, **answer.cursors}
            lost = self._shadow.scopes() - set(answer.scopes)
            waiting: dict[str, list[Op]] = {}
            if not answer.more:
                finished, waiting = self._queue.finished(self._now())
                changes += finished
            changes.append(self._shadow.cursors_change(cursors))
            changes.append(
                self._shadow.progress_change(
                    epoch=answer.epoch,
                    skew=self._skew(answer.time),
                    synced_at=progress.synced_at if answer.more else self._now(),
                )
            )
            self._shadow.take_in(changes, waiting)
            if lost:
                self._lose(lost)
        self.round.pulled += len(answer.changes)
        if answer.more:
            return
        if answer.sums and self._heal(answer):
            return
        # Edits made while pages came in go out in the same round.
        unsent = any(not each.done for each in self._queue.waiting())
        self._phase = Phase.PUSH if unsent and progress.epoch is None else Phase.IDLE

    def _heal(self, answer: PullAnswer) -> bool:
        """A scope whose checksum differs is forgotten and read again, once a round; queue and parked stay untouched."""
        wrong = {
            scope
            for scope, expected in answer.sums.items()
            if scope not in self._healed and self._shadow.scope_sum(scope) != expected
        }
        if not wrong:
            return False
        self._healed |= wrong
        self.round.healed += len(wrong)
        with self._repository.writing():
            removal = self._shadow.scope_removal(wrong)
            healed = self._shadow.progress.healed + len(wrong)
            self._shadow.take_in([*removal, self._shadow.progress_change(healed=healed)])
        return True

    def _lose(self, scopes: set[str]) -> None:
        """Scopes this account reads no longer: park what waits for them with the user's own words only, remove the rest.

        Source: PROTOCOL.md section 12.
        """
        waiting = [each.op for each in self._queue.waiting() if each.op.scope in scopes]
        own = [msgspec.structs.replace(op, ch=_own_words(op)) for op in waiting]
        changes, rest = self._queue.parking(own, "scope_lost", self._now())
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


def _own_words(op: Op) -> dict[str, object]:
    """The new values of an op without the bases, which may hold other people's words."""
    return {
        name: ({"add": change.get("add", [])} if isinstance(change, dict) else [None, change[1]])
        for name, change in op.ch.items()
    }
