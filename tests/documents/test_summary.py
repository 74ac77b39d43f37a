"""年度学习总结: the facts of the year with what they rest on, and not a word more."""

from __future__ import annotations

from pathlib import Path

from tests.documents.study_branch import branch, made, plan, rec, source_year, text, year
from tui.documents.paper import Paragraph, Ref


def test_the_year_is_told_in_figures_that_lead_to_their_evidence(tmp_path: Path) -> None:
    with branch(tmp_path, year()) as place:
        paper = made(place, "summary")
    words = text(paper)
    assert "1．《推进学习的实施方案》（文号：测办〔2026〕1号；印发日期：2026年1月5日）" in words
    assert "政治理论：形势教育；党章学习。" in words
    assert "业务能力：公文写作；档案整理。" in words
    assert "开展学习活动4次，其中：集中学习1次、交流讨论2次、支委会1次。" in words
    assert "应到（人次）：15；实到（人次）：14；参学率：93.3%。" in words
    assert "完成的计划任务（项）：2。" in words
    assert "心得（篇）：1；" in words
    assert "书屋借阅（册次）：1。" in words
    assert "公开发布的心得（篇）：1；推荐学习（条）：1。" in words
    assert "1．来文登记合并一本（办文，2026年4月1日起）。结果：少登记一遍。" in words
    refs = {
        each.anchor
        for block in paper.blocks
        if isinstance(block, Paragraph) and not isinstance(block.text, str)
        for each in block.text
        if isinstance(each, Ref)
    }
    assert refs == {source.anchor for source in paper.sources}, (
        "each leads somewhere, and nothing stands there for nobody"
    )


def test_what_is_left_goes_on_and_the_rest_is_for_people_to_write(tmp_path: Path) -> None:
    trying = rec("improvement", "i2", title="值班提醒", problem="漏班", started="2026-09-01", state="trying")
    with branch(tmp_path, [*year(), trying, *({**each} for each in _next_plan())]) as place:
        words = text(made(place, "summary"))
    ahead = words[words.index("四、下一步打算") :]
    assert "党章学习（4月；未完成）" in ahead
    assert "公文写作（" not in ahead
    assert "正在试行的改进1条：值班提醒。" in ahead
    assert "下一年度计划《下一年》已登记，列入任务0项。" in ahead
    for what in ("做法和成效的文字说明", "问题和原因的文字说明", "打算的文字说明"):
        assert f"{what}：待补" in words


def _next_plan() -> list[dict[str, object]]:
    return [dict(rec("plan", "p2", year=2027, title="下一年", state="draft"))]


def test_a_text_taken_back_and_a_proposal_are_no_results(tmp_path: Path) -> None:
    records = list(year())
    for each in records:
        each["f"] |= {"pb1": {"state": "withdrawn"}, "i1": {"state": "proposed"}}.get(each["id"], {})
    with branch(tmp_path, records) as place:
        words = text(made(place, "summary"))
    assert "公开发布的心得（篇）：0；推荐学习（条）：0。" in words
    assert "试行的改进（条）：0；已固化的改进（条）：0。" in words
    assert "读《文书学》有感" not in words


def test_sample_records_make_a_sample_document(tmp_path: Path) -> None:
    with branch(tmp_path, [*plan(sample=True)]) as place:
        assert made(place, "summary").sample
    with branch(tmp_path / "real", [*plan()]) as place:
        assert not made(place, "summary").sample


def test_the_source_year_comes_out_as_the_facts_of_the_source_and_nothing_else(tmp_path: Path) -> None:
    with source_year(tmp_path) as place:
        paper = made(place, "summary", year=2011)
    words = text(paper)
    for title in (
        "香格里拉县政府办公室关于推进学习型党组织建设的实施方案",
        "推进学习型党组织建设学习管理制度",
        "香格里拉县政府办公室关于成立学习型党组织建设推进领导小组的通知",
    ):
        assert f"《{title}》（文号：待补；印发日期：待补）" in words
    assert "政治理论：社会主义核心价值体系；党的方针政策；形势教育。" in words
    assert "业务能力：行政能力；文秘基础知识。" in words
    assert "开展学习活动11次，其中：集中学习5次、交流讨论5次、动员会1次。" in words
    for line in (
        "看一本好书、增一份知识、写一份心得",
        "支部书记：总体建设活动的推进",
        "分管领导：分管科室学习创建活动",
        "学习秘书：领导小组办公室具体工作",
        "学习情况作为工作考核的重要内容",
    ):
        assert line in words.splitlines()
    assert "应到（人次）：待补；实到（人次）：待补；参学率：待补。" in words
    assert "集中学习学时：待补" in words
    assert "心得（篇）：待补；完成的读书轮次：待补；书屋借阅（册次）：待补。" in words
    assert "完成的计划任务（项）：待补。" in words
    assert "公开发布的心得（篇）：待补；推荐学习（条）：待补。" in words
    assert "已固化的改进（条）：待补。" in words
    assert "：0" not in words, "nothing that nobody knows is nought"
    assert not paper.sample
