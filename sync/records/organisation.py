"""The branch itself: sections, people, who sits where, who holds which role, settings and governing documents."""

from __future__ import annotations

from sync.records.fields import (
    BEGIN,
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
from sync.records.rules import state, write

ROLE_LABELS = {
    "secretary": ("支部书记", "secretary"),
    "leader": ("分管领导", "leader in charge"),
    "committee": ("支委", "committee member"),
    "clerk": ("学习秘书", "study clerk"),
    "section_head": ("科室负责人", "section head"),
    "librarian": ("书屋管理员", "librarian"),
}


class Section(Kind, name="section", zh="科室", en="section", audience="b", columns="name sort"):
    """科室: a section of the office."""

    name = string(40, "名称", "name", BEGIN)
    sort = integer("排序", "order")
    may = (write(by="secretary clerk"),)


class Member(
    Kind,
    name="member",
    zh="人员",
    en="member",
    audience="b",
    states="active>left>active",
    state_labels={"active": ("在岗", "active"), "left": ("已离开", "left")},
    columns="name title standing state",
    title="name",
):
    """人员: a person, with or without an account; only the server knows which account is which member."""

    name = string(40, "姓名", "name", BEGIN)
    title = string(60, "职务", "title")
    level = string(30, "职级", "level")
    standing = choice(
        {
            "full": ("正式党员", "full member"),
            "probationary": ("预备党员", "probationary member"),
            "applicant": ("入党积极分子", "applicant"),
            "staff": ("职工", "staff"),
        },
        "身份",
        "standing",
    )
    group = string(40, "党小组", "group")
    pinyin_override = string(60, "拼音", "pinyin")
    sort = integer("排序", "order")
    may = (write(by="secretary clerk"),)


class Membership(
    Kind,
    name="membership",
    zh="所在科室",
    en="membership",
    audience="b",
    key="member+from",
    columns="member section from to",
    title="member",
):
    """所在科室: which section a person belongs to, from when to when, so that past years stay right."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    section = link("section", "科室", "section", BEGIN)
    from_ = date("自", "from", ONCE_BEGIN)
    to = date("至", "to")
    may = (write(by="secretary clerk"),)


class Away(Kind, name="away", zh="外出", en="away", audience="b", columns="member from to note", title="member"):
    """外出: from-to a person (驻村, 挂职, 借调, 长期请假) is not expected."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    from_ = date("自", "from", BEGIN)
    to = date("至", "to")
    note = string(80, "说明", "note")
    may = (write(by="secretary clerk section_head@charge"),)


class Appointment(
    Kind,
    name="appointment",
    zh="职责",
    en="appointment",
    audience="b",
    columns="member role sections from to",
    title="member",
):
    """职责: a role with dates; the only source of permissions."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    role = choice(ROLE_LABELS, "职责", "role", ONCE_BEGIN)
    sections = many("分管科室", "sections", "section")
    from_ = date("自", "from", BEGIN)
    to = date("至", "to")
    basis = link("document", "依据", "basis")
    may = (
        write(by="secretary", where=("role", "secretary leader committee clerk")),
        write(by="secretary clerk", where=("role", "section_head librarian")),
    )


class Settings(
    Kind,
    name="settings",
    zh="支部设置",
    en="settings",
    audience="b",
    key="branch",
    columns="branch_name",
    title="branch_name",
):
    """支部设置: one record a branch."""

    branch_name = string(80, "支部名称", "branch name")
    superior = string(80, "上级党组织", "superior body")
    rule_pack = string(40, "规则包", "rule pack")
    rules_changed = many("调整的规则", "changed rules")
    year_starts = integer("年度起始月", "year starts in month")
    holidays = many("节假日", "holidays")
    role_labels = many("职责名称", "role labels")
    may = (write(by="secretary clerk"),)


class Document(
    Kind,
    name="document",
    zh="制度文件",
    en="governing document",
    audience="b",
    states="draft>in_force>repealed",
    state_labels={"draft": ("草稿", "draft"), "in_force": ("施行", "in force"), "repealed": ("废止", "repealed")},
    decided="in_force repealed",
    columns="title doc_kind number issued_on state",
):
    """制度文件: a governing document of the branch."""

    title = string(120, "标题", "title", BEGIN)
    doc_kind = choice(
        {
            "scheme": ("实施方案", "scheme"),
            "regulation": ("管理制度", "regulation"),
            "notice": ("通知", "notice"),
            "plan": ("计划", "plan"),
            "summary": ("总结", "summary"),
            "other": ("其他", "other"),
        },
        "文种",
        "type",
        BEGIN,
    )
    number = string(40, "文号", "number")
    issued_on = date("印发日期", "issued on")
    body = prose("正文", "body")
    may = (
        write(by="secretary clerk"),
        state("in_force repealed", by="secretary", entered=True),
    )
