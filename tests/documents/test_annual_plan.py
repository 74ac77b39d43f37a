"""年度学习计划: what was approved is printed, with whose approval it was; what was not approved says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.documents.study_branch import YEAR, branch, made, people, plan, rows, source_year, text


def test_the_approved_version_is_printed_with_number_reason_and_who_decided(tmp_path: Path) -> None:
    given: dict[str, Any] = {"number": "测办〔2026〕2号", "issued_on": "2026-01-22", "filed_with": "县直机关工委"}
    with branch(tmp_path, [*people(), *plan(**given)]) as place:
        paper = made(place, "plan")
    words = text(paper)
    assert paper.name == "测试县政府办公室支部2026年度学习计划", "the branch is named once"
    assert paper.marks == ()
    assert "（文号：测办〔2026〕2号；印发日期：2026年1月22日；报备：县直机关工委）" in words
    assert "第 1 版：顾书记（书面，代录：林秘书）批准" in words
    assert "依据：呈批单3号" in words
    assert "调整原因：按上级要求调整" in words
    assert "党章学习" in words
    assert "档案整理" not in words, "the task came after the approval"
    assert "1．《推进学习的实施方案》（文号：测办〔2026〕1号；印发日期：2026年1月5日）" in words


def test_the_timetable_goes_by_month_and_says_who_leads_and_how_long(tmp_path: Path) -> None:
    with branch(tmp_path, [*people(), *plan()]) as place:
        paper = made(place, "plan")
    found = rows(paper)
    assert [topic for topic in found if topic in ("公文写作", "形势教育", "党章学习")] == [
        "形势教育",
        "公文写作",
        "党章学习",
    ]
    assert found["形势教育"] == ["2—5月", "形势教育", "交流讨论", "王五", "秘书科", "2次，每次90分钟"]


def test_duties_come_from_appointments_under_the_branchs_own_words(tmp_path: Path) -> None:
    with branch(tmp_path, [*people(), *plan()]) as place:
        words = text(made(place, "plan"))
    organisation = words[words.index("六、组织领导") : words.index("七、")]
    assert "支部书记：顾书记，总体负责。" in organisation
    assert "分管领导：罗领导（秘书科），负责所分管科室的学习。" in organisation
    assert "宣传委员：林秘书，负责学习的日常工作。" in organisation
    assert "宣传委员：办理日常工作" in organisation, "what the plan itself says of a duty stands here"
    assert "宣传委员：办理日常工作" not in words[words.index("五、学习要求") : words.index("六、")]


def test_a_plan_that_is_not_approved_says_so_on_every_page(tmp_path: Path) -> None:
    for state, mark in (("draft", "草稿"), ("submitted", "待审批")):
        with branch(tmp_path / state, [*people(), *plan(state, version=False)]) as place:
            paper = made(place, "plan")
        assert paper.marks == (mark,)
        assert "（本件未经批准）" in text(paper)
        assert f"现稿状态：{mark}。" in text(paper)


def test_a_plan_under_change_is_printed_as_it_was_approved(tmp_path: Path) -> None:
    with branch(tmp_path, [*people(), *plan("draft", change_reason="增加一次学习")]) as place:
        paper = made(place, "plan")
    assert paper.marks == ()
    assert "批准后正在调整，本件为已批准的一版。调整原因：增加一次学习" in text(paper)
    assert "档案整理" not in text(paper)


def test_a_version_of_a_newer_program_is_not_passed_off_as_approved(tmp_path: Path) -> None:
    records = [*people(), *plan()]
    version = next(each for each in records if each["type"] == "plan_version")
    version["f"]["content"] = "[]"
    with branch(tmp_path, records) as place:
        words = text(made(place, "plan"))
    assert "这一版由更新的程序写成" in words
    assert "批准，" not in words


def test_of_the_source_year_what_it_says_is_there_and_the_rest_is_to_be_supplied(tmp_path: Path) -> None:
    with source_year(tmp_path) as place:
        paper = made(place, "plan", year=2011)
    words = text(paper)
    assert paper.name == "香格里拉县政府办公室支部2011年度理论学习计划"
    assert "（文号：待补；印发日期：待补；报备：待补）" in words
    for topic in ("社会主义核心价值体系", "党的方针政策", "形势教育", "行政能力", "文秘基础知识"):
        assert rows(paper)[topic][:5] == ["待补", topic, "待补", "待补", "待补"]
    assert "采取以下形式：待补。" in words
    organisation = words[words.index("六、组织领导") : words.index("七、")]
    assert organisation.count("：") == 3, "three duties as the source has them"
    assert "支部书记：总体建设活动的推进" in organisation


def test_without_a_plan_there_is_a_page_that_says_so(tmp_path: Path) -> None:
    with branch(tmp_path, people()) as place:
        words = text(made(place, "plan", year=YEAR))
    assert "还没有登记年度学习计划：待补。" in words
