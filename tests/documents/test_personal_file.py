"""个人学习档案: one person's year, reflections in full, and only what this device may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workplace import Workplace
from tests.documents.study_branch import MEMBER, SECRETARY, assessment, branch, made, own, rec, rows, text, year
from tests.screens.stage import joined


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    records = [*year(), *assessment(told=True)]
    moved = [
        rec("section", "s2", name="综合科"),
        rec("membership", "ms9", member=MEMBER, section="s2", begins="2026-07-01"),
        rec("appointment", "ap9", member=MEMBER, role="librarian", begins="2026-02-01", ends="2026-11-30", basis="d1"),
    ]
    for each in records:
        if each["id"] == f"ms{MEMBER[-1]}":
            each["f"]["to"] = "2026-06-30"
    with branch(tmp_path_factory.mktemp("file"), [*records, *moved]) as opened:
        yield opened


def test_the_head_tells_sections_over_time_and_duties_with_dates_and_document(place: Workplace) -> None:
    paper = made(place, "file", member=MEMBER)
    words = text(paper)
    assert paper.name == "2026年度个人学习档案（王五）"
    assert "科室|秘书科，2020-01-01 至 2026-06-30\n综合科，2026-07-01 起" in words
    assert "职责|书屋管理员，2026-02-01 至 2026-11-30（依据：《推进学习的实施方案》）" in words


def test_sessions_self_study_books_and_rounds_are_listed_with_their_state(place: Workplace) -> None:
    words = text(made(place, "file", member=MEMBER)).splitlines()
    assert "2026-03-10|collective_study会|集中学习|实到|2" in words
    assert "2026-02-10|exchange会|交流讨论|请假|0" in words
    assert "2026-03-01|读政策汇编|图书|1小时|已确认" in words
    assert "2026-06-01|看讲座录像|视频|1小时30分|待确认" in words
    assert "文书学|2026-03-02|2026-03-22|已还" in words
    assert "3月|公文写作|集中学习|领学人、负责人|已完成" in words


def test_reflections_stand_in_full_with_date_length_and_who_accepted(place: Workplace) -> None:
    words = text(made(place, "file", member=MEMBER))
    assert "（一）读《文书学》有感" in words
    assert "提交日期：2026-03-25　字数：19　状态：已通过　罗领导（书面，代录：林秘书）" in words
    assert "办文先要想清楚给谁看。\n再想清楚写什么。" in words
    assert "学用转化：改了三份稿。" in words
    assert "不该出现的退回稿" not in words
    assert "2026-03-26，顾书记对《读《文书学》有感》：写得实在。" in words


def test_figures_lead_to_evidence_and_the_result_is_what_was_told(place: Workplace) -> None:
    paper = made(place, "file", member=MEMBER)
    assert rows(paper)["4 学时（未达标）"][0] == "集中学习"
    assert any("集中学习" in source.heading for source in paper.sources)
    words = text(paper)
    told = words[words.index("九、考核结果") :]
    assert told.startswith("九、考核结果\n等次：较好\n望继续努力。")
    assert "评语只给支委看" not in words


def test_who_looked_on_at_the_committee_has_nothing_of_it_in_the_file(place: Workplace) -> None:
    mine = text(made(place, "file", member=MEMBER))
    assert "2026-03-20|" not in mine
    assert "研究人事调整" not in mine
    sat = text(made(place, "file", member=SECRETARY))
    assert "2026-03-20|支委会|支委会|实到|2" in sat
    assert "研究人事调整" not in sat, "what the committee discussed is not told further"


def test_where_the_scope_is_not_read_it_says_so_and_shows_nothing(tmp_path: Path) -> None:
    hidden = [
        rec("submission", "x1", author=MEMBER, title="别人的心得", body="别人的正文", state="accepted", scope=own(MEMBER)),
        rec("study", "x2", member=MEMBER, on="2026-03-01", minutes=60, what="别人的自学", state="claimed", scope=own(MEMBER)),
        rec("assessment_result", "x3", member=MEMBER, year=2026, number=1, grade="good", content="别人的结果", scope=own(MEMBER)),
    ]  # fmt: skip
    with joined(tmp_path) as place:
        place.shadow.take_in(place.shadow.records_changes([rec("member", MEMBER, name="赵六"), *hidden]))
        words = text(made(place, "file", member=MEMBER)) + text(made(place, "assessment", member=MEMBER))
    assert "无权限" in words
    assert not [each for each in ("别人的心得", "别人的正文", "别人的自学", "别人的结果") if each in words]


def test_a_file_is_about_somebody(place: Workplace) -> None:
    for kind in ("file", "assessment"):
        with pytest.raises(LookupError):
            made(place, kind)
