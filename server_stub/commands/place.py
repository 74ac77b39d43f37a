"""Where a branch's shared copy is kept, as a command names it: a data folder, or the URL of a database server."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server_stub.problems import ProtocolProblem, Refused

if TYPE_CHECKING:
    import argparse

    from server_stub.store import Store

DATABASE = "branch.db"
VARIABLE = "XINDE_DATABASE"
"""Environment variable for `--database`: a password on a command line is read by everybody on the machine."""

UNREACHABLE = (
    "The database server cannot be reached, or lets nobody in. "
    "Look whether it runs, and at host, port, user, password and database in the URL."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder with an SQLite database, or a database server, which has no folder."""

    folder: Path | None
    url: str

    @property
    def path(self) -> Path:
        """The database file; raises Refused for a database server."""
        if self.folder is None:
            raise Refused("This command is for a data folder (--data DIR), not for a database server.")
        return self.folder / DATABASE

    def need(self) -> None:
        """Raise Refused for a folder in which no branch was made."""
        if self.folder is not None and not self.path.is_file():
            raise Refused(f"There is no branch in {self.folder}. Make one with xinde-server init.")

    @contextmanager
    def opened(self, *, make: bool = False, alone: bool = False) -> Iterator[Store]:
        """The database, up to date; whatever is wrong with it becomes one sentence (Refused).

        `alone`: the caller holds the folder already, and may have it brought up to date.
        """
        from server_stub.keeping import refuse_moved

        self._prepare(make)
        if self.folder is not None:
            refuse_moved(self.folder)
        with self.as_it_is() as store:
            self._bring_up(store, alone)
            yield store

    @contextmanager
    def as_it_is(self) -> Iterator[Store]:
        """The same without bringing anything up to date, also of a branch that was moved away."""
        from sqlalchemy.exc import DBAPIError

        from server_stub import dialect, schema
        from server_stub.clock import SystemClock
        from server_stub.store import Store, StoreDamaged

        named = self.folder or "the database server"
        self.need()
        store = Store.open(self.url, SystemClock())
        try:
            yield store
        except schema.StoreForeign as error:
            raise Refused(f"{error} Nothing was changed.") from error
        except StoreDamaged as error:
            raise Refused(
                f"The database in {named} is damaged. Put a backup in its place; nothing was changed."
            ) from error
        except schema.StoreNewer as error:
            raise Refused(f"The data in {named} are of a newer version. Install a newer xinde-server.") from error
        except ProtocolProblem as problem:
            raise Refused(f"Nothing was changed: {problem.title}. Try again later.") from problem
        except DBAPIError as error:
            if dialect.is_lost(error):
                raise Refused(UNREACHABLE) from error
            raise Refused(f"The database in {named} cannot be used: {type(error.orig).__name__}.") from error
        finally:
            store.close()

    def _bring_up(self, store: Store, alone: bool) -> None:
        """Run the steps that are missing; a branch is copied to a file beside it before."""
        from server_stub import schema
        from server_stub.copying import holds_branch

        step = schema.step_of(store)
        if step == schema.newest() or not holds_branch(store):
            schema.upgrade(store)
        elif self.folder is None:
            raise Refused(
                f"The database is of an older version ({step}). Run xinde-server upgrade --backup FILE first."
            )
        else:
            kept = self.upgraded(store, alone=alone)
            print(
                f"xinde-server: the database was brought from {step} to {schema.newest()}; before it is kept as {kept}.",
                file=sys.stderr,
            )

    def upgraded(self, store: Store, backup: Path | None = None, *, alone: bool = False) -> Path:
        """Bring a branch up to date, once there is a checked copy of it as it was; returns where. Raises Refused.

        Whoever serves the folder would meet tables it does not know: so the folder must be nobody else's meanwhile.
        """
        from server_stub import copying, keeping, schema
        from server_stub.clock import stamp

        if self.folder is None:
            if backup is None:
                raise Refused("Say where the copy of the database before goes: --backup FILE.")
            copying.back_up_server(store, backup)
            schema.upgrade(store)
            return backup
        with nullcontext() if alone else keeping.held(self.folder):
            kept = backup or keeping.before(self.path, f"{schema.step_of(store)}-", stamp(store.clock.now()))
            keeping.back_up(self.path, kept)
            schema.upgrade(store)
        return kept

    def _prepare(self, make: bool) -> None:
        if not make:
            self.need()
        if self.folder is None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.path.exists():
                # Names, invites and hashes are nobody else's business on this machine.
                self.folder.chmod(0o700)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise Refused(f"Cannot write to {self.folder}: {error.strerror}. Choose another --data folder.") from error


def add_place(parser: argparse.ArgumentParser) -> None:
    """The options that name a place."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help="folder for an SQLite database")
    where.add_argument(
        "--database", metavar="URL", help=f"postgresql+psycopg://… of a database server, or the variable {VARIABLE}"
    )


def place_of(arguments: Any) -> Place:
    """The place a command names; raises Refused when it names none, or a database that is not known."""
    if arguments.data is not None:
        return Place(arguments.data, f"sqlite:///{arguments.data / DATABASE}")
    url = arguments.database or os.environ.get(VARIABLE)
    if not url:
        raise Refused("Say where the data are: --data DIR, or --database URL of a PostgreSQL server.")
    return server_at(url)


def server_at(url: str) -> Place:
    """A database server; raises Refused for a URL of another kind, which is not repeated: it may hold a password."""
    if not url.startswith("postgresql+psycopg://"):
        raise Refused("A database URL begins with postgresql+psycopg://.")
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        make_url(url)
    except (ArgumentError, ValueError):
        # Not even the cause is shown: it may hold the password.
        raise Refused(
            "The database URL cannot be read: postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE."
        ) from None
    return Place(None, url)
