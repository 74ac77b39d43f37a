"""A line of self-study as one would say it, days behind us, and what an entry is worth as a claim."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from sync.problems import InTheWay
from tui.past_words import read_past
from tui.study_words import Said, read_length, read_month, understand
from tui.year.packs import NONE, rules
from tui.year.self_study import months, standing

TODAY = "2026-03-10"
"""A Tuesday."""


@pytest.mark.parametrize(
    ("written", "what", "minutes", "on", "channel"),
    [
        ("民法典第三编 90", "民法典第三编", 90, TODAY, None),
        ("学习强国 45分钟 昨天 网络", "学习强国", 45, "2026-03-09", "web"),
        ("政策解读 2小时 3-5 视频", "政策解读", 120, "2026-03-05", "video"),
        ("政策解读，2小时，3月5日，视频", "政策解读", 120, "2026-03-05", "video"),
        ("政策解读2小时", "政策解读", 120, TODAY, None),
        ("民法典第3编90分钟", "民法典第3编", 90, TODAY, None),
        ("读书半天", "读书", 240, TODAY, None),
        ("党章 一天 2026-3-2", "党章", 480, "2026-03-02", None),
        ("外出培训 2天半 5日", "外出培训", 1200, "2026-03-05", None),
        ("公文 1.5小时", "公文", 90, TODAY, None),
        ("公文 一个半小时 书", "公文", 90, TODAY, "book"),
        ("公文 1小时30分", "公文", 90, TODAY, None),
        ("公文 两小时半", "公文", 150, TODAY, None),
        ("公文 半小时 文件", "公文", 30, TODAY, "document"),
        ("公文　９０　前天", "公文", 90, "2026-03-08", None),
        ("视频 90", "视频", 90, TODAY, None),
        ("第（3）章 网课 40 上周三", "第（3）章", 40, "2026-03-04", "course"),
        ("Civil Code 90 web yesterday", "Civil Code", 90, "2026-03-09", "web"),
        ("学习 2026 90", "学习 2026", 90, TODAY, None),
    ],
)
def test_what_how_long_when_and_how(written: str, what: str, minutes: int, on: str, channel: str | None) -> None:
    said = understand(written, TODAY, rules(None))
    assert (said.what, said.minutes, said.on, said.channel, said.problem) == (what, minutes, on, channel, "")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("  ", "nothing"),
        ("民法典第三编", "no_minutes"),
        ("民法典 0", "no_minutes"),
        ("90", "no_what"),
        ("2小时", "no_what"),
        ("民法典 90 明天", "ahead"),
        ("民法典 90 2027-1-1", "ahead"),
        ("长" * 201 + " 90", "too_long"),
    ],
)
def test_what_is_missing_is_said(written: str, problem: str) -> None:
    assert understand(written, TODAY, rules(None)).problem == problem


def test_half_a_day_goes_by_the_rule_and_without_it_by_none() -> None:
    assert understand("读书 半天", TODAY, rules(None, ["H-10.half_day=180"])) == Said(
        "读书", 180, TODAY, None, by_rule=True
    )
    assert understand("读书 半天", TODAY, rules(NONE)).problem == "no_day_rule"
    assert understand("读书 90", TODAY, rules(NONE)).problem == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("今天", TODAY),
        ("大前天", "2026-03-07"),
        ("-3", "2026-03-07"),
        ("3天前", "2026-03-07"),
        ("周二", TODAY),
        ("周三", "2026-03-04"),
        ("本周一", "2026-03-09"),
        ("上周日", "2026-03-08"),
        ("last friday", "2026-03-06"),
        ("3-10", TODAY),
        ("3-11", "2025-03-11"),
        ("12月31日", "2025-12-31"),
        ("2-29", "2024-02-29"),
        ("31日", "2026-01-31"),
        ("2026-03-11", "2026-03-11"),
        ("本周五", None),
        ("2-30", None),
        ("13-1", None),
        ("明天", None),
        ("民法典", None),
    ],
)
def test_days_behind_us(written: str, day: str | None) -> None:
    assert read_past(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "month"),
    [("2026-03", "2026-03"), ("2026年3月", "2026-03"), ("3", "2026-03"), ("4月", "2025-04"), ("12月份", "2025-12")],
)
def test_months_as_they_are_said(written: str, month: str) -> None:
    assert read_month(written, TODAY) == month


@pytest.mark.parametrize("written", ["13", "2026-00", "三月", ""])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(InTheWay):
        read_month(written, TODAY)


def entry(rid: str = "e", *, edited: tuple[str, ...] = (), fv: dict[str, int] | None = None, **fields: Any) -> View:
    revisions = {"member": 1, "on": 1, "minutes": 1, "what": 1, "state": 1, **(fv or {})}
    values = {"member": "m", "on": "2026-03-05", "minutes": 60, "what": "民法典", "state": "claimed", **fields}
    entries = {name: [rev, "m"] for name, rev in revisions.items()}
    return View(rid, "study", "r:1:m", values, pending=bool(edited), fv=entries, edited=frozenset(edited))


def test_a_claim_changed_after_its_confirmation_waits_again_and_what_was_gained_does_not_matter() -> None:
    assert standing(entry()) == "waiting"
    assert standing(entry(state="confirmed", fv={"state": 2})) == "confirmed"
    assert standing(entry(state="confirmed", fv={"state": 2, "minutes": 3})) == "changed"
    assert standing(entry(state="confirmed", fv={"state": 2, "gained": 3})) == "confirmed"
    assert standing(entry(state="confirmed", fv={"state": 3, "minutes": 2})) == "confirmed"
    assert standing(entry(state="refused", fv={"state": 2, "minutes": 3})) == "refused"


def test_what_the_server_has_not_seen_yet_counts_as_it_will() -> None:
    confirmed_here = entry(state="confirmed", edited=("state",), fv={"minutes": 2})
    assert standing(confirmed_here) == "confirmed", "the confirmation itself is on its way"
    changed_here = entry(state="confirmed", edited=("minutes",), fv={"state": 2})
    assert standing(changed_here) == "changed", "its owner changed it here"
    more_gained = entry(state="confirmed", edited=("gained",), fv={"state": 2})
    assert standing(more_gained) == "confirmed", "what was gained is no part of the claim"


def test_months_add_up_what_was_entered_and_leave_out_what_was_withdrawn() -> None:
    found = months(
        [
            entry("1", state="confirmed", fv={"state": 2}),
            entry("2", on="2026-03-01", minutes=45),
            entry("3", state="refused"),
            entry("4", state="withdrawn"),
            entry("5", on="2026-02-28", state="confirmed", fv={"state": 2, "what": 3}),
        ]
    )
    assert [(m.month, m.confirmed, m.waiting, m.refused) for m in found] == [
        ("2026-02", 0, 60, 0),
        ("2026-03", 60, 45, 60),
    ]
    assert [view.id for view in found[1].entries] == ["2", "1", "3"]


@pytest.mark.parametrize(
    ("written", "problem", "word"),
    [
        ("读党章 半小时 2月30日 视频", "no_such_day", "2月30日"),
        ("读党章 2月30日 半小时", "no_such_day", "2月30日"),
        ("读党章 半小时 13-45", "no_such_day", "13-45"),
        ("读党章 90 13-45", "no_such_day", "13-45"),
        ("读党章 半小时 明年三月", "not_understood", "明年三月"),
        ("读党章 半小时 在家 视频", "not_understood", "在家"),
        ("读党章 2月30日", "no_such_day", "2月30日"),
        ("读党章 30小时", "over_a_day", ""),
        ("读党章 1441", "over_a_day", ""),
        ("读党章 半小时 明年三月5号", "ahead", ""),
        ("民法典 3 编", "no_minutes", ""),
        ("民法典 13-45", "no_minutes", ""),
        ("民法典 13-45 90", "", ""),
        ("读党章 24小时", "", ""),
        ("读党章 半小时 三月五号", "", ""),
    ],
)
def test_a_line_says_which_word_is_in_the_way(written: str, problem: str, word: str) -> None:
    said = understand(written, TODAY, rules(None))
    assert (said.problem, said.word) == (problem, word)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("90", 90), ("两小时", 120), ("半天", 240), ("1小时30分", 90), ("１．５小时", 90), ("很久", None), ("", None)],
)
def test_a_length_alone(said: str, minutes: int | None) -> None:
    assert read_length(said, rules(None)) == minutes
