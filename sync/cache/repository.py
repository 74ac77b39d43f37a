"""All records of one account on this device: view = shadow (last known server state) + queue (own edits not yet accepted).

Reads never wait for a disk; every write is one journal line, durable before it is visible.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from tinydb import TinyDB
from tinydb.queries import QueryLike

from sync.cache.storage import Change, JournalStorage
from sync.cache.view import View, view_of
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


@dataclass(frozen=True, slots=True)
class Changed:
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
        return views if query is None else [view for view in views if query(view.fields)]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """Live records of a kind whose fixed link `field` names `rid`: a session's rows, a plan's tasks."""
        with self._memory:
            rids = self._linked.get((kind, field, rid), ())
            views = [view for each in rids if (view := self.get(each)) and not view.deleted]
        # A natural key that lived again may hang elsewhere by now.
        return [view for view in views if view.get(field) == rid]

    def count(self, kind: str) -> int:
        """How many live records of a kind there are."""
        return len(self.find(kind))

    def records_known(self) -> int:
        """How many records of the server are on this device, deleted ones included."""
        return len(self.storage.table("shadow"))

    def document(self, table: str, key: str) -> Mapping[str, Any] | None:
        """A raw document of one of the tables beside the records; never change it."""
        return self.storage.table(table).get(key)

    def documents(self, table: str) -> list[tuple[str, Mapping[str, Any]]]:
        """All raw documents of a table with their ids, as of now."""
        with self._memory:
            return [(str(key), document) for key, document in list(self.storage.table(table).items())]

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
                for rid, record in self.storage.table(table).items():
                    self._enter(str(rid), record["type"], record.get("f") or self._last(str(rid)))
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
        """Forget what was computed for these records and index them again; returns their kinds."""
        kinds: set[str] = set()
        for rid in ids:
            before = self._views.pop(rid, None)
            view = self.get(rid)
            if before is not None:
                kinds.add(before.kind)
            if view is None:
                self._leave(rid, before)
            else:
                kinds.add(view.kind)
                self._index(rid, view)
        return kinds

    def _index(self, rid: str, view: View | None) -> None:
        if view is not None:
            self._enter(rid, view.kind, view.fields)

    def _enter(self, rid: str, kind: str, fields: Mapping[str, Any]) -> None:
        self._of_kind.setdefault(kind, {}).setdefault(rid)
        spec = self.registry.get(kind)
        for name in _fixed_links(spec) if spec else ():
            target = fields.get(name)
            if target:
                self._linked.setdefault((kind, name, target), {}).setdefault(rid)

    def _leave(self, rid: str, before: View | None) -> None:
        """Take a record that this device knows no longer out of the indexes."""
        for kind in [before.kind] if before else list(self._of_kind):
            self._of_kind.get(kind, {}).pop(rid, None)
        spec = self.registry.get(before.kind) if before else None
        if before is not None and spec is not None:
            keys: Iterable[tuple[str, str, str]] = [(before.kind, n, before.get(n)) for n in _fixed_links(spec)]
        else:
            keys = list(self._linked)
        for key in keys:
            self._linked.get(key, {}).pop(rid, None)


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
