"""The merge table of PROTOCOL.md: random edits by two people with a known outcome, merged and judged.

`python -m bench.merge_table --cases 400 [--seed 1]`. Disjoint edits have at least one unchanged character between them and
must come out right; overlapping edits change the same character, or one writes inside what the other changed, and must be
flagged; beside is two sentences put in at one place, both of which must be there.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from sync.merge import clauses, merge_text

ONE = (
    "三月五日下午，支部在二楼会议室召开第一季度集中学习会，应到二十三人，实到二十一人，两人因下乡请假。"
    "会议由支部书记主持，学习秘书领学了上级关于改进文风会风的意见，并通报了上年度学习计划的执行情况。"
    "大家认为，过去一年学习的次数够了，但联系工作不够，有的同志记了笔记，却没有用到起草文稿和办理会务上。"
    "讨论中，综合科提出每月选一篇本单位的文稿集体修改，信息科建议把会前准备的步骤列成清单，逐项核对。"
    "分管领导强调，学习要同岗位结合，办文要准确，办会要周到，办事要落实，不能只停留在会议记录里。"
    "会议还听取了职工书屋的情况，全年借出图书一百二十册，逾期未还六册，由管理员本周内逐一提醒。"
    "会议决定，四月底前每人读完一本书，写出一条知识点和一篇心得体会，由各科室负责人收齐后交学习秘书。"
    "下一次集中学习安排在六月上旬，内容是公文处理和保密常识，请办公室提前准备材料，并通知到每一个人。"
)
SEVERAL = "\n".join(clause + "。" for clause in ONE.split("。") if clause)
PHRASES = (
    "认真",
    "进一步",
    "按要求",
    "及时",
    "和会议材料",
    "学习秘书",
    "在四月底前",
    "全体同志",
    "重点",
    "本周",
    "有关科室",
    "结合岗位",
)
WHO = ("各科室", "综合科", "办公室", "与会同志", "学习秘书", "信息科", "请假的同志", "书屋管理员", "支委会", "年轻干部")
DOES = ("要整理", "已汇总", "交流了", "提出修改", "逐项核对", "通报了", "补齐", "报送", "重新安排", "讨论了")
WHAT = (
    "讨论的意见",
    "读书的体会",
    "会议记录",
    "补课情况",
    "学习笔记",
    "考核办法",
    "办会清单",
    "文稿",
    "借阅登记",
    "知识点",
)
HOW = ("按季度", "会后", "本月内", "在支部会上", "结合岗位", "由负责人", "对照计划", "分两次", "及时", "一并")
ENDINGS = "。\n"
ENDS = "，" + ENDINGS

Class = Literal["disjoint", "overlapping", "beside"]
METHODS: dict[str, int] = {"clause": 10**9, "clause + characters, guard 4": 4, "clause + characters, guard 8": 8}


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the base become `text`."""

    start: int
    end: int
    text: str


def random_sentence(rng: random.Random) -> str:
    """One of a million sentences of two clauses, made of the words of the base."""
    return f"{rng.choice(WHO)}{rng.choice(DOES)}{rng.choice(WHAT)}，{rng.choice(HOW)}{rng.choice(DOES)}{rng.choice(WHAT)}。"


def spans(text: str, sentence: bool) -> list[tuple[int, int]]:
    """Where the clauses, or the sentences, of a text are."""
    found, start, place = [], 0, 0
    for clause in clauses(text):
        place += len(clause)
        if not sentence or clause[-1] in ENDINGS or place == len(text):
            found.append((start, place))
            start = place
    return found


def random_edit(text: str, rng: random.Random) -> Edit:
    """One of the seven things people do to a text."""
    what = rng.choice(("insert", "replace", "replace", "clause", "sentence", "drop", "rewrite"))
    start, end = rng.choice(spans(text, what in ("sentence", "drop", "rewrite")))
    tail = "\n" if text[end - 1] == "\n" else ""
    sentence = random_sentence(rng)
    if what == "insert":
        place = rng.randrange(start, end)
        return Edit(place, place, rng.choice(PHRASES))
    if what == "replace":
        last = start + len(text[start:end].rstrip(ENDS))
        place = rng.randrange(start, last)
        return Edit(place, min(last, place + rng.randint(1, 6)), rng.choice(PHRASES))
    if what == "sentence":
        return Edit(end, end, sentence + tail)
    return Edit(start, end, sentence + tail if what == "rewrite" else "")


