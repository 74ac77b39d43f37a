"""The protocol broken on purpose, one way at a time: a simulation that lets any of these live proves nothing (PROTOCOL.md T4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import msgspec
from sqlalchemy import Connection

import server_stub.conflicts
import server_stub.edits
import server_stub.pull
import server_stub.push
import sync.apply
import sync.cache.store
import sync.merge
import sync.pulling
from server_stub.book import Book
from server_stub.decisions import Decisions
from server_stub.high_water import HighWater
from server_stub.store import Store
from sync.apply import Applied, Target
from sync.cache.queue import Queue
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.canonical import digest
from sync.desk import Desk
from sync.engine import Call, Engine
from sync.merge import Merged
from sync.pulling import Pulled, Pulling
from sync.records.kind import KindSpec
from sync.replay import Replay
from sync.round import Round
from sync.wire import Op, PullAnswer, PushAnswer, Result
from tests.sim.disk import MemoryDisk

Break = Callable[[ExitStack], None]


@dataclass(frozen=True)
class Mutant:
    """One way to break the protocol; `seed` is the first from 0 on that killed it, with which a test begins to look."""

    name: str
    what: str
    apply: Break
    seed: int = 0
    rare: bool = False
    """True when some hundred seeds pass before it shows: killed in the long run only."""


MUTANTS: dict[str, Mutant] = {}

EQUIVALENT = {
    "push answer without records": "an accepted edit whose record is not in the answer waits as done until the next whole pull, "
    "so nothing flickers and no base is wrong; it costs a pull",
    "conflict ids at random": "op ids keep an edit from being carried out twice within an epoch, and an older epoch's conflicts "
    "went with it: no retry ever files the same conflict again",
}
"""Ways that change nothing anybody could see, each with the reason."""


def mutant(what: str, seed: int = 0, *, rare: bool = False) -> Callable[[Break], Break]:
    """Enter a way to break the protocol under its function's name."""

    def enter(apply: Break) -> Break:
        name = apply.__name__
        MUTANTS[name] = Mutant(name, what, apply, seed, rare)
        return apply

    return enter


@contextmanager
def broken(name: str | None) -> Iterator[None]:
    """Within, the protocol is broken that way; None leaves it whole. Raises KeyError for a name that is none."""
    with ExitStack() as stack:
        if name:
            MUTANTS[name].apply(stack)
        yield


def _patch(stack: ExitStack, target: Any, name: str, new: Any) -> None:
    stack.enter_context(patch.object(target, name, new))


# merging


def _merge_field_with(stack: ExitStack, change: Callable[[str, Merged, Any], Merged]) -> None:
    real = sync.merge.merge_field

    def merge_field(kind: Any, base: Any, cur: Any, new: Any) -> Merged:
        return change(kind, real(kind, base, cur, new), new)

    _patch(stack, sync.apply, "merge_field", merge_field)


@mutant("the last writer wins instead of a conflict")
def last_write_wins(stack: ExitStack) -> None:
    """Section 5."""
    _merge_field_with(stack, lambda _kind, merged, new: Merged(new) if merged.conflict else merged)


@mutant("a text conflict is resolved silently")
def text_conflict_silent(stack: ExitStack) -> None:
    """Section 5."""
    _merge_field_with(
        stack, lambda kind, merged, _new: Merged(merged.value) if merged.conflict and kind == "t" else merged
    )


@mutant("a set is replaced, not merged")
def set_replaced(stack: ExitStack) -> None:
    """Section 5."""
    _patch(stack, sync.apply, "merge_set", lambda cur, add, dele: sorted(set(add)) or sorted(set(cur) - set(dele)))


@mutant("what both inserted at one place is put together without looking what they share", 219)
def both_inserted_doubled(stack: ExitStack) -> None:
    """Section 17, lesson 8."""
    _patch(stack, sync.merge, "side_by_side", lambda _base, _at, one, two, _steps: one + two)
    _patch(stack, sync.merge, "_adds_up", lambda *_: True)
    real = sync.merge._attempt
    _patch(stack, sync.merge, "merge_text", lambda base, cur, new, *, guard=4: real(base, cur, new, guard))
    _patch(stack, sync.apply, "merge_field", sync.merge.merge_field)


