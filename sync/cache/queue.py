"""Own edits on their way to the server: queued, sent, accepted or parked (PROTOCOL.md sections 4, 6 and 8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sync.apply import creation_changes
from sync.cache.coalescing import coalesce
from sync.cache.parked import CHANGED_SINCE, Parked, grouped, parked_document, parked_of
from sync.cache.repository import Repository, as_document, as_op
from sync.cache.storage import Change
from sync.wire import Op, Record, Result


class Waiting(msgspec.Struct, frozen=True):
    """A queued edit: `order` on this device, `sent` once it was part of any request, `result` when its outcome is known."""

    op: Op
    order: int
    sent: bool
    done: bool


class Queue:
    """The ordered queue of one device, and what was refused from it."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        numbered = [each for table in ("queue", "archive") for _, each in repository.documents(table)]
        self._last_order = max((each.get("o", 0) for each in numbered), default=0)

    # reading

    def waiting(self) -> list[Waiting]:
        """Queued edits in the order they were made."""
        return list(map(_waiting, self._documents()))

    def unsettled(self) -> Iterator[Waiting]:
        """Those whose outcome is not known, each read when it is asked for: a batch takes the first 500 of however many there are."""
        return (_waiting(each) for each in self._documents() if not each.get("done", False))

    def _documents(self) -> list[Mapping[str, Any]]:
        return sorted(self._repository.storage.table("queue").values(), key=lambda each: each["o"])

    def __len__(self) -> int:
        return len(self._repository.storage.table("queue"))

    def parked(self) -> list[Parked]:
        """Refused edits, oldest first."""
        items = [parked_of(key, each) for key, each in self._repository.documents("parked")]
        return sorted(items, key=lambda each: (each.at, each.id))

    def parked_item(self, key: str) -> Parked | None:
        """One refused edit by its id."""
        document = self._repository.document("parked", key)
        return parked_of(key, document) if document is not None else None

    # adding

    def add(self, ops: Sequence[Op], also: Sequence[Change] = ()) -> None:
        """Queue edits as one user action, coalescing with edits that were never sent; `also` joins the same journal line."""
        repository = self._repository
        with repository.writing():
            table = repository.storage.table("queue")
            documents: dict[str, Any] = {}
            order = self._last_order
            changes: list[Change] = []
            waiting: dict[str, list[Op]] = {}
            for op in ops:
                own = waiting.setdefault(op.rec, repository.ops_of(op.rec))
                last = own[-1] if own else None
                before = documents.get(last.id, table.get(last.id)) if last else None
                joined = coalesce(last, op) if last and before and not before["sent"] else None
                if joined is not None and before is not None and self._signed_after(before["o"]):
                    # What was signed goes out as it was when it was signed (PROTOCOL.md section 4).
                    joined = None
                if last is not None and joined is not None:
                    if joined.k == "put" and not joined.ch:
                        own.pop()
                        documents.pop(last.id, None)
                        changes.append(("queue", last.id, None))
                        continue
                    own[-1] = joined
                    documents.pop(last.id, None)
                    documents[joined.id] = {**(before or {}), "op": as_document(joined)}
                    changes += [("queue", last.id, None), ("queue", joined.id, dict(documents[joined.id]))]
                    continue
                order += 1
                own.append(op)
                documents[op.id] = {"o": order, "sent": False, "op": as_document(op)}
                changes.append(("queue", op.id, dict(documents[op.id])))
            repository.commit([*changes, *also], waiting)
            self._last_order = order

    def looked_again(self, ops: Iterable[Op]) -> list[Change]:
        """The changes that drop decisions refused because of a change since: deciding again about the record settles them."""
        decided = {op.rec for op in ops if op.k in ("put", "resolve") and "state" in op.ch}
        return [
            ("parked", item.id, None)
            for item in (self.parked() if decided else ())
            if item.code == CHANGED_SINCE and item.first.rec in decided
        ]

    def _signed_after(self, order: int) -> bool:
        """True when something was signed on this device after the edit of this order, and that signature waits."""
        queued = self._repository.documents("queue")
        return any(each["op"]["type"] == "signature" and each["o"] > order for _, each in queued)

    def withdraw(self, op_ids: Iterable[str]) -> bool:
        """Take edits back that were never sent; False, and nothing changed, when one of them already was."""
        repository = self._repository
        with repository.writing():
            found = {key: repository.document("queue", key) for key in op_ids}
            if any(each is None or each["sent"] for each in found.values()):
                return False
            waiting: dict[str, list[Op]] = {}
            for each in found.values():
                if each is not None:
                    rid = each["op"]["rec"]
                    waiting[rid] = [op for op in repository.ops_of(rid) if op.id not in found]
            repository.commit([("queue", key, None) for key in found], waiting)
        return True

    # sending

    def mark_sent(self, ops: Sequence[Op], first_n: int, also: Sequence[Change] = ()) -> list[Op]:
        """Give ops their numbers and mark them sent, durably and before the first send; returns them as they go out."""
        repository = self._repository
        changes: list[Change] = list(also)
        numbered: list[Op] = []
        waiting: dict[str, list[Op]] = {}
        with repository.writing():
            n = first_n
            for op in ops:
                document = repository.document("queue", op.id)
                if document is None:
                    continue
                if not op.n:
                    op = msgspec.structs.replace(op, n=n)
                    n += 1
                numbered.append(op)
                changes.append(("queue", op.id, {**document, "sent": True, "op": as_document(op)}))
                own = waiting.setdefault(op.rec, repository.ops_of(op.rec))
                waiting[op.rec] = [op if each.id == op.id else each for each in own]
            repository.commit(changes, waiting)
        return numbered

    @property
    def last_order(self) -> int:
        """The order of the newest edit; what is made later has a greater one."""
        return self._last_order

    def archived(self) -> list[Op]:
        """Accepted edits, in the order they were made."""
        documents = [(each.get("o", 0), each["at"], key, each) for key, each in self._repository.documents("archive")]
        return [as_op(each["op"]) for _, _, _, each in sorted(documents, key=lambda each: each[:3])]

    def pruned(self, before: str) -> list[Change]:
        """The changes that forget edits accepted before a server time: no backup reaches back so far."""
        return [("archive", key, None) for key, each in self._repository.documents("archive") if each["at"] < before]

    def frozen(self, boundary: int | None = None) -> tuple[list[Change], dict[str, list[Op]]]:
        """The changes that make every queued edit wait for a new number, whatever its outcome was, and never be coalesced."""
        changes: list[Change] = []
        waiting: dict[str, list[Op]] = {}
        for each in self.waiting():
            op = each.op
            if boundary is None or each.order <= boundary:
                op = msgspec.structs.replace(op, n=0)
                changes.append(("queue", op.id, {"o": each.order, "sent": True, "op": as_document(op)}))
            waiting.setdefault(op.rec, []).append(op)
        return changes, waiting

    def renumbered(self) -> tuple[list[Change], dict[str, list[Op]]]:
        """The changes that make every queued edit unsent again, under a new device id: same op ids, new numbers."""
        changes: list[Change] = []
        waiting: dict[str, list[Op]] = {}
        for each in self.waiting():
            op = each.op
            # What is done only waits to be seen and is never sent again.
            if not each.done:
                op = msgspec.structs.replace(op, n=0)
                # `sent` stays: what another device id sent must never be coalesced or changed (PROTOCOL.md section 4).
                changes.append(("queue", op.id, {"o": each.order, "sent": each.sent, "op": as_document(op)}))
            waiting.setdefault(op.rec, []).append(op)
        return changes, waiting

    # outcomes

    def settled(
        self, results: Sequence[tuple[Op, Result]], at: str, records: Sequence[Record]
    ) -> tuple[list[Change], dict[str, list[Op]]]:
        """The changes that take answered ops out of the queue: accepted ones into the archive, refused ones aside.

        An accepted op whose record is not in the answer stays in the view, marked done, until the next whole pull: the answer
        was full, or its author could not read the scope just then.
        """
        repository = self._repository
        changes: list[Change] = []
        gone: dict[str, None] = {}
        arrived = {record["id"] for record in records}
        refused = [(op, result) for op, result in results if result.out == "rejected"]
        for op, result in results:
            if result.out == "rejected":
                continue
            if op.rec not in arrived:
                document = repository.document("queue", op.id)
                changes.append(("queue", op.id, {**(document or {}), "done": True}))
                continue
            gone[op.id] = None
            changes += self._archiving(op, at, result.out)
        for key, group, result in grouped(refused, (each.op for each in self.waiting())):
            gone.update({op.id: None for op in group})
            changes += [("queue", op.id, None) for op in group]
            changes.append(("parked", key, parked_document(list(map(self._with_words, group)), result, at)))
        waiting = self._without(gone)
        return changes, waiting

    def _with_words(self, op: Op) -> Op:
        """A refused edit as it is kept: a restoration of what the server has no more becomes a creation of what is known here."""
        last = self._repository.document("trash", op.rec) if op.k == "restore" else None
        if last is None:
            return op
        values = {name: value for name, value in last["f"].items() if name != "state"}
        made = creation_changes(values)
        return msgspec.structs.replace(op, k="new", ch=made)

    def finished(self, at: str) -> tuple[list[Change], dict[str, list[Op]]]:
        """The changes that drop ops whose outcome was known but whose record had to be pulled first."""
        done = [as_op(each["op"]) for each in self._documents() if each.get("done", False)]
        changes = [change for op in done for change in self._archiving(op, at, "applied")]
        return changes, self._without([op.id for op in done])

    def _archiving(self, op: Op, at: str, out: str) -> list[Change]:
        """The changes that move an accepted edit into the archive, from which it goes again after a restore."""
        order = (self._repository.document("queue", op.id) or {}).get("o", self._last_order)
        return [("queue", op.id, None), ("archive", op.id, {"op": as_document(op), "at": at, "out": out, "o": order})]

    def parking(
        self, ops: Sequence[Op], code: str, at: str, reason: str | None = None
    ) -> tuple[list[Change], dict[str, list[Op]]]:
        """The changes that park queued ops as one item each, for a reason found on this device."""
        changes: list[Change] = []
        for op in ops:
            result = Result(n=op.n, id=op.id, out="rejected", code=code, reason=reason)
            changes += [("queue", op.id, None), ("parked", op.id, parked_document([op], result, at))]
        return changes, self._without([op.id for op in ops])

    def _without(self, gone: Collection[str]) -> dict[str, list[Op]]:
        documents = (self._repository.document("queue", key) for key in gone)
        rids = dict.fromkeys(each["op"]["rec"] for each in documents if each is not None)
        return {rid: [op for op in self._repository.ops_of(rid) if op.id not in gone] for rid in rids}


def _waiting(document: Mapping[str, Any]) -> Waiting:
    return Waiting(as_op(document["op"]), document["o"], document["sent"], document.get("done", False))
