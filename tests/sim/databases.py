"""Where the server of a run keeps its records: SQLite in memory, or a PostgreSQL that `SIM_DATABASE` names."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from random import Random
from typing import Any, Protocol

import psycopg
from sqlalchemy.engine import make_url

from server_stub import dialect, tables
from server_stub.clock import Clock
from server_stub.store import Store
from tests.whole import everything, put_back

VARIABLE = "SIM_DATABASE"
"""URL of a PostgreSQL in which every process of the simulation makes a database of its own."""


class Database(Protocol):
    """One database that runs use in turn."""

    def __hash__(self) -> int:
        """By identity."""

    def store(self, clock: Clock, random: Random) -> Store:
        """The server's way to it."""

    def rows(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """What a query finds, past all of the server's own code; values stand for question marks."""

    def restart(self, store: Store) -> None:
        """What becomes of it when the server dies and comes back: what was committed."""


class Memory:
    """SQLite in the memory of this process."""

    def __init__(self) -> None:
        self._engine = dialect.make_engine("sqlite://")
        with self._engine.connect() as connection:
            self._driver: sqlite3.Connection = dialect.driver_connection(connection)

    def store(self, clock: Clock, random: Random) -> Store:
        """The server's way to it."""
        return Store(self._engine, clock, random, memory=True)

    def rows(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """What a query finds; values stand for question marks."""
        return self._driver.execute(statement, values).fetchall()

    def restart(self, store: Store) -> None:
        """What was committed is written anew."""
        put_back(store, everything(store))


class Postgres:
    """A database of its own in a PostgreSQL."""

    def __init__(self, url: str) -> None:
        name = f"sim{os.getpid()}"
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        place = make_url(url).set(database=name)
        self._engine = dialect.make_engine(place.render_as_string(hide_password=False))
        tables.metadata.create_all(self._engine)
        own = place.set(drivername="postgresql").render_as_string(hide_password=False)
        self._own = psycopg.connect(own, autocommit=True)

    def store(self, clock: Clock, random: Random) -> Store:
        """The server's way to it."""
        return Store(self._engine, clock, random, memory=False)

    def rows(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """What a query finds; values stand for question marks."""
        return self._own.execute(statement.replace("?", "%s").encode(), values).fetchall()

    def restart(self, store: Store) -> None:
        """What was committed is there; a server that begins has new connections."""
        store.engine.dispose()


def database() -> Database:
    """The database of this process."""
    return _made(os.environ.get(VARIABLE))


@cache
def _made(url: str | None) -> Database:
    return Memory() if url is None else Postgres(url)
