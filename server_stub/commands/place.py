"""Where a branch's shared copy is kept, as a command names it: a data folder, or the URL of a database server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    def opened(self, *, make: bool = False) -> Iterator[Store]:
        """The database, up to date; whatever is wrong with it becomes one sentence (Refused)."""
        from sqlalchemy.exc import DBAPIError

        from server_stub import schema
        from server_stub.clock import SystemClock
        from server_stub.store import Store, StoreDamaged

        named = self.folder or "the database server"
        self._prepare(make)
        store = Store.open(self.url, SystemClock())
        try:
            schema.upgrade(store)
            yield store
        except StoreDamaged as error:
            raise Refused(
                f"The database in {named} is damaged. Put a backup in its place; nothing was changed."
            ) from error
        except schema.StoreNewer as error:
            raise Refused(f"The data in {named} are of a newer version. Install a newer xinde-server.") from error
        except ProtocolProblem as problem:
            raise Refused(f"Nothing was changed: {problem.title}. Try again later.") from problem
        except DBAPIError as error:
            raise Refused(f"The database in {named} cannot be used: {type(error.orig).__name__}.") from error
        finally:
            store.close()

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
    if not url.startswith("postgresql+psycopg://"):
        raise Refused("A database URL begins with postgresql+psycopg://.")
    return Place(None, url)
