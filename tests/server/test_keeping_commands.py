"""Backup, restore, verify, upgrade and move as an operator types them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from server_stub import keeping, schema
from server_stub.clock import SystemClock
from server_stub.copying import copy_all
from server_stub.store import Store
from tests.postgres import cluster
from tests.server.test_admin import Shell
from tests.versions.golden import DATABASE


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A data folder with a branch."""
    made = Shell(tmp_path / "data", capsys)
    made.init()
    return made


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database of a PostgreSQL server."""
    name, made = cluster().fresh()
    yield made
    cluster().drop(name)


@pytest.fixture
def old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A data folder as version 1 left it."""
    made = Shell(tmp_path / "data", capsys)
    made.folder.mkdir(mode=0o700)
    shutil.copyfile(DATABASE, made.folder / "branch.db")
    return made


def here(shell: Shell) -> tuple[str, str]:
    """The option that names the shell's folder."""
    return ("--data", str(shell.folder))


def test_verify_prints_a_seal_that_holds_later(shell: Shell, tmp_path: Path) -> None:
    first = shell.ok("verify", *here(shell))
    assert (first["ok"], first["findings"], first["seal_holds"]) == (True, [], None)
    assert first["revisions"] == first["records"] == 1
    shell.ok("backup", *here(shell), str(tmp_path / "copy.db"))
    shell.invite("--member", "赵六")
    later = shell.ok("verify", *here(shell), "--against", str(tmp_path / "copy.db"), "--seal", first["seal"])
    assert (later["ok"], later["seal_holds"]) == (True, True)
    assert later["revisions"] > 1
    code, out, err = shell.run("verify", *here(shell), "--seal", f"{first['seal'][:17]} 0000-0000-0000-0000-0000")
    assert (code, err) == (1, "")
    assert "has been changed" in out
    assert "five groups" in shell.refused("verify", *here(shell), "--seal", "123")


def test_verify_names_what_was_changed_and_not_what_it_says(shell: Shell, tmp_path: Path) -> None:
    shell.invite("--member", "赵六")
    copy = tmp_path / "copy.db"
    shell.ok("backup", *here(shell), str(copy))
    with sqlite3.connect(shell.folder / "branch.db") as connection:
        connection.execute("UPDATE rec SET f = replace(f, '赵六', '钱七') WHERE type = 'member'")
    connection.close()
    code, out, _ = shell.run("verify", *here(shell))
    assert code == 1
    assert "the record says something else than its history" in out
    assert "the checksum is not that of the records" in out
    assert not any(name in out for name in ("赵六", "钱七"))
    code, out, _ = shell.run("verify", *here(shell), "--json")
    found = json.loads(out)
    assert (code, found["ok"]) == (1, False)
    assert {each["code"] for each in found["findings"]} == {"fields_wrong", "sum_wrong"}
    shell.ok("restore", *here(shell), str(copy))
    assert shell.ok("verify", *here(shell), "--against", str(copy))["ok"]


