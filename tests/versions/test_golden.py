"""What version 1 left behind is still read: its cache, its database, its requests."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import copy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server_stub import schema
from server_stub.direct import Direct
from server_stub.store import Store
from server_stub.verifying import verify
from sync.canonical import SUM_MODULUS, record_sum
from sync.workplace import Workplace, open_workplace
from tests.server.people import Branch, FakeClock
from tests.server.web import Web
from tests.versions.golden import CACHE, CACHE_CONTENT, DATABASE, DATABASE_CONTENT, TRANSCRIPTS, content_of
from tests.versions.transcript import invited, read, send


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """The device of version 1, in a folder of its own."""
    shutil.copytree(CACHE, tmp_path / "home" / "cache")
    with open_workplace(tmp_path / "home") as opened:
        yield opened


def test_every_document_of_the_cache_is_there(place: Workplace) -> None:
    wanted = json.loads(CACHE_CONTENT.read_text("utf-8"))
    found = json.loads(json.dumps(content_of(place)))
    for table, documents in wanted.items():
        assert found[table] == documents, table
        assert documents or table in ("fresh", "refused", "vault"), f"{table} shows something"


def test_it_is_shown_and_goes_on(place: Workplace) -> None:
    session = place.desk.record("s-1")
    assert (session.get("summary"), session.pending) == ("一句。又一句。", True)
    assert [view.get("body") for view in place.repository.find("note")] == ["只在本机的一条。"]
    assert [each.text for each in place.unsaved.all()] == ["只在本机的草稿，正在写"]
    assert [item.code for item in place.queue.parked()] == ["forbidden"]
    assert len(place.queue.archived()) == 1
    place.desk.edit("s-1", {"summary": ("一句。又一句。", "一句。又一句。第三句。")})
    assert place.desk.record("s-1").get("summary") == "一句。又一句。第三句。"


def test_the_database_is_brought_up_and_read(tmp_path: Path) -> None:
    wanted = json.loads(DATABASE_CONTENT.read_text("utf-8"))
    shutil.copy2(DATABASE, tmp_path / "branch.db")
    store = Store.open(f"sqlite:///{tmp_path / 'branch.db'}", FakeClock(), Random(3))
    try:
        schema.upgrade(store)
        direct = Direct(store, branch=wanted["branch"])
        for name, member in wanted["members"].items():
            answer = direct.account(member).pull({})
            found = {record["id"]: record for record in answer.changes}
            assert found.keys() == {record["id"] for record in wanted["pulled"][name]}
            for record in wanted["pulled"][name]:
                assert includes(found[record["id"]], record)
            assert {scope: each.sum for scope, each in answer.sums.items()} == wanted["sums"][name]
        with store.read() as connection:
            assert verify(connection, "9999-12-31T23:59Z").findings == [], "its history is chained as it was written"
            ((first, last),) = connection.exec_driver_sql(
                "SELECT (SELECT hash FROM hist WHERE place = 1 AND scope LIKE 'b:%'), chain FROM scope WHERE name LIKE 'b:%'"
            ).all()
        assert len(first) == len(last) == 64
        assert first != last
    finally:
        store.close()


def test_what_gc_erased_before_there_was_a_chain_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "branch.db"
    shutil.copy2(DATABASE, path)
    with closing(sqlite3.connect(path)) as database, database:
        _erase_as_version_1_did(database)
    store = Store.open(f"sqlite:///{path}", FakeClock(), Random(3))
    try:
        schema.upgrade(store)
        with store.read() as connection:
            assert verify(connection, "9999-12-31T23:59Z").findings == []
            erased = "SELECT count(*) FROM hist WHERE words IS NOT NULL AND salt IS NULL"
            assert connection.exec_driver_sql(erased).scalar() == 2
    finally:
        store.close()


def _erase_as_version_1_did(database: sqlite3.Connection) -> None:
    """A section of one revision is deleted, and half a year later its words are erased."""
    at = "2025-01-01T00:00:00Z"
    query = "SELECT id, scope, f FROM rec WHERE type = 'section' AND rev = 1 ORDER BY id LIMIT 1"
    ((rid, scope, fields),) = database.execute(query).fetchall()
    ((head, total),) = database.execute("SELECT head, sum FROM scope WHERE name = ?", (scope,)).fetchall()
    lost = record_sum(rid, 1, "section", json.loads(fields)) - record_sum(rid, 2, "section", None)
    updated = json.dumps({"at": at, "claimed": None, "by": None, "dev": None})
    database.execute(
        "UPDATE rec SET rev = 2, seq = ?, f = NULL, del = ?, updated = ? WHERE id = ?",
        (head + 1, json.dumps({"at": at, "by": None}), updated, rid),
    )
    database.execute(
        "UPDATE scope SET head = head + 1, live = live - 1, sum = ? WHERE name = ?",
        (f"{(int(total, 16) - lost) % SUM_MODULUS:032x}", scope),
    )
    database.execute("UPDATE hist SET ch = '{}' WHERE rec = ?", (rid,))
    database.execute(
        "INSERT INTO hist (rec, rev, scope, k, out, ch, at) VALUES (?, 2, ?, 'del', 'applied', '{}', ?)",
        (rid, scope, at),
    )


def test_its_requests_are_still_answered_in_kind() -> None:
    web = Web(Branch())
    try:
        for each in read(TRANSCRIPTS.read_text("utf-8")):
            if each.path == "/v1/join":
                invited(web)
            status, _, answer = send(web, each.method, each.path, each.headers, each.body)
            assert (each.title, status) == (each.title, each.status)
            assert same_kind(answer, each.answer), each.title
    finally:
        web.close()


def includes(found: Any, wanted: Any) -> bool:
    """True when all that was there is there, unchanged; more may have come."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and includes(found[name], wanted[name]) for name in wanted)
    return bool(found == wanted)


DECIDED = ("out", "code", "more", "live", "cut")


def same_kind(found: Any, wanted: Any) -> bool:
    """True when nothing a client of version 1 looks for is missing or of another type, and what was decided is the same."""
    if isinstance(wanted, dict):
        here = isinstance(found, dict) and all(name in found for name in wanted)
        return here and all(
            same_kind(found[name], value) and (name not in DECIDED or found[name] == value)
            for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same_kind, found, wanted))
    return type(found) is type(wanted)


def test_the_comparison_sees_what_is_missing() -> None:
    wanted = {"results": [{"out": "applied", "n": 1}], "more": False}
    assert same_kind({**copy(wanted), "new": 1}, wanted)
    assert not same_kind({"results": [{"out": "merged", "n": 1}], "more": False}, wanted)
    assert not same_kind({"results": [{"out": "applied"}], "more": False}, wanted)
    assert not includes({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}})
