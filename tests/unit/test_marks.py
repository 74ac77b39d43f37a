"""Differing clauses: found, marked with signs of ASCII, and with nothing lost on the way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.differing import Standing, compared
from tui.marks import side_of, woven

TEXTS = st.text("会议学习一二，。、\n[-]+", max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_are_whole_in_what_was_compared(one: str, two: str) -> None:
    found = compared(one, two)
    assert "".join(each.text for each in found if each.standing is not Standing.SECOND) == one
    assert "".join(each.text for each in found if each.standing is not Standing.FIRST) == two


@given(TEXTS)
def test_what_is_the_same_is_not_marked(text: str) -> None:
    assert woven(text, text).plain == text


def test_each_side_marks_what_the_other_has_not() -> None:
    old, new = "第一句。第二句，不变。\n第三段。", "第一句。改了，不变。\n第三段。又一段。"
    assert side_of(old, new, Standing.FIRST).plain == "第一句。[-第二句，-]不变。\n第三段。"
    assert side_of(old, new, Standing.SECOND).plain == "第一句。[+改了，+]不变。\n第三段。[+又一段。+]"
    assert woven(old, new).plain == "第一句。[-第二句，-][+改了，+]不变。\n第三段。[+又一段。+]"


def test_a_mark_ends_before_the_end_of_its_line() -> None:
    assert woven("甲。\n乙。", "甲。\n丙。\n乙。").plain == "甲。\n[+丙。+]\n乙。"


def test_what_stayed_is_cut_to_its_ends_where_there_is_little_room() -> None:
    same = "相同的一句话。" * 20
    words = woven(f"{same}旧。{same}", f"{same}新。{same}", more="…").plain
    assert words.startswith("…")
    assert words.endswith("…")
    assert "[-旧。-][+新。+]" in words
    assert len(words) < 80


def test_user_text_that_looks_like_a_control_sequence_is_harmless() -> None:
    assert "\x1b" not in woven("甲\x1b[31m。", "乙。").plain