def edits(text: str, rng: random.Random) -> list[Edit]:
    """One to three edits of one person, with unchanged characters between them, none without effect."""
    chosen: list[Edit] = []
    for _ in range(rng.randint(1, 3)):
        edit = random_edit(text, rng)
        if text[edit.start : edit.end] != edit.text and all(gap(edit, other) > 0 for other in chosen):
            chosen.append(edit)
    return sorted(chosen, key=lambda edit: edit.start)


def gap(one: Edit, two: Edit) -> int:
    """Unchanged characters between two edits; 0 when they touch, negative when they overlap."""
    if one.start == one.end == two.start == two.end:
        return 0
    return max(one.start, two.start) - min(one.end, two.end)


def apply(text: str, changes: list[Edit]) -> str:
    """The text after edits that do not touch."""
    for edit in sorted(changes, key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def case(text: str, kind: Class, rng: random.Random) -> tuple[list[Edit], list[Edit]]:
    """Two people's edits of the wanted class."""
    while True:
        one, two = edits(text, rng), edits(text, rng)
        if kind == "beside":
            place = rng.choice(spans(text, True))[1]
            tail = "\n" if text[place - 1] == "\n" else ""
            first, second = (Edit(place, place, random_sentence(rng) + tail) for _ in range(2))
            if all(gap(a, b) > 0 for a in (first, *one) for b in (*two, second) if (a, b) != (first, second)):
                one, two = ([e for e in side if gap(e, first) > 0] for side in (one, two))
                return [*one, first], [*two, second]
            continue
        nearest = min(gap(a, b) for a in one for b in two) if one and two else 0
        if (kind == "disjoint" and nearest > 0) or (kind == "overlapping" and nearest < 0 and not set(one) & set(two)):
            return one, two


def judge(text: str, kind: Class, one: list[Edit], two: list[Edit], guard: int) -> str:
    """The verdict on what our merge makes of two people's edits."""
    merged = merge_text(text, apply(text, one), apply(text, two), guard=guard)
    return verdict(text, kind, one, two, None if merged.conflict else str(merged.value))


def verdict(text: str, kind: Class, one: list[Edit], two: list[Edit], value: str | None) -> str:
    """right, wrong, broken (an inserted phrase is torn) or conflict (`value` None); any merge of overlapping edits is silent."""
    if value is None:
        return "conflict"
    if kind == "overlapping":
        return "silent" if all(edit.text in value for edit in (*one, *two)) else "broken"
    if kind == "disjoint":
        return "right" if value == apply(text, [*one, *two]) else "wrong"
    place = one[-1].start
    wanted = [*one[:-1], *two[:-1], Edit(place, place, one[-1].text + two[-1].text)]
    return "right" if value == apply(text, wanted) else "wrong"


def rows(cases: int, seed: int, show: Callable[[str], None]) -> Iterator[str]:
    """The table, a line at a time; `show` receives every case that came out wrong, broken or silent."""
    yield "method | text | disjoint right/wrong/conflict % | overlapping flagged/silent/broken % | beside both/wrong/conflict % | ms"
    for method, guard in METHODS.items():
        for name, text in (("one paragraph", ONE), ("several paragraphs", SEVERAL)):
            rng = random.Random(seed)
            cells: list[str] = []
            began = time.perf_counter()
            classes: tuple[tuple[Class, tuple[str, ...]], ...] = (
                ("disjoint", ("right", "wrong", "conflict")),
                ("overlapping", ("conflict", "silent", "broken")),
                ("beside", ("right", "wrong", "conflict")),
            )
            for kind, wanted in classes:
                found: Counter[str] = Counter()
                for _ in range(cases):
                    one, two = case(text, kind, rng)
                    verdict = judge(text, kind, one, two, guard)
                    found[verdict] += 1
                    if verdict in ("wrong", "silent", "broken"):
                        show(f"{method}, {name}, {kind}: {verdict}: {one} / {two}")
                cells.append(" / ".join(f"{100 * found[each] / cases:.2f}" for each in wanted))
            took = 1000 * (time.perf_counter() - began) / (3 * cases)
            yield " | ".join([method, name, *cells, f"{took:.2f}"])


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400, help="cases of each class a row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every case that came out wrong")
    chosen = parser.parse_args()
    for row in rows(chosen.cases, chosen.seed, print if chosen.show else lambda _: None):
        print(row, flush=True)


if __name__ == "__main__":
    main()
