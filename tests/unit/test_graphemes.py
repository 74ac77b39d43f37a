"""Signs begin where a reader sees them begin: stacks, pictures, flags, marks and syllables are one each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import graphemes

SIGNS = (
    *("学", "a", " ", "，", "𠀀", "é", "\n"),
    *("e\u0301", "o\u0308\u0323", "བོ", "སྐྱི", "བསྒྲུབས"[1:5], "कि", "ก็"),
    *(
        "👍🏽",
        "👩\u200d💻",
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e007f",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🧑🏽\u200d🚀",
    ),
    *("🇨🇳", "🇫🇷", "각", "각", "\u200b", "\r\n", "葛\U000e0100"),
)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: "_".join(f"{ord(each):X}" for each in sign))
def test_it_is_one_sign_between_others(sign: str) -> None:
    for before, after in (("", ""), ("文", "文"), ("a", "b"), ("🇨🇳", "🇨🇳"), ("😀", "😀"), ("בּ", "ب")):
        text = before + sign + after
        start, end = len(before), len(before) + len(sign)
        assert [n for n in range(start, end + 1) if graphemes.begins(text, n)] == [start, end]
        assert graphemes.after(text, start) == end
        assert graphemes.before(text, end) == start
        assert all(graphemes.start_of(text, n) == start for n in range(start, end))
        assert all(graphemes.end_of(text, n) == end for n in range(start + 1, end + 1))


def test_tones_joiners_and_flags_bind_only_what_they_bind() -> None:
    assert parts("🇨🇳🇫🇷🇩") == ["🇨🇳", "🇫🇷", "🇩"]
    assert parts("a\u200db") == ["a\u200d", "b"]
    assert parts("👩\u200d学") == ["👩\u200d", "学"]
    assert parts("가각") == ["가", "각"]
    assert parts("བོད་") == ["བོ", "ད", "་"]
    assert parts("a\u200b\u0301") == ["a", "\u200b", "\u0301"]


def parts(text: str) -> list[str]:
    """A text sign by sign."""
    found, at = [], 0
    while at < len(text):
        found.append(text[at : graphemes.after(text, at)])
        at += len(found[-1])
    return found


@given(st.lists(st.sampled_from(SIGNS), max_size=20).map("".join))
def test_steps_to_the_right_and_to_the_left_meet_the_same_places(text: str) -> None:
    right, at = [0], 0
    while at < len(text):
        at = graphemes.after(text, at)
        right.append(at)
    left = [at]
    while at > 0:
        at = graphemes.before(text, at)
        left.append(at)
    assert left[::-1] == right
