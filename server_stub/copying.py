"""A whole branch from one database to another, row by row, with the proof that all arrived."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from server_stub import backups, dialect, schema, tables
from server_stub.clock import Clock, stamp
from server_stub.problems import ProtocolProblem, Refused
from server_stub.store import Store
from sync.canonical import canonical

ROWS = 100
"""Copied at a time: of the largest rows 50 MB."""

STEPS = "alembic_version"
"""The table that says at which step a database is; the target has its own."""

_MODULUS = 2**256


class NotTheSame(Exception):
    """A table did not arrive as it was."""


@dataclass(slots=True)
class _Figure:
    """How many rows, and the sum of their SHA-256: the same in whatever order they come."""

    rows: int = 0
    sum: int = 0

    def add(self, row: Mapping[Any, Any]) -> None:
        """Count one."""
        self.rows += 1
        told = canonical([row[name] for name in sorted(row)])
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(told).digest(), "big")) % _MODULUS


def copy_all(source: Connection, target: Connection) -> dict[str, int]:
    """Replace all rows of a database at the same step, within a transaction of each; returns rows by table.

    Raises NotTheSame when what is then in the target is not what was in the source.
    """
    dialect.take_time(source)
    theirs = _tables(source)
    ours = {table.name: table for table in _tables(target)}
    if {table.name for table in theirs} != ours.keys():
        raise NotTheSame("the two databases have not the same tables")
    dialect.lock_out_others(target, sorted(ours))
    for table in reversed(theirs):
        target.execute(delete(ours[table.name]))
    counts: dict[str, int] = {}
    for table in theirs:
        sent = _Figure()
        for part in source.execute(select(table).execution_options(yield_per=ROWS)).mappings().partitions():
            rows = [dict(row) for row in part]
            for row in rows:
                sent.add(row)
            target.execute(insert(ours[table.name]), rows)
        if _figure(target, ours[table.name]) != sent:
            raise NotTheSame(f"the table {table.name} did not arrive as it was")
        counts[table.name] = sent.rows
    return counts


def _tables(connection: Connection) -> list[Table]:
    """The tables that are there, each after those it leads to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != STEPS]


def _figure(connection: Connection, table: Table) -> _Figure:
    found = _Figure()
    rows: Iterable[Mapping[Any, Any]] = connection.execute(select(table).execution_options(yield_per=ROWS)).mappings()
    for row in rows:
        found.add(row)
    return found


def holds_branch(store: Store) -> bool:
    """True when there is a branch in a database, of whatever step."""
    if schema.step_of(store) is None:
        return False
    with store.read() as connection:
        return bool(connection.scalar(select(func.count()).select_from(tables.branch)))


def back_up_server(store: Store, to: Path) -> int:
    """Copy a database server's branch to a new SQLite file while others use it; returns its bytes. Raises Refused."""
    with backups.being_written(to) as part:
        file = Store.open(f"sqlite:///{part}", store.clock)
        try:
            schema.upgrade(file, schema.step_of(store))
            with store.read() as source:
                file.write(lambda target: copy_all(source, target))
        except (DBAPIError, ProtocolProblem, NotTheSame) as error:
            raise Refused(f"No backup was made: {_why(error)}. Nothing was changed.") from error
        finally:
            file.close()
        backups.alone(part)
    return to.stat().st_size


def restore_server(
    store: Store, backup: Path, clock: Clock, *, replace: bool, despite: bool
) -> tuple[str, Path | None]:
    """Put a backup into a database server under a new epoch; returns the epoch, and where the branch before is kept.

    One that holds a branch is refused without `replace`, which keeps it as a backup beside first. Raises Refused.
    """
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.")
    full = holds_branch(store)
    if full and not replace:
        raise Refused("The database holds a branch. --replace keeps it as a backup and puts this one in its place.")
    with tempfile.TemporaryDirectory(prefix="xinde-") as folder:
        fresh = Path(folder) / "fresh.db"
        try:
            epoch = backups.ready(backup, fresh, clock, despite=despite)
            kept = None
            if full:
                kept = backup.with_name(f"{backup.name}.replaced-{stamp(clock.now()).replace(':', '')}.db")
                back_up_server(store, kept)
            schema.upgrade(store)
            _put(fresh, store, clock)
        except (OSError, sqlite3.Error, DBAPIError, ProtocolProblem, NotTheSame) as error:
            raise Refused(f"{backup} was not restored: {_why(error)}. The database is as it was.") from error
    return epoch, kept


def _put(path: Path, store: Store, clock: Clock) -> None:
    file = Store.open(f"sqlite:///{path}", clock)
    try:
        with file.read() as source:
            store.write(lambda target: copy_all(source, target))
    finally:
        file.close()


def move(source: Store, target: Store) -> dict[str, int]:
    """Copy a branch to an empty database, in the same epoch, so that devices go on as if nothing had happened; rows by table.

    Raises Refused, and then the target is as it was.
    """
    if holds_branch(target):
        raise Refused("The database there holds a branch already. Choose an empty one.")
    try:
        schema.upgrade(target)
        with source.read() as reading:
            return target.write(lambda writing: copy_all(reading, writing))
    except (DBAPIError, ProtocolProblem, NotTheSame) as error:
        raise Refused(f"Nothing was moved: {_why(error)}.") from error


def _why(error: Exception) -> str:
    """What went wrong, without anybody's words: the driver's own messages may hold them."""
    match error:
        case ProtocolProblem():
            return error.title
        case NotTheSame():
            return str(error)
        case DBAPIError():
            return type(error.orig).__name__
        case _:
            return type(error).__name__
