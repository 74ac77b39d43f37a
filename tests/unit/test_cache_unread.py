"""Documents of a snapshot stay unread until somebody asks for them, and nobody notices."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec
import pytest

from sync.cache import journal, snapshot
from sync.cache.errors import CacheDamaged
from sync.cache.rows import Rows, only
from sync.cache.storage import JournalStorage
from sync.workplace import open_workplace
from tests.screens.stage import envelope
from tests.sim.disk import MemoryDisk

FOLDER = "/cache"


def reopened(count: int = 3) -> JournalStorage:
    """A store as it is after the program was started again on a snapshot."""
    disk = MemoryDisk()
    storage = JournalStorage(FOLDER, disk)
    storage.commit(
        [("note", f"n{number}", {"type": "note", "f": {"text": f"第{number}条"}}) for number in range(count)]
    )
    storage.compact_now()
    storage.close()
    return JournalStorage(FOLDER, disk)


def unread(rows: Rows) -> list[journal.Ident]:
    return [ident for ident, stored in rows._now().items() if isinstance(stored, msgspec.Raw)]


def test_what_is_asked_for_is_read_once_and_the_rest_stays() -> None:
    rows = reopened().table("note")
    assert unread(rows) == ["n0", "n1", "n2"]
    first = rows["n1"]
    assert first == {"type": "note", "f": {"text": "第1条"}}
    assert rows.get("n1") is first
    assert unread(rows) == ["n0", "n2"]
    assert (len(rows), "n2" in rows, rows.get("n9")) == (3, True, None)
    assert [*rows] == ["n0", "n1", "n2"], "in the order they came"
    assert [each["f"]["text"] for each in rows.values()] == ["第0条", "第1条", "第2条"]
    assert unread(rows) == []


def test_what_was_committed_is_not_put_back_by_who_was_about_to_read() -> None:
    storage = reopened()
    rows = storage.table("note")
    old = rows._now()["n0"]
    gone = rows._now()["n1"]
    storage.commit([("note", "n0", {"f": {"text": "新"}}), ("note", "n1", None)])
    assert rows._read("n0", old)["f"] == {"text": "第0条"}, "what stood there when it was asked for"
    assert rows._read("n1", gone)["f"] == {"text": "第1条"}
    assert rows["n0"] == {"f": {"text": "新"}}
    assert "n1" not in rows


def test_a_part_is_read_of_what_is_unread_only() -> None:
    storage = reopened()
    rows = storage.table("note")
    part = only("text", "from")
    assert rows["n0"]["f"]["text"] == "第0条"
    assert dict(rows.partly(part)) == {f"n{n}": {"type": "note", "f": {"text": f"第{n}条"}} for n in range(3)}
    assert rows.part_of("n2", only("from")) == {"type": "note", "f": {}}
    assert rows.part_of("n9", part) is None
    assert unread(rows) == ["n1", "n2"]


@pytest.mark.parametrize("fields", [None, {}, {"text": 1, "more": [{"a": None}]}])
def test_a_part_of_any_record_can_be_read(fields: object) -> None:
    stored = msgspec.Raw(msgspec.json.encode({"id": "x", "type": "note", "f": fields, "del": None}))
    found = only("text")(stored)
    assert found["type"] == "note"
    assert (found["f"] or {}).get("text") == (1 if fields else None)


def test_what_nobody_read_is_written_again_as_it_was() -> None:
    storage = reopened()
    storage.compact_now()
    assert unread(storage.table("note")) == ["n0", "n1", "n2"]
    assert storage.read() == {
        "note": {f"n{n}": {"type": "note", "f": {"text": f"第{n}条"}} for n in range(3)},
    }


def test_a_line_that_holds_no_document_is_refused_at_once() -> None:
    lines = [snapshot.header_line(snapshot.Header(1, 0, 0)), snapshot._line(b'["note","n1",[5]]')]
    body = b"".join(lines)
    data = body + snapshot.closing_line(1, zlib.crc32(body))
    with pytest.raises(CacheDamaged):
        snapshot.read(data, "snap-1", 1)


def test_records_are_found_by_a_field_and_by_a_link_whether_they_were_read_or_not(tmp_path: Path) -> None:
    with open_workplace(tmp_path) as place:
        place.start_alone("测试支部")
        records = [envelope("study", f"s{n}", member="m", state="submitted" if n % 2 else "verified") for n in range(6)]
        records += [envelope("attendance", f"a{n}", session=f"x{n % 2}", member="m") for n in range(4)]
        place.shadow.take_in(place.shadow.records_changes(records))
        place.repository.storage.compact_now()
    with open_workplace(tmp_path) as place:
        repository = place.repository
        assert len(unread(repository.storage.table("shadow"))) == 10, "the indexes need no whole record"
        for _ in range(2):
            found = repository.holding("study", "state", values=("submitted",))
            assert [view.id for view in found] == ["s1", "s3", "s5"]
            assert [view.id for view in repository.linked("attendance", "session", "x1")] == ["a1", "a3"]
            assert len(unread(repository.storage.table("shadow"))) == 5
        assert repository.count("study") == 6
        assert {view.id for view in repository.holding("study", "state", values=("verified",))} == {"s0", "s2", "s4"}
