"""Brings a database up to the version of this program; the only place that knows Alembic.

It takes 0.2 to 0.4 s to import, as long as all the rest of a command, so it is imported where a step is to be run and nowhere else.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from server_stub import dialect
from server_stub.store import Store, StoreDamaged

MIGRATIONS = Path(__file__).with_name("migrations")

_LINK = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)$', re.MULTILINE)
"""What a step calls itself, and the one before it."""


class StoreNewer(Exception):
    """The database was written by a newer version of this program; nothing was changed."""


class StoreForeign(StoreDamaged):
    """The database can be given no branch; the text says why and what to do. Nothing was changed."""


def newest() -> str:
    """The step this program works with."""
    steps = _steps()
    (head,) = steps.keys() - set(steps.values())
    return head


def step_of(store: Store) -> str | None:
    """The step a database is at, None for an empty one; raises StoreNewer, StoreDamaged."""
    try:
        with store.engine.connect() as connection:
            if dialect.looks_damaged(connection):
                raise StoreDamaged("the check of the database file failed")
            connection.rollback()
            heads = _heads(connection)
            connection.rollback()
    except DBAPIError as error:
        raise _damaged(error) from error
    if set(heads) - _steps().keys():
        raise StoreNewer("the database is of a newer version")
    return heads[0] if heads else None


def upgrade(store: Store, to: str | None = None) -> None:
    """Run the steps that are missing, up to the newest or to one; raises StoreNewer, StoreDamaged."""
    if step_of(store) != (to or newest()):
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        try:
            writing = {dialect.WRITING: True}
            with store.engine.connect().execution_options(**writing) as connection, connection.begin():
                # Several processes may begin at once.
                dialect.hold_tables(connection)
                if not _heads(connection):
                    _need_room(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, to or "head")
        except DBAPIError as error:
            raise _damaged(error) from error
    store.begin_epoch()


def _need_room(connection: Connection) -> None:
    reason = dialect.foreign(connection)
    if reason is not None:
        raise StoreForeign(f"The database {reason}.")


def _heads(connection: Connection) -> list[str]:
    """The steps Alembic says a database is at: one, or none."""
    if not inspect(connection).has_table("alembic_version"):
        return []
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


@cache
def _steps() -> dict[str, str | None]:
    """Each step and the one before it, as they stand in their files."""
    found: dict[str, str | None] = {}
    for path in sorted(MIGRATIONS.glob("versions/[0-9]*.py")):
        links = {name: value or None for name, value in _LINK.findall(path.read_text("utf-8"))}
        found[str(links["revision"])] = links["down_revision"]
    return found


def _damaged(error: DBAPIError) -> Exception:
    return StoreDamaged("the database file cannot be read") if dialect.is_damaged(error) else error
