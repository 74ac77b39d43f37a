"""What differs between SQLite and PostgreSQL; no other module asks which of them it speaks to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

BUSY_TIMEOUT_MS = 10_000
"""How long a write waits for another process, such as an admin command."""

CONNECTIONS = 16
"""Kept open at most: eight that read, two that sign in, those that write, and some that prolong a token."""

WRITERS = 2
"""Threads of a process that write at once into PostgreSQL: while one waits for the database, the other one computes."""

WRITING = "xinde_writing"
"""Execution option of a connection that is about to write."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    # FULL: a commit is on the disk before it is answered, also when the power goes.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is erased is overwritten, and not only forgotten.
    "PRAGMA secure_delete = ON",
)

# Nothing waits for ever: not for a lock, nor for a statement, nor does one that died in the middle hold up the others.
_TIMES = "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
_LINE = {
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Of a connection to another machine: one that has gone without a word is noticed within half a minute."""

_CHANNEL = "xinde"
_MIGRATION = 8_765_001
"""Number of the lock under which the tables are changed; any number will do that nobody else takes."""


def is_memory(url: str) -> bool:
    """True for a SQLite database that lives in this process only."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")


def make_engine(url: str, keep: int = CONNECTIONS) -> Engine:
    """An engine that keeps so many connections; its errors never show parameters, which are people's words."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            connect_args=_line(parsed),
            pool_size=keep,
            max_overflow=0,
            pool_use_lifo=True,
            # A connection that died while nobody used it is noticed before it is used.
            pool_pre_ping=True,
        )
    extra: dict[str, Any] = {"poolclass": StaticPool} if is_memory(url) else {"pool_size": keep, "pool_use_lifo": True}
    engine = create_engine(parsed, hide_parameters=True, connect_args={"check_same_thread": False}, **extra)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _line(url: URL) -> dict[str, Any]:
    """How to connect to a database server; what its URL says itself goes before."""
    given = str(url.query.get("options", ""))
    return {name: value for name, value in _LINE.items() if name not in url.query} | {
        "options": f"{_TIMES} {given}".rstrip()
    }


def writers(engine: Engine) -> int:
    """How many threads may write at once: SQLite has one writer, a database server locks rows."""
    return 1 if engine.dialect.name == "sqlite" else WRITERS


def writing_engine(url: str, engine: Engine) -> Engine:
    """What to write with: for an SQLite file a connection of its own, for what others write empties every other one's page cache."""
    return make_engine(url, keep=1) if engine.dialect.name == "sqlite" and not is_memory(url) else engine


def attempts(engine: Engine) -> int:
    """How often a transaction is tried that another one got in the way of."""
    return 3 if engine.dialect.name == "sqlite" else 10


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


def locks_rows(connection: Connection) -> bool:
    """True where others write meanwhile, and what a transaction relies on must be held; SQLite has one writer."""
    return connection.dialect.name != "sqlite"


def hold_table(connection: Connection, table: Table) -> None:
    """Wait until nobody holds a row of the table, and let nobody hold one until this transaction ends."""
    if locks_rows(connection):
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE")


def hold_tables(connection: Connection) -> None:
    """Be the only one that changes the tables themselves, for as long as that takes, until this transaction ends."""
    if locks_rows(connection):
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION})")


def ring(connection: Connection, branch: str) -> None:
    """Tell every process that serves this database, once this transaction is committed, that the branch has changed."""
    if locks_rows(connection):
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (_CHANNEL, branch))


def bell_line(engine: Engine) -> tuple[dict[str, Any], str] | None:
    """How psycopg connects to hear what `ring` told, and its LISTEN statement; None where one process is all there is."""
    if engine.dialect.name == "sqlite":
        return None
    _, named = engine.dialect.create_connect_args(engine.url)
    return {**named, **_line(engine.url)}, f"LISTEN {_CHANNEL}"


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
    # Not serializable, deadlock, lock and statement time-out.
    return _state(error) in ("40001", "40P01", "55P03", "57014")


def is_race(error: DBAPIError) -> bool:
    """True when another transaction has just made what this one made: tried again it will find it there."""
    return _state(error) == "23505"


def is_lost(error: DBAPIError) -> bool:
    """True when the database server went away, or is not there; what was under way was not committed, or its answer is lost."""
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError) or isinstance(error.orig, sqlite3.Error):
        return False
    state = _state(error)
    # Shut down, crashed, starting, has no connection left; without a state: there was nobody to give one.
    return state is None or state.startswith("08") or state in ("57P01", "57P02", "57P03", "53300")


def is_unstorable(error: DBAPIError) -> bool:
    """True when a value given is no text to PostgreSQL: one with a NUL in it."""
    return isinstance(error, DataError) and _state(error) in (None, "22021")


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def is_full(error: DBAPIError) -> bool:
    """True when the disk has no room for the transaction."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
    return _state(error) == "53100"


def is_damaged(error: DBAPIError) -> bool:
    """True when the database file cannot be read as one."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def looks_damaged(connection: Connection) -> bool:
    """True when SQLite's own check of the whole file finds a fault; reads the file once."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"


def faults(connection: Connection) -> Iterator[tuple[str, str | None]]:
    """What the database's own checks find, as codes of `verifying`; a PostgreSQL server keeps links and pages itself."""
    if connection.dialect.name != "sqlite":
        return
    for (told,) in connection.exec_driver_sql("PRAGMA integrity_check(5)").all():
        if told != "ok":
            yield "database_damaged", None
    for table in sorted({row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()}):
        yield "link_broken", f"table {table}"


def take_time(connection: Connection) -> None:
    """Let the statements of this transaction last as long as they must: it looks at everything there is."""
    if locks_rows(connection):
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def foreign(connection: Connection) -> str | None:
    """Why a database without a branch can be given none, or None: it is another program's, or takes not every character."""
    if inspect(connection).get_table_names():
        return "holds tables of another program. Choose an empty one"
    if locks_rows(connection) and connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
        return "cannot hold every character. Make it with the encoding UTF8"
    return None


def lock_out_others(connection: Connection, tables: Sequence[str]) -> None:
    """Keep everybody else from these tables, for as long as a copy takes, until this transaction ends."""
    if locks_rows(connection):
        quoted = connection.dialect.identifier_preparer.quote
        take_time(connection)
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(map(quoted, tables))} IN ACCESS EXCLUSIVE MODE")


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection of an SQLite database."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("only an SQLite database can be copied as bytes")
    return driver
