"""Everything a database holds, as bytes and put back: SQLite's own image, or every table as PostgreSQL copies it."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg
from sqlalchemy import Connection

from server_stub.store import Store
from server_stub.tables import metadata

TABLES = [table.name for table in metadata.sorted_tables]
"""Those that others point to come first."""


def everything(store: Store) -> bytes:
    """All rows of all tables; the same for the same rows."""
    if store.engine.dialect.name == "sqlite":
        return store.serialize()
    with store.engine.connect() as connection, driver(connection).cursor() as cursor:
        found = {}
        for name in TABLES:
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                found[name] = b"".join(rows).decode()
    return msgspec.json.encode(found)


def put_back(store: Store, data: bytes) -> None:
    """Replace what the database holds by what `everything` gave."""
    if store.engine.dialect.name == "sqlite":
        store.deserialize(data)
        return
    found: dict[str, str] = msgspec.json.decode(data)
    with store.engine.connect() as connection, driver(connection).cursor() as cursor:
        # Each row is there already, and whatever it points to.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in TABLES:
            cursor.execute(f"DELETE FROM {name}".encode())
            with cursor.copy(f"COPY {name} FROM STDIN".encode()) as rows:
                rows.write(found[name])
        driver(connection).commit()


def driver(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's own connection to PostgreSQL."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found
