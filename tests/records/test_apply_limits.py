"""What can never be applied is refused whole, naming the field (PROTOCOL.md sections 3, 4 and 13)."""

from __future__ import annotations

from typing import Any

import pytest

from sync.apply import Clash
from sync.wire import MAX_FIELDS
from tests.records.ops import applied, creation, op, rejected

DRAFT = {"year": 2026, "state": "draft"}
TEXT_LIMIT = 64 * 1024
LONGEST = "汉" * (TEXT_LIMIT // 3) + "a" * (TEXT_LIMIT % 3)


def refused(kind: str, name: str, change: Any) -> tuple[str, str | None, str | None]:
    """How a put of one change to an existing record is refused."""
    return rejected({"state": "draft"} if kind == "plan" else {}, op("put", kind, {name: change}))


def test_an_unknown_field_is_refused_by_name() -> None:
    assert refused("plan", "titel", [None, "x"]) == ("invalid_field", "titel", "unknown_field")
    assert refused("plan", "\ud800", [None, "x"])[0] == "invalid_field"
    edit = creation("plan")
    edit.ch["owner"] = [None, "m"]
    assert rejected(None, edit) == ("invalid_field", "owner", "unknown_field")


@pytest.mark.parametrize(
    "change", ["new", None, 3, [], ["a"], ["a", "b", "c"], {"add": ["a"]}, {"base": "a", "new": "b"}, {}]
)
def test_a_change_of_a_value_is_its_base_and_what_it_becomes(change: Any) -> None:
    assert refused("plan", "title", change)[:2] == ("invalid_field", "title")


@pytest.mark.parametrize(
    "change",
    [[None, ["a"]], ["a"], "a", None, {"add": "a"}, {"add": None}, {"add": [3]}, {"add": [["a"]]}, {"put": ["a"]}],
)
def test_a_change_of_a_set_adds_and_takes_away(change: Any) -> None:
    assert refused("plan", "basis", change)[:2] == ("invalid_field", "basis")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("plan", "title", "cafe\u0301"),
        ("plan", "title", "a\r\nb"),
        ("plan", "title", "a\rb"),
        ("plan", "guiding", "e\u0301"),
        ("plan", "guiding", "一\r\n二"),
    ],
)
def test_text_that_is_not_in_canonical_form_is_refused(kind: str, name: str, value: str) -> None:
    """Or two devices would have two checksums of one record."""
    assert refused(kind, name, [None, value]) == ("invalid_field", name, "not_canonical")
    assert refused(kind, name, [value, "好"]) == ("invalid_field", name, "not_canonical")


def test_elements_of_a_set_are_in_canonical_form_too() -> None:
    assert refused("plan", "basis", {"add": ["e\u0301"]}) == ("invalid_field", "basis", "not_canonical")
    assert refused("plan", "basis", {"del": ["a\x00"]}) == ("invalid_field", "basis", "control_character")


def test_bidi_controls_are_taken_out_of_what_stands_and_put_into_nothing() -> None:
    turned = "a\u202eb"
    assert refused("plan", "title", [None, turned]) == ("invalid_field", "title", "control_character")
    assert refused("plan", "basis", {"add": [turned]}) == ("invalid_field", "basis", "control_character")
    held = {**DRAFT, "title": turned, "basis": [turned]}
    assert applied(held, op("put", "plan", {"title": [turned, "ab"]})).outcome == "applied"
    assert applied(held, op("put", "plan", {"basis": {"add": [], "del": [turned]}})).outcome == "applied"


