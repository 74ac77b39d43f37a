"""TinyDB's documented behaviour, each test run on TinyDB's own storage as the oracle and on the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

import pytest
from tinydb import JSONStorage, Query, TinyDB, where
from tinydb.operations import add, decrement, delete, increment, subtract
from tinydb.operations import set as set_field
from tinydb.queries import QueryInstance
from tinydb.table import Document, Table

from sync.cache.storage import JournalStorage
from sync.cache.table import open_database
from tests.sim.disk import MemoryDisk

Open = Callable[[], TinyDB]


@pytest.fixture(params=["json", "journal", "journal with TinyDB's table"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens one and the same database, each time anew."""
    disk = MemoryDisk()
    if request.param == "json":
        return lambda: TinyDB(tmp_path / "db.json", storage=JSONStorage)
    if request.param == "journal":
        return lambda: open_database("/db", disk)
    return lambda: TinyDB("/db", disk, storage=JournalStorage)


@pytest.fixture
def db(reopen: Open) -> Iterator[TinyDB]:
    with reopen() as database:
        yield database


def people(db: Table) -> list[int]:
    return db.insert_multiple(
        [
            {"name": "王", "hours": 32, "tags": ["甲"]},
            {"name": "李", "hours": 24, "tags": ["甲", "乙"], "section": {"name": "综合科"}},
            {"name": "张", "hours": 40, "tags": []},
        ]
    )


def table_of(db: TinyDB) -> Table:
    return db.table(db.default_table_name)


def test_insert_returns_ids_from_one_and_keeps_the_document(db: TinyDB) -> None:
    assert db.insert({"a": 1}) == 1
    assert db.insert({"a": [1, {"b": None}]}) == 2
    assert db.all() == [{"a": 1}, {"a": [1, {"b": None}]}]
    assert [each.doc_id for each in db.all()] == [1, 2]
    assert all(type(each) is Document for each in db.all())


def test_insert_takes_any_mapping_and_refuses_everything_else(db: TinyDB) -> None:
    class Custom(Mapping[str, int]):
        def __getitem__(self, key: str) -> int:
            return {"x": 1}[key]

        def __iter__(self) -> Iterator[str]:
            return iter(["x"])

        def __len__(self) -> int:
            return 1

    db.insert(Custom())
    assert db.all() == [{"x": 1}]
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert(cast(Any, ["x"]))
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple(cast(Any, [{"ok": 1}, "x"]))
    assert db.all() == [{"x": 1}]


def test_insert_with_an_id_of_its_own(db: TinyDB) -> None:
    assert db.insert(Document({"a": 1}, doc_id=12)) == 12
    assert db.insert({"a": 2}) == 13
    db.insert(Document({"a": 3}, doc_id=15))
    assert db.insert({"a": 3}) == 16
    db.remove(doc_ids=[15, 16])
    with pytest.raises(ValueError, match="already exists"):
        db.insert(Document({"a": 3}, doc_id=12))
    assert db.insert_multiple([Document({"a": 4}, doc_id=20), Document({"a": 5}, doc_id=21)]) == [20, 21]
    with pytest.raises(ValueError, match="already exists"):
        db.insert_multiple([Document({"a": 6}, doc_id=30), Document({"a": 6}, doc_id=20)])
    assert [each.doc_id for each in db] == [12, 13, 20, 21]


def test_insert_multiple_takes_a_generator_and_nothing(db: TinyDB) -> None:
    assert db.insert_multiple({"n": n} for n in range(3)) == [1, 2, 3]
    assert db.insert_multiple([]) == []
    assert len(db) == 3


def test_what_json_cannot_hold_is_refused_and_nothing_changes(db: TinyDB) -> None:
    people(table_of(db))
    before = db.all()
    for value in (object(), {1, 2}, b"x"):
        with pytest.raises(TypeError):
            db.insert({"x": value})
        with pytest.raises(TypeError):
            db.update({"x": value})
    if not isinstance(db.storage, JSONStorage):
        # TinyDB's own storage has by now spoilt its file: the end of the old text stands behind the new.
        assert db.all() == before


