"""Brings a database up to the version of this program; the only place that knows Alembic, which takes 0.2 s to import."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from server_stub import dialect
from server_stub.store import Store, StoreDamaged

MIGRATIONS = Path(__file__).with_name("migrations")


class StoreNewer(Exception):
    """The database was written by a newer version of this program; nothing was changed."""


def upgrade(store: Store) -> None:
    """Run the steps that are missing; raises StoreNewer, StoreDamaged."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    try:
        with store.engine.connect() as connection:
            if dialect.looks_damaged(connection):
                raise StoreDamaged("the check of the database file failed")
            connection.rollback()
            if set(MigrationContext.configure(connection).get_current_heads()) - known:
                raise StoreNewer("the database is of a newer version")
            connection.rollback()
        writing = {dialect.WRITING: True}
        with store.engine.connect().execution_options(**writing) as connection, connection.begin():
            # Several processes may begin at once.
            dialect.hold_tables(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        if dialect.is_damaged(error):
            raise StoreDamaged("the database file cannot be read") from error
        raise
    store.begin_epoch()