@pytest.mark.parametrize("character", [*map(chr, (*range(0x20), 0x7F, 0xD800, 0xDFFF))])
def test_control_characters_and_lone_surrogates_are_refused(character: str) -> None:
    for name in ("title", "guiding"):
        if character in "\t\n":
            assert applied(dict(DRAFT), op("put", "plan", {name: [None, f"a{character}b"]})).outcome == "applied"
        else:
            assert refused("plan", name, [None, f"a{character}b"])[:2] == ("invalid_field", name)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("plan", "issued_on", "2026-02-30"),
        ("plan", "issued_on", "2026-2-3"),
        ("plan", "issued_on", "２０２６-01-01"),
        ("plan", "number", 3),
        ("plan", "discussed_in", "a b"),
        ("session", "start", "2026-03-05 09:00"),
        ("session", "start", "2026-03-05T09:00:00"),
        ("session", "roll_call_done", 1),
        ("session", "year", True),
        ("session", "year", 2026.0),
        ("session", "year", 2**53 + 1),
        ("session", "retention", "forever"),
        ("session", "state", "done"),
        ("session", "host", {"id": "m"}),
    ],
)
def test_a_value_of_another_type_is_refused(kind: str, name: str, value: Any) -> None:
    assert refused(kind, name, [None, value])[:2] == ("invalid_field", name)


def test_texts_up_to_64_kib_of_utf_8() -> None:
    assert len(LONGEST.encode()) == TEXT_LIMIT
    done = applied(dict(DRAFT), op("put", "plan", {"guiding": [None, LONGEST]}))
    assert (done.fields or {})["guiding"] == LONGEST
    assert refused("plan", "guiding", [None, LONGEST + "a"]) == ("too_large", "guiding", "text_too_long")


def test_lines_up_to_their_number_of_characters() -> None:
    assert applied(dict(DRAFT), op("put", "plan", {"title": [None, "汉" * 120]})).outcome == "applied"
    assert refused("plan", "title", [None, "汉" * 121]) == ("too_large", "title", "too_long")


def test_sets_up_to_500_elements() -> None:
    many = [f"e{number:03}" for number in range(500)]
    full = (applied(dict(DRAFT), op("put", "plan", {"basis": {"add": many}})).fields or {})["basis"]
    assert full == many
    assert refused("plan", "basis", {"add": [*many, "e500"]}) == ("too_large", "basis", "too_many_elements")
    growing = rejected({**DRAFT, "basis": many}, op("put", "plan", {"basis": {"add": ["e500"]}}))
    assert growing == ("too_large", "basis", "too_many_elements")
    exchanged = applied({**DRAFT, "basis": many}, op("put", "plan", {"basis": {"add": ["e500"], "del": ["e000"]}}))
    assert exchanged.outcome == "applied"


def test_two_texts_that_together_are_too_long_are_a_conflict() -> None:
    """Each author wrote within the limit, so neither is turned away."""
    base, half = "开头。", "汉" * (TEXT_LIMIT // 6)
    now, mine = base + half + "甲。", base + half.replace("汉", "字") + "乙。"
    done = applied({**DRAFT, "guiding": now}, op("put", "plan", {"guiding": [base, mine]}))
    assert len((base + half * 2).encode()) > TEXT_LIMIT
    assert (done.outcome, done.fields) == ("conflict", {**DRAFT, "guiding": now})
    assert done.clashes == [Clash("guiding", now, mine)]


def test_records_up_to_256_kib() -> None:
    full = {"body": LONGEST, "guiding": LONGEST, "goals": LONGEST, "requirements": LONGEST, **DRAFT}
    assert rejected(full, op("put", "plan", {"remark": [None, "a"]})) == ("too_large", None, "record_too_large")
    smaller = applied(full, op("put", "plan", {"goals": [LONGEST, None]}))
    assert smaller.outcome == "applied"


def test_up_to_40_fields_in_an_op() -> None:
    edit = op("put", "plan", {f"field{number}": [None, 1] for number in range(MAX_FIELDS + 1)})
    assert rejected(dict(DRAFT), edit) == ("too_large", None, "too_many_fields")


def test_an_op_is_refused_whole() -> None:
    edit = op("put", "plan", {"number": [None, "1号"], "issued_on": [None, "明天"]})
    assert rejected(dict(DRAFT), edit) == ("invalid_field", "issued_on", "not_a_date")
