"""What is read and learned outside the sessions: the reading room with its loans, and self-study."""

from __future__ import annotations

from sync.records.fields import BEGIN, ONCE_BEGIN, choice, date, integer, link, many, prose, string
from sync.records.kind import Kind
from sync.records.rules import new, state, write

CLAIM = "on minutes what channel"
"""What a confirmation of self-study says yes to; what was gained by it is the person's own affair."""


class Study(
    Kind,
    name="study",
    zh="自学",
    en="self-study",
    audience="r",
    owner="member",
    states="claimed>confirmed, claimed>refused (reason), claimed>withdrawn",
    state_labels={
        "claimed": ("待确认", "not confirmed"),
        "confirmed": ("已确认", "confirmed"),
        "refused": ("未予确认", "refused"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    seen={"confirmed": CLAIM, "refused": CLAIM},
    decided="confirmed refused",
    columns="on member minutes channel what state",
    title="what",
):
    """自学: what somebody studied alone; it counts once it is confirmed."""

    member = link("member", "人员", "member", ONCE_BEGIN)
    on = date("日期", "date", BEGIN)
    minutes = integer("时长（分钟）", "minutes", BEGIN)
    what = string(200, "学习内容", "what", BEGIN)
    channel = choice(
        {
            "book": ("图书", "book"),
            "web": ("网络", "web"),
            "document": ("文件", "document"),
            "video": ("视频", "video"),
            "course": ("网络课程", "online course"),
            "other": ("其他", "other"),
        },
        "途径",
        "channel",
    )
    gained = prose("收获", "gained")
    reason = string(200, "原因", "reason")
    may = (
        write(by="self"),
        # What was decided about is no more another claim; why it was refused is said by who refuses.
        write(*CLAIM.split(), by="self", states="claimed"),
        write("reason", by="secretary clerk leader@charge section_head@charge", states="refused", bar="oneself"),
        state("withdrawn", by="self"),
        state("confirmed refused", by="secretary clerk leader@charge section_head@charge", bar="oneself"),
    )


class Book(
    Kind,
    name="book",
    zh="图书",
    en="book",
    audience="b",
    states="in_stock>withdrawn>in_stock",
    state_labels={"in_stock": ("在架", "in stock"), "withdrawn": ("已下架", "withdrawn")},
    columns="call_number title author category copies state",
):
    """图书: a title of the reading room, with how many copies there are of it."""

    title = string(120, "书名", "title", BEGIN)
    author = string(80, "作者", "author")
    publisher = string(80, "出版社", "publisher")
    isbn = string(20, "ISBN书号", "ISBN")
    call_number = string(40, "索书号", "call number")
    category = string(40, "分类", "category")
    copies = integer("册数", "copies")
    recommended_by = link("member", "推荐人", "recommended by")
    keywords = many("关键词", "keywords")
    may = (write(by="librarian clerk"),)


class Loan(
    Kind,
    name="loan",
    zh="借阅",
    en="loan",
    audience="b",
    states="out>returned, out>lost",
    state_labels={"out": ("借出", "out"), "returned": ("已还", "returned"), "lost": ("遗失", "lost")},
    along={"returned": "back_on remark"},
    columns="book member out_on due_on renewed state",
    title="book",
):
    """借阅: one copy of a book, lent to one person."""

    book = link("book", "图书", "book", ONCE_BEGIN)
    member = link("member", "借阅人", "borrower", ONCE_BEGIN)
    out_on = date("借出日期", "lent on")
    due_on = date("应还日期", "due on")
    renewed = integer("续借次数", "renewals")
    back_on = date("归还日期", "returned on")
    remark = string(80, "备注", "remark")
    may = (
        new(by="librarian clerk"),
        write(by="librarian clerk"),
        # How long a renewal lasts and how many there are is the branch's rule, which the device knows and the server does not.
        write("renewed", "due_on", by="self", states="out", renewal=("renewed", "due_on")),
    )
