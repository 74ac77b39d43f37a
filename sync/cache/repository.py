"""All records of one account on this device: view = shadow (last known server state) + queue (own edits not yet accepted).

Reads never wait for a disk; every write is one journal line, durable before it is visible.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import msgspec
from tinydb import TinyDB
from tinydb.queries import QueryLike

from sync.cache.rows import only
from sync.cache.storage import Change, JournalStorage
from sync.cache.view import View, view_of
from sync.giving_way import give_way
from sync.records.kind import KindSpec, Registry
from sync.wire import Op

TABLES = (
    "shadow",
    "private",
    "queue",
    "parked",
    "archive",
    "trash",
    "typing",
    "meta",
    "fresh",
    "refused",
    "vault",
)


class Changed(msgspec.Struct, frozen=True):
    """What a commit touched: record ids with their kinds, and the names of tables beside the records."""

    ids: frozenset[str]
    kinds: frozenset[str]
    tables: frozenset[str]


class Repository:
    """Reads records as views, finds them through TinyDB queries, and tells watchers what changed."""

    def __init__(self, db: TinyDB, registry: Registry) -> None:
        self.db = db
        self.registry = registry
        self.storage = cast(JournalStorage, db.storage)
        self._tables = {name: db.table(name, document_id_class=str) for name in TABLES}
        self._writing = threading.RLock()
        self._memory = threading.RLock()
        self._ops_of: dict[str, list[Op]] = {}
        self._views: dict[str, View | None] = {}
        self._of_kind: dict[str, dict[str, None]] = {}
        self._linked: dict[tuple[str, str, str], dict[str, None]] = {}
        self._watchers: list[Callable[[Changed], None]] = []
        self._fixed_links = {spec.name: _fixed_links(spec) for spec in registry}
        self._links = only(*sorted({name for names in self._fixed_links.values() for name in names}))
        self.reload()

    # reading

    def get(self, rid: str) -> View | None:
        """The record, a deleted one included; None when this device does not know it."""
        with self._memory:
            if rid not in self._views:
                self._views[rid] = self._compute(rid)
            return self._views[rid]

    def find(self, kind: str, query: QueryLike | None = None, *, deleted: bool = False) -> list[View]:
        """Records of a kind whose fields match a TinyDB query, in the order they came to this device."""
        with self._memory:
            views = [view for rid in self._of_kind.get(kind, ()) if (view := self.get(rid)) and view.deleted == deleted]
        give_way()
        return views if query is None else [view for view in views if query(view.fields)]

    def holding(self, kind: str, *names: str, values: Collection[Any] | None = None) -> list[View]:
        """Live records of a kind in which one of these fields has one of `values`, without them anything; in the order of `find`.

        Of the others no view is made: that takes 30 µs each, half a second for a branch of ten thousand records.
        """
        with self._memory:
            shadow, private = self.storage.table("shadow").part_of, self.storage.table("private").part_of
            part = only(*names)
            rids = [
                rid
                for rid in self._of_kind.get(kind, ())
                # Passed over where the record as the server has it lacks the value, and nothing waits that could give it one.
                if rid in self._ops_of
                or ((base := shadow(rid, part) or private(rid, part)) and _holds(base.get("f") or {}, names, values))
            ]
            views = [view for rid in rids if (view := self.get(rid)) and not view.deleted]
        return [view for view in views if _holds(view.fields, names, values)]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """Live records of a kind whose fixed link `field` names `rid`: a session's rows, a plan's tasks."""
        with self._memory:
            rids = self._linked.get((kind, field, rid), ())
            views = [view for each in rids if (view := self.get(each)) and not view.deleted]
        give_way()
        # A natural key that lived again may hang elsewhere by now.
        return [view for view in views if view.get(field) == rid]

    def count(self, kind: str) -> int:
        """How many live records of a kind there are."""
        return len(self.find(kind))

    def ids(self, kind: str) -> list[str]:
        """Ids of a kind, of deleted ones too; costs no look at the records, of which the first ones may be many."""
        with self._memory:
            return list(self._of_kind.get(kind, ()))

    def records_known(self) -> int:
        """How many records of the server are on this device, deleted ones included."""
        return len(self.storage.table("shadow"))

    def document(self, table: str, key: str) -> Mapping[str, Any] | None:
        """A raw document of one of the tables beside the records; never change it."""
        return self.storage.table(table).get(key)

    def documents(self, table: str) -> list[tuple[str, Mapping[str, Any]]]:
        """All raw documents of a table with their ids, as of now."""
        # Without the lock of those who read: the first time, this reads every document of the snapshot.
        return [(str(key), document) for key, document in self.storage.table(table).items()]

    def spec(self, view: View) -> KindSpec:
        """The kind of a record."""
        return self.registry[view.kind]

    def watch(self, heard: Callable[[Changed], None]) -> Callable[[], None]:
        """Call `heard` after each commit, in the committing thread; returns what ends it."""
        self._watchers.append(heard)
        return lambda: self._watchers.remove(heard)

    # writing, for the modules beside this one

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time: what is read inside stays true until the commit."""
        with self._writing:
            yield

    def commit(self, changes: Sequence[Change], waiting: Mapping[str, list[Op]] | None = None) -> None:
        """Make changes durable as one journal line, then visible; raises CacheStopped and changes nothing on a disk error.

        `waiting` names, for each record whose queue changes, its waiting edits from now on.
        """
        if not changes:
            return
        waiting = waiting or {}
        with self._writing:
            self.storage.commit(changes)
            tables = frozenset(table for table, _, _ in changes)
            # In the order of the changes, so that `find` gives the same order in every run.
            ids = dict.fromkeys(str(key) for table, key, _ in changes if table in ("shadow", "private", "trash"))
            ids.update(dict.fromkeys(waiting))
            with self._memory:
                for rid, ops in waiting.items():
                    if ops:
                        self._ops_of[rid] = list(ops)
                    else:
                        self._ops_of.pop(rid, None)
                kinds = self._refresh(ids)
        changed = Changed(frozenset(ids), frozenset(kinds), tables)
        for heard in list(self._watchers):
            heard(changed)

    def ops_of(self, rid: str) -> list[Op]:
        """Waiting edits of a record, in order."""
        with self._memory:
            return list(self._ops_of.get(rid, ()))

    def reload(self) -> None:
        """Build the indexes anew from the tables; at opening, and after a whole scope went."""
        with self._memory:
            self._views.clear()
            self._of_kind.clear()
            self._linked.clear()
            waiting = sorted(self.storage.table("queue").values(), key=lambda each: each["o"])
            self._ops_of = {}
            for each in waiting:
                op = as_op(each["op"])
                self._ops_of.setdefault(op.rec, []).append(op)
            for table in ("shadow", "private"):
                self._enter(self.storage.table(table).partly(self._links))
            for rid in self._ops_of:
                self._index(rid, self.get(rid))

    # indexes

    def _last(self, rid: str) -> Mapping[str, Any]:
        fields: Mapping[str, Any] = (self.storage.table("trash").get(rid) or {}).get("f", {})
        return fields

    def _compute(self, rid: str) -> View | None:
        base = self.storage.table("shadow").get(rid) or self.storage.table("private").get(rid)
        ops = self._ops_of.get(rid, [])
        kind = base["type"] if base else (ops[0].type if ops else None)
        spec = self.registry.get(kind) if kind else None
        if spec is None:
            return None
        return view_of(spec, rid, base, self.storage.table("trash").get(rid), ops)

    def _refresh(self, ids: Iterable[str]) -> set[str]:
        """Forget what was computed for these records and index them again; returns their kinds.

        A view is made when somebody asks for it: of thousands that came at once few are, and the lock is held meanwhile.
        """
        kinds: set[str] = set()
        lost: set[str] = set()
        shadow, private = self.storage.table("shadow").get, self.storage.table("private").get
        for rid in ids:
            before = self._views.pop(rid, None)
            if before is not None:
                kinds.add(before.kind)
            base, ops = shadow(rid) or private(rid), self._ops_of.get(rid, ())
            kind = base["type"] if base is not None else ops[0].type if ops else None
            if kind is None or self.registry.get(kind) is None:
                lost.add(rid)
                continue
            kinds.add(kind)
            made = [op for op in ops if op.k == "new"]
            if base is not None and not made:
                # Its links are those it was made with, whatever waits.
                self._enter([(rid, base)])
            elif base is None and made and rid in self._of_kind.get(kind, ()):
                # Made here and not sent: what it hangs on may have got another id when the branch was joined.
                for op in made:
                    links = {name: op.ch[name][1] for name in self._fixed_links.get(kind, ()) if name in op.ch}
                    self._enter([(rid, {"type": kind, "f": links})])
            elif (view := self.get(rid)) is None:
                lost.add(rid)
            else:
                self._index(rid, view)
        return kinds | self._leave(lost)

    def _index(self, rid: str, view: View | None) -> None:
        if view is not None:
            self._enter([(rid, {"type": view.kind, "f": view.fields})])

    def _enter(self, records: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
        """Put records into the indexes; all at once at opening, where a call for each of sixty thousand would cost as much as the work."""
        linked, before = self._linked, ""
        group: dict[str, None] = {}
        names: list[str] = []
        for key, record in records:
            rid, kind = str(key), record["type"]
            if kind != before:
                group, names, before = self._of_kind.setdefault(kind, {}), self._fixed_links.get(kind, []), kind
            group[rid] = None
            if names:
                fields = record.get("f") or self._last(rid)
                for name in names:
                    if target := fields.get(name):
                        rids = linked.get((kind, name, target))
                        if rids is None:
                            linked[kind, name, target] = {rid: None}
                        else:
                            rids[rid] = None

    def _leave(self, lost: set[str]) -> set[str]:
        """Take records that this device knows no longer out of the indexes, all in one walk; returns their kinds."""
        kinds: set[str] = set()
        if not lost:
            return kinds
        for kind, group in self._of_kind.items():
            for rid in group.keys() & lost:
                kinds.add(kind)
                del group[rid]
        for rids in self._linked.values():
            for rid in rids.keys() & lost:
                del rids[rid]
        return kinds


def _holds(fields: Mapping[str, Any], names: Sequence[str], values: Collection[Any] | None) -> bool:
    for name in names:
        value = fields.get(name)
        if value if values is None else value in values:
            return True
    return False


def _fixed_links(spec: KindSpec) -> list[str]:
    """Fields whose link never changes, so that an index over them needs no upkeep."""
    return [n for n, f in spec.fields.items() if f.once and (f.type == "id" or n == spec.parent_field)]


def as_op(document: Mapping[str, Any]) -> Op:
    """An op from its stored form."""
    return msgspec.convert(document, Op)


def as_document(op: Op) -> dict[str, Any]:
    """An op as the journal stores it."""
    document: dict[str, Any] = msgspec.to_builtins(op)
    return document
