"""Keys of entries: always between their neighbours, never longer than the field, whatever is put where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.positions import LONGEST, NoRoom, between, insertion, stamped

KEY = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc")), min_size=1, max_size=40
)


@given(st.lists(st.integers(0, 10_000), max_size=120))
def test_wherever_entries_are_put_they_stay_in_order_and_short(places: list[int]) -> None:
    keys: list[str] = []
    for number in places:
        at = number % (len(keys) + 1)
        key, moved = insertion(keys, at)
        for index, other in moved.items():
            keys[index] = other
        keys.insert(at, key)
        assert keys == sorted(set(keys)), "in order, no two alike"
        assert max(map(len, keys)) <= LONGEST


Step = Callable[[str, str, str], tuple[str, str]]


@pytest.mark.parametrize(
    ("longest", "step"),
    [
        pytest.param(8, lambda low, key, high: (key, high), id="each after the one before"),
        pytest.param(8, lambda low, key, high: (low, key), id="each before the one before"),
    ],
)
def test_a_thousand_entries_at_one_place_keep_short_keys(longest: int, step: Step) -> None:
    low, high = between(None, None), between(between(None, None), None)
    for _ in range(1000):
        key = between(low, high)
        assert low < key < high
        assert len(key) <= longest
        low, high = step(low, key, high)


@pytest.mark.parametrize("side", [0, 1])
def test_a_thousand_entries_at_an_end_keep_short_keys(side: int) -> None:
    key = between(None, None)
    for _ in range(1000):
        following = between(key, None) if side else between(None, key)
        assert (key < following) == bool(side)
        assert len(following) <= 4
        key = following


def test_a_thousand_entries_split_from_alternating_sides_move_neighbours_but_never_fail() -> None:
    keys = [between(None, None)]
    at = 0
    moves = 0
    for number in range(1000):
        at += number % 2
        key, moved = insertion(keys, at)
        moves += len(moved)
        for index, other in moved.items():
            keys[index] = other
        keys.insert(at, key)
    assert keys == sorted(set(keys))
    assert max(map(len, keys)) <= LONGEST
    assert 0 < moves < 10_000


@given(st.lists(KEY, unique=True, min_size=2, max_size=2).map(sorted))
def test_keys_of_other_programs_have_room_between_them_or_say_so(pair: list[str]) -> None:
    low, high = pair
    try:
        key = between(low, high)
    except NoRoom:
        return
    assert low < key < high
    assert len(key) <= LONGEST


@given(KEY.filter(lambda key: len(key) < 40))
def test_there_is_always_room_after_any_key(last: str) -> None:
    key = between(last, None)
    assert key > last


@given(st.lists(st.integers(0, 2**33), min_size=1, max_size=60))
def test_entries_are_appended_after_the_last_and_by_time_where_clocks_agree(seconds: list[int]) -> None:
    last: str | None = None
    for moment in seconds:
        key = stamped(last, moment)
        assert last is None or key > last
        last = key
    assert [stamped(None, moment) for moment in sorted(seconds)] == sorted(stamped(None, moment) for moment in seconds)


def test_two_entries_of_one_key_make_room_for_a_third_between_them() -> None:
    key, moved = insertion(["V", "V"], 1)
    low, high = moved.get(0, "V"), moved.get(1, "V")
    assert low < key < high
