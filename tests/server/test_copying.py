"""A branch from one database to another: every row, in both directions, and nothing when anything is wrong."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, Table

from server_stub import backups, copying, keeping, schema
from server_stub.direct import Direct
from server_stub.problems import Refused
from server_stub.store import Store
from server_stub.verifying import verify
from tests.postgres import cluster
from tests.server.people import Branch, FakeClock

LATE = "2200-01-01T00:00Z"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a branch and a history; nobody changes it."""
    made = tmp_path_factory.mktemp("data")
    branch = Branch(filed(made / "branch.db"))
    for word in ("第一条", "第二条"):
        branch.push("recorder", branch.minute(word))
    branch.made("clerk", branch.put("section", branch.sections["综合科"], {"name": ["综合科", "办公室"]}))
    branch.store.close()
    return made


def filed(path: Path) -> Store:
    """A database file that is up to date."""
    store = Store.open(f"sqlite:///{path}", FakeClock(), Random(1))
    schema.upgrade(store)
    return store


@pytest.fixture
def source(folder: Path) -> Iterator[Store]:
    """The branch of the folder."""
    store = filed(folder / "branch.db")
    yield store
    store.close()


@pytest.fixture
def server() -> Iterator[Store]:
    """An empty database of a PostgreSQL server."""
    name, url = cluster().fresh()
    store = Store.open(url, FakeClock(), Random(2))
    yield store
    store.close()
    cluster().drop(name)


def looked_at(store: Store) -> tuple[str, int]:
    """The seal of everything, once nothing is wrong with it, and how many revisions there are."""
    with store.read() as connection:
        done = verify(connection, LATE)
    assert done.findings == []
    return str(done.seal), done.revisions


def epoch(store: Store) -> str:
    """The epoch of a database."""
    with store.read() as connection:
        return store.epoch(connection)


def test_a_branch_moved_to_a_server_is_the_same_and_goes_on(source: Store, server: Store) -> None:
    counts = copying.move(source, server)
    assert counts["rec"] > 20
    assert counts["hist"] > counts["rec"]
    assert looked_at(server) == looked_at(source)
    assert epoch(server) == epoch(source)
    there = Direct(server)
    with source.read() as connection:
        here = connection.exec_driver_sql("SELECT member FROM account ORDER BY id").scalars().first()
    assert there.account(str(here)).pull({}).changes == Direct(source).account(str(here)).pull({}).changes
    with pytest.raises(Refused, match="holds a branch"):
        copying.move(source, server)


def test_nothing_stays_in_the_target_when_a_row_does_not_arrive(
    source: Store, server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying._figure

    def lossy(connection: Connection, table: Table) -> copying._Figure:
        if table.name == "hist":
            connection.exec_driver_sql("DELETE FROM hist WHERE place = 3")
        return real(connection, table)

    monkeypatch.setattr(copying, "_figure", lossy)
    with pytest.raises(Refused, match="hist did not arrive"):
        copying.move(source, server)
    assert not copying.holds_branch(server)


def test_a_server_is_backed_up_to_one_file_and_put_back(source: Store, server: Store, tmp_path: Path) -> None:
    copying.move(source, server)
    before, at = looked_at(server), epoch(server)
    to = tmp_path / "copy.db"
    assert copying.back_up_server(server, to) == to.stat().st_size
    assert to.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert backups.ends_of(to).keys() == _scopes(server)
    with pytest.raises(Refused, match="--replace"):
        copying.restore_server(server, to, server.clock, replace=False, despite=False)
    assert epoch(server) == at
    new, kept = copying.restore_server(server, to, server.clock, replace=True, despite=False)
    assert (epoch(server), new != at) == (new, True)
    assert looked_at(server) == before
    assert kept is not None
    assert backups.ends_of(kept) == backups.ends_of(to)
    # And into a folder: the same file is good for both.
    keeping.restore(tmp_path, "branch.db", to, FakeClock())
    again = filed(tmp_path / "branch.db")
    assert looked_at(again) == before
    again.close()


def _scopes(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.exec_driver_sql("SELECT name FROM scope").scalars())


def test_a_backup_whose_history_was_changed_is_refused_with_the_place(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy.db"
    keeping.back_up(folder / "branch.db", to)
    with sqlite3.connect(to) as connection:
        connection.execute("UPDATE hist SET ch = '{}' WHERE place = 9 AND scope LIKE 'b:%'")
    connection.close()
    with pytest.raises(Refused, match=r"scope b:.*, revision \d+: this revision is not the one") as refused:
        keeping.restore(tmp_path, "branch.db", to, FakeClock())
    assert "--despite-findings" in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "serve.lock"]
    keeping.restore(tmp_path, "branch.db", to, FakeClock(), despite=True)
    assert (tmp_path / "branch.db").exists()


def test_old_dated_backups_go_and_the_newest_stays(tmp_path: Path) -> None:
    clock = FakeClock()
    for _ in range(4):
        backups.file_for(tmp_path, clock.now()).touch()
        clock.wait(days=1)
    other = tmp_path / "branch.db"
    other.touch()
    (tmp_path / "xinde-20260301T020000Z.db.part").touch()
    (tmp_path / "xinde-20260304T020000Z.db.part").touch()
    gone = backups.forget_old(tmp_path, 2, clock.now())
    assert [path.name for path in gone] == [
        "xinde-20260301T010000Z.db",
        "xinde-20260302T010000Z.db",
        "xinde-20260301T020000Z.db.part",
    ]
    clock.wait(days=100)
    assert len(backups.forget_old(tmp_path, 2, clock.now())) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["branch.db", "xinde-20260304T010000Z.db"]
    assert backups.file_for(other, clock.now()) == other


def test_verify_and_backup_see_one_moment_while_others_write(tmp_path: Path) -> None:
    branch = Branch(filed(tmp_path / "branch.db"))
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            branch.push("recorder", *(branch.minute(f"第{number}条") for number in range(5)))
            written.append(5)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        seen = []
        for number in range(5):
            seen.append(looked_at(branch.store)[1])
            keeping.back_up(tmp_path / "branch.db", tmp_path / f"{number}.db")
            before = len(written)
            while len(written) == before:
                assert thread.is_alive()
                time.sleep(0.005)
    finally:
        stop.set()
        thread.join()
    assert seen == sorted(set(seen)), "each time there was more"
    for number in range(5):
        known = backups.ends_of(tmp_path / f"{number}.db")
        with branch.store.read() as connection:
            assert verify(connection, LATE, against=known).findings == []
    branch.store.close()
