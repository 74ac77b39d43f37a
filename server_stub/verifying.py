"""Whether everything in the database is what was written into it (PROTOCOL.md section 11a). Reads one snapshot, writes nothing."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from server_stub import chain, dialect, tables
from server_stub.findings import Finding
from server_stub.replaying import Replay, by_record
from server_stub.rows import COLUMNS, Row, row_of
from server_stub.seals import Seal, is_within, seal_of
from server_stub.tables import device, hist, opres, purged, rec, scope
from sync.canonical import SUM_MODULUS
from sync.records.scopes import branch_of

MOST = 200
"""Findings kept; one lost page can make thousands."""

PAGE = 200
"""Records replayed at a time."""


@dataclass(slots=True)
class Verified:
    """What was looked at, what is wrong, and the seal of it all."""

    seal: Seal
    scopes: int = 0
    records: int = 0
    revisions: int = 0
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    """Findings beyond those listed."""

    def find(self, finding: Finding) -> None:
        """Keep a finding, or count it when there are very many."""
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.more += 1


Progress = Callable[[int, int], None]
"""Called with how many revisions were looked at, and of how many."""


def verify(
    connection: Connection,
    up_to: str,
    *,
    against: Mapping[str, tuple[int, str]] | None = None,
    progress: Progress = lambda done, all_: None,
) -> Verified:
    """Look at everything in one snapshot; the seal reaches up to a moment. `against`: place and hash at which scopes once ended."""
    done = Verified(seal_of(up_to, {}))
    dialect.take_time(connection)
    for code, about in dialect.faults(connection):
        done.find(Finding(code, about=about))
    total = connection.scalar(select(func.count()).select_from(hist)) or 0
    ends: dict[str, tuple[int, str]] = {}
    known = against or {}
    for row in connection.execute(select(scope).order_by(scope.c.name)).mappings().all():
        walk = _Walk(done, row, up_to, known.get(row["name"]), lambda: progress(done.revisions, total))
        ends[row["name"]] = (0, chain.BEFORE_THE_FIRST)
        # SQLite takes a text where a number belongs, from whoever writes one.
        with _readable(done, row["name"]):
            ends[row["name"]] = walk.follow(connection)
        with _readable(done, row["name"]):
            _check_records(connection, row, done)
        done.scopes += 1
    for name in known.keys() - ends.keys():
        done.find(Finding("scope_missing", name))
    _check_devices(connection, done)
    _check_vaults(connection, done)
    done.seal = seal_of(up_to, ends)
    return done


@contextmanager
def _readable(done: Verified, scope: str, record: str | None = None) -> Iterator[None]:
    """What no code of this program has written is told, and what comes after it is looked at."""
    try:
        yield
    except (msgspec.DecodeError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        done.find(Finding("unreadable", scope, record))


class _Walk:
    """The chain of one scope, place by place. A break is told once: what comes after is measured from what stands there."""

    def __init__(
        self,
        done: Verified,
        row: Mapping[Any, Any],
        up_to: str,
        wanted: tuple[int, str] | None,
        progress: Callable[[], None],
    ) -> None:
        self._done = done
        self._row = row
        self._name: str = row["name"]
        self._up_to = up_to
        self._wanted = wanted
        self._progress = progress
        self._place = 0
        self._hash: str | None = chain.BEFORE_THE_FIRST

    def follow(self, connection: Connection) -> tuple[int, str]:
        """Walk it; returns the place and the hash it had come to at the moment of the seal."""
        end, sealed = (0, chain.BEFORE_THE_FIRST), False
        for each in _links(connection, self._row):
            self._step(each)
            sealed = sealed or not is_within(each["at"], self._up_to)
            if not sealed:
                end = (self._place, self._hash or "")
            if self._wanted is not None and self._wanted[0] == self._place and self._hash != self._wanted[1]:
                self._find("past_changed", each)
        if self._wanted is not None and self._wanted[0] > self._place:
            self._done.find(Finding("past_changed", self._name))
        if self._place < self._row["places"]:
            self._done.find(Finding("end_missing", self._name, about=_span(self._place + 1, self._row["places"])))
        elif (self._place, self._hash) != (self._row["places"], self._row["chain"]):
            self._done.find(Finding("end_wrong", self._name))
        return end

    def _step(self, each: Mapping[Any, Any]) -> None:
        place = each["place"]
        if place <= self._place:
            self._find("place_wrong", each)
        elif place > self._place + 1:
            self._done.find(Finding("place_missing", self._name, about=_span(self._place + 1, place - 1)))
            self._hash = None
        self._place = place
        if "digest" in each:
            # A purged one has no hash of its own: after a gap it cannot be told either.
            self._hash = None if self._hash is None else chain.hash_after(self._hash, each["digest"])
            return
        self._done.revisions += 1
        if self._done.revisions % 1000 == 0:
            self._progress()
        if each["type"] is None:
            self._find("record_missing", each)
        elif each["rec_scope"] != self._name:
            self._find("scope_wrong", each)
        if self._hash is not None and each["type"] is not None:
            digest = chain.digest_of(each["type"], each, chain.words_in(each))
            if chain.hash_after(self._hash, digest) != each["hash"]:
                self._find("hash_wrong", each)
        self._hash = each["hash"]

    def _find(self, code: str, each: Mapping[Any, Any]) -> None:
        self._done.find(Finding(code, self._name, each.get("rec"), each.get("rev")))


def _span(first: int, last: int) -> str:
    return f"place {first}" if first == last else f"places {first} to {last}"


def _links(connection: Connection, row: Mapping[Any, Any]) -> Iterator[Mapping[Any, Any]]:
    """Every place of a scope in order: revisions, and between them what was purged."""
    revisions = (
        select(hist, rec.c.type, rec.c.scope.label("rec_scope"))
        .outerjoin(rec, rec.c.id == hist.c.rec)
        .where(hist.c.scope == row["name"])
        .order_by(hist.c.place)
        .execution_options(yield_per=PAGE)
    )
    found: list[Iterable[Mapping[Any, Any]]] = [connection.execute(revisions).mappings()]
    if row["floor_seq"]:
        gone = select(purged).where(purged.c.scope == row["name"]).order_by(purged.c.place)
        found.append(connection.execute(gone.execution_options(yield_per=PAGE)).mappings())
    return heapq.merge(*found, key=lambda each: each["place"])


def _check_records(connection: Connection, place: Mapping[Any, Any], done: Verified) -> None:
    """Every record of a scope against its history, and the scope's figures against its records."""
    name: str = place["name"]
    total, live, highest, last = 0, 0, place["floor_seq"], None
    if place["branch"] != branch_of(name):
        done.find(Finding("branch_wrong", name))
    while True:
        # In the order of an index: any other one is a look at the whole scope for every page.
        page = COLUMNS.where(rec.c.scope == name).order_by(rec.c.seq).limit(PAGE)
        stored = connection.execute(page if last is None else page.where(rec.c.seq > last)).mappings().all()
        if not stored:
            break
        last = stored[-1]["seq"]
        done.records += len(stored)
        rows: dict[str, Row] = {}
        for each in stored:
            with _readable(done, name, each["id"]):
                rows[each["id"]] = row_of(each)
        for row in rows.values():
            total += row.sum()
            live += 0 if row.deleted else 1
            highest = max(highest, row.seq)
            if row.branch != branch_of(name):
                done.find(Finding("branch_wrong", name, row.id))
            if row.seq < 1:
                done.find(Finding("seq_wrong", name, row.id))
        _replay(connection, rows, done)
    if highest != place["head"]:
        done.find(Finding("head_wrong", name))
    if f"{total % SUM_MODULUS:032x}" != place["sum"]:
        done.find(Finding("sum_wrong", name))
    if live != place["live"]:
        done.find(Finding("live_wrong", name))


