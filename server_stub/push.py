"""Push: edits applied in order, each exactly once, their outcomes stored in the same transaction (PROTOCOL.md section 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from server_stub import dialect, tables
from server_stub.book import Book, hold_scopes
from server_stub.clock import Clock, stamp
from server_stub.edits import Edits
from server_stub.facts import BookFacts
from server_stub.identity import Account, hold_devices, last_n_of
from server_stub.problems import ProtocolProblem
from server_stub.reading import Reader
from server_stub.rows import text
from server_stub.store import Store
from sync.records.fields import SET_ELEMENTS
from sync.records.kind import SCHEMA, Registry
from sync.records.registry import KINDS
from sync.records.scopes import branch_of, is_shared
from sync.wire import MAX_OPS, MAX_PAGE_BYTES, Op, PushAnswer, PushRequest, Record, Result
from sync.wire_forms import ID_FORM, LARGEST

_ID = re.compile(rf"{ID_FORM}\Z")

opres = tables.opres
_OUTCOMES = (
    select(opres.c.device, opres.c.n, opres.c.op_id, opres.c.result, tables.device.c.account)
    .join(tables.device, tables.device.c.id == opres.c.device)
    .where(opres.c.op_id.in_(bindparam("ids", expanding=True)))
)
_INSERT = insert(opres)
_SEEN = (
    update(tables.device)
    .where(tables.device.c.id == bindparam("key"))
    .values(last_n=bindparam("new_n"), seen_at=bindparam("now"))
)
_decode_result = msgspec.json.Decoder(Result).decode


class PushService:
    """Applies the edits of a device; needs no HTTP."""

    def __init__(self, store: Store, clock: Clock, registry: Registry = KINDS) -> None:
        self._store = store
        self._clock = clock
        self._registry = registry

    def push(self, account: Account, request: PushRequest) -> PushAnswer:
        """The outcomes in order, and the new state of every record touched that the account may read, up to 1 MiB.

        Durable when it returns. Raises ProtocolProblem: too_many_ops, bad_request_shape, epoch_mismatch, device_unknown,
        device_not_yours, gap, device_forked, op_not_yours, busy, quota; then nothing was changed.
        """
        _check(request)
        return self._store.write(lambda connection: self._push(connection, account, request))

    def push_all(self, requests: Iterable[tuple[Account, PushRequest]]) -> list[PushAnswer | ProtocolProblem]:
        """Several pushes under one commit, each answered or refused as if it were alone."""
        return self._store.write(lambda connection: [self._beside(connection, *each) for each in requests])

    def push_together(self, requests: Sequence[tuple[Account, PushRequest]]) -> list[PushAnswer | ProtocolProblem]:
        """The same beside other processes: everything they need is locked first, in the order in which all lock it."""

        def work(connection: Connection) -> list[PushAnswer | ProtocolProblem]:
            if dialect.locks_rows(connection):
                self._store.epoch(connection, hold=True)
                hold_devices(connection, {request.device for _, request in requests})
                hold_scopes(connection, {name for account, each in requests for name in _scopes(account, each.ops)})
            return [self._beside(connection, *each) for each in requests]

        return self._store.write(work)

    def _beside(self, connection: Connection, account: Account, request: PushRequest) -> PushAnswer | ProtocolProblem:
        try:
            _check(request)
            # A savepoint: what is refused leaves nothing behind, and the others stand.
            with connection.begin_nested():
                return self._push(connection, account, request)
        except ProtocolProblem as problem:
            return problem

    def _push(self, connection: Connection, account: Account, request: PushRequest) -> PushAnswer:
        epoch = self._store.epoch(connection, hold=True)
        if request.epoch != epoch:
            raise ProtocolProblem(409, "epoch_mismatch", "the server was restored from a backup")
        last_n = last_n_of(connection, account, request.device, lock=True)
        book = Book(connection, account.branch)
        # Before anything is read: whoever comes later, in this process or another, finds what this push leaves. The same edit
        # under two device ids at once is then carried out once.
        book.lock(_scopes(account, request.ops))
        # Now that it is this push's turn: what is later in a scope has the later time.
        at, today = stamp(self._clock.now()), self._clock.today()
        # Values have not been looked at yet: what cannot be an id is not looked for, since a database may not even take it.
        book.load(rid for rid in _ids(request.ops, self._registry) if _ID.match(rid))
        done = _Done(connection, account, request.device, last_n, request.ops)
        people = {account.member, *(op.for_ for op in request.ops if op.for_ is not None)}
        facts = BookFacts(book, self._registry, people, today)
        reader = _LateReader(account, facts)
        edits = Edits(book, self._registry, facts, account.member, reader)
        results: list[Result] = []
        for op in request.ops:
            result = done.before(op)
            if result is None:
                result = edits.carry_out(op, at, request.device)
                done.store(op, result)
            edits.touched.update(dict.fromkeys((op.rec, *result.conflicts)))
            results.append(result)
        book.write()
        done.write(at)
        records, cut = _states(book, reader, edits.touched)
        return PushAnswer(
            results=results, last_n=done.last_n, records=records, epoch=epoch, time=at, cut=cut, schema=SCHEMA
        )


class _LateReader(Reader):
    """Reads with the roster as the edits so far have left it."""

    def __init__(self, account: Account, facts: BookFacts) -> None:
        super().__init__(account, facts.roster)
        self._facts = facts

    def reads(self, scope: str) -> bool:
        self._roster = self._facts.roster
        return super().reads(scope)


class _Done:
    """Which edits were carried out before, and their outcomes: under this device's numbers, or by op id under another's."""

    def __init__(self, connection: Connection, account: Account, device: str, last_n: int, ops: Sequence[Op]) -> None:
        self._connection = connection
        self._account = account
        self._device = device
        self.last_n = last_n
        self._numbered: set[tuple[int, str]] = set()
        self._outcomes: dict[str, tuple[str, Result]] = {}
        for row in connection.execute(_OUTCOMES, {"ids": [op.id for op in ops]}):
            self._outcomes[row.op_id] = (row.account, _decode_result(row.result))
            if row.device == device:
                self._numbered.add((row.n, row.op_id))
        self._new: list[dict[str, Any]] = []

    def before(self, op: Op) -> Result | None:
        """The stored outcome of an edit, or None when it is new; raises device_forked, gap, op_not_yours."""
        stored = self._outcomes.get(op.id)
        if op.n <= self.last_n:
            if stored is None or (op.n, op.id) not in self._numbered:
                raise ProtocolProblem(409, "device_forked", "another edit has this number already")
            return msgspec.structs.replace(stored[1], n=op.n)
        if op.n != self.last_n + 1:
            raise ProtocolProblem(409, "gap", "an edit before this one is missing", detail={"expect": self.last_n + 1})
        if stored is None:
            return None
        if stored[0] != self._account.id:
            raise ProtocolProblem(403, "op_not_yours", "this edit was made by another account")
        result = msgspec.structs.replace(stored[1], n=op.n)
        self.store(op, result)
        return result

    def store(self, op: Op, result: Result) -> None:
        """Keep the outcome of an edit under its number on this device."""
        self.last_n = op.n
        self._numbered.add((op.n, op.id))
        self._outcomes[op.id] = (self._account.id, result)
        self._new.append({"device": self._device, "n": op.n, "op_id": op.id, "result": text(result)})

    def write(self, at: str) -> None:
        """Put numbers and outcomes into the database."""
        if self._new:
            self._connection.execute(_INSERT, self._new)
        self._connection.execute(_SEEN, {"key": self._device, "new_n": self.last_n, "now": at})


def _scopes(account: Account, ops: Iterable[Op]) -> set[str]:
    """The scopes in which the edits may change something."""
    return {op.scope for op in ops if is_shared(op.scope) and branch_of(op.scope) == account.branch}


def _check(request: PushRequest) -> None:
    if len(request.ops) > MAX_OPS:
        raise ProtocolProblem(413, "too_many_ops", "too many edits in one request", detail={"limit": MAX_OPS})
    for index, op in enumerate(request.ops):
        for name, value in (("id", op.id), ("rec", op.rec), ("conflict", op.conflict), ("for", op.for_)):
            if value is not None and not _ID.match(value):
                raise _shape(index, name)
        if not 1 <= op.n <= LARGEST:
            raise _shape(index, "n")


def _shape(index: int, name: str) -> ProtocolProblem:
    return ProtocolProblem(
        422, "bad_request_shape", "a value has not the form it must have", detail={"op": index, "field": name}
    )


def _ids(ops: Iterable[Op], registry: Registry) -> Iterable[str]:
    """Every record the edits name: themselves, their conflicts, what new ones hang on, and what they link to."""
    for op in ops:
        spec = registry.get(op.type)
        if spec is not None:
            yield from islice((rid for _, _, rid in spec.links(op.ch)), SET_ELEMENTS)
        yield op.rec
        if op.conflict is not None:
            yield op.conflict
        if op.for_ is not None:
            yield op.for_
        if op.k == "new":
            for name in ("session", "target", "author", "member"):
                change = op.ch.get(name)
                if isinstance(change, list) and len(change) == 2 and isinstance(change[1], str):
                    yield change[1]


def _states(book: Book, reader: Reader, touched: Iterable[str]) -> tuple[list[Record], bool]:
    """The records touched that the account may read, as they are now; True when not all fitted into 1 MiB."""
    records: list[Record] = []
    size = 0
    for rid in touched:
        row = book.get(rid)
        if row is None or row.branch != book.branch or not reader.reads(row.scope):
            continue
        envelope = row.envelope()
        size += len(msgspec.json.encode(envelope))
        if size > MAX_PAGE_BYTES and records:
            return records, True
        records.append(envelope)
    return records, False
