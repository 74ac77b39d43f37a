"""What each type of field takes, in canonical form, and how what a person wrote becomes a value."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sync.records.fields import (
    Field,
    FieldProblem,
    check_elements,
    check_line,
    check_value,
    choice,
    date,
    flag,
    integer,
    link,
    many,
    moment,
    parse_value,
    prose,
    string,
)
from sync.records.registry import KINDS

LINE = string(5, "行", "line")
TEXT = prose("文", "text")
NUMBER = integer("数", "number")
YES_NO = flag("是否", "yes or no")
DAY = date("日", "day")
TIME = moment("时", "time")
LINK = link("member", "人", "person")
CHOICE = choice({"full": ("正式党员", "full member"), "staff": ("职工（在编）", "staff")}, "身份", "standing")
SET = many("集", "set")
ALL = [LINE, TEXT, NUMBER, YES_NO, DAY, TIME, LINK, CHOICE, SET]

TEXT_LIMIT, SCALAR_LIMIT = 64 * 1024, 1024


def problem(field: Field, value: object) -> FieldProblem:
    """Why the field does not take the value; it names the field."""
    with pytest.raises(FieldProblem) as caught:
        check_value("f", field, value)
    assert caught.value.field == "f"
    return caught.value


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.type)
def test_null_is_always_a_value(field: Field) -> None:
    assert check_value("f", field, None) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (LINE, "一二三四五"),
        (LINE, ""),
        (TEXT, "一段。\n\t又一段。"),
        (NUMBER, 0),
        (NUMBER, -(2**53)),
        (NUMBER, 2**53),
        (YES_NO, False),
        (DAY, "2024-02-29"),
        (DAY, "0001-01-01"),
        (TIME, "2026-12-31T23:59"),
        (TIME, "2026-01-01T00:00"),
        (LINK, "0198c0de-0000-7000-8000-000000000001"),
        (LINK, "m:9"),
        (CHOICE, "staff"),
        (SET, []),
        (SET, ["a", "b"]),
    ],
)
def test_values_that_stay_as_they_are(field: Field, value: Any) -> None:
    checked = check_value("f", field, value)
    assert checked == value
    assert type(checked) is type(value)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (LINE, 3, "not_text"),
        (LINE, b"abc", "not_text"),
        (LINE, "一二三四五六", "too_long"),
        (TEXT, ["a"], "not_text"),
        (NUMBER, "3", "not_a_number"),
        (NUMBER, 3.0, "not_a_number"),
        (NUMBER, True, "not_a_number"),
        (NUMBER, 2**53 + 1, "number_too_large"),
        (NUMBER, -(2**53) - 1, "number_too_large"),
        (NUMBER, 10**40, "number_too_large"),
        (YES_NO, 1, "not_yes_or_no"),
        (YES_NO, 0, "not_yes_or_no"),
        (YES_NO, "true", "not_yes_or_no"),
        (DAY, "2026-02-30", "not_a_date"),
        (DAY, "2025-02-29", "not_a_date"),
        (DAY, "2026-13-01", "not_a_date"),
        (DAY, "2026-3-5", "not_a_date"),
        (DAY, "20260305", "not_a_date"),
        (DAY, "2026-W10-4", "not_a_date"),
        (DAY, "0000-01-01", "not_a_date"),
        (DAY, "2026-03-05T09:00", "not_a_date"),
        (DAY, "2026-03-05\n", "not_a_date"),
        (DAY, "２０２６-０３-０５", "not_a_date"),
        (DAY, "", "not_a_date"),
        (DAY, 20260305, "not_text"),
        (TIME, "2026-03-05", "not_a_time"),
        (TIME, "2026-03-05 09:00", "not_a_time"),
        (TIME, "2026-03-05T24:00", "not_a_time"),
        (TIME, "2026-03-05T09:60", "not_a_time"),
        (TIME, "2026-03-05T9:00", "not_a_time"),
        (TIME, "2026-03-05T09:00:00", "not_a_time"),
        (TIME, "2026-03-05T09:00Z", "not_a_time"),
        (TIME, "2026-03-05T09:00\n", "not_a_time"),
        (TIME, "2026-02-30T09:00", "not_a_time"),
        (LINK, "", "not_an_id"),
        (LINK, "a b", "not_an_id"),
        (LINK, "张三", "not_an_id"),
        (LINK, "a" * 65, "not_an_id"),
        (LINK, "a\n", "not_an_id"),
        (CHOICE, "Full", "unknown_choice"),
        (CHOICE, "正式党员", "unknown_choice"),
        (CHOICE, "", "unknown_choice"),
        (SET, "a", "not_a_set"),
        (SET, {"a": 1}, "not_a_set"),
        (SET, [1], "not_text"),
        (SET, [["a"]], "not_text"),
    ],
)
def test_values_that_are_refused(field: Field, value: object, code: str) -> None:
    assert problem(field, value).code == code


def test_a_refused_choice_says_what_is_allowed() -> None:
    assert problem(CHOICE, "x").params == {"value": "x", "allowed": "full|staff"}


def test_a_value_too_long_says_how_long_it_may_be() -> None:
    assert problem(LINE, "一二三四五六").params == {"limit": 5, "length": 6}
    assert problem(SET, ["汉" * 342]).params == {"limit": SCALAR_LIMIT, "length": 1026}


# text


def test_text_becomes_nfc_with_plain_line_ends() -> None:
    assert check_value("f", TEXT, "cafe\u0301\r\n一\r二\n") == "café\n一\n二\n"
    assert check_value("f", LINE, "e\u0301" * 5) == "é" * 5
    # The compatibility forms stay as the person wrote them.
    assert check_value("f", LINE, "１（ﬁ²") == "１（ﬁ²"


@pytest.mark.parametrize("field", [LINE, TEXT, SET], ids=lambda field: field.type)
@pytest.mark.parametrize("code_point", [*range(0x20), 0x7F, 0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_control_characters_and_lone_surrogates_are_refused(field: Field, code_point: int) -> None:
    written = f"a{chr(code_point)}b"
    value: Any = [written] if field is SET else written
    if chr(code_point) in "\n\t\r":
        assert check_value("f", field, value)
        return
    found = problem(field, value)
    assert (found.code, found.params) == ("control_character", {"code_point": f"U+{code_point:04X}", "at": 2})


@pytest.mark.parametrize("field", [LINE, TEXT, SET], ids=lambda field: field.type)
@pytest.mark.parametrize("code_point", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_what_shows_a_text_in_another_order_is_refused(field: Field, code_point: int) -> None:
    written = f"a{chr(code_point)}b"
    value: Any = [written] if field is SET else written
    found = problem(field, value)
    assert (found.code, found.params) == ("control_character", {"code_point": f"U+{code_point:04X}", "at": 2})
    # What stands in a record from before may be named, to be changed.
    assert check_value("f", field, value, kept=True) == value


def test_a_line_that_is_no_field_is_checked_by_the_same_characters() -> None:
    assert check_line("reference", "第 3 页　附件", 10) == "第 3 页　附件"
    for written, at in (("a\nb", 2), ("\t", 1), ("ab\u202e", 3), ("\x00", 1)):
        with pytest.raises(FieldProblem) as found:
            check_line("reference", written, 10)
        assert (found.value.code, found.value.params["at"]) == ("control_character", at)
    with pytest.raises(FieldProblem, match="too_long"):
        check_line("reference", "a" * 11, 10)


def test_characters_next_to_the_forbidden_ones_are_text() -> None:
    marks = (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x2029, 0x202F, 0x2065, 0x206A)
    for code_point in (0x20, 0x7E, 0xA0, 0xD7FF, 0xE000, 0xFFFD, 0x1F600, 0x10FFFF, *marks):
        assert check_value("f", TEXT, chr(code_point)) == chr(code_point)


@pytest.mark.parametrize("filler", ["a", "é", "汉", "😀"])
def test_the_limit_of_a_text_is_in_bytes(filler: str) -> None:
    size = len(filler.encode())
    longest = filler * (TEXT_LIMIT // size) + "a" * (TEXT_LIMIT % size)
    assert check_value("f", TEXT, longest) == longest
    found = problem(TEXT, longest + "a")
    assert (found.code, found.params) == ("text_too_long", {"limit": TEXT_LIMIT, "size": TEXT_LIMIT + 1})


def test_the_limit_of_a_text_is_measured_in_the_form_it_is_kept_in() -> None:
    """Two code units of three bytes become one of two."""
    assert check_value("f", TEXT, "e\u0301" * (TEXT_LIMIT // 2)) == "é" * (TEXT_LIMIT // 2)


def test_the_limit_of_a_line_is_in_characters() -> None:
    for filler in ("a", "汉", "😀", "e\u0301"):
        assert check_value("f", LINE, filler * 5)
        assert problem(LINE, filler * 6).code == "too_long"


def test_no_line_of_any_kind_is_longer_than_a_scalar_may_be() -> None:
    for spec in KINDS:
        for name, field in spec.fields.items():
            if field.type == "str":
                assert 0 < field.limit * 4 <= SCALAR_LIMIT, f"{spec.name}.{name}"


# sets


def test_a_set_holds_each_element_once_and_in_order() -> None:
    assert check_value("f", SET, ["b", "a", "b"]) == ["a", "b"]
    assert check_value("f", SET, ["\U00010000", "\uffee"]) == ["\uffee", "\U00010000"]
    assert check_elements("f", ("é", "e\u0301")) == ["é"]


def test_a_set_has_500_elements_of_a_kib_at_most() -> None:
    many_elements = [f"{number:04}" for number in range(500)]
    assert check_value("f", SET, many_elements) == many_elements
    assert check_value("f", SET, [*many_elements, "0000"]) == many_elements
    assert problem(SET, [*many_elements, "0500"]).params == {"limit": 500, "count": 501}
    assert check_value("f", SET, ["a" * SCALAR_LIMIT]) == ["a" * SCALAR_LIMIT]
    assert problem(SET, ["a" * (SCALAR_LIMIT + 1)]).code == "too_long"


# what a person writes


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (LINE, "", None),
        (LINE, "  ", None),
        (LINE, " ab ", " ab "),
        (LINE, "１（", "１（"),
        (TEXT, "", None),
        (TEXT, "一\r\n二", "一\n二"),
        (NUMBER, "１２０", 120),
        (NUMBER, " -5 ", -5),
        (NUMBER, "＋５", 5),
        (NUMBER, "　7　", 7),
        (NUMBER, str(2**53), 2**53),
        (YES_NO, "是", True),
        (YES_NO, "否", False),
        (YES_NO, "YES", True),
        (YES_NO, "ｎ", False),
        (YES_NO, "0", False),
        (DAY, "２０２６－０３－０５", "2026-03-05"),
        (DAY, " 2026-03-05 ", "2026-03-05"),
        (DAY, "  ", None),
        (DAY, "2026-3-5", "2026-03-05"),
        (DAY, "2026/3/5", "2026-03-05"),
        (DAY, "2026.3.5", "2026-03-05"),
        (DAY, "2026。3。5", "2026-03-05"),
        (DAY, "2026、3、5", "2026-03-05"),
        (DAY, "2026年3月5日", "2026-03-05"),
        (DAY, "２０２６年　３月５号", "2026-03-05"),
        (DAY, "\u30002026\u00a0年\u20033 月 5 日 ", "2026-03-05"),
        (DAY, "20260305", "2026-03-05"),
        (DAY, "2024-2-29", "2024-02-29"),
        (TIME, "2026-3-5 9:00", "2026-03-05T09:00"),
        (TIME, "2026/12/5　９：０５", "2026-12-05T09:05"),
        (TIME, "2026年3月5日9时", "2026-03-05T09:00"),
        (TIME, "2026年3月5日 9 时 30 分", "2026-03-05T09:30"),
        (TIME, "2026年3月5日9点半", "2026-03-05T09:30"),
        (TIME, "20260305 14:00", "2026-03-05T14:00"),
        (TIME, "2026-03-05\u00a009:00", "2026-03-05T09:00"),
        (TIME, "2026-03-05 09:00", "2026-03-05T09:00"),
        (TIME, "２０２６-03-05　０９：００", "2026-03-05T09:00"),
        (TIME, "2026-03-05T09:00", "2026-03-05T09:00"),
        (LINK, " m1 ", "m1"),
        (CHOICE, "staff", "staff"),
        (CHOICE, "full member", "full"),
        (CHOICE, "正式党员", "full"),
        (CHOICE, "职工（在编）", "staff"),
        (CHOICE, "职工(在编)", "staff"),
        (SET, "", []),
        (SET, " ， ", []),
        (SET, "b, a，c、d；e;f\n g", ["a", "b", "c", "d", "e", "f", "g"]),
        (SET, "（甲组）", ["（甲组）"]),
    ],
)
def test_what_a_person_wrote_becomes_a_value(field: Field, written: str, value: Any) -> None:
    parsed = parse_value("f", field, written)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        (LINE, "一二三四五六", "too_long"),
        (LINE, "a\x00", "control_character"),
        (NUMBER, "十", "not_a_number"),
        (NUMBER, "1.5", "not_a_number"),
        (NUMBER, "1 000", "not_a_number"),
        (NUMBER, "10²", "not_a_number"),
        (NUMBER, "٣", "not_a_number"),
        (NUMBER, "1e3", "not_a_number"),
        (NUMBER, "9" * 5000, "not_a_number"),
        (NUMBER, str(2**53 + 1), "number_too_large"),
        (YES_NO, "maybe", "not_yes_or_no"),
        (DAY, "2026-02-30", "not_a_date"),
        (DAY, "明天", "not_a_date"),
        (DAY, "3月5日", "not_a_date"),
        (DAY, "3-5", "not_a_date"),
        (DAY, "26-3-5", "not_a_date"),
        (DAY, "2026-3/5", "not_a_date"),
        (DAY, "2026-3", "not_a_date"),
        (DAY, "2026年3月", "not_a_date"),
        (DAY, "202635", "not_a_date"),
        (DAY, "2026-2-29", "not_a_date"),
        (DAY, "2026-3-5 9:00", "not_a_date"),
        (DAY, "2026-3-5日", "not_a_date"),
        (DAY, "٢٠٢٦-3-5", "not_a_date"),
        (TIME, "2026-3-5", "not_a_time"),
        (TIME, "2026-3-59:00", "not_a_time"),
        (TIME, "2026-3-5 9", "not_a_time"),
        (TIME, "2026-3-5 9:5", "not_a_time"),
        (TIME, "2026-3-5 24:00", "not_a_time"),
        (TIME, "2026-3-5 9:00:00", "not_a_time"),
        (TIME, "3月5日 9时", "not_a_time"),
        (TIME, "2026-03-05 25:00", "not_a_time"),
        (TIME, "09:00", "not_a_time"),
        (LINK, "张 三", "not_an_id"),
        (CHOICE, "党员", "unknown_choice"),
    ],
)
def test_what_cannot_be_a_value_is_refused_by_the_name_of_the_field(field: Field, written: str, code: str) -> None:
    with pytest.raises(FieldProblem) as caught:
        parse_value("f", field, written)
    assert (caught.value.field, caught.value.code) == ("f", code)


def test_a_refused_time_is_quoted_as_it_was_written() -> None:
    with pytest.raises(FieldProblem) as caught:
        parse_value("f", TIME, " 2026-13-45 99:99 ")
    assert caught.value.params == {"value": "2026-13-45 99:99"}


def test_every_value_of_every_enum_is_read_by_its_name_and_by_both_labels() -> None:
    for spec in KINDS:
        for name, field in spec.fields.items():
            for value, label in field.choices:
                assert {parse_value(name, field, each) for each in (value, label.zh, label.en)} == {value}


def test_problems_keep_only_the_beginning_of_a_value() -> None:
    assert len(str(problem(DAY, "x" * 900).params["value"])) == 40


def test_field_problems_have_codes_that_can_be_looked_up() -> None:
    for field in ALL:
        assert re.fullmatch("[a-z_]+", problem(field, object()).code)