def test_tuples_and_number_keys_become_what_json_makes_of_them(db: TinyDB, reopen: Open) -> None:
    db.insert({"t": (1, (2, 3)), "k": {1: "a"}})
    db.close()
    with reopen() as again:
        assert again.all() == [{"t": [1, [2, 3]], "k": {"1": "a"}}]


def test_search_get_contains_count(db: TinyDB) -> None:
    people(table_of(db))
    user = Query()
    assert [each["name"] for each in db.search(user.hours > 30)] == ["王", "张"]
    assert db.search(user.hours > 100) == []
    assert db.get(user.name == "李") == db.all()[1]
    assert db.get(user.name == "赵") is None
    assert cast(Document, db.get(doc_id=3))["name"] == "张"
    assert cast(Document, db.get(doc_id=3)).doc_id == 3
    assert db.get(doc_id=9) is None
    assert [each["name"] for each in db.get(doc_ids=[3, 1, 9])] == ["王", "张"]
    assert db.get(doc_ids=[]) == []
    with pytest.raises(RuntimeError):
        db.get()
    assert db.contains(user.name == "王")
    assert not db.contains(user.name == "赵")
    assert db.contains(doc_id=1)
    assert not db.contains(doc_id=4)
    with pytest.raises(RuntimeError):
        db.contains()
    assert db.count(user.tags.any(["甲"])) == 2


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (where("hours") == 24, "李"),
        (where("hours") != 24, "王张"),
        ((where("hours") > 24) & (where("hours") <= 32), "王"),
        ((where("hours") < 30) | (where("name") == "张"), "李张"),
        (~(where("name") == "王"), "李张"),
        (where("section").exists(), "李"),
        (where("section").name == "综合科", "李"),
        (Query()["section"]["name"].matches("综合"), "李"),
        (Query().name.search("[王张]"), "王张"),
        (Query().tags.all(["甲", "乙"]), "李"),
        (Query().tags.any(["乙"]), "李"),
        (Query().name.one_of(["张", "赵"]), "张"),
        (Query().hours.test(lambda hours, low: hours >= low, 32), "王张"),
        (Query().fragment({"name": "王", "hours": 32}), "王"),
        (Query().section.fragment({"name": "综合科"}), "李"),
        (Query().noop(), "王李张"),
        (Query().tags.map(len) == 2, "李"),
        (lambda each: each["name"] == "王", "王"),
    ],
)
def test_conditions(db: TinyDB, condition: QueryInstance, names: str) -> None:
    people(table_of(db))
    for _ in range(2):
        assert "".join(each["name"] for each in db.search(condition)) == names
        assert db.count(condition) == len(names)


def test_update_with_fields(db: TinyDB) -> None:
    people(table_of(db))
    assert db.update({"hours": 1}, where("name") == "王") == [1]
    assert db.update({"hours": 2}, doc_ids=[2, 9, 3]) == [2, 3]
    assert [each["hours"] for each in db] == [1, 2, 2]
    assert db.update({"seen": True}) == [1, 2, 3]
    assert all(each["seen"] is True for each in db)
    assert db.update({"hours": 0}, where("name") == "赵") == []
    assert db.update({"hours": 0}, doc_ids=[]) == []


def test_update_with_a_function_and_operations(db: TinyDB) -> None:
    people(table_of(db))

    def shout(document: MutableMapping[str, Any]) -> None:
        document["name"] += "！"
        document["tags"].append("新")

    assert db.update(shout, where("hours") < 35) == [1, 2]
    assert db.get(doc_id=2) == {
        "name": "李！",
        "hours": 24,
        "tags": ["甲", "乙", "新"],
        "section": {"name": "综合科"},
    }
    db.update(increment("hours"), doc_ids=[1])
    db.update(decrement("hours"), doc_ids=[2])
    db.update(add("hours", 10), doc_ids=[3])
    db.update(subtract("hours", 5), doc_ids=[3])
    db.update(add("tags", cast(Any, ["丙"])), doc_ids=[3])
    db.update(set_field("level", "科员"), doc_ids=[3])
    db.update(delete("tags"), doc_ids=[1])
    assert [each["hours"] for each in db] == [33, 23, 45]
    assert db.get(doc_id=3) == {"name": "张", "hours": 45, "tags": ["丙"], "level": "科员"}
    assert "tags" not in cast(Document, db.get(doc_id=1))


