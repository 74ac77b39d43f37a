"""A backup: one SQLite file, whatever database it is of. How it comes to be whole, what it must be to be put back, how long it stays."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server_stub import schema
from server_stub.clock import Clock
from server_stub.problems import Refused
from server_stub.seals import moment_of
from server_stub.store import Store, StoreDamaged
from server_stub.verifying import verify

_DATED = re.compile(r"xinde-(\d{8}T\d{6}Z)\.db")
_INTERRUPTED = re.compile(r"xinde-\d{8}T\d{6}Z\.db\.part(-journal|-wal|-shm)?")


def file_for(target: Path, now: dt.datetime) -> Path:
    """Where a backup goes: the file itself, or in a folder one named after the moment."""
    return target / f"xinde-{_compact(now)}.db" if target.is_dir() else target


def forget_old(folder: Path, days: int, now: dt.datetime) -> list[Path]:
    """Remove the dated backups of a folder that are older than so many days, but never the newest; returns them.

    And what a backup left that was interrupted so long ago.
    """
    dated = sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))
    limit = f"xinde-{_compact(now - dt.timedelta(days=days))}.db"
    parts = [path for path in folder.iterdir() if _INTERRUPTED.fullmatch(path.name)]
    gone = [path for path in [*dated[:-1], *sorted(parts)] if path.name < limit]
    for path in gone:
        path.unlink()
    return gone


def _compact(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


@contextmanager
def being_written(to: Path) -> Iterator[Path]:
    """A private file to write a backup into, which gets its name when it is whole and on the disk; raises Refused."""
    if to.exists():
        raise Refused(f"{to} is there already. Choose another name; a backup is never written over.")
    part = to.with_name(to.name + ".part")
    try:
        private(part)
        yield part
        check(part)
        sync(part)
        part.replace(to)
        sync(to.parent)
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"No backup was made: {error}. Nothing was changed.") from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def private(path: Path) -> None:
    """Make an empty file that is nobody else's business."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))


def ready(backup: Path, fresh: Path, clock: Clock, *, despite: bool = False) -> str:
    """Copy a backup to a new file, bring it up to date, verify it and give it a new epoch, which is returned.

    Raises Refused when it is not whole; `despite` takes one whose history is not the one that was written.
    """
    private(fresh)
    with opened(backup, read_only=True) as source, opened(fresh) as target:
        source.backup(target)
    check(fresh, backup.name)
    store = Store.open(f"sqlite:///{fresh}", clock)
    try:
        schema.upgrade(store)
        if not despite:
            refuse_findings(store, backup.name)
        epoch = store.write(store.new_epoch)
    except StoreDamaged as error:
        raise Refused(f"{backup.name} is no database of this program. Nothing was changed.") from error
    except schema.StoreNewer as error:
        raise Refused("The backup was made by a newer version. Install a newer xinde-server.") from error
    finally:
        store.close()
    alone(fresh)
    return epoch


def refuse_findings(store: Store, name: str) -> None:
    """Raise Refused for a database in which verify finds something."""
    with store.read() as connection:
        done = verify(connection, moment_of(store.clock.now()))
    if done.findings:
        count = len(done.findings) + done.more
        more = f" and {count - 1} more" if count > 1 else ""
        raise Refused(
            f"{name} is not what was written into it: {done.findings[0]}{more}. "
            "Nothing was changed; --despite-findings takes it as it is."
        )


def ends_of(backup: Path) -> dict[str, tuple[int, str]]:
    """At which place and hash each scope ended when a backup was made; raises Refused."""
    if not backup.is_file():
        raise Refused(f"There is no file {backup}.")
    try:
        check(backup)
        with opened(backup, read_only=True) as connection:
            held = {name for _, name, *_ in connection.execute("PRAGMA table_info(scope)")}
            if "chain" not in held:
                raise Refused(
                    f"{backup} was made before revisions were chained; it can be restored, not compared with."
                )
            return {
                name: (places, last)
                for name, places, last in connection.execute("SELECT name, places, chain FROM scope")
            }
    except (OSError, sqlite3.Error) as error:
        raise Refused(f"{backup} cannot be read: {type(error).__name__}.") from error


@contextmanager
def opened(path: Path, *, read_only: bool = False, wait: float = 30) -> Iterator[sqlite3.Connection]:
    """The driver's own connection to a database file that is there."""
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=wait)
    try:
        yield connection
    finally:
        connection.close()


def alone(path: Path) -> None:
    """Put what a journal holds into the file itself, so that it can be moved."""
    with opened(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


def check(path: Path, name: str | None = None) -> None:
    """Refuse what is no whole database of a branch."""
    with opened(path, read_only=True) as connection:
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()
        tables = {each for (each,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if whole != ("ok",) or not {"meta", "branch", "rec", "hist", "opres"} <= tables:
        raise Refused(f"{name or path.name} is no whole database of a branch. Nothing was changed.")


def sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