def test_a_folder_of_dated_backups(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert "is none" in shell.refused("backup", *here(shell), str(folder), "--keep", "30")
    folder.mkdir()
    stale = folder / "xinde-20200101T000000Z.db"
    stale.touch()
    done = shell.ok("backup", *here(shell), str(folder), "--keep", "30")
    assert (done["removed"], Path(done["file"]).parent) == ([str(stale)], folder)
    assert shell.ok("verify", *here(shell), "--against", done["file"])["ok"]


def test_an_old_branch_is_copied_before_it_is_brought_up_to_date(old: Shell) -> None:
    assert "upgrade" in old.refused("verify", *here(old))
    code, _, err = old.run("gc", *here(old))
    assert code == 0
    (kept,) = old.folder.glob("branch.db.before-0003-*")
    assert str(kept) in err
    assert _tables(kept) == _tables(DATABASE)
    assert old.ok("verify", *here(old))["ok"]
    code, _, err = old.run("gc", *here(old))
    assert (code, err, len(list(old.folder.glob("*before*")))) == (0, "", 1)


def _tables(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    dump = sorted(connection.iterdump())
    connection.close()
    return dump


def test_upgrade_says_from_where_to_where_and_changes_nothing_without_its_copy(old: Shell, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.touch()
    assert "there already" in old.refused("upgrade", *here(old), "--backup", str(taken))
    assert old.refused("verify", *here(old))
    done = old.ok("upgrade", *here(old), "--backup", str(tmp_path / "copy.db"))
    assert done == {"from": "0003", "to": schema.newest(), "kept": str(tmp_path / "copy.db")}
    assert old.ok("verify", *here(old))["ok"]
    assert old.ok("upgrade", *here(old))["kept"] is None
    assert old.ok("restore", *here(old), str(tmp_path / "copy.db"))["kept"]
    assert old.ok("verify", *here(old))["ok"]


def test_a_branch_moves_to_a_server_and_its_folder_is_not_served_any_more(
    shell: Shell, url: str, tmp_path: Path
) -> None:
    shell.invite("--member", "赵六")
    seal = shell.ok("verify", *here(shell))["seal"]
    assert "Say where to" in shell.refused("move", *here(shell))
    assert "begins with" in shell.refused("move", *here(shell), "--to", "mysql://secret@localhost/x")
    done = shell.ok("move", *here(shell), "--to", url)
    assert done["rows"]["rec"] == shell.ok("verify", *here(shell))["records"]
    password = url.split(":")[2].split("@")[0]
    marked = (shell.folder / "moved.json").read_text()
    assert password not in json.dumps(done) + marked
    assert shell.ok("verify", "--database", url, "--seal", seal)["seal_holds"]
    for refused in (("serve", "--port", "0"), ("invite",), ("move", "--to", url)):
        told = shell.refused(refused[0], *here(shell), *refused[1:])
        assert "was moved to 127.0.0.1:" in told
        assert password not in told
    assert shell.ok("invite", "--database", url)["invite"]
    copy = tmp_path / "copy.db"
    shell.ok("backup", "--database", url, str(copy))
    assert "--replace" in shell.refused("restore", "--database", url, str(copy))
    assert shell.ok("restore", "--database", url, str(copy), "--replace")["kept"]
    (shell.folder / "moved.json").unlink()
    assert shell.invite()
    store = shell.store()
    begun = keeping.high_water(store, shell.folder).begin()
    store.close()
    assert begun, "a new epoch: devices bring what they did over there"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("CREATE TABLE account (id int)", "holds tables of another program. Choose an empty one"),
        ("CREATE TABLE customers (id int)", "holds tables of another program. Choose an empty one"),
    ],
)
def test_a_database_of_another_program_is_left_alone(shell: Shell, url: str, made: str, told: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(made)
        assert told in shell.refused("move", *here(shell), "--to", url)
        assert told in shell.refused("init", "--database", url, "--branch", "支部")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert len(tables) == 1
    assert not (shell.folder / "moved.json").exists()


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_CN"])
def test_a_database_that_cannot_hold_every_character_is_refused(shell: Shell, url: str, encoding: str) -> None:
    name = f"x{encoding.lower()}"
    try:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
        assert "with the encoding UTF8" in shell.refused("move", *here(shell), "--to", cluster().url(name))
    finally:
        cluster().drop(name)


def test_a_server_that_is_not_there_is_told_without_its_password(shell: Shell, url: str) -> None:
    for wrong in (url.replace("postgres:", "postgres:x"), "postgresql+psycopg://postgres:geheim@127.0.0.1:1/x"):
        for command in (("verify", "--database", wrong), ("move", *here(shell), "--to", wrong)):
            assert "cannot be reached" in shell.refused(*command)
    told = shell.refused("verify", "--database", "postgresql+psycopg://postgres:geheim@localhost:port/x")
    assert "cannot be read" in told
    assert "geheim" not in told
    assert "no branch here yet" in shell.refused("serve", "--database", url, "--port", "0")


def test_a_folder_that_is_served_is_not_moved(shell: Shell, url: str) -> None:
    from server_stub.keeping import held

    with held(shell.folder):
        assert "Stop it first" in shell.refused("move", *here(shell), "--to", url)
    assert "no branch" in shell.refused("verify", "--database", url)
    assert "no branch" in shell.refused("backup", "--database", url, str(shell.folder / "x.db"))


def test_an_old_server_is_brought_up_to_date_only_with_a_copy(url: str, tmp_path: Path, shell: Shell) -> None:
    there = Store.open(url, SystemClock())
    schema.upgrade(there, "0003")
    shutil.copyfile(DATABASE, tmp_path / "old.db")
    old = Store.open(f"sqlite:///{tmp_path / 'old.db'}", SystemClock())
    with old.read() as source:
        there.write(lambda target: copy_all(source, target))
    old.close()
    there.close()
    for command in (("serve", "--port", "0"), ("invite",), ("verify",)):
        assert "older version (0003)" in shell.refused(command[0], "--database", url, *command[1:])
    assert "--backup FILE" in shell.refused("upgrade", "--database", url)
    copy = tmp_path / "copy.db"
    assert shell.ok("upgrade", "--database", url, "--backup", str(copy))["kept"] == str(copy)
    assert shell.ok("verify", "--database", url)["ok"]
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)
    connection.close()
    assert shell.ok("restore", "--database", url, str(copy), "--replace")["kept"]
    assert shell.ok("verify", "--database", url)["ok"]