@mutant("a delete takes effect on content its author has not seen", 2)
def delete_ignores_edits(stack: ExitStack) -> None:
    """Section 5; I8."""
    real = sync.apply._apply_delete

    def apply_delete(target: Target | None, op: Op) -> Applied:
        seen = digest(dict(target.fields)) if target is not None else op.dig
        return real(target, msgspec.structs.replace(op, dig=seen))

    _patch(stack, sync.apply, "_apply_delete", apply_delete)


@mutant("an edit after a deletion is dropped", 0)
def edit_after_delete_dropped(stack: ExitStack) -> None:
    """Section 5."""
    real = sync.apply._apply_put

    def apply_put(spec: KindSpec, target: Target | None, op: Op) -> Applied:
        return Applied("noop", None) if target is not None and target.deleted else real(spec, target, op)

    _patch(stack, sync.apply, "_apply_put", apply_put)


@mutant("the server merges otherwise than the device's view")
def server_merges_otherwise(stack: ExitStack) -> None:
    """I12."""
    real = sync.apply.apply_checked

    def apply_checked(spec: KindSpec, target: Target | None, op: Op) -> Applied:
        applied = real(spec, target, op)
        for clash in applied.clashes if op.k == "put" else ():
            if applied.fields is not None and isinstance(clash.current, str) and isinstance(clash.mine, str):
                applied.fields[clash.field] = clash.current + clash.mine
                applied.changed[clash.field] = (clash.current, clash.current + clash.mine)
        return applied

    _patch(stack, server_stub.edits, "apply_checked", apply_checked)


# the server


@mutant("the op id is not compared for a number that was used", 13)
def op_id_not_compared(stack: ExitStack) -> None:
    """Section 6."""
    real = server_stub.push._Done.before

    def before(self: Any, op: Op) -> Result | None:
        if op.n <= self.last_n and (op.n, op.id) not in self._numbered:
            return Result(n=op.n, id=op.id, out="applied")
        return real(self, op)

    _patch(stack, server_stub.push._Done, "before", before)


@mutant("outcomes are stored in a transaction of their own", 20)
def result_outside_transaction(stack: ExitStack) -> None:
    """Section 6."""
    late: list[dict[str, Any]] = []
    write, push = server_stub.push._Done.write, server_stub.push.PushService.push

    def write_later(self: Any, at: str) -> None:
        late.extend(self._new)
        self._new = []
        write(self, at)

    def pushed(self: Any, account: Any, request: Any) -> PushAnswer:
        late.clear()
        answer = push(self, account, request)
        rows = list(late)

        def store(connection: Connection) -> None:
            if rows:
                connection.execute(server_stub.push._INSERT, rows)

        self._store.write(store)
        return answer

    _patch(stack, server_stub.push._Done, "write", write_later)
    _patch(stack, server_stub.push.PushService, "push", pushed)


@mutant("an edit that comes again under another device id is carried out again", 2)
def no_dedupe_across_devices(stack: ExitStack) -> None:
    """Section 17, lesson 4."""
    real = server_stub.push._Done.before

    def before(self: Any, op: Op) -> Result | None:
        if op.n == self.last_n + 1:
            self._outcomes.pop(op.id, None)
        return real(self, op)

    _patch(stack, server_stub.push._Done, "before", before)


@mutant("the cursor of a cut page is the head", 5)
def cursor_of_cut_page_is_head(stack: ExitStack) -> None:
    """Section 7."""
    real = server_stub.pull._Page.take

    def take(self: Any, place: Any) -> None:
        real(self, place)
        if place.name in self.cursors:
            self.cursors[place.name] = place.head

    _patch(stack, server_stub.pull._Page, "take", take)


@mutant("a restore keeps the epoch", 9)
def epoch_kept(stack: ExitStack) -> None:
    """Section 9."""
    _patch(stack, Store, "new_epoch", lambda self, connection: self.epoch(connection))


@mutant("a conflict is filed where everybody reads it", 8)
def conflict_in_wrong_scope(stack: ExitStack) -> None:
    """Section 10; I4."""
    real = server_stub.conflicts.Conflicts.file

    def file(self: Any, op: Op, clash: Any, deed: Any) -> str:
        return real(self, msgspec.structs.replace(op, scope=f"b:{self._book.branch}"), clash, deed)

    _patch(stack, server_stub.conflicts.Conflicts, "file", file)


