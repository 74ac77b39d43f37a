"""Widths of long texts, measured piecewise, are those of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.cells import CHUNK, cells_of, index_at

LONG = st.builds(
    "".join,
    st.lists(st.sampled_from(["学习", "a", "，", "é", "ab" * 90, "文" * 120]), max_size=12),
)


@given(LONG)
def test_the_width_is_that_of_the_whole(text: str) -> None:
    assert cells_of(text) == cell_len(text)


@given(LONG, st.integers(0, 3000))
def test_the_character_that_covers_a_cell_is_found(text: str, cell: int) -> None:
    index, before = index_at(text, cell)
    assert before == cell_len(text[:index])
    if cell < cell_len(text):
        assert before <= cell < before + cell_len(text[index])
    else:
        assert index == len(text)


def test_signs_that_join_their_neighbours_are_measured_with_them() -> None:
    family = "👨\u200d👩\u200d👧"
    text = "文" * (CHUNK - 1) + family + "文"
    assert cells_of(text) == cell_len(text)
