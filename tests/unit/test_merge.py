"""Merges of one field and of one text, case by case (PROTOCOL.md section 5 and "Text merge for Chinese prose")."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from sync import merge_text as comparing
from sync.merge import JsonValue, Merged, MergeKind, clauses, merge_field, merge_set, merge_text
from sync.merge_text import STEP_LIMIT, Steps, TooManyClauses, changes
from sync.prose import graphemes

BASE = "会议于三月五日召开。张三主持会议，李四作记录。大家学习了文件，讨论了落实的办法。会后布置了任务。"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("没有标点", ["没有标点"]),
        ("一，二。三", ["一，", "二。", "三"]),
        ("他说：“好。”大家同意！！", ["他说：", "“好。”", "大家同意！！"]),
        ("一、二；三……四", ["一、", "二；", "三……", "四"]),
        ("一段。\n\n　　二段。\n", ["一段。\n\n", "　　二段。\n"]),
        ("Study plan. It costs 3.14, no more.", ["Study plan.", " It costs 3.14,", " no more."]),
        ("，。开头", ["，。", "开头"]),
        ("（见附件。）另行通知", ["（见附件。）", "另行通知"]),
    ],
)
def test_a_text_is_cut_into_clauses(text: str, pieces: list[str]) -> None:
    assert clauses(text) == pieces


def test_signs_are_kept_whole() -> None:
    assert graphemes("e\u0301👩‍🏫👍🏽🇨🇳🇫🇷好") == ["e\u0301", "👩‍🏫", "👍🏽", "🇨🇳", "🇫🇷", "好"]


MISSING: list[tuple[MergeKind, JsonValue, JsonValue, JsonValue, Merged]] = [
    ("s", "三楼", "三楼", "四楼", Merged("四楼")),
    ("s", "三楼", "五楼", "三楼", Merged("五楼")),
    ("s", "三楼", "四楼", "四楼", Merged("四楼")),
    ("s", "三楼", "五楼", "四楼", Merged("五楼", conflict=True)),
    ("s", None, None, 60, Merged(60)),
    ("s", None, 90, 60, Merged(90, conflict=True)),
    ("s", 1, 1, None, Merged(None)),
    ("s", False, 0, True, Merged(0, conflict=True)),
    ("once", None, None, "a", Merged("a")),
    ("once", None, "a", "a", Merged("a")),
    ("once", None, "a", "b", Merged("a", conflict=True)),
    ("once", "a", "a", "b", Merged("a", conflict=True)),
    ("t", None, None, "新写的。", Merged("新写的。")),
    ("t", None, "", "新写的。", Merged("新写的。")),
    ("t", "", None, "新写的。", Merged("新写的。")),
    ("t", None, "先写的。", "", Merged("先写的。")),
    ("t", None, "先写的。", "后写的。", Merged("先写的。", conflict=True)),
    ("t", "", "先写的。", "后写的。", Merged("先写的。", conflict=True)),
    ("t", None, "一样的。", "一样的。", Merged("一样的。")),
    ("t", "原文。", "原文。", None, Merged(None)),
    ("t", "原文。", None, "原文改了。", Merged(None, conflict=True)),
    ("t", "原文。", "原文改了。", "", Merged("原文改了。", conflict=True)),
    (
        "t",
        "一句原文。",
        "一句原文。又一句。",
        "头一句。一句原文。",
        Merged("头一句。一句原文。又一句。", combined=True),
    ),
    ("set", ["a", "b"], ["a", "b", "c"], ["b", "d"], Merged(["b", "c", "d"], combined=True)),
    ("set", None, ["b"], ["a"], Merged(["a", "b"], combined=True)),
    ("set", ["a"], ["a"], [], Merged([])),
]


@pytest.mark.parametrize(("kind", "base", "cur", "new", "merged"), MISSING)
def test_one_field(kind: MergeKind, base: JsonValue, cur: JsonValue, new: JsonValue, merged: Merged) -> None:
    found = merge_field(kind, base, cur, new)
    assert found == merged
    assert type(found.value) is type(merged.value)


def test_sets_are_sorted_by_code_point() -> None:
    assert merge_set(["乙", "b", "甲"], ["a", "b", "丙"], ["乙", "丙"]) == ["a", "b", "丙", "甲"]


def changed(text: str, *replaced: tuple[str, str]) -> str:
    """The text with each first word, which it must have, replaced by the second."""
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_changes_in_different_sentences_are_merged() -> None:
    cur, new = changed(BASE, ("三月五日", "三月六日")), changed(BASE, ("办法", "具体办法"))
    merged = merge_text(BASE, cur, new)
    assert merged == Merged(changed(cur, ("办法", "具体办法")), combined=True)


def test_changes_in_one_clause_are_merged_when_far_enough_apart() -> None:
    base = "请各科室负责人于本月底前把学习笔记交到办公室。"
    cur, new = changed(base, ("各科室", "综合科")), changed(base, ("办公室", "学习秘书"))
    assert merge_text(base, cur, new) == Merged(changed(cur, ("办公室", "学习秘书")), combined=True)
    near = changed(base, ("负责人", "分管领导"))
    assert merge_text(base, cur, near) == Merged(cur, conflict=True)


def test_a_day_and_its_month_are_not_put_together() -> None:
    cur, new = changed(BASE, ("三月", "四月")), changed(BASE, ("五日", "六日"))
    assert merge_text(BASE, cur, new) == Merged(cur, conflict=True)


def test_what_does_not_overlap_is_merged_beside_a_conflict() -> None:
    cur = changed(BASE, ("张三", "王五"))
    new = changed(BASE, ("张三", "赵六"), ("任务", "两项任务"))
    assert merge_text(BASE, cur, new) == Merged(changed(cur, ("任务", "两项任务")), conflict=True)


OVERLAPS: list[tuple[str, Callable[[str], str], Callable[[str], str]]] = [
    ("deleted and edited", lambda t: changed(t, ("张三主持会议，", "")), lambda t: changed(t, ("主持", "召集"))),
    (
        "deleted and added to around it",
        lambda t: changed(t, ("大家学习了文件，", "")),
        lambda t: changed(t, ("讨论了", "会上讨论了")),
    ),
    ("rewritten and added to", lambda t: "会议按期召开。" + t[10:], lambda t: changed(t, ("三月", "本年三月"))),
    (
        "both replaced, same beginning",
        lambda t: changed(t, ("三月五日", "四月一日")),
        lambda t: changed(t, ("三月五日", "四月二日")),
    ),
    (
        "neighbouring clauses deleted",
        lambda t: changed(t, ("张三主持会议，", "")),
        lambda t: changed(t, ("李四作记录。", "")),
    ),
    (
        "sentence inserted before one deleted",
        lambda t: changed(t, ("会后", "随后总结。会后")),
        lambda t: t[: t.index("会后")],
    ),
    ("all deleted and one word changed", lambda t: "", lambda t: changed(t, ("三月", "四月"))),
    (
        "both filled the same gap",
        lambda t: changed(t, ("于三月", "于2011年三月")),
        lambda t: changed(t, ("于三月", "于今年三月")),
    ),
]


@pytest.mark.parametrize(("one", "two"), [case[1:] for case in OVERLAPS], ids=[case[0] for case in OVERLAPS])
def test_what_overlaps_is_a_conflict_and_the_first_stands(one: Callable[[str], str], two: Callable[[str], str]) -> None:
    for first, second in ((one(BASE), two(BASE)), (two(BASE), one(BASE))):
        assert merge_text(BASE, first, second) == Merged(first, conflict=True)


FIVE = ["张三谈了体会，", "李四谈了做法，", "王五谈了问题，", "赵六谈了打算，", "钱七谈了建议。"]


def test_a_clause_moved_and_another_edited() -> None:
    cur = "".join([FIVE[1], FIVE[2], FIVE[0], FIVE[3], FIVE[4]])
    new = changed("".join(FIVE), ("建议", "三条建议"))
    assert merge_text("".join(FIVE), cur, new) == Merged(changed(cur, ("建议", "三条建议")), combined=True)


@pytest.mark.parametrize(
    "new",
    [
        [FIVE[1], FIVE[2], FIVE[3], FIVE[0], FIVE[4]],
        [FIVE[1], FIVE[2], FIVE[3], FIVE[4]],
        ["张三谈了学习体会，", *FIVE[1:]],
    ],
    ids=["moved elsewhere", "deleted", "edited"],
)
def test_a_clause_moved_by_one_and_touched_by_the_other(new: list[str]) -> None:
    base, other = "".join(FIVE), "".join(new)
    moved = "".join([*FIVE[1:4], FIVE[4], FIVE[0]])
    for first, second in ((moved, other), (other, moved)):
        merged = merge_text(base, first, second)
        assert merged == Merged(first, conflict=True)


def test_the_same_words_of_many_alike_are_not_mistaken() -> None:
    base = "甲：同意。乙：同意。丙：同意。丁：同意。戊：同意。"
    cur, new = changed(base, ("丙：同意", "丙：不同意")), changed(base, ("丁：同意。", ""))
    # What was deleted may as well have been 「同意。丁：」, with it the very words that were changed.
    assert merge_text(base, cur, new) == Merged(cur, conflict=True)
    apart = changed(base, ("甲：同意", "甲：不同意"))
    assert merge_text(base, apart, new) == Merged("甲：不同意。乙：同意。丙：同意。戊：同意。", combined=True)
    same = "同意。" * 6
    assert merge_text(same, changed(same, ("同意。同意。同意", "同意。同意。不同意")), "同意。" * 5).conflict


@pytest.mark.parametrize(
    ("base", "first", "second", "both"),
    [
        (BASE, "最后作了总结。", "散会。", "最后作了总结。散会。"),
        (BASE, "\n二、讨论。", "\n二、总结全年工作。", "\n二、讨论。\n二、总结全年工作。"),
        (BASE + "\n", "新的一段。", "另一段。", "新的一段。\n另一段。"),
        (BASE + "\n", "新的一段。\n", "另一段。\n", "新的一段。\n另一段。\n"),
        (
            BASE,
            "会议强调，要抓好落实。",
            "会议强调，要按时交心得体会。",
            "会议强调，要抓好落实。会议强调，要按时交心得体会。",
        ),
        (BASE, "甲通报情况。乙布置任务。", "乙布置任务。丙作总结。", "甲通报情况。乙布置任务。丙作总结。"),
        ("参会：张三、李四", "、王五", "、赵六", "、王五、赵六"),
        ("张三\n李四\n", "王五", "赵六", "王五\n赵六"),
        (
            "The plan was read.",
            " Members asked questions.",
            " It was adopted.",
            " Members asked questions. It was adopted.",
        ),
    ],
)
def test_what_both_added_at_one_place_stands_side_by_side(base: str, first: str, second: str, both: str) -> None:
    merged = merge_text(base, base + first, base + second)
    assert merged == Merged(base + both, combined=True, both_inserted=True)
    for again in (base + first, base + second):
        assert merge_text(base, base + both, again) == Merged(base + both)


@pytest.mark.parametrize(
    ("base", "first", "second"),
    [
        (BASE, "应到20人，实到18人。", "应到20人，实到19人。"),
        (BASE, "会后由综合科负责整理会议记录，本周印发。", "会后由综合科负责整理会议记录，下周印发。"),
        (BASE, "会后请综合科整理会议记录。", "会后请综合科负责人整理会议记录。"),
        ("参会：张三、李四", "、王五。", "、赵六"),
        ("参会：张三、李", "四", "五"),
        ("会议开始", "，张三主持", "。李四作记录"),
        ("价格是3", ".5", ".8"),
    ],
)
def test_two_versions_of_one_addition_are_a_conflict(base: str, first: str, second: str) -> None:
    assert merge_text(base, base + first, base + second) == Merged(base + first, conflict=True)


def test_one_addition_in_two_places_is_a_conflict() -> None:
    cur, new = BASE + "请假的同志由科室安排补课。", "请假的同志由科室安排补课。" + BASE
    assert merge_text(BASE, cur, new) == Merged(cur, conflict=True)


def test_a_sentence_added_by_both_stands_once_whatever_sign_ends_it_there() -> None:
    base, cur = "决定下周完成整改（8号）。", "请分管领导作点评（16号）。要求各科室认真落实（18号）。"
    assert merge_text(base, cur, f"并且{base}\n要求各科室认真落实（18号）。") == Merged(cur, conflict=True)


def test_a_sentence_added_by_both_stands_once() -> None:
    cur, new = BASE + "散会。", changed(BASE, ("张三", "王五")) + "散会。"
    assert merge_text(BASE, cur, new) == Merged(new)


def test_a_repeated_push_changes_nothing() -> None:
    cur, new = changed(BASE, ("三月五日", "三月六日")), changed(BASE, ("办法", "具体办法"))
    merged = str(merge_text(BASE, cur, new).value)
    assert merge_text(BASE, merged, new) == Merged(merged)
    later = changed(merged, ("张三", "王五"))
    assert merge_text(BASE, later, new) == Merged(later)


@pytest.mark.parametrize("part", ["👩", "\u200d", "e", "\u0301", "🇨"])
def test_no_sign_is_put_together_from_two_people_s_parts(part: str) -> None:
    base = "今天👩‍🏫讲课，caf\u0065\u0301里讨论，🇨🇳国旗下合影，大家都到了。"
    cur, new = base.replace(part, "", 1), changed(base, ("今天", "昨天"), ("都到了", "都准时到了"))
    merged = merge_text(base, cur, new)
    assert set(graphemes(str(merged.value))) <= {*graphemes(base), *graphemes(cur), *graphemes(new)}


def test_texts_with_too_many_clauses_are_not_compared() -> None:
    base = "".join(f"第{number}条，" for number in range(5_000))
    rewritten = base.replace("条", "项")
    with pytest.raises(TooManyClauses):
        changes(clauses(base), clauses(rewritten), Steps())
    assert merge_text(base, rewritten, base.replace("条", "款")) == Merged(rewritten, conflict=True)
    one, two = changed(base, ("第7条", "第7项")), changed(base, ("第4000条", "第4000项"))
    assert merge_text(base, one, two) == Merged(changed(one, ("第4000条", "第4000项")), combined=True)


def sprinkled(text: str, word: str, every: int, first: int = 0) -> str:
    """The text with a word put in at every so many characters."""
    return "".join(char + word if index % every == first else char for index, char in enumerate(text))


HEAVY = {
    "one character": "啊" * 20_000,
    "one comma": "，" * 20_000,
    "alternating": "啊，" * 10_000,
    "short lines": "是\n" * 1_900,
    "no clause alike": "".join(f"第{number}条" + "，。"[number % 2] for number in range(3_900)),
    "two characters": "".join(random.Random(4).choices("的是", k=20_000)),
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_texts_cost_a_bounded_number_of_operations(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counters: list[Steps] = []

    class Counted(Steps):
        def __init__(self) -> None:
            super().__init__()
            counters.append(self)

    lines = 0
    watched = {comparing.__file__, merge_text.__code__.co_filename}

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in watched:
            return None
        lines += event == "line"
        return count

    monkeypatch.setattr("sync.merge.Steps", Counted)
    cur, new = sprinkled(text, "甲", 500), sprinkled(text, "乙", 500, 250)
    before = sys.gettrace()
    sys.settrace(count)
    try:
        merged = merge_text(text, cur, new)
        scattered = merge_text(text, sprinkled(text, "甲", 3), sprinkled(text, "乙", 3, 1))
    finally:
        sys.settrace(before)
    assert merged.conflict or merged.combined
    assert scattered.conflict
    assert counters
    assert all(counter.used <= STEP_LIMIT for counter in counters)
    assert lines < 3_500_000
