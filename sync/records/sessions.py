"""A study session and everything written down at it, one record a row."""

from __future__ import annotations

from sync.records.fields import (
    BEGIN,
    LATER,
    ONCE,
    ONCE_BEGIN,
    choice,
    date,
    flag,
    integer,
    link,
    many,
    moment,
    prose,
    string,
)
from sync.records.kind import Kind
from sync.records.plans import FORMS
from sync.records.rules import new, state, write


class Session(
    Kind,
    name="session",
    zh="学习活动",
    en="session",
    audience="b or c",
    states=(
        "planned>running>writing>submitted>approved, submitted>returned>writing,"
        " planned>postponed>planned, planned>cancelled (reasons)"
    ),
    state_labels={
        "planned": ("计划中", "planned"),
        "running": ("进行中", "running"),
        "writing": ("整理记录", "writing"),
        "submitted": ("待审核", "submitted"),
        "approved": ("已通过", "approved"),
        "returned": ("已退回", "returned"),
        "postponed": ("已延期", "postponed"),
        "cancelled": ("已取消", "cancelled"),
    },
    along={"approved": "remark", "returned": "remark", "postponed": "reason"},
    decided="approved returned",
    columns="start form title place host state",
):
    """学习活动: one sitting; a committee meeting and all its rows live in the committee's scope."""

    form = choice(FORMS, "形式", "form", ONCE_BEGIN)
    title = string(120, "主题", "title", LATER)
    start = moment("开始", "start", LATER)
    end = moment("结束", "end", LATER)
    place = string(80, "地点", "place", LATER)
    host = link("member", "主持人", "host", LATER)
    recorders = many("记录人", "recorders", "member")
    task = link("task", "学习任务", "task")
    audience = string(60, "参加范围", "audience")
    observers = many("列席", "observers", "member")
    guests = prose("邀请人员", "guests")
    roll_call_done = flag("点名完成", "roll call done")
    year = integer("学习年度", "study year")
    also = many("兼作", "also")
    adopted_by = link("member", "确认人", "adopted by")
    summary = prose("小结", "summary")
    remark = prose("审核意见", "remark")
    paper = string(120, "纸质材料", "paper")
    retention = choice(
        {"permanent": ("永久", "permanent"), "years30": ("30年", "30 years"), "years10": ("10年", "10 years")},
        "保管期限",
        "retention",
    )
    reason = string(200, "原因", "reason")
    may = (
        new(by="any"),
        write(by="secretary clerk host recorder section_head@charge"),
        write("adopted_by", by="secretary clerk host"),
        write("recorders", by="secretary clerk host"),
        state("running writing submitted", by="host recorder clerk secretary"),
        state("approved returned", by="secretary leader@charge", entered=True, bar="recorder"),
        state("postponed cancelled", by="secretary clerk host"),
    )


class Material(
    Kind,
    name="material",
    zh="学习内容",
    en="material",
    audience="target's",
    columns="title material_kind number presenter",
):
    """学习内容: what was studied."""

    target = string(40, "所属", "belongs to", ONCE_BEGIN)
    title = string(120, "标题", "title", BEGIN)
    number = string(40, "文号", "number")
    material_kind = choice(
        {
            "document": ("文件", "document"),
            "speech": ("讲话", "speech"),
            "deeds": ("先进事迹", "exemplary deeds"),
            "book": ("书籍", "book"),
            "course": ("课程", "course"),
            "work": ("工作材料", "work paper"),
        },
        "类型",
        "type",
    )
    presenter = link("member", "领学人", "presenter")
    note = string(200, "备注", "note")
    may = (write(by="secretary clerk host recorder section_head@charge"),)