def test_update_multiple(db: TinyDB) -> None:
    people(table_of(db))
    updated = db.update_multiple(
        [
            ({"hours": 100}, where("name") == "王"),
            (delete("tags"), where("hours") == 40),
            (increment("hours"), where("hours") == 100),
        ]
    )
    assert updated == [1, 1, 3]
    assert [each["hours"] for each in db] == [101, 24, 40]
    assert "tags" not in cast(Document, db.get(doc_id=3))


def test_upsert(db: TinyDB) -> None:
    people(table_of(db))
    assert db.upsert({"name": "王", "hours": 5}, where("name") == "王") == [1]
    assert cast(Document, db.get(doc_id=1))["tags"] == ["甲"]
    assert db.upsert({"name": "赵"}, where("name") == "赵") == [4]
    assert db.upsert(Document({"name": "钱"}, doc_id=2)) == [2]
    assert db.upsert(Document({"name": "孙"}, doc_id=70)) == [70]
    assert [each["name"] for each in db] == ["王", "钱", "张", "赵", "孙"]
    with pytest.raises(ValueError, match="doc_id"):
        db.upsert({"name": "周"})


def test_remove(db: TinyDB) -> None:
    people(table_of(db))
    assert db.remove(where("hours") > 30) == [1, 3]
    assert db.remove(doc_ids=[2, 9]) == [2]
    assert db.all() == []
    assert db.remove(where("hours") > 0) == []
    with pytest.raises(RuntimeError):
        db.remove()
    assert db.insert({"name": "新"}) == 4


def test_ids_go_on_from_the_highest_after_opening_again(db: TinyDB, reopen: Open) -> None:
    people(table_of(db))
    db.remove(doc_ids=[2])
    db.close()
    with reopen() as again:
        assert again.insert({}) == 4


def test_length_and_iteration(db: TinyDB) -> None:
    assert len(db) == 0
    assert list(db) == []
    people(table_of(db))
    assert len(db) == 3
    assert [each["name"] for each in db] == ["王", "李", "张"]


def test_truncate(db: TinyDB) -> None:
    people(table_of(db))
    db.truncate()
    assert len(db) == 0
    assert db.tables() == {"_default"}
    assert db.insert({}) == 1
    other = db.table("other")
    other.truncate()
    assert db.tables() == {"_default", "other"}


def test_several_tables(db: TinyDB) -> None:
    assert db.tables() == set()
    members, sessions = db.table("member"), db.table("session")
    members.insert({"name": "王"})
    sessions.insert_multiple([{"n": 1}, {"n": 2}])
    db.insert({"default": True})
    assert db.tables() == {"member", "session", "_default"}
    assert db.table("member") is members
    assert (len(members), len(sessions), len(db)) == (1, 2, 1)
    assert db.table("_default").all() == [{"default": True}]
    assert db.table("kept", persist_empty=True).all() == []
    assert "kept" in db.tables()
    members.update({"name": "李"})
    assert sessions.all() == [{"n": 1}, {"n": 2}]


def test_drop_table_and_tables(db: TinyDB, reopen: Open) -> None:
    for name in ("a", "b", "c"):
        db.table(name).insert({"name": name})
    db.drop_table("a")
    db.drop_table("never there")
    assert db.tables() == {"b", "c"}
    assert db.table("a").all() == []
    assert db.table("a").insert({}) == 1
    db.drop_tables()
    assert db.tables() == set()
    assert db.table("b").all() == []
    db.close()
    with reopen() as again:
        assert again.tables() == set()


