"""The database of the branch's shared copy: transactions, and nothing about what is in them."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from random import Random, SystemRandom
from typing import TypeVar

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError

from server_stub import dialect, tables
from server_stub.clock import Clock, milliseconds
from server_stub.problems import ProtocolProblem
from sync.records.ids import Ids

_T = TypeVar("_T")

PATIENCE = 15
"""Seconds after which a transaction that others get in the way of is not tried again."""

LONGEST_PAUSE = 0.25
LOST = 3
"""How often a request is tried during which the database server went away: a connection is gone, perhaps, and the next one works."""


LEAST_ROOM = 16 * 2**20
"""Bytes that must be free: the journal of an SQLite file, and some pushes."""


class StoreDamaged(Exception):
    """The database file cannot be read; nothing was written to it."""


class Store:
    """One database; in memory for the simulator, or a file, or on a PostgreSQL server."""

    def __init__(
        self, engine: Engine, clock: Clock, random: Random, *, memory: bool, writer: Engine | None = None
    ) -> None:
        self.engine = engine
        self._writer = writer or engine
        self.clock = clock
        self.random = random
        self.ids = Ids(lambda: milliseconds(clock), random)
        self.memory = memory
        self.committed: Callable[[], None] = _nothing
        """Called after each commit, in the thread that made it."""
        # A database in memory is one connection, which threads must take in turn.
        self._turn = threading.RLock() if memory else nullcontext()

    @classmethod
    def open(cls, url: str, clock: Clock, random: Random | None = None) -> Store:
        """Open a database; one in memory gets its tables at once, a file is brought up to date by `schema.upgrade`."""
        memory = dialect.is_memory(url)
        engine = dialect.make_engine(url)
        writer = dialect.writing_engine(url, engine)
        store = cls(engine, clock, random or SystemRandom(), memory=memory, writer=writer)
        if store.memory:
            tables.metadata.create_all(store.engine)
            store.begin_epoch()
        return store

    def begin_epoch(self) -> None:
        """Give a new database its epoch; one that has an epoch keeps it."""

        def work(connection: Connection) -> None:
            if connection.scalar(_EPOCH) is None:
                epoch = f"{self.random.getrandbits(64):016x}"
                connection.execute(insert(tables.meta).values(key="epoch", value=epoch))

        self.write(work)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction in which everything read is of one moment (PROTOCOL.md section 7)."""
        options = dialect.snapshot_options(self.engine)
        with self._turn, self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @property
    def writers(self) -> int:
        """How many threads of this process may write at once."""
        return dialect.writers(self._writer)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one durable transaction; it runs again when another transaction got in its way (PROTOCOL.md section 6).

        Raises ProtocolProblem `busy`, `maintenance` or `quota` (section 14), and StoreDamaged.
        """
        begun = time.monotonic()
        attempts = dialect.attempts(self._writer)
        for attempt in range(1, attempts + 1):
            try:
                done = self._once(work)
            except DBAPIError as error:
                problem = problem_of(error)
                last = attempt == attempts or time.monotonic() - begun > PATIENCE
                if not (dialect.is_busy(error) or dialect.is_race(error) or dialect.is_lost(error)) or last:
                    if problem is None:
                        raise
                    raise problem from error
                self._pause(attempt)
            else:
                self.committed()
                return done
        raise AssertionError("unreachable")

    def _once(self, work: Callable[[Connection], _T]) -> _T:
        options = {dialect.WRITING: True}
        with self._turn, self._writer.connect().execution_options(**options) as connection, connection.begin():
            return work(connection)

    def patiently(self, work: Callable[[], _T]) -> _T:
        """What a whole request gives, which runs again when the database server went away in the middle of it.

        Raises ProtocolProblem maintenance when it stays away.
        """
        for attempt in range(1, LOST + 1):
            try:
                return work()
            except DBAPIError as error:
                if not dialect.is_lost(error):
                    raise
                if attempt == LOST:
                    raise _away() from error
                self._pause(attempt)
        raise AssertionError("unreachable")

    def _pause(self, attempt: int) -> None:
        """Let the others finish; by chance, so that two that met do not meet again."""
        time.sleep(self.random.random() * min(0.01 * 2**attempt, LONGEST_PAUSE))

    def epoch(self, connection: Connection, *, hold: bool = False) -> str:
        """The epoch: another one means that this database was restored from a backup (PROTOCOL.md section 9).

        With `hold` it stays the same until this transaction ends.
        """
        return str(connection.scalar(_EPOCH_HELD if hold else _EPOCH))

    def new_epoch(self, connection: Connection) -> str:
        """Begin another epoch: devices then send again what they did, each edit of it once (PROTOCOL.md section 9)."""
        dialect.hold_table(connection, tables.meta)
        epoch = f"{self.random.getrandbits(64):016x}"
        connection.execute(update(tables.meta).where(tables.meta.c.key == "epoch").values(value=epoch))
        return epoch

    def serialize(self) -> bytes:
        """The whole SQLite database as bytes."""
        with self._turn, self.engine.connect() as connection:
            return dialect.driver_connection(connection).serialize()

    def deserialize(self, data: bytes) -> None:
        """Put the in-memory SQLite database back to what `serialize` gave."""
        with self._turn, self.engine.connect() as connection:
            dialect.driver_connection(connection).deserialize(data)

    def look(self) -> None:
        """Return when the database answers and its disk has room; else raise what a request would meet."""
        with self.read() as connection:
            self.epoch(connection)
        if not self.has_room():
            raise ProtocolProblem(507, "quota", "the server's disk is full")

    def has_room(self) -> bool:
        """False when the disk of an SQLite file takes no more, or may not be written to; a server's disk is its own matter."""
        name = self.engine.url.database
        if self.memory or not name or self.engine.dialect.name != "sqlite":
            return True
        # A disk that is mounted for reading only lets nobody write, not even root.
        return os.access(name, os.W_OK) and shutil.disk_usage(os.path.dirname(name) or ".").free >= LEAST_ROOM

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self._writer.dispose()


def problem_of(error: DBAPIError) -> Exception | None:
    """What the caller of a request, or of a command, is told about an error of the database; None for an unforeseen one."""
    if dialect.is_full(error):
        return ProtocolProblem(507, "quota", "the server's disk is full")
    if dialect.is_damaged(error):
        return StoreDamaged("the database cannot be read")
    if dialect.is_busy(error):
        return ProtocolProblem(503, "busy", "the database is busy", retry_after=5)
    if dialect.is_unstorable(error):
        return ProtocolProblem(422, "bad_request_shape", "a value has not the form it must have")
    return _away() if dialect.is_lost(error) else None


def _away() -> ProtocolProblem:
    return ProtocolProblem(503, "maintenance", "the database cannot be reached", retry_after=10)


def _nothing() -> None:
    pass


_EPOCH = select(tables.meta.c.value).where(tables.meta.c.key == "epoch")
_EPOCH_HELD = _EPOCH.with_for_update(read=True)
