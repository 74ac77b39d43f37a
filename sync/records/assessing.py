"""What study did for the work, and how a person's year of study is assessed."""

from __future__ import annotations

from sync.records.fields import BEGIN, ONCE_BEGIN, choice, date, integer, link, many, prose, string
from sync.records.kind import Kind
from sync.records.meeting import GRADES
from sync.records.rules import new, state, write


class Improvement(
    Kind,
    name="improvement",
    zh="学用转化",
    en="improvement",
    audience="b",
    states="proposed>trying>kept, trying>dropped (reason)",
    state_labels={
        "proposed": ("拟改进", "proposed"),
        "trying": ("试行", "trying"),
        "kept": ("已固化", "kept"),
        "dropped": ("已停止", "dropped"),
    },
    columns="title work_line owner started state",
):
    """学用转化: a problem, what was learned about it, what was changed, and whether that lasted."""

    title = string(120, "标题", "title", BEGIN)
    problem = prose("问题", "problem", BEGIN)
    learned_from = many("学自", "learned from")
    change = prose("改进做法", "change")
    work_line = choice(
        {
            "papers": ("办文", "papers"),
            "meetings": ("办会", "meetings"),
            "errands": ("办事", "errands"),
            "coordination": ("协调", "coordination"),
            "service": ("服务", "service"),
        },
        "工作条线",
        "line of work",
    )
    owner = link("member", "负责人", "owner")
    started = date("开始日期", "started")
    after_30 = prose("30天后", "after 30 days")
    after_90 = prose("90天后", "after 90 days")
    result = prose("成效", "result")
    reason = string(200, "原因", "reason")
    may = (write(by="self secretary clerk"),)


class Assessment(
    Kind,
    name="assessment",
    zh="学习考核",
    en="assessment",
    audience="r",
    owner="member",
    key="member+year",
    states="open>handed_in",
    state_labels={"open": ("填写中", "open"), "handed_in": ("已提交", "handed in")},
    decided="handed_in",
    columns="year member state",
    title="member",
):
    """学习考核: the person's own words and the section head's remark; evidence is counted by rule, not typed."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    year = integer("年度", "year", ONCE_BEGIN)
    self_text = prose("个人小结", "own words")
    section_remark = prose("科室意见", "section's remark")
    may = (
        # Handed in, or remarked, it is what others go by: then one's own words stand, and the record with them.
        write(by="self", states="open", until="section_remark"),
        write("section_remark", by="section_head@charge secretary clerk"),
    )


class Appraisal(
    Kind,
    name="appraisal",
    zh="考核评定",
    en="appraisal",
    audience="c",
    key="member+year",
    states="preparing>final>preparing",
    state_labels={"preparing": ("拟定中", "preparing"), "final": ("已定", "final")},
    decided="final",
    columns="year member grade state",
    title="member",
):
    """考核评定: marks in preparation; nobody but the committee sees them."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    year = integer("年度", "year", ONCE_BEGIN)
    remark = prose("意见", "remark")
    grade = choice(GRADES, "等次", "grade")
    may = (
        write("remark", "grade", by="secretary"),
        state("preparing final", by="secretary"),
    )


class AssessmentResult(
    Kind,
    name="assessment_result",
    zh="考核结果",
    en="assessment result",
    audience="r",
    owner="member",
    key="member+year+number",
    columns="year member number grade",
    title="member",
):
    """考核结果: exactly what the person is told; it goes into the work-assessment form."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    year = integer("年度", "year", ONCE_BEGIN)
    number = integer("次数", "number", ONCE_BEGIN)
    grade = choice(GRADES, "等次", "grade", ONCE_BEGIN)
    content = prose("结果", "result", ONCE_BEGIN)
    may = (new(by="secretary"),)
