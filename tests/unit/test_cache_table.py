"""What the journal's table promises beyond TinyDB's: one line a call, copies, all or nothing, ids of either kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, cast

import pytest
from tinydb import TinyDB, where
from tinydb.middlewares import CachingMiddleware
from tinydb.operations import delete
from tinydb.table import Document

from sync.cache.storage import JournalStorage
from sync.cache.table import JournalDatabase, JournalTable, open_database
from tests.sim.disk import MemoryDisk


def journal_lines(disk: MemoryDisk) -> list[bytes]:
    return disk.read("/db/wal-1").splitlines()


@pytest.fixture
def disk() -> MemoryDisk:
    return MemoryDisk()


@pytest.fixture
def journalled(disk: MemoryDisk) -> Iterator[JournalDatabase]:
    with open_database("/db", disk) as database:
        yield database


def test_each_call_is_one_line_of_what_it_changed(disk: MemoryDisk, journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    table.insert_multiple({"n": n, "text": "长" * 500} for n in range(50))
    calls: list[tuple[Callable[[], object], bytes]] = [
        (lambda: table.insert({"n": 100}), b'[["t",51,{"n":100}]]'),
        (lambda: table.update({"n": 101}, where("n") == 100), b'[["t",51,{"n":101}]]'),
        (lambda: table.update({"n": 102}, doc_ids=[51]), b'[["t",51,{"n":102}]]'),
        (lambda: table.update_multiple([({"n": 103}, where("n") == 102)]), b'[["t",51,{"n":103}]]'),
        (lambda: table.upsert({"n": 104}, where("n") == 103), b'[["t",51,{"n":104}]]'),
        (lambda: table.upsert({"n": 200}, where("n") == 200), b'[["t",52,{"n":200}]]'),
        (lambda: table.remove(where("n") > 99), b'[["t",51,null],["t",52,null]]'),
        (table.truncate, b'[["t",null,null],["t",null,{}]]'),
        (lambda: journalled.drop_table("t"), b'[["t",null,null]]'),
    ]
    for call, line in calls:
        before = len(journal_lines(disk))
        call()
        lines = journal_lines(disk)
        assert len(lines) == before + 1
        assert lines[-1].split(b" ", 2)[2] == line


def test_a_call_that_changes_nothing_writes_nothing(disk: MemoryDisk, journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    table.insert({"n": 1, "deep": {"a": [1]}})
    before = disk.calls
    table.update({"n": 1}, where("n") == 1)
    table.update({"n": 2}, where("n") == 9)
    table.remove(where("n") == 9)
    table.update(lambda document: None)
    journalled.drop_table("none")
    assert disk.calls == before
    table.update({"n": 1.0})
    table.update({"n": True})
    assert disk.calls > before
    assert table.get(doc_id=1) == {"n": True, "deep": {"a": [1]}}
    assert cast(Document, table.get(doc_id=1))["n"] is True


def test_a_failing_update_changes_nothing(disk: MemoryDisk, journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    table.insert_multiple([{"n": 1, "tags": ["a"]}, {"n": 2, "tags": ["a"]}])
    before, lines = table.all(), journal_lines(disk)

    def half(document: MutableMapping[str, Any]) -> None:
        document["tags"].append("b")
        document["n"] = "changed"
        if document["tags"] and len(seen) == 1:
            raise RuntimeError("half-way")
        seen.append(1)

    calls: list[Callable[[], object]] = [
        lambda: table.update(half),
        lambda: table.update(half, where("n") > 0),
        lambda: table.update(half, doc_ids=[1, 2]),
        lambda: table.update_multiple([(half, where("n").exists())]),
    ]
    for call in calls:
        seen: list[int] = []
        with pytest.raises(RuntimeError, match="half-way"):
            call()
        assert seen == [1]
        assert table.all() == before
    with pytest.raises(KeyError):
        table.update(delete("missing"))

    def broken() -> Iterator[dict[str, int]]:
        yield {"n": 3}
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        table.insert_multiple(broken())
    assert table.all() == before
    assert journal_lines(disk) == lines


def test_what_comes_back_is_a_copy(journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    given = {"tags": ["a"], "deep": {"x": [1, {"y": 2}]}}
    table.insert(given)
    given["tags"].append("later")  # type: ignore[attr-defined]
    condition = where("tags").any(["a"])
    whole = {"tags": ["a"], "deep": {"x": [1, {"y": 2}]}}
    results: list[Callable[[], Any]] = [
        lambda: table.get(doc_id=1),
        lambda: table.get(condition),
        lambda: table.get(doc_ids=[1])[0],
        lambda: table.search(condition)[0],
        lambda: table.search(condition)[0],
        lambda: table.all()[0],
        lambda: next(iter(table)),
        lambda: cast(dict[str, Any], journalled.storage.read())["t"]["1"],
    ]
    for result in results:
        spoilt = result()
        assert spoilt == whole
        spoilt["tags"].append("spoilt")
        spoilt["deep"]["x"][1]["y"] = "spoilt"
        spoilt["new"] = 1
    shared = ["s"]
    table.update({"shared": shared})
    shared.append("spoilt")
    assert table.get(doc_id=1) == {**whole, "shared": ["s"]}


def test_changes_beside_the_table_are_seen_by_its_query_cache_and_its_ids(journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    table.insert({"n": 1})
    assert table.count(where("n") > 0) == 1
    journalled.journal.commit([("t", 2, {"n": 2}), ("t", 5, {"n": 5})])
    assert table.count(where("n") > 0) == 3
    assert table.insert({"n": 6}) == 6
    journalled.drop_table("t")
    assert table.search(where("n") > 0) == []


def test_string_ids(journalled: JournalDatabase) -> None:
    table = journalled.table("shadow", document_id_class=str)
    assert table.insert(Document({"n": 1}, doc_id=cast(int, "0198-a"))) == "0198-a"
    assert table.insert_multiple([Document({"n": 2}, doc_id=cast(int, "7"))]) == ["7"]
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document({}, doc_id=cast(int, "7")))
    with pytest.raises(ValueError, match="string ids"):
        table.insert({"n": 3})
    assert [str(each.doc_id) for each in table] == ["0198-a", "7"]
    assert table.get(doc_id="7") == {"n": 2}
    assert table.get(doc_ids=["7", "x"]) == [{"n": 2}]
    assert table.contains(doc_id="0198-a")
    assert table.update({"n": 9}, doc_ids=["7", "x"]) == ["7"]
    assert table.upsert(Document({"n": 4}, doc_id=cast(int, "b"))) == ["b"]
    assert table.remove(where("n") == 9) == ["7"]
    assert journalled.table("shadow") is table
    with pytest.raises(ValueError, match="ids of class str"):
        journalled.table("shadow", document_id_class=int)


def test_number_ids_are_found_however_they_are_given(journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    table.insert({"n": 1})
    assert table.get(doc_id="1") == {"n": 1}
    assert table.get(doc_id="x") is None


def test_a_mixed_batch_never_uses_an_id_twice(journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    assert table.insert_multiple([Document({}, doc_id=1), {}, Document({}, doc_id=3), {}]) == [1, 2, 3, 4]
    assert table.insert({}) == 5


def test_nan_and_lone_surrogates_are_refused(journalled: JournalDatabase) -> None:
    table = journalled.table("t")
    for value in (float("nan"), float("inf"), [float("-inf")], "\ud800"):
        with pytest.raises(ValueError, match=r"NaN|surrogate"):
            table.insert({"x": value})
    assert table.all() == []


def test_subclasses_of_json_types_are_stored_plain(journalled: JournalDatabase) -> None:
    class Text(str):
        pass

    class Number(int):
        pass

    table = journalled.table("t")
    table.insert({"x": Text("甲"), "n": Number(3), "flag": True, Text("k"): [Text("乙")]})
    found = cast(Document, table.get(doc_id=1))
    assert found == {"x": "甲", "n": 3, "flag": True, "k": ["乙"]}
    assert {type(each) for each in found.values()} == {str, int, bool, list}


def test_another_document_class_and_update_table(journalled: JournalDatabase) -> None:
    class Shown(Document):
        pass

    class OwnTable(JournalTable):
        document_class = Shown

        def double(self) -> None:
            def updater(rows: dict[Any, Any]) -> None:
                for row in rows.values():
                    row["n"] *= 2
                rows.pop(2, None)

            self._update_table(updater)

    table = OwnTable(journalled.journal, "t")
    table.insert_multiple([{"n": 1}, {"n": 2}])
    table.double()
    assert table.all() == [{"n": 2}]
    assert type(table.all()[0]) is Shown


def test_tinydbs_caching_middleware_works_on_the_journal(disk: MemoryDisk) -> None:
    with TinyDB("/db", disk, storage=cast(Any, CachingMiddleware)(JournalStorage)) as db:
        db.insert_multiple({"n": n} for n in range(5))
    with open_database("/db", disk) as again:
        assert [each["n"] for each in again.all()] == [0, 1, 2, 3, 4]
        assert again.insert({}) == 6
