"""The annual plan and its tasks."""

from __future__ import annotations

from sync.records.fields import (
    BEGIN,
    LATER,
    ONCE,
    ONCE_BEGIN,
    choice,
    date,
    integer,
    link,
    many,
    prose,
    string,
)
from sync.records.kind import Kind
from sync.records.rules import new, state, write

FORMS = {
    "collective_study": ("集中学习", "collective study"),
    "exchange": ("交流讨论", "exchange"),
    "special_topic": ("专题会议", "special topic"),
    "mobilisation": ("动员会", "mobilisation"),
    "lecture": ("党课", "lecture"),
    "theme_day": ("主题党日", "theme day"),
    "general_meeting": ("党员大会", "general meeting"),
    "committee_meeting": ("支委会", "committee meeting"),
    "group_meeting": ("党小组会", "group meeting"),
    "other": ("其他", "other"),
}

TRACKS = {"political": ("政治理论", "political track"), "professional": ("业务能力", "professional track")}


class Plan(
    Kind,
    name="plan",
    zh="年度学习计划",
    en="annual plan",
    audience="b",
    key="year",
    states="draft>submitted>approved>closed, submitted>returned>submitted, approved>draft (with change_reason)",
    state_labels={
        "draft": ("草稿", "draft"),
        "submitted": ("待审批", "submitted"),
        "approved": ("已批准", "approved"),
        "closed": ("已结束", "closed"),
        "returned": ("已退回", "returned"),
    },
    along={"approved": "remark", "returned": "remark"},
    decided="approved returned closed",
    columns="year title state",
):
    """年度学习计划: the annual plan, one a year."""

    year = integer("年度", "year", ONCE_BEGIN)
    title = string(120, "标题", "title", LATER)
    guiding = prose("指导思想", "guiding text")
    goals = prose("目标", "goals")
    requirements = prose("要求", "requirements")
    basis = many("依据文件", "basis", "document")
    discussed_in = link("session", "研究会议", "discussed in")
    number = string(40, "文号", "number")
    issued_on = date("印发日期", "issued on")
    filed_with = string(80, "报备单位", "filed with")
    filed_on = date("报备日期", "filed on")
    change_reason = string(200, "调整原因", "reason of change")
    remark = prose("审批意见", "remark")
    may = (
        write(by="secretary leader clerk", states="draft returned"),
        write("number", "issued_on", "filed_with", "filed_on", "discussed_in", by="secretary clerk"),
        write("remark", by="secretary leader clerk", states="submitted"),
        state("submitted closed", by="secretary clerk"),
        state("approved returned", by="secretary leader", entered=True, bar="last_writer"),
        state("draft", by="secretary clerk", before="approved"),
    )


class PlanVersion(
    Kind,
    name="plan_version",
    zh="计划定稿",
    en="plan version",
    audience="b",
    key="plan+number",
    columns="plan number approved_by reason",
    title="plan",
):
    """计划定稿: written by approval, exactly what was approved."""

    plan = link("plan", "年度计划", "plan", ONCE_BEGIN)
    number = integer("版次", "version", ONCE_BEGIN)
    approved_by = link("member", "批准人", "approved by", ONCE_BEGIN)
    reason = string(200, "调整原因", "reason of change", ONCE)
    content = prose("内容", "content", ONCE_BEGIN)
    may = (new(by="secretary leader", entered=True, deciding=("plan", "approved"), named="approved_by"),)


class Task(
    Kind,
    name="task",
    zh="学习任务",
    en="task",
    audience="b",
    states="planned>closed, planned>postponed>planned, planned>cancelled (reasons)",
    state_labels={
        "planned": ("计划中", "planned"),
        "closed": ("已完成", "closed"),
        "postponed": ("已延期", "postponed"),
        "cancelled": ("已取消", "cancelled"),
    },
    along={"postponed": "reason"},
    decided="closed",
    columns="number topic track form month_from owner state",
):
    """学习任务: one task of the annual plan."""

    plan = link("plan", "年度计划", "plan", ONCE_BEGIN)
    number = integer("序号", "number", BEGIN)
    topic = string(120, "主题", "topic", BEGIN)
    track = choice(TRACKS, "类别", "track", BEGIN)
    form = choice(FORMS, "形式", "form", LATER)
    month_from = date("起始月", "from month", LATER)
    month_to = date("截止月", "to month")
    audience = string(60, "参加范围", "audience")
    lead = link("member", "领学人", "study lead")
    owner = link("member", "负责人", "owner")
    owner_section = link("section", "责任科室", "section")
    materials = prose("学习内容", "materials")
    times = integer("次数", "times")
    minutes_planned = integer("计划时长（分钟）", "minutes planned")
    evidence = many("佐证", "evidence")
    stage = choice(
        {
            "mobilise": ("动员部署", "mobilise"),
            "carry_out": ("组织实施", "carry out"),
            "summarise": ("总结提高", "summarise"),
        },
        "阶段",
        "stage",
    )
    campaign = string(60, "专项活动", "campaign")
    reason = string(200, "原因", "reason")
    progress = string(200, "进展", "progress")
    may = (
        write(by="secretary leader@charge clerk section_head@charge"),
        write("progress", by="self"),
    )
