"""季度执行情况: the plan against what was held in the quarter, its figures, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.workplace import Workplace
from tests.documents.study_branch import YEAR, branch, made, rec, rows, session, source_year, text, year


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with branch(tmp_path_factory.mktemp("quarter"), year()) as opened:
        yield opened


def test_each_task_of_the_quarter_has_planned_held_and_missing(place: Workplace) -> None:
    first, second = (rows(made(place, "quarter", quarter=number)) for number in (1, 2))
    assert first["公文写作"] == ["3月", "公文写作", "集中学习", "1", "1", "1", "0", ""]
    assert first["形势教育"] == ["2—5月", "形势教育", "交流讨论", "2", "1", "1", "0", ""]
    assert "党章学习" not in first
    assert second["形势教育"] == ["2—5月", "形势教育", "交流讨论", "2", "1", "2", "0", ""]
    assert second["党章学习"] == ["4月", "党章学习", "党课", "1", "0", "0", "1", ""]
    assert "公文写作" not in second


def test_a_task_put_off_or_cancelled_says_so_and_why(tmp_path: Path) -> None:
    changed = {"t1": {"state": "postponed", "reason": "防汛"}, "t3": {"state": "cancelled", "reason": "合并"}}
    records = list(year())
    for each in records:
        each["f"] |= changed.get(each["id"], {})
    with branch(tmp_path, records) as place:
        assert rows(made(place, "quarter", quarter=1))["公文写作"][-1] == "延期\n防汛"
        assert rows(made(place, "quarter", quarter=2))["党章学习"][-1] == "取消\n合并"
    session_put_off = [*year(), session("k9", "2026-02-20", "exchange", "t2", state="postponed")]
    with branch(tmp_path / "session", session_put_off) as place:
        assert rows(made(place, "quarter", quarter=1))["形势教育"][-1] == "延期1次"


def test_the_figures_are_those_of_the_quarter_and_lead_to_their_lines(place: Workplace) -> None:
    paper = made(place, "quarter", quarter=1)
    words = text(paper)
    assert "开展学习活动3次，其中：集中学习1次、交流讨论1次、支委会1次。" in words
    # 4 and 4 and, of the committee, 3; of them one on leave.
    assert "应到（人次）：11；实到（人次）：10；参学率：90.9%。" in words
    assert "自学学时：1。" in words
    assert "心得（篇）：1。" in words
    anchors = {source.anchor for source in paper.sources}
    assert anchors == {f"source{number}" for number in range(1, len(anchors) + 1)}
    turnout = next(source for source in paper.sources if "参学率" in source.heading)
    assert [line[:10] for line in turnout.lines if line[:4] == "2026"] == ["2026-02-10", "2026-03-10", "2026-03-20"]


def test_next_steps_are_the_tasks_of_the_next_quarter_and_the_words_are_left_to_people(place: Workplace) -> None:
    words = text(made(place, "quarter", quarter=1))
    ahead = words[words.index("四、下一步安排") :]
    assert "1．2—5月，形势教育（交流讨论）\n2．4月，党章学习（党课）" in ahead
    assert "具体措施：待补" in ahead
    assert "下一季度没有登记计划任务。" in text(made(place, "quarter", quarter=3))


def test_after_the_last_quarter_comes_the_first_of_next_years_plan(tmp_path: Path) -> None:
    more = [
        rec("plan", "p2", year=YEAR + 1, title="下一年", state="draft"),
        rec("task", "n1", plan="p2", number=1, topic="新年动员", track="political", form="mobilisation",
            month_from="2027-01-01", state="planned"),
    ]  # fmt: skip
    with branch(tmp_path, [*year(), *more]) as place:
        assert "1．1月，新年动员（动员会）" in text(made(place, "quarter", quarter=4))


def test_what_is_open_is_counted_by_duty_and_names_nobody(place: Workplace) -> None:
    paper = made(place, "quarter", quarter=2)
    words = text(paper)
    gaps = words[words.index("三、未完成事项") : words.index("四、")]
    assert "任务“党章学习”应办 1 次，只办了 0 次（期限：2026-04-30）" in gaps
    assert not [name for name in ("王五", "顾书记", "罗领导", "林秘书") if name in gaps]


def test_a_session_without_a_date_belongs_to_no_quarter_and_leaves_its_figures_open(tmp_path: Path) -> None:
    with branch(tmp_path, [*year(), session("k9", None)]) as place:
        words = text(made(place, "quarter", quarter=3))
    assert "开展学习活动待补" in words
    assert "另有1次活动日期待补" in words


def test_of_the_source_year_no_quarter_claims_a_session(tmp_path: Path) -> None:
    with source_year(tmp_path) as place:
        paper = made(place, "quarter", year=2011, quarter=2)
    words = text(paper)
    assert "另有11次活动日期待补" in words
    assert "集中学习待补、交流讨论待补、动员会待补" in words
    assert rows(paper)["行政能力"] == ["待补", "行政能力", "待补", "待补", "待补", "待补", "待补", ""]
    assert rows(paper)["学习秘书、支部书记"][2:] == ["待补", "待补"], "of sessions not held nobody can say anything"


def test_only_a_quarter_has_a_report(place: Workplace) -> None:
    for number in (None, 0, 5):
        with pytest.raises(ValueError, match="quarter"):
            made(place, "quarter", quarter=number)