@mutant("nobody asks whether somebody may")
def rights_not_asked(stack: ExitStack) -> None:
    """Section 6; I11."""
    _patch(stack, server_stub.edits.Edits, "_require", lambda *_, **__: None)


@mutant("a changed record keeps its place in the scope")
def seq_not_advanced(stack: ExitStack) -> None:
    """Section 3."""
    real = Book._next

    def record(self: Any, *words: Any) -> Any:
        row = real(self, *words)
        before = self._rows.get(row.id)
        if before is not None:
            place = self._scope(row.scope)
            place.head = max(place.head - 1, before.seq)
        return row

    _patch(stack, Book, "_next", record)


@mutant("a deletion is not taken out of the checksum")
def sum_not_kept_up(stack: ExitStack) -> None:
    """Section 7; I7."""
    real = Book.record

    def record(self: Any, spec: Any, rid: str, scope: str, applied: Applied, deed: Any) -> Any:
        place = self._scope(scope)
        before = place.sum
        row = real(self, spec, rid, scope, applied, deed)
        if row.deleted:
            place.sum = before
        return row

    _patch(stack, Book, "record", record)


# the device


@mutant("the base is what is shown when saving, not what the editor was loaded with", 121)
def base_is_view_at_save(stack: ExitStack) -> None:
    """Section 4."""
    real = Desk.edit

    def edit(self: Desk, rid: str, changes: Any, **more: Any) -> bool:
        view = self.record(rid)
        return real(self, rid, {name: (view.get(name), new) for name, (_, new) in changes.items()}, **more)

    _patch(stack, Desk, "edit", edit)


@mutant("edits up to `acked_n` are dropped also on a page that is cut", 8)
def dropped_on_acked_n(stack: ExitStack) -> None:
    """Section 17, lesson 3."""
    real = Pulling.take

    def take(self: Any, answer: PullAnswer, done: Round) -> Pulled:
        gone = [each.op.id for each in self._queue.waiting() if 0 < each.op.n <= answer.acked_n]
        changes: list[Change] = [("queue", key, None) for key in gone]
        self._repository.commit(changes, self._queue._without(gone))
        return real(self, answer, done)

    _patch(stack, Pulling, "take", take)


@mutant("what waits for its record is dropped on a page that is cut", 8)
def done_dropped_on_cut_page(stack: ExitStack) -> None:
    """Section 13."""
    real = Pulling.take

    def take(self: Any, answer: PullAnswer, done: Round) -> Pulled:
        self._repository.commit(*self._queue.finished(answer.time))
        return real(self, answer, done)

    _patch(stack, Pulling, "take", take)


@mutant("a refused edit is not parked")
def rejected_not_parked(stack: ExitStack) -> None:
    """Section 6."""
    real = Queue.settled

    def settled(self: Queue, *words: Any) -> tuple[list[Change], dict[str, list[Op]]]:
        changes, waiting = real(self, *words)
        return [each for each in changes if each[0] != "parked"], waiting

    _patch(stack, Queue, "settled", settled)


@mutant("after a restore only the queue goes again", 8)
def restore_without_replay(stack: ExitStack) -> None:
    """Section 9."""
    _patch(stack, Queue, "archived", lambda _self: [])


@mutant("accepted edits are not kept", 125)
def archive_not_kept(stack: ExitStack) -> None:
    """Section 8."""
    real = Queue._archiving
    _patch(stack, Queue, "_archiving", lambda self, *words: real(self, *words)[:1])


@mutant("what a replay had refused is forgotten", 140, rare=True)
def replay_refusals_forgotten(stack: ExitStack) -> None:
    """Section 9."""
    real = Replay.end_changes

    def end_changes(self: Replay, *words: Any) -> list[Change]:
        return [each for each in real(self, *words) if each[0] != "parked"]

    _patch(stack, Replay, "end_changes", end_changes)


