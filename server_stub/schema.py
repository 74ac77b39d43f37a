"""Brings a database up to the version of this program; the only place that knows Alembic, which takes 0.2 s to import."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server_stub import dialect
from server_stub.store import Store, StoreDamaged

MIGRATIONS = Path(__file__).with_name("migrations")


class StoreNewer(Exception):
    """The database was written by a newer version of this program; nothing was changed."""


class StoreForeign(StoreDamaged):
    """The database can be given no branch; the text says why and what to do. Nothing was changed."""


def newest() -> str:
    """The step this program works with."""
    return str(_steps(_config()).get_current_head())


def step_of(store: Store) -> str | None:
    """The step a database is at, None for an empty one; raises StoreNewer, StoreDamaged."""
    try:
        with store.engine.connect() as connection:
            if dialect.looks_damaged(connection):
                raise StoreDamaged("the check of the database file failed")
            connection.rollback()
            heads = MigrationContext.configure(connection).get_current_heads()
            connection.rollback()
    except DBAPIError as error:
        raise _damaged(error) from error
    if set(heads) - {step.revision for step in _steps(_config()).walk_revisions()}:
        raise StoreNewer("the database is of a newer version")
    return heads[0] if heads else None


def upgrade(store: Store, to: str | None = None) -> None:
    """Run the steps that are missing, up to the newest or to one; raises StoreNewer, StoreDamaged."""
    config = _config()
    if step_of(store) != (to or newest()):
        try:
            writing = {dialect.WRITING: True}
            with store.engine.connect().execution_options(**writing) as connection, connection.begin():
                # Several processes may begin at once.
                dialect.hold_tables(connection)
                if MigrationContext.configure(connection).get_current_revision() is None:
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


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _steps(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)


def _damaged(error: DBAPIError) -> Exception:
    return StoreDamaged("the database file cannot be read") if dialect.is_damaged(error) else error
