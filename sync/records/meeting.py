"""What is asked before a session, decided at it, and signed after it."""

from __future__ import annotations

from sync.records.fields import BEGIN, ONCE_BEGIN, choice, flag, integer, link, prose, string
from sync.records.kind import Kind
from sync.records.rules import new, state, write


class LeaveRequest(
    Kind,
    name="leave_request",
    zh="请假",
    en="leave request",
    audience="r",
    owner="member",
    key="session+member",
    states="asked>granted, asked>refused, asked>withdrawn",
    state_labels={
        "asked": ("待批", "asked"),
        "granted": ("准假", "granted"),
        "refused": ("不准", "refused"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    along={"granted": "decision decided_by", "refused": "decision decided_by"},
    decided="granted refused",
    columns="member session leave_kind reason state",
    title="member",
):
    """请假: kind and reason are nobody else's business, so it lives with the person."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    member = link("member", "请假人", "member", ONCE_BEGIN)
    leave_kind = choice(
        {
            "official": ("公务", "official business"),
            "travel": ("出差", "travel"),
            "sick": ("病假", "sick"),
            "personal": ("事假", "personal"),
            "maternity": ("产假", "maternity"),
            "training": ("培训", "training"),
            "duty": ("值班", "duty"),
            "other": ("其他", "other"),
        },
        "类别",
        "type",
        BEGIN,
    )
    reason = string(200, "事由", "reason")
    decided_by = link("member", "批准人", "decided by")
    decision = string(200, "批复", "decision")
    may = (
        write(by="self recorder", states="asked", entered=True),
        write("decision", "decided_by", by="secretary clerk section_head@charge leader@charge", entered=True),
        state("withdrawn", by="self recorder", entered=True),
        state("granted refused", by="secretary clerk section_head@charge leader@charge", entered=True),
    )


class Vote(
    Kind,
    name="vote",
    zh="表决",
    en="vote",
    audience="session",
    columns="matter eligible present in_favour against abstain",
    title="matter",
):
    """表决: one matter and how many were for it; nobody's vote is written down."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    minute = link("minute", "记录条目", "minute")
    matter = string(200, "事项", "matter", BEGIN)
    secret = flag("无记名", "secret")
    eligible = integer("应到有表决权", "entitled")
    present = integer("实到有表决权", "present")
    in_favour = integer("赞成", "in favour")
    against = integer("反对", "against")
    abstain = integer("弃权", "abstain")
    may = (write(by="host recorder"),)


class Signature(
    Kind,
    name="signature",
    zh="签名",
    en="signature",
    audience="session",
    key="session+member+digest",
    columns="member as_role digest",
    title="member",
):
    """签名: says what was seen: digest of the session and its rows; a return makes it void."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    member = link("member", "签名人", "member", ONCE_BEGIN)
    as_role = choice({"host": ("主持人", "host"), "recorder": ("记录人", "recorder")}, "身份", "as", ONCE_BEGIN)
    digest = string(64, "内容摘要", "digest", ONCE_BEGIN, by_program=True)
    may = (
        new(by="host", where=("as_role", "host"), entered=True, bar="others"),
        new(by="recorder", where=("as_role", "recorder"), entered=True, bar="others"),
    )


class Amendment(Kind, name="amendment", zh="更正", en="amendment", audience="session", columns="target reason text"):
    """更正: the only way to correct after both signatures."""

    session = link("session", "学习活动", "session", ONCE_BEGIN)
    target = string(40, "更正对象", "corrects", ONCE_BEGIN)
    reason = string(200, "更正理由", "reason", ONCE_BEGIN)
    text = prose("更正内容", "text", ONCE_BEGIN)
    may = (new(by="host recorder clerk", late=True),)


GRADES = {
    "good": ("好", "good"),
    "fairly_good": ("较好", "fairly good"),
    "fair": ("一般", "fair"),
    "poor": ("差", "poor"),
}


class Grade(
    Kind,
    name="grade",
    zh="评级",
    en="grade",
    audience="r",
    owner="of",
    key="target+author",
    columns="of grade author",
    title="of",
):
    """评级: of a submission, or of what somebody said; it lives with the person it is about."""

    target = string(40, "对象", "target", ONCE_BEGIN)
    of = link("member", "被评人", "of", ONCE_BEGIN)
    author = link("member", "评定人", "author", ONCE_BEGIN)
    grade = choice(GRADES, "等次", "grade", BEGIN)
    may = (
        # Of whom a submission or a speech is, the target says and not who grades it; so it also lives with that person.
        write(
            by="secretary leader@charge section_head@charge",
            entered=True,
            bar="oneself",
            about=("target", "of", {"submission": ("author",), "minute": ("about", "speaker")}),
        ),
    )
