"""What differs between SQLite and PostgreSQL; no other module asks which of them it speaks to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_MS = 10_000
"""How long a write waits for another process, such as an admin command."""

CONNECTIONS = 16
"""Kept open at most: eight that read, two that sign in, one that writes, and some that prolong a token."""

WRITING = "xinde_writing"
"""Execution option of a connection that is about to write."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    # FULL: a commit is on the disk before it is answered, also when the power goes.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def is_memory(url: str) -> bool:
    """True for a SQLite database that lives in this process only."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")


def make_engine(url: str, keep: int = CONNECTIONS) -> Engine:
    """An engine that keeps so many connections; its errors never show parameters, which are people's words."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, hide_parameters=True, pool_size=keep)
    extra: dict[str, Any] = {"poolclass": StaticPool} if is_memory(url) else {"pool_size": keep, "pool_use_lifo": True}
    engine = create_engine(parsed, hide_parameters=True, connect_args={"check_same_thread": False}, **extra)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would otherwise begin transactions at moments of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


def snapshot_options(engine: Engine) -> dict[str, Any]:
    """Execution options under which all reads of one transaction see one moment."""
    return (
        {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )


_written: dict[tuple[str, Any], tuple[str, Callable[[Any], Any] | None]] = {}


def execute_many(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run one of the program's few statements for many rows; each has the same keys.

    SQLAlchemy looks at every value of every row anew, which takes longer than SQLite needs to write them.
    """
    key = (connection.dialect.name, statement)
    if key not in _written:
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
        _written[key] = compiled.string, itemgetter(*compiled.positiontup) if compiled.positional else None
    written, values = _written[key]
    connection.exec_driver_sql(written, list(rows) if values is None else list(map(values, rows)))


def is_busy(error: DBAPIError) -> bool:
    """True when the same transaction may go through if it is tried again."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(error.orig, "sqlstate", None) in ("40001", "40P01")


def is_full(error: DBAPIError) -> bool:
    """True when the disk has no room for the transaction."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == "53100"


def is_damaged(error: DBAPIError) -> bool:
    """True when the database file cannot be read as one."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def looks_damaged(connection: Connection) -> bool:
    """True when SQLite's own check of the whole file finds a fault; reads the file once."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection of an SQLite database."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("only an SQLite database can be copied as bytes")
    return driver
