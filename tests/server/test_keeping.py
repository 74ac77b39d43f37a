"""Backups, and a database put back: whole, under a new epoch, and never beside another one's journal."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from server_stub import keeping, schema
from server_stub.high_water import File, HighWater
from server_stub.problems import Refused
from server_stub.shell import create_branch
from server_stub.store import Store
from tests.server.people import FakeClock

NAME = "branch.db"


def opened(folder: Path, seed: int = 1) -> Store:
    store = Store.open(f"sqlite:///{folder / NAME}", FakeClock(), Random(seed))
    schema.upgrade(store)
    return store


def epoch_of(folder: Path) -> str:
    store = opened(folder)
    with store.read() as connection:
        found = store.epoch(connection)
    store.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a branch."""
    made = tmp_path / "data"
    made.mkdir()
    store = opened(made)
    create_branch(store, "示例支部")
    store.close()
    return made


def test_a_backup_is_one_whole_file_and_never_written_over(folder: Path, tmp_path: Path) -> None:
    store = opened(folder)
    to = tmp_path / "copy.db"
    assert keeping.back_up(folder / NAME, to) == to.stat().st_size
    store.close()
    assert to.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]
    with pytest.raises(Refused):
        keeping.back_up(folder / NAME, to)


def test_a_backup_ends_while_another_process_writes_without_pause(folder: Path, tmp_path: Path) -> None:
    """One made in parts begins anew with every commit of another process, and never ends beside a busy server."""
    with closing(sqlite3.connect(folder / NAME)) as database, database:
        database.execute("CREATE TABLE padding (bytes)")
        database.executemany("INSERT INTO padding VALUES (zeroblob(?))", [(2**20,)] * 64)
    writing = subprocess.Popen([sys.executable, "-c", _WRITING, str(folder / NAME)], stdout=subprocess.PIPE)
    try:
        assert writing.stdout is not None
        assert writing.stdout.readline()
        made = threading.Thread(target=keeping.back_up, args=(folder / NAME, tmp_path / "copy.db"))
        made.start()
        made.join(20)
        assert not made.is_alive()
    finally:
        writing.kill()
        writing.communicate()
    made.join()


_WRITING = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
print("writing", flush=True)
while True:
    database.execute("INSERT INTO padding VALUES (0)")
    time.sleep(0.01)
"""


def test_a_restore_begins_a_new_epoch_and_keeps_what_was_there(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    keeping.back_up(folder / NAME, to)
    before = epoch_of(folder)
    epoch, kept = keeping.restore(folder, NAME, to, FakeClock())
    assert epoch_of(folder) == epoch != before
    assert kept is not None
    assert sqlite3.connect(kept).execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    assert not (folder / f"{NAME}.restored").exists()


def test_nothing_is_restored_while_another_command_reads_the_database(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is only in its journal could not be put into the file, and a crash would lose it."""
    to = tmp_path / "copy.db"
    keeping.back_up(folder / NAME, to)
    monkeypatch.setattr(keeping, "WAIT", 0.1)
    with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        store = opened(folder)
        create_branch(store, "后来的")
        store.close()
        with pytest.raises(Refused, match="Another command"):
            keeping.restore(folder, NAME, to, FakeClock())
    with closing(sqlite3.connect(folder / NAME)) as after:
        assert after.execute("SELECT count(*) FROM branch").fetchone() == (2,)
    assert [path.name for path in folder.iterdir() if "before" in path.name or "restored" in path.name] == []
    assert keeping.restore(folder, NAME, to, FakeClock())[1] is not None


def test_a_disk_without_room_for_the_database_before_leaves_no_half_of_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "copy.db"
    keeping.back_up(folder / NAME, to)
    before = epoch_of(folder)

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"SQLite format 3")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(Refused, match="as it was"):
        keeping.restore(folder, NAME, to, FakeClock())
    assert sorted(path.name for path in folder.iterdir()) == [NAME, "serve.lock"]
    assert epoch_of(folder) == before


def test_a_journal_left_by_a_crash_does_not_get_beside_another_database(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    keeping.back_up(folder / NAME, to)
    store = opened(folder)
    create_branch(store, "第二个")
    wal = (folder / f"{NAME}-wal").read_bytes()
    store.close()
    assert wal
    (folder / NAME).unlink()
    (folder / f"{NAME}-wal").write_bytes(wal)
    epoch, _ = keeping.restore(folder, NAME, to, FakeClock())
    assert epoch_of(folder) == epoch
    assert sqlite3.connect(folder / NAME).execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def test_what_is_no_backup_changes_nothing(folder: Path, tmp_path: Path) -> None:
    before = epoch_of(folder)
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(b"none" * 4000)
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).execute("CREATE TABLE x (y)")
    for backup in (wrong, empty, tmp_path / "missing.db"):
        with pytest.raises(Refused):
            keeping.restore(folder, NAME, backup, FakeClock())
    with keeping.held(folder), pytest.raises(Refused):
        keeping.restore(folder, NAME, wrong, FakeClock())
    assert epoch_of(folder) == before
    assert not (folder / f"{NAME}.restored").exists()


def test_a_database_older_than_its_mark_begins_a_new_epoch(folder: Path) -> None:
    store = opened(folder)
    old = keeping.back_up(folder / NAME, folder / "old.db")
    assert old
    mark = HighWater(store, File(folder / "high_water.json"))
    assert not mark.begin()
    create_branch(store, "第二个")
    mark.write()
    before = epoch_of(folder)
    store.close()
    (folder / "old.db").replace(folder / NAME)
    for ending in ("-wal", "-shm"):
        Path(f"{folder / NAME}{ending}").unlink(missing_ok=True)
    again = opened(folder, seed=2)
    assert HighWater(again, File(folder / "high_water.json")).begin()
    again.close()
    assert epoch_of(folder) != before
