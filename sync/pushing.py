"""Own edits on their way out: what goes into a request, and what its answer does to the queue (PROTOCOL.md sections 4 to 8)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.reread import is_older
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.clock import Clock, seconds_ahead, utc
from sync.replay import Replay
from sync.round import Round
from sync.wire import MAX_BODY_BYTES, MAX_OP_BYTES, MAX_OPS, Op, PushAnswer, Result

_ENVELOPE_BYTES = 4096
"""Room in a push body for everything that is not an op."""

_NUMBER_BYTES = 24
"""Room in an op for the number it gets when it is sent."""


class Pushing:
    """Takes the queue out in order, a replay's archive before it."""

    def __init__(self, repository: Repository, queue: Queue, shadow: Shadow, replay: Replay, clock: Clock) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self._replay = replay
        self._clock = clock
        self._most = MAX_OPS
        self._sent: list[Op] = []
        self.held_back = False
        """True when an edit waits because the server does not understand its version yet (PROTOCOL.md section 15)."""

    def begin(self) -> None:
        """A new round: whole batches again."""
        self._most = MAX_OPS
        self.held_back = False

    def next_batch(self, done: Round) -> list[Op]:
        """The next ops in order: those already numbered first, as they were; at most 500 and 1 MiB."""
        batch = _Batch(self._most)
        with self._repository.writing():
            stage = self._replay.stage
            again = stage is not None and not all(map(batch.take, self._replay.left()))
            oversize = [] if again else self._fill(batch, None if stage is None else stage.boundary)
            if oversize:
                self._park(oversize, done)
            self._sent = self._numbered(batch.ops)
        return self._sent

    def _fill(self, batch: _Batch, boundary: int | None) -> list[Op]:
        """Put queued edits into the batch, up to those made after a replay began; returns what can never go."""
        oversize: list[Op] = []
        for each in self._queue.unsettled():
            if boundary is not None and each.order > boundary:
                # Made while a replay lasts: it goes when that has ended (PROTOCOL.md section 8).
                break
            if each.op.v > self._shadow.progress.schema:
                # An edit is never written down to what an older server knows.
                self.held_back = True
                break
            if not each.op.n and len(msgspec.json.encode(each.op)) + _NUMBER_BYTES > MAX_OP_BYTES:
                oversize.append(each.op)
            elif not batch.take(each.op):
                break
        return oversize

    def _numbered(self, ops: list[Op]) -> list[Op]:
        fresh = [op for op in ops if not op.n]
        if not fresh:
            return ops
        n = self._shadow.progress.n
        count = self._replayed_count()
        archived = [op for op in ops if 0 < op.n <= count]
        progress = self._shadow.progress_change(n=n + len(fresh))
        return archived + self._queue.mark_sent(ops[len(archived) :], n + 1, [progress])

    def _replayed_count(self) -> int:
        return 0 if self._replay.stage is None else len(self._replay.archived())

    def halve(self, done: Round) -> bool:
        """413: half as many next time; False when a single op is too big for this server, and then it is parked.

        Its number is used up only when the server has counted it, so what follows needs a new device id.
        """
        if len(self._sent) > 1:
            self._most = max(1, len(self._sent) // 2)
            return True
        if not all(op.n and op.n <= self._replayed_count() for op in self._sent):
            self._park(self._sent, done, [self._shadow.progress_change(renew=True)])
        return False

    def _park(self, ops: Sequence[Op], done: Round, also: Sequence[Change] = ()) -> None:
        changes, waiting = self._queue.parking(ops, "too_large", utc(self._clock))
        self._repository.commit([*changes, *also], waiting)
        done.parked += len(ops)

    def take(self, answer: PushAnswer, done: Round) -> bool:
        """Take in outcomes and the new state of the records: one durable step; False when the server has gone back in time.

        That shows in a record older than the one here. Nothing of it is taken in then, and what was accepted stays in the view.
        """
        by_id = {op.id: op for op in self._sent}
        results = [(by_id[result.id], result) for result in answer.results if result.id in by_id]
        went_back = False
        with self._repository.writing():
            if self._replay.stage is not None:
                self._take_replayed(results, answer.time)
                done.replayed += len(results)
            else:
                held = self._repository.storage.table("shadow")
                went_back = any(each["id"] in held and is_older(each, held[each["id"]]) for each in answer.records)
                told = [] if went_back else answer.records
                changes, waiting = self._queue.settled(results, answer.time, told)
                records = self._shadow.records_changes(told)
                skew = seconds_ahead(answer.time, self._clock)
                progress = self._shadow.progress_change(skew=skew, schema=answer.schema)
                self._shadow.take_in([*records, *changes, progress], waiting)
        done.pushed += len(results)
        done.conflicts += sum(len(result.conflicts) for _, result in results)
        done.parked += sum(1 for _, result in results if result.out == "rejected")
        self._sent = []
        return not went_back

    def _take_replayed(self, results: list[tuple[Op, Result]], at: str) -> None:
        """Outcomes while the old view stays: what was accepted waits in it, as done, for the new copy."""
        count = self._replayed_count()
        again = [(op, result) for op, result in results if op.n <= count]
        changes = self._replay.settled(again, max((op.n for op, _ in again), default=0))
        own = [(op, result) for op, result in results if op.n > count]
        queued, waiting = self._queue.settled(own, at, [])
        # What is refused only because another device has not sent its part again yet goes by itself later.
        changes += [
            (table, key, {**document, "again": True} if table == "parked" and document else document)
            for table, key, document in queued
        ]
        self._repository.commit(changes, waiting)


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