def _replay(connection: Connection, rows: dict[str, Row], done: Verified) -> None:
    revisions = select(hist).where(hist.c.rec.in_(rows)).order_by(hist.c.rec, hist.c.rev)
    waiting = dict(rows)
    for rid, part in by_record(connection.execute(revisions.execution_options(yield_per=PAGE)).mappings()):
        row = waiting.pop(rid)
        with _readable(done, row.scope, rid):
            for code, rev in Replay(row).follow(part):
                done.find(Finding(code, row.scope, rid, rev))
    for row in waiting.values():
        done.find(Finding("history_missing", row.scope, row.id))


def _check_devices(connection: Connection, done: Verified) -> None:
    """The outcomes of a device are numbered 1, 2, 3… up to its last number."""
    counted, highest = func.count(opres.c.n), func.coalesce(func.max(opres.c.n), 0)
    lines = select(device.c.id).outerjoin(opres, opres.c.device == device.c.id).group_by(device.c.id, device.c.last_n)
    for (found,) in connection.execute(lines.having(or_(counted != device.c.last_n, highest != device.c.last_n))):
        done.find(Finding("numbers_wrong", about=f"device {found}"))


def _check_vaults(connection: Connection, done: Verified) -> None:
    """What is sealed is counted and measured; what it says nobody here can read."""
    item, kept = tables.vault_item, tables.vault
    counted, size = func.count(item.c.id), func.coalesce(func.sum(item.c.size), 0)
    reached = func.coalesce(func.max(item.c.seq), 0)
    lines = select(kept.c.account).outerjoin(item, item.c.account == kept.c.account)
    lines = lines.group_by(kept.c.account, kept.c["items"], kept.c.bytes, kept.c.head)
    right = and_(counted == kept.c["items"], size == kept.c.bytes, reached <= kept.c.head)
    for (found,) in connection.execute(lines.having(~right)):
        done.find(Finding("vault_wrong", about=f"account {found}"))


def as_json(done: Verified) -> dict[str, Any]:
    """What was found, for `--json`."""
    return {
        "ok": not done.findings,
        "scopes": done.scopes,
        "records": done.records,
        "revisions": done.revisions,
        "seal": str(done.seal),
        "findings": [msgspec.to_builtins(each) for each in done.findings],
        "more": done.more,
    }