@mutant("a new copy is put in place before it is whole", 29)
def swapped_before_whole(stack: ExitStack) -> None:
    """Section 8."""
    real = Pulling.take

    def take(self: Any, answer: PullAnswer, done: Round) -> Pulled:
        if self._fresh.now is not None:
            answer = msgspec.structs.replace(answer, more=False, sums={})
        return real(self, answer, done)

    _patch(stack, Pulling, "take", take)


@mutant("a scope that was lost is kept")
def lost_scope_kept(stack: ExitStack) -> None:
    """Section 12."""
    _patch(stack, Pulling, "_lose", lambda *_: None)


@mutant("the bytes of a lost scope stay on the disk")
def lost_bytes_stay(stack: ExitStack) -> None:
    """Section 12."""
    _patch(stack, Pulling, "_purge", lambda _self: None)


@mutant("what is parked of a lost scope keeps other people's words", 129, rare=True)
def lost_bases_kept(stack: ExitStack) -> None:
    """Section 17, lesson 2."""
    _patch(stack, sync.pulling, "_own_words", lambda changes: changes)


@mutant("an answer to an older request is taken", 5)
def stale_answer_taken(stack: ExitStack) -> None:
    """Section 7."""
    real = Engine.answered

    def answered(self: Any, call: Call, answer: Any) -> None:
        real(self, Call(self._serial, call.to, call.body), answer)

    _patch(stack, Engine, "answered", answered)


@mutant("the number of an edit is not on the disk before it is sent")
def number_not_durable(stack: ExitStack) -> None:
    """Section 4."""

    def mark_sent(_self: Queue, ops: Sequence[Op], first_n: int, _also: Sequence[Change] = ()) -> list[Op]:
        return [msgspec.structs.replace(op, n=first_n + place) for place, op in enumerate(ops)]

    _patch(stack, Queue, "mark_sent", mark_sent)


@mutant("an edit that was sent is changed by the next one")
def sent_edit_changed(stack: ExitStack) -> None:
    """Section 4."""
    real = Queue.mark_sent

    def mark_sent(self: Any, ops: Sequence[Op], first_n: int, also: Sequence[Change] = ()) -> list[Op]:
        numbered = real(self, ops, first_n, also)
        for op in numbered:
            held = self._repository.document("queue", op.id)
            if held is not None:
                self._repository.commit([("queue", op.id, {**held, "sent": False})])
        return numbered

    _patch(stack, Queue, "mark_sent", mark_sent)


@mutant("saving one field forgets what is being typed in all others", 9)
def typing_forgotten(stack: ExitStack) -> None:
    """DESIGN.md, data flow 1."""
    real = Desk._no_longer_typed

    def no_longer_typed(self: Any, keys: Sequence[str]) -> list[Change]:
        rids = {key.partition("|")[0] for key in keys}
        every = [key for key, each in self.repository.documents("typing") if each["rid"] in rids]
        return real(self, every)

    _patch(stack, Desk, "_no_longer_typed", no_longer_typed)


@mutant("a commit is told before it is on the disk", 1)
def told_before_durable(stack: ExitStack) -> None:
    """I5."""
    real = MemoryDisk.append

    def append(self: MemoryDisk, path: str) -> Any:
        file = real(self, path)
        stack.enter_context(patch.object(file, "sync", lambda: None))
        return file

    _patch(stack, MemoryDisk, "append", append)


@mutant("a decision counts whatever its author saw", 77)
def decided_unseen(stack: ExitStack) -> None:
    """The digest of a decision is believed, not compared."""
    _patch(stack, Decisions, "check", lambda self, spec, row, op: op.dig if "state" in op.ch else None)


# the long run


@mutant("a database that is older than its mark keeps its epoch", 357, rare=True)
def mark_not_compared(stack: ExitStack) -> None:
    """Section 9; the devices find out by themselves, but one that was up to date heals without a cause."""
    real = HighWater.begin

    def begin(self: Any) -> bool:
        self._beside.write(b"")
        return real(self)

    _patch(stack, HighWater, "begin", begin)


@mutant("purged tombstones are still counted on the device", 29)
def floors_ignored(stack: ExitStack) -> None:
    """Section 11; I7."""
    _patch(stack, Shadow, "purged", lambda _self, _floors: [])
