"""The server's own hand: what an operator, an invite or the demo writes, by nobody, through the same code as every edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

from server_stub import tables
from server_stub.book import Book
from server_stub.clock import stamp
from server_stub.edits import Edits
from server_stub.facts import BookFacts
from server_stub.store import Store
from sync.apply import creation_changes
from sync.records.fields import FieldProblem, check_value
from sync.records.ids import record_id
from sync.records.kind import SCHEMA, Registry
from sync.records.registry import KINDS
from sync.records.scopes import scope_of_new
from sync.wire import Op, Result


class ShellRefused(Exception):
    """A record the server's own hand could not make: `code`, `field`, `reason` as for any edit."""

    def __init__(self, kind: str, code: str | None, field: str | None, reason: str | None) -> None:
        super().__init__(f"{kind} {field or ''}: {reason or code}".replace(" :", ":"))
        self.field = field
        self.reason = reason or code or ""


class Shell:
    """Writes into one branch within a transaction of the caller."""

    def __init__(self, connection: Connection, store: Store, branch: str, registry: Registry = KINDS) -> None:
        self._store = store
        self._registry = registry
        self._branch = branch
        self._book = Book(connection, branch)
        # Members, sections and roles: whoever uses the shell reads them after this, and nobody makes the same at once.
        self._book.lock([f"b:{branch}"])
        facts = BookFacts(self._book, registry, (), store.clock.today())
        self._edits = Edits(self._book, registry, facts, None, None)

    def create(self, kind: str, fields: Mapping[str, Any], rid: str | None = None) -> str:
        """Make a record and return its id; one of the same natural key is added to. Raises ShellRefused, FieldProblem."""
        spec = self._registry[kind]
        values = spec.check_new(fields)
        rid = rid or record_id(self._branch, spec, values, self._store.ids)
        parent = self._book.get(str(values[spec.parent_field])) if spec.parent_field else None
        scope = scope_of_new(spec, values, self._branch, None, parent.scope if parent else None)
        if scope is None:
            raise FieldProblem(spec.owner or spec.parent_field or "", "no_such_record", kind=kind)
        self._book.lock([scope])
        now = stamp(self._store.clock.now())
        op = Op(
            id=self._store.ids.op(),
            k="new",
            type=kind,
            rec=rid,
            scope=scope,
            v=SCHEMA,
            at=now,
            ch=creation_changes(values),
        )
        self._refuse(kind, self._edits.carry_out(op, now, None))
        return rid

    def change(self, rid: str, fields: Mapping[str, Any]) -> None:
        """Give fields of a record of this branch other values. Raises ShellRefused, FieldProblem."""
        row = self._book.get(rid)
        if row is None or row.branch != self._branch:
            raise ShellRefused("record", "no_such_record", None, None)
        spec = self._registry[row.type]
        values = {name: check_value(name, spec.field(name), value) for name, value in fields.items()}
        now = stamp(self._store.clock.now())
        op = Op(
            id=self._store.ids.op(),
            k="put",
            type=row.type,
            rec=rid,
            scope=row.scope,
            v=SCHEMA,
            at=now,
            ch={name: [row.fields.get(name), value] for name, value in values.items()},
        )
        self._refuse(row.type, self._edits.carry_out(op, now, None))

    def _refuse(self, kind: str, result: Result) -> None:
        if result.out in ("rejected", "conflict"):
            raise ShellRefused(kind, result.code or "conflict", result.field, result.reason)

    def close(self) -> None:
        """Write everything into the caller's transaction."""
        self._book.write()


def create_branch(store: Store, name: str) -> str:
    """A new branch with its settings record; returns its id. Raises FieldProblem for a name that cannot be one."""
    return store.write(lambda connection: found_branch(connection, store, name))


def found_branch(connection: Connection, store: Store, name: str) -> str:
    """The same within a transaction of the caller."""
    if not name.strip():
        raise FieldProblem("branch_name", "needed_at_creation", kind="settings")
    branch = store.ids.record()
    connection.execute(insert(tables.branch).values(id=branch, name=name, created=stamp(store.clock.now())))
    shell = Shell(connection, store, branch)
    shell.create("settings", {"branch_name": name})
    shell.close()
    return branch
