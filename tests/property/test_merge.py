"""What must hold of every text merge (PROTOCOL.md T5), over texts in which accidental matches are common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from sync.merge import clauses, merge_field, merge_set, merge_text
from sync.merge_text import GUARD, Steps, changes
from sync.prose import graphemes

CHARACTERS = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那"
PUNCTUATION = "，。、；：！？…“”（）\n .,"
ODD = "😀👩‍🏫🇨🇳e\u0301\u0300\ufe0f\ud7ff\ue000"
ALPHABET = st.sampled_from(CHARACTERS + PUNCTUATION + ODD)
FEW = st.sampled_from("的是，。\n")

texts = st.text(ALPHABET, max_size=60) | st.text(FEW, max_size=40)
quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Edit(NamedTuple):
    """Characters `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits that do not touch."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """A text somebody made of another by up to three edits, copying from it now and then."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 8)))
        source = draw(st.integers(0, max(0, len(text) - 1)))
        copied = text[source : source + draw(st.integers(1, 12))]
        new = draw(st.sampled_from(["", copied]) | st.text(ALPHABET, max_size=6))
        text = text[:start] + new + text[end:]
    return text


@st.composite
def triples(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and two people's texts made of it."""
    base = draw(texts)
    return base, draw(edited(base)), draw(edited(base))


WRITTEN = ["", "{}新", "{}新增，", "{}新增一句。"]
DISTINCT = "".join(chr(0x4E00 + 7 * i) for i in range(160))


@st.composite
def two_editors(draw: st.DrawFn, overlapping: bool) -> tuple[str, list[Edit], list[Edit]]:
    """A text in which no character but punctuation stands twice, and one or two edits of each of two people.

    Places are then beyond doubt, so that what the outcome must be is known. Edits of different people overlap at one place,
    or lie at least GUARD apart.
    """
    stops = draw(st.lists(st.sampled_from("，。、\n"), min_size=9, max_size=9))
    sizes = draw(st.lists(st.integers(1, 16), min_size=9, max_size=9))
    base, place = "", 0
    for size, stop in zip(sizes, stops, strict=True):
        base += DISTINCT[place : place + size] + stop
        place += size
    sides: tuple[list[Edit], list[Edit]] = ([], [])
    start = 0
    for number in range(draw(st.integers(2, 4))):
        side = number % 2 if number < 2 else draw(st.integers(0, 1))
        start += draw(st.integers(GUARD, 24)) if number else draw(st.integers(0, 20))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 5, 9, 20]))
        if end > len(base):
            break
        new = (
            draw(st.sampled_from(WRITTEN)).format(f"{'甲乙'[side]}{number}")
            if end > start
            else f"{'甲乙'[side]}{number}新增，"
        )
        sides[side].append(Edit(start, end, new))
        if overlapping and end - start > 1 and not number:
            inner = draw(st.integers(start, end - 1))
            outer = draw(st.integers(max(inner, start + 1), end + 5))
            assume(outer <= len(base))
            new = draw(st.sampled_from(WRITTEN)).format("乙9") if outer > inner else "乙9新增，"
            sides[1].append(Edit(inner, outer, new))
            assume(Edit(inner, outer, "") != sides[0][0])
            end = max(end, outer)
        start = end
    assume(sides[0] and sides[1] and (not overlapping or gap(sides[0][0], sides[1][0]) < 0))
    return base, sides[0], sides[1]


def gap(one: Edit, two: Edit) -> int:
    """Unchanged characters between two edits; 0 when they touch, negative when they overlap."""
    if one.start == one.end == two.start == two.end:
        return 0
    return max(one.start, two.start) - min(one.end, two.end)


@st.composite
def rearranged(draw: st.DrawFn, base: list[str], mark: str) -> list[str]:
    """Whole clauses taken out, put in, moved or replaced."""
    pieces = list(base)
    for number in range(draw(st.integers(1, 3))):
        what = draw(st.sampled_from(["in", "out", "move", "replace"]))
        place = draw(st.integers(0, max(0, len(pieces) - 1)))
        stop = draw(st.sampled_from("，。；"))
        if what == "in":
            pieces.insert(place, f"{mark}第{number}处新增的话{stop}")
        elif what == "out":
            del pieces[place : place + draw(st.integers(1, 2))]
        elif what == "replace":
            pieces[place : place + 1] = [f"{mark}第{number}处改写的话{stop}"]
        elif pieces:
            piece = pieces.pop(place)
            pieces.insert(draw(st.integers(0, len(pieces))), piece)
    return pieces


@given(texts)
def test_pieces_make_up_the_text(text: str) -> None:
    assert "".join(clauses(text)) == text
    assert all(clauses(text))
    assert "".join(graphemes(text)) == text


@given(triples())
@quick
def test_changes_lead_from_one_text_to_the_other(triple: tuple[str, str, str]) -> None:
    base, other, _ = triple
    found = changes(clauses(base), clauses(other), Steps())
    assert applied(base, [Edit(each.lo, each.hi, each.text) for each in found]) == other
    assert all(one.hi < two.lo for one, two in pairwise(found))


@given(texts, texts)
def test_who_changed_nothing_changes_nothing(base: str, other: str) -> None:
    assert merge_text(base, other, base).value == other
    assert merge_text(base, base, other).value == other
    assert merge_text(base, other, other).value == other
    assert not merge_text(base, base, other).conflict
    assert not merge_text(base, other, other).conflict


@given(triples())
@settings(quick, max_examples=200)
@example(("会议强调，甲。会议强调，乙。", "会议强调，乙。", "会议强调，甲。会议强调，丙丁，乙。"))
@example(("的" * 40, "的" * 41, "的" * 39))
def test_merging_again_changes_nothing(triple: tuple[str, str, str]) -> None:
    base, cur, new = triple
    merged = merge_text(base, cur, new)
    for again in (new, cur):
        second = merge_text(base, str(merged.value), again)
        assert second.value == merged.value
        assert merged.conflict or not second.conflict


@given(triples())
@settings(quick, max_examples=200)
def test_nothing_is_made_up_and_no_sign_is_cut(triple: tuple[str, str, str]) -> None:
    base, cur, new = triple
    value = str(merge_text(base, cur, new).value)
    assert len(value) <= len(cur) + len(new)
    assert set(graphemes(value)) <= {*graphemes(base), *graphemes(cur), *graphemes(new)}


@given(two_editors(overlapping=False))
@settings(quick, max_examples=200)
def test_edits_apart_are_merged_right_and_in_any_order(case: tuple[str, list[Edit], list[Edit]]) -> None:
    base, one, two = case
    cur, new = applied(base, one), applied(base, two)
    merged = merge_text(base, cur, new)
    if merged.conflict:  # so much was changed within a few characters that it counts as a sentence rewritten
        assert any(gap(a, b) < 3 * GUARD for a, b in combinations([*one, *two], 2))
        return
    assert merged.value == applied(base, [*one, *two])
    assert merge_text(base, new, cur).value == merged.value


@given(two_editors(overlapping=True))
@settings(quick, max_examples=200)
def test_edits_that_overlap_are_never_merged_silently(case: tuple[str, list[Edit], list[Edit]]) -> None:
    base, one, two = case
    assert merge_text(base, applied(base, one), applied(base, two)).conflict


@given(two_editors(overlapping=False) | two_editors(overlapping=True))
@settings(quick, max_examples=200)
def test_what_was_put_in_is_whole_or_in_conflict(case: tuple[str, list[Edit], list[Edit]]) -> None:
    base, one, two = case
    merged = merge_text(base, applied(base, one), applied(base, two))
    for edit in one if merged.conflict else [*one, *two]:
        assert str(merged.value).count(edit.text) == 1 or not edit.text


@given(st.data(), st.integers(0, 9))
@settings(quick, max_examples=200)
def test_whole_clauses_come_go_and_stay_as_both_wished(data: st.DataObject, size: int) -> None:
    base = [f"原文第{number}段要求，" if number % 3 else f"原文第{number}段落实。" for number in range(size)]
    cur, new = data.draw(rearranged(base, "甲")), data.draw(rearranged(base, "乙"))
    merged = merge_text("".join(base), "".join(cur), "".join(new))
    found = Counter(clauses(str(merged.value)))
    assert max(found.values(), default=1) == 1
    for clause in {*base, *cur, *new}:
        wished = (clause in cur) + (clause in new) - (clause in base) > 0
        if not merged.conflict:
            assert (clause in found) == wished
        elif clause in cur and clause not in found:
            assert clause in base
            assert clause not in new
        elif clause in found:
            assert clause in cur or (clause in new and clause not in base)


@given(
    st.lists(st.sampled_from(["cur", "new", "both"]), max_size=12), st.sampled_from(["", "开头。", "开头。\n", "开头"])
)
def test_insertions_at_one_place_stand_side_by_side(whose: list[str], base: str) -> None:
    lead = "\n" if base and not base.endswith("\n") else ""
    stop = "。\n"
    pieces = [f"第{number}句说的是{owner}的事{stop}" for number, owner in enumerate(whose)]
    first, second = (
        "".join(piece for piece, owner in zip(pieces, whose, strict=True) if owner != other) for other in ("new", "cur")
    )
    assume(first and second)
    merged = merge_text(base, base + lead + first, base + lead + second)
    assert not merged.conflict
    found = [each.rstrip("\n") for each in clauses(str(merged.value)[len(base + lead) :])]
    assert sorted(found) == sorted(each.rstrip("\n") for each in pieces)
    for mine in (first, second):
        assert [each for each in found if each in mine] == mine.split()
    assert merged.both_inserted == ({"cur", "new"} <= set(whose))


@given(st.sampled_from(["s", "t", "once"]), *[st.none() | st.text(FEW, max_size=4)] * 3)
def test_a_field_without_conflict_holds_what_somebody_wrote(
    kind: str, base: str | None, cur: str | None, new: str | None
) -> None:
    merged = merge_field("s" if kind == "s" else "t" if kind == "t" else "once", base, cur, new)
    if kind != "t":
        assert merged.value == cur if merged.conflict else merged.value in (cur, new)
    if merged.conflict and kind != "t":
        assert cur != new
    if base is None and cur and new and cur != new:
        assert merged.conflict
        assert merged.value == cur


elements = st.lists(st.text(FEW, max_size=2), max_size=5)


@given(elements, elements, elements, elements, elements)
def test_sets_merge_in_any_order_of_independent_changes(
    held: list[str], add: list[str], gone: list[str], more: list[str], less: list[str]
) -> None:
    assume(not set(add) & set(less) and not set(more) & set(gone))
    one = merge_set(merge_set(held, add, gone), more, less)
    assert one == merge_set(merge_set(held, more, less), add, gone)
    assert one == sorted(set(one))
    assert merge_set(one, more, less) == one
