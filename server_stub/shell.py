"""The server's own hand: what an operator, an invite or the demo writes, by nobody, through the same code as every edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from server_stub import tables
from server_stub.book import Book
from server_stub.clock import stamp
from server_stub.edits import Edits
from server_stub.facts import BookFacts
from server_stub.store import Store
from sync.apply import creation_changes
from sync.records.fields import FieldProblem
from sync.records.ids import record_id
from sync.records.kind import SCHEMA, Registry
from sync.records.registry import KINDS
from sync.records.scopes import scope_of_new
from sync.wire import Op


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
        result = self._edits.carry_out(op, now, None)
        if result.out in ("rejected", "conflict"):
            raise ShellRefused(kind, result.code or "conflict", result.field, result.reason)
        return rid

    def close(self) -> None:
        """Write everything into the caller's transaction."""
        self._book.write()


def create_branch(store: Store, name: str) -> str:
    """A new branch with its settings record; returns its id. Raises FieldProblem for a name that cannot be one."""
    branch = store.ids.record()

    def work(connection: Connection) -> str:
        connection.execute(insert(tables.branch).values(id=branch, name=name, created=stamp(store.clock.now())))
        shell = Shell(connection, store, branch)
        shell.create("settings", {"branch_name": name})
        shell.close()
        return branch

    return store.write(work)


def only_branch(connection: Connection) -> tuple[str, str] | None:
    """Id and name of the branch kept here, or None in a new database."""
    row = connection.execute(select(tables.branch.c.id, tables.branch.c.name).order_by(tables.branch.c.created)).first()
    return None if row is None else (row.id, row.name)
