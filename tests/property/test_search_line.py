"""Whatever is written into the search is understood somehow, and what stands in quotes is looked for as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.finding.folding import fold, other_initials, usual_initials
from tui.finding.query import FILTERS, QUOTES, filter_called, parse, quoted
from tui.finding.words import Word

SIGNS = st.sampled_from(
    [*QUOTES, *QUOTES.values(), *" \t　:：,，、", *"类人月kind:by:", "状态", "张三", "xuexi", "\0", "İ", "ཀ", "𠮷"]
)
LINES = st.one_of(st.text(), st.lists(SIGNS).map("".join))


@given(LINES)
def test_every_line_is_understood(line: str) -> None:
    query = parse(line)
    assert all(query.words)
    assert {each.name for each in query.conditions} <= set(FILTERS)
    assert query.empty == (not query.words and not query.conditions)


@given(LINES.filter(lambda text: text != ""), LINES)
def test_what_is_quoted_comes_back_whatever_stands_around_it(text: str, name: str) -> None:
    assert parse(f"  {quoted(text)} ").words == (text,)
    for spelled in ("by", "人"):
        condition = parse(f"{spelled}：{quoted(text)}").conditions[0]
        assert condition.values == ((text.strip(),) if text.strip() else ())
    assert filter_called(name) in (None, *FILTERS)


@given(st.text())
def test_a_folded_text_has_each_character_in_its_place_and_words_stand_where_they_are_said_to(text: str) -> None:
    folded = fold(text)
    usual, other = usual_initials(folded), other_initials(folded)
    assert len(folded) == len(usual) == len(other) == len(text)
    assert usual.isascii()
    assert other.isascii()
    for part in {folded[:3], folded[-2:]} - {""}:
        spans = list(Word(part).spans(folded, usual, other))
        assert any(folded[begin:end] == part and as_written for begin, end, as_written in spans)
        assert all(0 <= begin < end <= len(folded) for begin, end, _ in spans)
