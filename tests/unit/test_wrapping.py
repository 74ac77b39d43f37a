"""Lines end where a reader of Chinese expects it, and nothing is lost or wider than it may be."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from tui.wrapping import CLOSING, OPENING, line_breaks, teach_textual


def lines(text: str, width: int) -> list[str]:
    """The text in lines of that many cells."""
    breaks = [0, *line_breaks(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(breaks)]


@pytest.mark.parametrize(
    ("text", "width", "wanted"),
    [
        ("人人上一次讲台，让学习", 14, ["人人上一次讲", "台，让学习"]),
        ("服务器上还有 12 条记录，没有说明", 20, ["服务器上还有 12 条记", "录，没有说明"]),
        ("他说：“好”。", 8, ["他说：", "“好”。"]),
        ("李建明, 周庆丰, 吴佩瑶", 14, ["李建明, 周庆", "丰, 吴佩瑶"]),
        ("共12,345人", 7, ["共", "12,345", "人"]),
        ("现在是 3F2A 99C0 12AB 77FF。什么", 24, ["现在是 ", "3F2A 99C0 12AB 77FF。什", "么"]),
        ("地址 https://10.1.2.3:8765/ 好", 24, ["地址 ", "https://10.1.2.3:8765/ ", "好"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("短", 80, ["短"]),
        ("", 10, [""]),
    ],
)
def test_lines_end_between_words(text: str, width: int, wanted: list[str]) -> None:
    assert lines(text, width) == wanted


@given(st.text(st.sampled_from("学习心得，。“”（）a1 ·…👩‍🔬ཀ"), max_size=60), st.integers(8, 40))
def test_nothing_is_lost_or_too_wide(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join(found) == text
    assert all(cell_len(line.rstrip()) <= width for line in found)


@given(
    st.lists(st.sampled_from(["学", "习，", "心。”", "“得", "（一）", "3个", " ", "ab"]), max_size=40),
    st.integers(10, 40),
)
def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_quote(parts: list[str], width: int) -> None:
    found = lines("".join(parts), width)
    assert not any(line[0] in CLOSING for line in found[1:]), found
    assert not any(line.rstrip()[-1:] in OPENING for line in found[:-1] if line.strip()), found


def test_textual_divides_so() -> None:
    teach_textual()
    wrapped = Content("本月学习资料已经备齐，请各科室领取。").wrap(20)
    assert [line.plain for line in wrapped] == ["本月学习资料已经备", "齐，请各科室领取。"]
