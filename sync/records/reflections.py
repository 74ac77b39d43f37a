"""What a person writes: private drafts and notes, what was submitted, and the commentary on it."""

from __future__ import annotations

from sync.records.fields import BEGIN, ONCE, ONCE_BEGIN, flag, link, many, moment, prose, string
from sync.records.kind import Kind
from sync.records.rules import new, state, write


class Reflection(
    Kind, name="reflection", zh="心得草稿", en="reflection draft", audience="u", columns="title session submission"
):
    """心得体会, draft: private; it never leaves the device in plain text."""

    title = string(120, "标题", "title")
    body = prose("正文", "body")
    knowledge_point = string(200, "知识点", "knowledge point")
    use_at_work = prose("学用转化", "use at work")
    book = link("book", "书目", "book")
    session = link("session", "学习活动", "session")
    task = link("task", "学习任务", "task")
    source = string(200, "来源", "source")
    submission = link("submission", "提交稿", "submission")


class Note(Kind, name="note", zh="私人笔记", en="private note", audience="u", columns="title at session"):
    """私人笔记: private, also the aside in a meeting."""

    title = string(120, "标题", "title")
    body = prose("内容", "body")
    session = link("session", "学习活动", "session")
    book = link("book", "书目", "book")
    at = moment("时间", "at")
    tags = many("标签", "tags")


class Submission(
    Kind,
    name="submission",
    zh="心得体会",
    en="submission",
    audience="r",
    owner="author",
    states="submitted>returned, submitted>accepted, submitted>withdrawn, accepted>withdrawn",
    state_labels={
        "submitted": ("待审阅", "submitted"),
        "returned": ("已退回", "returned"),
        "accepted": ("已通过", "accepted"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    along={"returned": "remark", "accepted": "remark"},
    decided="accepted returned",
    columns="title author state",
):
    """心得体会, submitted: exactly what the author saw when submitting."""

    author = link("member", "作者", "author", ONCE_BEGIN)
    title = string(120, "标题", "title", ONCE_BEGIN)
    body = prose("正文", "body", ONCE_BEGIN)
    knowledge_point = string(200, "知识点", "knowledge point", ONCE)
    use_at_work = prose("学用转化", "use at work", ONCE)
    book = link("book", "书目", "book", ONCE)
    session = link("session", "学习活动", "session", ONCE)
    task = link("task", "学习任务", "task", ONCE)
    source = string(200, "来源", "source", ONCE)
    replaces = link("submission", "替换", "replaces", ONCE)
    remark = prose("审阅意见", "remark")
    recommended = flag("推荐", "recommended")
    may = (
        new(by="author"),
        state("returned accepted", by="secretary clerk leader@charge section_head@charge", entered=True),
        write("remark", "recommended", by="secretary clerk leader@charge section_head@charge"),
        state("withdrawn", by="author"),
    )


class Publication(
    Kind,
    name="publication",
    zh="发布稿",
    en="publication",
    audience="b",
    states="published>withdrawn",
    state_labels={"published": ("已发布", "published"), "withdrawn": ("已撤下", "withdrawn")},
    columns="title author state",
):
    """发布稿: an accepted submission, word for word, for everybody in the branch; by its author alone."""

    author = link("member", "作者", "author", ONCE_BEGIN)
    submission = link("submission", "提交稿", "submission", ONCE_BEGIN)
    title = string(120, "标题", "title", ONCE_BEGIN)
    body = prose("正文", "body", ONCE_BEGIN)
    knowledge_point = string(200, "知识点", "knowledge point", ONCE)
    use_at_work = prose("学用转化", "use at work", ONCE)
    may = (
        new(by="author", copy_of=("submission", "accepted")),
        state("withdrawn", by="author"),
    )


class Recommendation(
    Kind,
    name="recommendation",
    zh="推荐学习",
    en="recommendation",
    audience="b",
    columns="target why author",
    title="why",
):
    """推荐学习: one sentence why; shown newest first, never counted per person."""

    target = string(40, "推荐内容", "what", ONCE_BEGIN)
    author = link("member", "推荐人", "recommended by", ONCE_BEGIN)
    why = string(200, "推荐理由", "why", BEGIN)
    may = (write(by="secretary leader section_head"),)


class Comment(Kind, name="comment", zh="点评", en="comment", audience="target's", columns="author text", title="text"):
    """点评: lives where its target lives."""

    target = string(40, "对象", "target", ONCE_BEGIN)
    author = link("member", "点评人", "author", ONCE_BEGIN)
    text = prose("内容", "text", BEGIN)
    session = link("session", "学习活动", "session")
    may = (
        write(by="secretary clerk leader@charge section_head@charge author", parents="submission"),
        write(by="any", parents="publication minute"),
    )


class Conflict(
    Kind,
    name="conflict",
    zh="两处修改待核对",
    en="conflict",
    audience="target's",
    states="open>closed",
    state_labels={"open": ("待核对", "open"), "closed": ("已处理", "closed")},
    columns="record field by state",
    title="field",
):
    """两处修改待核对: written by the server alone (PROTOCOL.md section 10); never holds a base value."""

    record = string(40, "记录", "record", ONCE_BEGIN)
    field = string(40, "字段", "field", ONCE_BEGIN)
    current = prose("当前", "current", ONCE)
    mine = prose("我的", "mine", ONCE)
    op = string(40, "修改", "edit", ONCE_BEGIN)
    by = link("member", "修改人", "by", ONCE_BEGIN)
    at = string(40, "时间", "at", ONCE_BEGIN)
    may = (state("closed", by="parent_writer"),)