class AgendaItem(
    Kind,
    name="agenda_item",
    zh="议程",
    en="agenda item",
    audience="session",
    columns="number title item_kind presenter minutes_planned done",
):
    """议程: one item of a session's agenda."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    number = integer("序号", "number", BEGIN)
    title = string(120, "议题", "title", BEGIN)
    item_kind = choice(
        {
            "relay": ("传达", "relay"),
            "lead": ("领学", "study lead"),
            "speech": ("发言", "speech"),
            "commentary": ("点评", "commentary"),
            "vote": ("表决", "vote"),
            "summary": ("小结", "summary"),
            "assign": ("布置", "assign"),
            "other": ("其他", "other"),
        },
        "类型",
        "type",
    )
    minutes_planned = integer("计划时长（分钟）", "minutes planned")
    presenter = link("member", "主讲人", "presenter")
    materials = prose("材料", "materials")
    done = flag("已完成", "done")
    may = (write(by="secretary clerk host recorder"),)


class Attendance(
    Kind,
    name="attendance",
    zh="考勤",
    en="attendance",
    audience="session",
    key="session+member",
    columns="member section status arrived left remark",
    title="member",
):
    """考勤: one row a person; a null status reads 未点 until the roll call is done, then present."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    member = link("member", "人员", "member", ONCE_BEGIN)
    section = link("section", "科室", "section", ONCE)
    expected = flag("应到", "expected")
    status = choice(
        {
            "present": ("实到", "present"),
            "late": ("迟到", "late"),
            "left_early": ("早退", "left early"),
            "leave": ("请假", "on leave"),
            "absent": ("缺席", "absent"),
            "exempt": ("不计应到", "exempt"),
            "observer": ("列席", "observer"),
        },
        "考勤",
        "status",
    )
    arrived = moment("到场时间", "arrived")
    left = moment("离场时间", "left")
    remark = string(80, "备注", "remark")
    self_status = choice({"present": ("到", "present"), "leave": ("请假", "leave")}, "本人登记", "own status")
    makeup = prose("补课", "make-up study")
    makeup_on = date("补课日期", "make-up date")
    makeup_verified = link("member", "补课核实人", "make-up verified by")
    may = (
        new("status", "expected", "remark", "arrived", "left", by="host recorder clerk"),
        write("self_status", "makeup", "makeup_on", by="self"),
        write("makeup_verified", by="secretary clerk section_head@charge"),
    )


class Minute(Kind, name="minute", zh="记录条目", en="minute", audience="session", columns="at entry speaker text"):
    """记录条目: one stamped entry of the minutes; an aside is a note, never this."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    at = moment("时间", "at", ONCE_BEGIN)
    agenda_item = link("agenda_item", "议程", "agenda item")
    speaker = link("member", "发言人", "speaker")
    entry = choice(
        {
            "discussion": ("讨论", "discussion"),
            "quote": ("原话", "quote"),
            "resolution": ("决议", "resolution"),
            "commentary": ("点评", "commentary"),
            "note": ("记事", "note"),
        },
        "类型",
        "type",
        BEGIN,
    )
    about = link("member", "关于", "about")
    pos = string(40, "位置", "position", BEGIN, by_program=True)
    text = prose("内容", "text", BEGIN)
    may = (write(by="host recorder clerk", until_signed=True),)


class Action(
    Kind,
    name="action",
    zh="待办",
    en="action item",
    audience="session",
    states="open>done>verified, open>cancelled (reason)",
    state_labels={
        "open": ("待办", "open"),
        "done": ("已办", "done"),
        "verified": ("已核实", "verified"),
        "cancelled": ("已取消", "cancelled"),
    },
    along={"done": "done_note"},
    decided="verified",
    columns="text owner due state",
):
    """待办: what somebody is to do, and by when."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    minute = link("minute", "记录条目", "minute")
    text = string(200, "事项", "matter", BEGIN)
    owner = link("member", "责任人", "owner")
    due = date("期限", "due")
    done_note = prose("办理情况", "done note")
    reason = string(200, "原因", "reason")
    may = (
        write(by="host recorder clerk secretary"),
        write("done_note", by="self host recorder clerk secretary"),
        state("done", by="self host recorder clerk secretary"),
        state("verified", by="secretary clerk host"),
    )