def test_default_table_name_can_be_changed(db: TinyDB) -> None:
    db.default_table_name = "mine"
    db.insert({"a": 1})
    assert db.tables() == {"mine"}


def test_query_cache_is_right_after_every_kind_of_change(db: TinyDB) -> None:
    table = table_of(db)
    people(table)
    many = where("hours") > 30
    assert len(table.search(many)) == 2
    changes: list[tuple[Callable[[], object], int]] = [
        (lambda: table.insert({"name": "赵", "hours": 50}), 3),
        (lambda: table.update({"hours": 60}, where("name") == "李"), 4),
        (lambda: table.upsert({"hours": 1}, where("name") == "赵"), 3),
        (lambda: table.remove(where("name") == "王"), 2),
        (lambda: table.update_multiple([({"hours": 0}, where("name") == "张")]), 1),
        (table.truncate, 0),
    ]
    for change, count in changes:
        change()
        assert len(table.search(many)) == count
        assert len(table.search(many)) == count
    table.clear_cache()
    assert table.search(many) == []


def test_query_cache_saves_the_second_search(db: TinyDB) -> None:
    people(table_of(db))
    looks = [0]

    def condition(document: Mapping[str, Any]) -> bool:
        looks[0] += 1
        return bool(document["hours"] > 30)

    for _ in range(3):
        assert len(db.search(cast(QueryInstance, condition))) == 2
    assert looks == [3]
    db.update({"hours": 0}, doc_ids=[1])
    assert len(db.search(cast(QueryInstance, condition))) == 1
    assert looks == [6]


def test_query_cache_size(db: TinyDB) -> None:
    for size in (0, 1, None):
        table = db.table(f"cache {size}", cache_size=cast(int, size))
        table.insert_multiple([{"n": 1}, {"n": 2}])
        for _ in range(2):
            assert [len(table.search(where("n") == n)) for n in (1, 2, 3)] == [1, 1, 0]


def test_everything_is_there_after_opening_again(db: TinyDB, reopen: Open) -> None:
    people(table_of(db))
    db.table("other").insert(Document({"float": 0.1, "big": 2**60, "text": "第一行\n第二行\u2028\0😀"}, doc_id=7))
    db.update(increment("hours"))
    db.remove(doc_ids=[1])
    before = {name: [(each.doc_id, dict(each)) for each in db.table(name)] for name in db.tables()}
    db.close()
    with reopen() as again:
        assert {name: [(each.doc_id, dict(each)) for each in again.table(name)] for name in again.tables()} == before


def test_context_manager_closes(reopen: Open) -> None:
    with reopen() as db:
        db.insert({})
    uses: list[Callable[[], object]] = [lambda: db.insert({}), db.all, db.tables, db.storage.read]
    for use in uses:
        with pytest.raises(ValueError, match="closed"):
            use()


def test_representation_names_tables_and_totals(db: TinyDB) -> None:
    people(table_of(db))
    assert "tables_count=1" in repr(db)
    assert "total=3" in repr(table_of(db))


def test_storage_reads_and_writes_everything_at_once(db: TinyDB) -> None:
    assert db.storage.read() is None
    db.storage.write({"t": {"1": {"a": 1}, "2": {"a": 2}}, "empty": {}})
    assert db.table("t").get(doc_id=2) == {"a": 2}
    assert db.tables() == {"t", "empty"}
    data = cast(dict[str, dict[str, Any]], db.storage.read())
    assert data == {"t": {"1": {"a": 1}, "2": {"a": 2}}, "empty": {}}
    del data["empty"], data["t"]["1"]
    data["t"]["2"]["a"] = 2.0
    data["t"]["9"] = {"new": True}
    db.storage.write(data)
    assert repr(db.storage.read()) == repr({"t": {"2": {"a": 2.0}, "9": {"new": True}}})
    assert db.table("t").insert({}) == 10
    db.storage.write({})
    assert db.tables() == set()
