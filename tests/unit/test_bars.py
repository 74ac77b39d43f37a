"""Bars are full only when nothing is missing, and of the width that is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.bars import WIDTH, bar
from tui.terminal import FINE, PLAIN, Glyphs
from tui.year_chart import lines


@pytest.mark.parametrize(
    ("part", "whole", "fine", "plain"),
    [
        (0, 4, "░░░░", "...."),
        (1, 4, "█░░░", "#..."),
        (4, 4, "████", "####"),
        (9, 4, "████", "####"),
        (3, 8, "█▌░░", "#..."),
        (999, 1000, "███▉", "###."),
        (1, 1000, "▏░░░", "#..."),
        (0, 0, "", ""),
    ],
)
def test_a_bar_says_how_much_of_all(part: int, whole: int, fine: str, plain: str) -> None:
    assert (bar(part, whole, FINE, 4), bar(part, whole, PLAIN, 4)) == (fine, plain)


@given(st.integers(0, 3000), st.integers(1, 2000), st.sampled_from([FINE, PLAIN]))
def test_a_bar_is_full_or_empty_only_where_that_is_so(part: int, whole: int, glyphs: Glyphs) -> None:
    drawn = bar(part, whole, glyphs)
    full, empty = ("#", ".") if glyphs is PLAIN else ("█", "░")
    assert cell_len(drawn) == WIDTH
    assert (drawn == full * WIDTH) == (part >= whole)
    assert (drawn == empty * WIDTH) == (part == 0)
    assert glyphs is FINE or drawn.isascii()


def test_numbers_of_a_chart_end_at_the_right() -> None:
    rows = [["1月", "2 次", "94.4%", "##"], ["10月", "12 次", "待补", ""]]
    assert lines(rows) == ["1月    2 次  94.4%  ##", "10月  12 次   待补"]
    assert lines([]) == []
