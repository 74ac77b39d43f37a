"""Notes are found by every word, as written or in pinyin, with the line that fits."""

from __future__ import annotations

import pytest

from sync.cache.view import View
from tui.note_search import lines_that_fit, search


def note(rid: str, title: str = "", body: str = "", *tags: str) -> View:
    return View(id=rid, kind="note", scope="u:x", fields={"title": title, "body": body, "tags": list(tags)})


NOTES = [
    note("a", "会上", "第一行\n请示要一文一事\n重庆来的同志谈调研", "办文"),
    note("b", "请示与报告", "别的话"),
    note("c", "", "GPT 写的 qingshi 样子"),
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("请示", ["a", "b"]),
        ("请示 一事", ["a"]),
        ("请示 别的", ["b"]),
        ("请示 没有", []),
        ("办文", ["a"]),
        ("gpt", ["c"]),
        ("qingshi", ["c", "a", "b"]),
        ("qs", ["a", "b"]),
        ("cq", ["a"]),
        ("zq", ["a"]),
        ("qsbg", []),
        ("qsybg", ["b"]),
        ("q", ["c"]),
        ("", []),
        ("   ", []),
    ],
)
def test_every_word_is_wanted_and_words_as_written_come_first(words: str, found: list[str]) -> None:
    assert [each.note.id for each in search(NOTES, words)] == found


def test_the_line_is_the_one_with_most_of_the_words() -> None:
    [only] = search(NOTES, "请示 一事")
    assert (only.line, only.text) == (1, "请示要一文一事")
    [tagged] = search(NOTES, "办文")
    assert (tagged.line, tagged.text) == (None, "")
    [both] = search(NOTES, "办文 调研")
    assert both.line == 2


def test_a_word_is_never_found_across_two_lines() -> None:
    assert search([note("a", "", "请\n示")], "请示") == []
    assert search([note("a", "请", "示")], "qs") == []


def test_signs_of_a_pattern_are_only_signs() -> None:
    assert [each.note.id for each in search([note("a", "", "1+1=2 (是)"), note("b", "", "11")], "1+1 (")] == ["a"]


def test_lines_are_found_with_their_numbers() -> None:
    assert lines_that_fit(["公文要一事一文", "别的", "谈公文"], "gw 公文") == [0, 2]
    assert lines_that_fit(["公文", "别的"], "没有") == []
