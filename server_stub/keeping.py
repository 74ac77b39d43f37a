"""A copy of the branch's database taken while it serves, and put back (PROTOCOL.md section 9, second row)."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from server_stub import schema
from server_stub.clock import Clock, stamp
from server_stub.high_water import File, HighWater
from server_stub.problems import ProtocolProblem, Refused
from server_stub.store import Store, StoreDamaged

PAGES = 256
"""Pages copied at a time: writers wait for 1 MiB at most."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the data folder as the one that serves it or puts a backup into it; raises Refused."""
    lock = FileLock(folder / "serve.lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Refused(f"{folder} is in use by xinde-server serve. Stop it first.") from error
    try:
        yield
    finally:
        lock.release()


def high_water(store: Store, folder: Path) -> HighWater:
    """The mark beside the database of this folder."""
    return HighWater(store, File(folder / "high_water.json"))


def back_up(path: Path, to: Path) -> int:
    """Copy a database to a new file while others read and write it; returns its bytes. Raises Refused."""
    if to.exists():
        raise Refused(f"{to} is there already. Choose another name; a backup is never written over.")
    part = to.with_name(to.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        with _opened(path) as source, _opened(part) as target:
            source.backup(target, pages=PAGES)
            # One file, without a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        _check(part)
        _sync(part)
        part.replace(to)
        _sync(to.parent)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise Refused(f"No backup was made: {error}. Nothing was changed.") from error
    return to.stat().st_size


def restore(folder: Path, database: str, backup: Path, clock: Clock) -> tuple[str, Path | None]:
    """Put a backup in the place of the database, under a new epoch; returns the epoch, and where the old one is kept.

    Devices then send again what they did since, each edit once. Raises Refused, and then nothing was changed.
    """
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.")
    path, fresh = folder / database, folder / (database + ".restored")
    with held(folder):
        try:
            fresh.unlink(missing_ok=True)
            os.close(os.open(fresh, os.O_CREAT | os.O_WRONLY, 0o600))
            with _opened(backup, read_only=True) as source, _opened(fresh) as target:
                source.backup(target)
            _check(fresh)
            epoch = _new_epoch(fresh, clock)
            _sync(fresh)
            kept = _set_aside(path, stamp(clock.now()))
            fresh.replace(path)
            _sync(folder)
        except (OSError, sqlite3.Error, DBAPIError, ProtocolProblem) as error:
            raise Refused(f"{backup} was not restored: {type(error).__name__}. The database is as it was.") from error
        finally:
            fresh.unlink(missing_ok=True)
    return epoch, kept


def _new_epoch(path: Path, clock: Clock) -> str:
    store = Store.open(f"sqlite:///{path}", clock)
    try:
        schema.upgrade(store)
        epoch = store.write(store.new_epoch)
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreDamaged as error:
        raise Refused(f"{path} is no database of this program. Nothing was changed.") from error
    except schema.StoreNewer as error:
        raise Refused("The backup was made by a newer version. Install a newer xinde-server.") from error
    finally:
        store.close()
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    return epoch


def _set_aside(path: Path, at: str) -> Path | None:
    """Keep what was there under another name, too; its own place is taken in one step afterwards.

    What the journal beside it holds goes into the file first: a journal must never stand beside another database.
    """
    kept = path.with_name(f"{path.name}.before-{''.join(c for c in at if c.isalnum())}")
    if path.exists():
        # A database that cannot be read is kept as it is, with its journal.
        with contextlib.suppress(sqlite3.Error), _opened(path) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy2(path, kept)
        _sync(kept)
    for ending in ("-wal", "-shm"):
        part = Path(f"{path}{ending}")
        if part.exists():
            part.replace(f"{kept}{ending}")
    return kept if kept.exists() else None


@contextmanager
def _opened(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def _check(path: Path) -> None:
    """Refuse what is no whole database of a branch."""
    with _opened(path, read_only=True) as connection:
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if whole != ("ok",) or not {"meta", "branch", "rec", "hist", "opres"} <= tables:
        raise Refused(f"{path.name} is no whole database of a branch. Nothing was changed.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
