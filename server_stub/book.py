"""The records one transaction touches: read in bulk, changed in memory, written in bulk.

300 pushes a second leave 3 ms for each, and every statement costs 0.1 ms: so there is one statement a table, not one a record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, insert, or_, select, update

from server_stub import chain, dialect, tables
from server_stub.deed import Deed
from server_stub.reading import fields_of_kind
from server_stub.rows import COLUMNS, Row, row_of, text
from server_stub.tables import ScopeRow, hist, rec
from sync.apply import DELETED, Applied
from sync.canonical import SUM_MODULUS
from sync.records.kind import KindSpec
from sync.records.scopes import branch_of

_CHUNK = 500
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BY_ID = COLUMNS.where(rec.c.id.in_(_IDS))
_WITH_CONFLICTS = COLUMNS.where(
    or_(rec.c.id.in_(_IDS), and_(rec.c.parent.in_(_IDS), rec.c.type == "conflict", rec.c.deleted.is_(None)))
)
_LAST_FIELDS = (
    select(hist.c.rec, hist.c.f)
    .join(rec, (rec.c.id == hist.c.rec) & (rec.c.rev == hist.c.rev))
    .where(hist.c.rec.in_(bindparam("ids", expanding=True)))
)
_ROWS = COLUMNS.where(rec.c.parent == bindparam("parent"), rec.c.type == bindparam("kind"), rec.c.deleted.is_(None))
_CHANGES = select(hist.c.ch).where(hist.c.rec == bindparam("rec"))
_SCOPE = select(tables.scope).where(tables.scope.c.name.in_(bindparam("names", expanding=True)))
_LOCK_SCOPES = _SCOPE.order_by(tables.scope.c.name).with_for_update(key_share=True)
_HOLD_SCOPE = select(tables.scope.c.name).where(tables.scope.c.name == bindparam("name")).with_for_update(read=True)
_UPDATED = ("rev", "seq", "v", "f", "fv", "created", "updated", "deleted", "parent")
_UPDATE_REC = (
    update(rec).where(rec.c.id == bindparam("key")).values({name: bindparam(f"new_{name}") for name in _UPDATED})
)
_INSERT_SCOPE = insert(tables.scope)
_INSERT_REC = insert(rec)
_INSERT_HIST = insert(hist)
_MOVED = ("head", "sum", "live", "places", "chain")
_UPDATE_SCOPE = (
    update(tables.scope)
    .where(tables.scope.c.name == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in _MOVED})
)


class Book:
    """Records by id as this transaction sees them."""

    def __init__(self, connection: Connection, branch: str) -> None:
        self._connection = connection
        self.branch = branch
        self._rows: dict[str, Row | None] = {}
        self._made: set[str] = set()
        self._changed: dict[str, None] = {}
        self._scopes: dict[str, ScopeRow] = {}
        self._locked: set[str] = set()
        self._new_scopes: set[str] = set()
        self._touched_scopes: set[str] = set()
        self._history: list[dict[str, Any]] = []
        self._open_conflicts: dict[str, list[str]] = {}
        self._kinds: dict[str, dict[str, dict[str, Any]]] = {}

    # reading

    def load(self, ids: Iterable[str]) -> None:
        """Read these records, what they hang on, and their open conflicts."""
        wanted, statement = set(ids) - self._rows.keys(), _WITH_CONFLICTS
        while wanted:
            found = self._fetch(statement, wanted)
            wanted, statement = {row.parent for row in found if row.parent is not None} - self._rows.keys(), _BY_ID

    def lock(self, scopes: Collection[str]) -> None:
        """Take the rows of these scopes before anything of them is read: until the end nobody else changes their records.

        What the branch shares is held as well, since rights are decided by it. All in one order for everybody, the order of
        names, in which `b:` comes first: so two writers never wait for each other.
        """
        names = set(scopes) - self._locked
        common = f"b:{self.branch}"
        if common not in names | self._locked and dialect.locks_rows(self._connection):
            self._connection.execute(_HOLD_SCOPE, {"name": common})
        for part in _parts(sorted(names)):
            for row in self._connection.execute(_LOCK_SCOPES, {"names": part}):
                self._scopes[row.name] = ScopeRow.of(row)
        self._locked |= names
        # What was read of them before may have changed until they were ours.
        old = [rid for rid, row in self._rows.items() if rid not in self._changed and (not row or row.scope in names)]
        for rid in old:
            del self._rows[rid]
        self._kinds.clear()

    def get(self, rid: str) -> Row | None:
        """A record of any branch by its id, a deleted one with the fields it last had; None when there is none."""
        if rid not in self._rows:
            self.load([rid])
        return self._rows[rid]

    def open_conflicts(self, rid: str) -> list[Row]:
        """Conflicts about a record that are open now."""
        rows = (self.get(each) for each in dict.fromkeys(self._open_conflicts.get(rid, ())))
        return [row for row in rows if row is not None and row.fields.get("state") == "open"]

    def of_kind(self, kind: str) -> Collection[Mapping[str, Any]]:
        """The fields of every living record of a kind in this branch, as this transaction leaves them."""
        return self.living(kind).values()

    def living(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """The same by record id: for kinds of which a branch has hundreds, not thousands."""
        if kind not in self._kinds:
            known = fields_of_kind(self._connection, self.branch, kind)
            for rid in self._changed:
                row = self._rows[rid]
                if row is not None and row.type == kind:
                    known.pop(rid, None)
                    if not row.deleted:
                        known[rid] = row.fields
            self._kinds[kind] = known
        return self._kinds[kind]

    def rows_of(self, parent: str, kind: str) -> list[Row]:
        """Living records of a kind that hang on `parent`."""
        stored = self._connection.execute(_ROWS, {"parent": parent, "kind": kind}).mappings()
        rows = {row["id"]: row_of(row) for row in stored}
        for rid in self._changed:
            mine = self._rows[rid]
            if mine is not None and mine.type == kind and mine.parent == parent:
                rows[rid] = mine
        return [row for row in rows.values() if not row.deleted]

    def changes_of(self, rid: str) -> Iterator[dict[str, list[Any]]]:
        """What every revision of a record changed, {field: [before, after]}, this transaction's included."""
        for (changes,) in self._connection.execute(_CHANGES, {"rec": rid}):
            yield msgspec.json.decode(changes)
        for entry in self._history:
            if entry["rec"] == rid:
                yield msgspec.json.decode(entry["ch"])

    def _fetch(self, statement: Select[Any], ids: Collection[str]) -> list[Row]:
        fresh: dict[str, Row] = {}
        for part in _parts(sorted(ids)):
            for each in self._connection.execute(statement, {"ids": part}).mappings():
                if self._rows.get(each["id"]) is None:
                    fresh[each["id"]] = row_of(each)
        self._rows.update(dict.fromkeys(ids))
        self._rows.update(fresh)
        found = list(fresh.values())
        for row in found:
            if row.type == "conflict" and row.parent is not None:
                self._open_conflicts.setdefault(row.parent, []).append(row.id)
        for part in _parts([row.id for row in found if row.deleted]):
            for rid, fields in self._connection.execute(_LAST_FIELDS, {"ids": part}):
                gone = self._rows[rid]
                if gone is not None:
                    gone.fields = msgspec.json.decode(fields) if fields is not None else {}
                    gone.erased = fields is None
        return found

    # changing

    def record(self, spec: KindSpec, rid: str, scope: str, applied: Applied, deed: Deed) -> Row:
        """Make what an edit gave the next revision of a record: numbers, checksum and history go with it."""
        before = self._rows.get(rid)
        place = self._scope(scope)
        if before is not None:
            place.sum = (place.sum - before.sum()) % SUM_MODULUS
            place.live -= 0 if before.deleted else 1
        place.head += 1
        row = self._next(spec, before, rid, scope, applied, deed)
        row.seq = place.head
        place.sum = (place.sum + row.sum()) % SUM_MODULUS
        place.live += 0 if row.deleted else 1
        if before is None:
            self._made.add(rid)
        self._rows[rid] = row
        self._changed[rid] = None
        self._remember(place, row, applied, deed)
        if spec.name == "conflict" and row.parent is not None and before is None:
            self._open_conflicts.setdefault(row.parent, []).append(rid)
        known = self._kinds.get(spec.name)
        if known is not None:
            known.pop(rid, None)
            if not row.deleted:
                known[rid] = row.fields
        return row

    def _next(self, spec: KindSpec, before: Row | None, rid: str, scope: str, applied: Applied, deed: Deed) -> Row:
        rev = before.rev + 1 if before else 1
        alive = applied.fields is not None
        entry: list[Any] = [rev, deed.by]
        if (entered := deed.entered()) is not None:
            entry.append(entered)
        born = before is None or (bool(before.deleted) and deed.k == "new")
        fv = {} if before is None or born else dict(before.fv)
        fv.update({name: entry for name in applied.changed if name != DELETED})
        made = {"at": deed.at, "claimed": deed.since or deed.claimed, "by": deed.by, "dev": deed.dev}
        changed = {"at": deed.at, "claimed": deed.claimed, "by": deed.by, "dev": deed.dev}
        fields = applied.fields if applied.fields is not None else (before.fields if before else {})
        return Row(
            id=rid,
            branch=self.branch,
            scope=scope,
            type=spec.name,
            rev=rev,
            seq=0,
            v=deed.v,
            fields=fields,
            fv=fv,
            created=made if before is None or born else before.created,
            updated=changed,
            deleted=None if alive else {"at": deed.at, "by": deed.by},
            parent=fields.get(spec.parent_field) if spec.parent_field else None,
        )

    def _remember(self, place: ScopeRow, row: Row, applied: Applied, deed: Deed) -> None:
        entry = {
            "rec": row.id,
            "rev": row.rev,
            "scope": row.scope,
            "k": deed.k,
            "out": applied.outcome,
            "ch": text(applied.changed),
            "f": text(row.fields) if row.deleted else None,
            "by": deed.by,
            "for": deed.for_,
            "basis": deed.basis,
            "ref": deed.ref,
            "dev": deed.dev,
            "at": deed.at,
            "claimed": deed.claimed,
            "op": deed.op,
        }
        self._history.append(chain.link(place, row.type, entry))

    def _scope(self, name: str) -> ScopeRow:
        if name not in self._locked:
            raise LookupError("a scope must be locked before its records are read")
        if name not in self._scopes:
            # If somebody else begins it at the same time, the second of the two to insert it begins again.
            self._scopes[name] = ScopeRow(name, self.branch)
            self._new_scopes.add(name)
        self._touched_scopes.add(name)
        return self._scopes[name]

    # writing

    def write(self) -> None:
        """Put every change into the database, one statement a table, and wake whoever waits for one."""
        scopes = [self._scopes[name].values() for name in sorted(self._touched_scopes)]
        rows = [row.values() for rid in self._changed if (row := self._rows[rid]) is not None]
        made = [each for each in rows if each["id"] in self._made]
        changed = [_renamed(each, "id", _UPDATED) for each in rows if each["id"] not in self._made]
        self._run(_INSERT_SCOPE, [each for each in scopes if each["name"] in self._new_scopes])
        self._run(_INSERT_REC, made)
        self._run(_UPDATE_REC, changed)
        self._run(_INSERT_HIST, self._history)
        old = [each for each in scopes if each["name"] not in self._new_scopes]
        self._run(_UPDATE_SCOPE, [_renamed(each, "name", _MOVED) for each in old])
        if scopes:
            dialect.ring(self._connection, self.branch)

    def _run(self, statement: Any, values: Sequence[dict[str, Any]]) -> None:
        if values:
            dialect.execute_many(self._connection, statement, values)


def hold_scopes(connection: Connection, names: Collection[str]) -> None:
    """Take the rows of scopes of several branches, in the order in which every `Book` takes those of its own."""
    # What each branch shares comes first, also where it is only held: taken later it could be in the hands of one who waits.
    for common in sorted({f"b:{branch_of(name)}" for name in names}):
        if common in names:
            connection.execute(_LOCK_SCOPES, {"names": [common]})
        else:
            connection.execute(_HOLD_SCOPE, {"name": common})
    for part in _parts(sorted(names)):
        connection.execute(_LOCK_SCOPES, {"names": part})


def _renamed(values: Mapping[str, Any], key: str, names: Iterable[str]) -> dict[str, Any]:
    return {"key": values[key], **{f"new_{name}": values[name] for name in names}}


def _parts(items: Sequence[str]) -> Iterator[list[str]]:
    """At most 500 at a time: SQLite and PostgreSQL bound the number of parameters."""
    rest = iter(items)
    while part := list(islice(rest, _CHUNK)):
        yield part
