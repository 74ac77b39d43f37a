"""The database: migrations, transactions, damage."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select

from server_stub import dialect, schema, tables
from server_stub.problems import ProtocolProblem
from server_stub.store import LEAST_ROOM, Store, StoreDamaged
from tests.server.people import ON_SQLITE, Branch, FakeClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database file goes."""
    return tmp_path / "branch.db"


@pytest.fixture
def kept(path: Path) -> Iterator[Store]:
    """A database file that is up to date."""
    store = Store.open(f"sqlite:///{path}", FakeClock())
    schema.upgrade(store)
    yield store
    store.close()


def test_migrations_make_the_tables_the_code_uses(kept: Store) -> None:
    with kept.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    memory = Store.open("sqlite://", FakeClock())
    assert _schema(kept) == _schema(memory)


def _schema(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Columns, keys and indexes of every table as SQLite has them."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with store.engine.connect() as connection:
        run = connection.exec_driver_sql
        for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if name in tables.metadata.tables:
                found[name] = [tuple(row) for row in run(f"PRAGMA table_info({name})")]
                found[f"{name} keys"] = sorted(tuple(row)[2:] for row in run(f"PRAGMA foreign_key_list({name})"))
                indexes = run(f"PRAGMA index_list({name})").all()
                found[f"{name} indexes"] = sorted(
                    (row[2], *[each[2] for each in run(f"PRAGMA index_info({row[1]})")]) for row in indexes
                )
                found[f"{name} rowid"] = [tuple(row)[4:] for row in run("PRAGMA table_list") if row[1] == name]
    return found


def test_bringing_up_to_date_twice_changes_nothing(kept: Store) -> None:
    with kept.read() as connection:
        before = kept.epoch(connection)
    schema.upgrade(kept)
    with kept.read() as connection:
        assert kept.epoch(connection) == before


def test_every_commit_is_on_the_disk_before_it_is_answered(kept: Store) -> None:
    with kept.read() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 2, 1, dialect.BUSY_TIMEOUT_MS]


def test_data_of_a_newer_version_are_left_alone(kept: Store, path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    with pytest.raises(schema.StoreNewer):
        schema.upgrade(kept)


@pytest.mark.parametrize("damage", ["head", "middle", "text"])
def test_a_damaged_file_is_said_to_be_damaged(kept: Store, path: Path, damage: str) -> None:
    kept.close()
    data = bytearray(path.read_bytes())
    if damage == "text":
        data = bytearray("这不是数据库".encode() * 100)
    elif damage == "head":
        data[:16] = b"x" * 16
    else:
        data[4096:40960] = b"\xff" * 36864
    path.write_bytes(data)
    store = Store.open(f"sqlite:///{path}", FakeClock())
    with pytest.raises(StoreDamaged):
        schema.upgrade(store)
    store.close()
    assert path.read_bytes() == bytes(data)


def test_readers_see_one_moment_while_somebody_writes(kept: Store) -> None:
    def add(key: str) -> None:
        kept.write(lambda connection: connection.execute(insert(tables.meta).values(key=key, value="")))

    query = select(tables.meta.c.key)
    with kept.read() as connection:
        before = connection.scalars(query).all()
        thread = threading.Thread(target=add, args=("later",))
        thread.start()
        thread.join()
        assert connection.scalars(query).all() == before
    with kept.read() as connection:
        assert "later" in connection.scalars(query).all()


def test_a_write_that_another_process_blocks_is_told_busy(
    path: Path, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.close()
    monkeypatch.setattr(dialect, "_PRAGMAS", ("PRAGMA busy_timeout = 1",))
    store = Store.open(f"sqlite:///{path}", FakeClock())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProtocolProblem) as problem:
        store.write(lambda connection: None)
    assert (problem.value.status, problem.value.code, problem.value.retry_after) == (503, "busy", 5)
    other.execute("ROLLBACK")
    other.close()
    assert store.write(lambda connection: 1) == 1
    store.close()


def test_a_disk_that_is_full_is_told_and_nothing_is_kept(kept: Store) -> None:
    def work(connection: object) -> None:
        for n in range(1000):
            kept_row = insert(tables.meta).values(key=f"k{n}", value="x" * 10_000)
            connection.execute(kept_row)  # type: ignore[attr-defined]

    with kept._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")
        connection.commit()
    with pytest.raises(ProtocolProblem) as problem:
        kept.write(work)
    assert (problem.value.status, problem.value.code) == (507, "quota")
    with kept.read() as connection:
        assert connection.scalars(select(tables.meta.c.key)).all() == ["epoch"]


@ON_SQLITE
def test_a_database_in_memory_can_be_copied_and_put_back(branch: Branch) -> None:
    before = branch.store.serialize()
    seen = branch.seen("plain")
    branch.push("recorder", branch.minute("一"))
    assert branch.seen("plain") != seen
    branch.store.deserialize(before)
    branch.at["recorder"].last_n = 0
    assert branch.seen("plain") == seen
    assert branch.one("recorder", branch.minute("二")).out == "applied"


def test_an_error_of_the_database_never_shows_what_was_written(kept: Store) -> None:
    secret = "谁的体会"
    row = insert(tables.meta).values(key="epoch", value=secret)
    with pytest.raises(Exception, match="UNIQUE") as error:
        kept.write(lambda connection: connection.execute(row))
    assert secret not in str(error.value)


def test_a_disk_without_room_or_for_reading_only_is_noticed(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.has_room()
    assert Store.open("sqlite://", FakeClock()).has_room(), "one in memory needs no disk"
    free = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free._replace(free=LEAST_ROOM - 1))
    assert not kept.has_room()
    with pytest.raises(ProtocolProblem) as full:
        kept.look()
    assert full.value.code == "quota"
    monkeypatch.undo()
    kept.look()
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    assert not kept.has_room()


def test_the_steps_read_from_their_files_are_those_alembic_runs() -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert schema.newest() == script.get_current_head()
    assert {step.revision: step.down_revision for step in script.walk_revisions()} == schema._steps()
