"""The sealed copy of what exists on one device only: closed to everybody else, and nothing lost by it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.private_copy import SECOND, collect, last_export, note_export, take_in
from sync.sealed import CHEAPEST, Cost, Private, SealedProblem, seal, unseal, write_sealed
from sync.undo import undo
from sync.workplace import Workplace, open_workplace

CONTENT = Private(
    made="2026-03-05T20:00:00+08:00", schema=1, member="m:1", records=[{"id": "n1", "f": {"body": "心里话" * 40}}]
)
SEALED = seal(CONTENT, "一句口令", lambda count: bytes(range(count)), CHEAPEST)


def place_in(folder: Path) -> Workplace:
    return open_workplace(folder)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with place_in(tmp_path / "one") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workplace]:
    with place_in(tmp_path / "two") as opened:
        yield opened


# the file


def test_a_sealed_copy_opens_with_its_passphrase() -> None:
    assert unseal(SEALED, "一句口令") == CONTENT


def test_the_standard_cost_opens_too() -> None:
    assert unseal(seal(CONTENT, "一句口令", os.urandom), "一句口令") == CONTENT


def test_nothing_of_the_text_can_be_read_in_the_file() -> None:
    assert "心里话".encode() not in SEALED
    assert json.dumps("心里话")[1:-1].encode() not in SEALED


def test_a_wrong_passphrase_is_told_from_a_damaged_file() -> None:
    with pytest.raises(SealedProblem) as wrong:
        unseal(SEALED, "另一句口令")
    assert wrong.value.reason == "wrong_passphrase"


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_noticed(at: int, flip: int) -> None:
    damaged = bytearray(SEALED)
    damaged[at] ^= flip
    with pytest.raises(SealedProblem) as problem:
        unseal(bytes(damaged), "一句口令")
    assert problem.value.reason in ("damaged", "not_sealed", "newer")


@given(st.integers(0, len(SEALED) - 1))
def test_a_file_cut_anywhere_is_noticed(length: int) -> None:
    with pytest.raises(SealedProblem) as problem:
        unseal(SEALED[:length], "一句口令")
    assert problem.value.reason in ("damaged", "not_sealed", "newer")


def forged(**changes: object) -> bytes:
    """The file with another header, its outer digest made right again."""
    first, header, rest = SEALED[:-32].split(b"\n", 2)
    changed = {**json.loads(header), **changes}
    head = first + b"\n" + json.dumps(changed, separators=(",", ":")).encode() + b"\n" + rest
    return head + hashlib.sha256(head).digest()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n": 2**21}, "too_costly"),
        ({"n": 1023}, "too_costly"),
        ({"n": 3000}, "too_costly"),
        ({"r": 4096}, "too_costly"),
        ({"p": 1000}, "too_costly"),
        ({"n": -1}, "too_costly"),
        ({"n": 2.5}, "damaged"),
        ({"kdf": "argon9"}, "newer"),
        ({"cipher": "rot13"}, "newer"),
        ({"salt": "xyz"}, "damaged"),
        ({"check": "00" * 16}, "wrong_passphrase"),
        ({"nonce": "00" * 12}, "damaged"),
        ({"more": 1}, "damaged"),
    ],
    ids=str,
)
def test_a_forged_header_costs_nothing_and_opens_nothing(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(SealedProblem) as problem:
        unseal(forged(**changes), "一句口令")
    assert problem.value.reason == reason


@pytest.mark.parametrize(
    ("sealed", "reason"),
    [(b"", "not_sealed"), (b"PK\x03\x04", "not_sealed"), (b"xinde-private 2\n{}\n", "newer")],
)
def test_other_files_are_recognised(sealed: bytes, reason: str) -> None:
    with pytest.raises(SealedProblem) as problem:
        unseal(sealed, "x")
    assert problem.value.reason == reason


def test_an_empty_passphrase_seals_nothing() -> None:
    with pytest.raises(SealedProblem) as problem:
        seal(CONTENT, "", os.urandom, CHEAPEST)
    assert problem.value.reason == "empty_passphrase"


def test_the_file_is_for_its_owner_alone_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    write_sealed(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_sealed(path, b"two")
    assert path.read_bytes() == b"one"
    write_sealed(path, b"three", replace=True)
    assert path.read_bytes() == b"three"
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_sealed(tmp_path / "missing" / "copy", b"one")
    assert list(tmp_path.iterdir()) == []


# what is in it


def test_a_copy_brings_drafts_notes_and_unsaved_typing_to_another_device(place: Workplace, other: Workplace) -> None:
    note = place.desk.create("note", {"title": "会上", "body": "记一笔", "tags": ["甲"]})
    draft = place.desk.create("reflection", {"title": "心得", "body": "初稿"})
    gone = place.desk.create("note", {"body": "删掉的"})
    place.desk.delete(gone)
    place.unsaved.keep(draft, "body", "初稿", "初稿，还没写完", kind="reflection")
    added = take_in(other.desk, travelled(place))
    assert (added.added, added.second_copies, added.unsaved, added.same) == (2, 0, 1, 0)
    for rid in (note, draft):
        assert dict(other.desk.record(rid).fields) == dict(place.desk.record(rid).fields)
        assert other.desk.record(rid).updated["at"] == place.desk.record(rid).updated["at"]
    assert [text.text for text in other.unsaved.of(draft)] == ["初稿，还没写完"]
    assert other.repository.get(gone) is None


def travelled(place: Workplace) -> Private:
    """What a file would carry."""
    content = collect(place.repository, place.identity, place.clock)
    return unseal(seal(content, "x", os.urandom, CHEAPEST), "x")


def test_taking_the_same_copy_in_twice_changes_nothing(place: Workplace, other: Workplace) -> None:
    rid = place.desk.create("note", {"title": "甲", "body": "一"})
    other.desk.create("note", {"title": "甲", "body": "二"}, rid)
    place.unsaved.keep(rid, "body", "一", "一一", kind="note")
    other.unsaved.keep(rid, "body", "二", "二二", kind="note")
    copy = travelled(place)
    first = take_in(other.desk, copy)
    assert (first.added, first.second_copies) == (0, 2)
    before = sorted(other.repository.documents("private"))
    again = take_in(other.desk, copy)
    assert (again.added, again.second_copies, again.unsaved, again.same) == (0, 0, 0, 2)
    assert sorted(other.repository.documents("private")) == before


def test_where_a_record_differs_both_are_kept(place: Workplace, other: Workplace) -> None:
    rid = place.desk.create("note", {"title": "甲", "body": "这边的"})
    other.desk.create("note", {"title": "甲", "body": "那边的"}, rid)
    take_in(other.desk, travelled(place))
    found = {str(view.get("title")): view.get("body") for view in other.repository.find("note")}
    assert found == {"甲": "那边的", f"甲{SECOND}": "这边的"}


def test_a_long_title_makes_room_for_the_mark_of_a_second_copy(place: Workplace, other: Workplace) -> None:
    rid = place.desk.create("note", {"title": "长" * 120, "body": "这边的"})
    other.desk.create("note", {"title": "长" * 120, "body": "那边的"}, rid)
    take_in(other.desk, travelled(place))
    assert sorted(len(str(view.get("title"))) for view in other.repository.find("note")) == [120, 120]


def test_what_was_deleted_here_comes_back_with_the_copy(place: Workplace, other: Workplace) -> None:
    rid = place.desk.create("note", {"body": "留着"})
    copy = travelled(place)
    other.desk.create("note", {"body": "留着"}, rid)
    other.desk.delete(rid)
    assert take_in(other.desk, copy).added == 1
    assert other.desk.record(rid).get("body") == "留着"


def test_taking_a_copy_in_is_one_action_that_undo_takes_back(place: Workplace, other: Workplace) -> None:
    for number in range(3):
        place.desk.create("note", {"body": f"第{number}条"})
    take_in(other.desk, travelled(place))
    assert other.repository.count("note") == 3
    undo(other.desk)
    assert other.repository.count("note") == 0


def test_a_copy_with_values_that_cannot_be_is_refused_whole(other: Workplace) -> None:
    good = {"id": "n1", "type": "note", "f": {"body": "好的"}}
    for bad in (
        {"id": "n2", "type": "note", "f": {"at": "昨天"}},
        {"id": "n2", "type": "note", "f": {"mood": "x"}},
        {"id": "n2", "type": "session", "f": {"form": "exchange"}},
        {"id": "n2", "type": "dream", "f": {}},
        {"id": "n2", "type": "note"},
    ):
        with pytest.raises(SealedProblem):
            take_in(other.desk, msgspec.structs.replace(CONTENT, records=[good, bad]))
    assert other.repository.count("note") == 0


def test_a_copy_of_a_newer_version_is_refused(other: Workplace) -> None:
    with pytest.raises(SealedProblem) as problem:
        take_in(other.desk, msgspec.structs.replace(CONTENT, schema=99))
    assert problem.value.reason == "newer"


def test_the_time_of_the_last_copy_is_remembered(place: Workplace) -> None:
    assert last_export(place.repository) is None
    note_export(place.repository, "2026-03-05T20:00:00+08:00")
    assert last_export(place.repository) == "2026-03-05T20:00:00+08:00"


def test_the_cost_is_bounded_below_one_gibibyte() -> None:
    assert 128 * Cost().n * Cost().r <= 2**27
