"""The data folder: held by one at a time, copied while it serves, put back, moved away (PROTOCOL.md section 9, second row)."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from server_stub import backups
from server_stub.clock import Clock, stamp
from server_stub.high_water import File, HighWater, Mark
from server_stub.problems import ProtocolProblem, Refused
from server_stub.store import Store
from sync.wire_forms import LARGEST

WAIT = 5.0
"""Seconds a restore waits for another command to end."""

WATER = "high_water.json"
MOVED = "moved.json"
"""A file in a folder whose branch was taken elsewhere; whoever removes it serves the folder again."""


class Moved(msgspec.Struct, kw_only=True):
    """Where a branch was taken, without user and password, and when."""

    to: str
    at: str


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
    return HighWater(store, File(folder / WATER))


def back_up(path: Path, to: Path) -> int:
    """Copy a database to a new file while others read and write it; returns its bytes. Raises Refused."""
    with backups.being_written(to) as part, backups.opened(path) as source, backups.opened(part) as target:
        # In one step, which is one read: nobody waits for it, and a copy in parts begins anew whenever somebody writes.
        source.backup(target)
        # One file, without a journal beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    return to.stat().st_size


def restore(
    folder: Path, database: str, backup: Path, clock: Clock, *, despite: bool = False
) -> tuple[str, Path | None]:
    """Put a backup in the place of the database, under a new epoch; returns the epoch, and where the old one is kept.

    Devices then send again what they did since, each edit once. Raises Refused, and then nothing was changed.
    """
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.")
    path, fresh = folder / database, folder / (database + ".restored")
    with held(folder):
        try:
            epoch = backups.ready(backup, fresh, clock, despite=despite)
            backups.sync(fresh)
            kept = _set_aside(path, stamp(clock.now()))
            fresh.replace(path)
            backups.sync(folder)
        except (OSError, sqlite3.Error, DBAPIError, ProtocolProblem) as error:
            raise Refused(f"{backup} was not restored: {type(error).__name__}. The database is as it was.") from error
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{fresh}{ending}").unlink(missing_ok=True)
    return epoch, kept


def before(path: Path, what: str, at: str) -> Path:
    """The name under which a database is kept as it was before something."""
    return path.with_name(f"{path.name}.before-{what}{''.join(c for c in at if c.isalnum())}")


def _set_aside(path: Path, at: str) -> Path | None:
    """Keep what was there under another name, too; its own place is taken in one step afterwards.

    What the journal beside it holds goes into the file first: a journal must never stand beside another database.
    """
    kept = before(path, "", at)
    if path.exists():
        busy = 0
        # A database that cannot be read is kept as it is, with its journal.
        with contextlib.suppress(sqlite3.Error), backups.opened(path, wait=WAIT) as old:
            busy, _, _ = old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            # What is only in the journal would be nowhere between this and the next step.
            raise Refused("Another command uses the database, such as verify or backup. Wait until it has ended.")
        try:
            shutil.copy2(path, kept)
            backups.sync(kept)
        except OSError:
            # Half of a database under the name of a whole one would be taken for it one day.
            kept.unlink(missing_ok=True)
            raise
    for ending in ("-wal", "-shm"):
        part = Path(f"{path}{ending}")
        if part.exists():
            part.replace(f"{kept}{ending}")
    return kept if kept.exists() else None


def mark_moved(folder: Path, moved: Moved, epoch: str) -> None:
    """Write down that the branch of a folder is elsewhere now, durably.

    Whoever goes back to it finds its database older than its mark, so that devices bring what they did meanwhile.
    """
    File(folder / WATER).write(msgspec.json.encode(Mark(epoch=epoch, reached=LARGEST)))
    File(folder / MOVED).write(msgspec.json.encode(moved))
    backups.sync(folder)


def refuse_moved(folder: Path) -> None:
    """Raise Refused for a folder whose branch was taken elsewhere: what is written here, nobody would see there."""
    told = File(folder / MOVED).read()
    if told is None:
        return
    try:
        moved = msgspec.json.decode(told, type=Moved)
        where = f"to {moved.to} on {moved.at}"
    except msgspec.DecodeError:
        where = "elsewhere"
    raise Refused(
        f"The branch in {folder} was moved {where}; serve that. To go on here all the same, remove {folder / MOVED}."
    )
