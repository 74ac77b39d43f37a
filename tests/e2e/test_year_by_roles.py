"""A study year in a real terminal at 80x24, by keys alone, each role on a device of its own with a real server between them.

The clerk plans and submits, the secretary approves, and one approval is entered for a leader on paper; the member borrows, notes,
reflects and submits; the head of section returns with a remark, then accepts; the leader comments; the clerk closes what is
open; the assessment goes to its result.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX

PATIENCE = 60.0


class Person:
    """Somebody at a terminal, with the same data folder for looking at what is recorded."""

    def __init__(self, device: Device, terminal: Terminal) -> None:
        self.device = device
        self.terminal = terminal

    def sees(self, *texts: str) -> str:
        """Wait until all of this is on the screen."""
        return self.terminal.wait(*texts, patience=PATIENCE)

    def keys(self, *names: str) -> None:
        """Press keys."""
        self.terminal.keys(*names)

    def writes(self, text: str) -> None:
        """Write as an input method commits, and wait for the end of it on the screen."""
        self.terminal.write(text)
        self.sees(text[-6:])

    def home(self) -> None:
        """Back to the first page, wherever that is; an Esc that another key follows at once would be read as Alt."""
        for _ in range(8):
            if "首页" in self.terminal.screen().splitlines()[0]:
                return
            self.leaves()
        raise AssertionError("no way home; the screen:\n" + self.terminal.screen())

    def leaves(self) -> None:
        """Press Esc and wait until another page is there."""
        before = self.page()
        self.keys("Escape")
        for _ in range(60):
            if self.page() != before:
                return
            time.sleep(0.05)

    def page(self) -> str:
        """The title line without the status cell."""
        return self.terminal.screen().splitlines()[0][:50]

    def reaches(self, title: str) -> None:
        """Wait until the title line says this."""
        self.terminal.until(lambda: title in self.page(), f"never reached {title}", PATIENCE)

    def syncs(self) -> None:
        """Press F5 and wait until everything is sent."""
        self.keys("F5")
        self.sees("已同步")

    def record(self, kind: str, **where: str) -> dict[str, Any]:
        """The one record of a kind with these fields, as this device has it."""
        words = [word for name, value in where.items() for word in ("--where", f"{name}={value}")]
        [found] = self.device.json("list", kind, *words)
        return dict(found)


@contextmanager
def at_terminals(tmp_path: Path, *devices: Device) -> Iterator[list[Person]]:
    """Everybody at a terminal of one's own, past the notice of the first start."""
    with ExitStack() as stack:
        people = []
        for device in devices:
            folder = tmp_path / f"terminal-{device.home.name}"
            folder.mkdir()
            environ = {
                **surroundings(folder / "home"),
                "XINDE_HOME": str(device.home),
                "PYTHONPATH": str(Path.cwd()),
            }
            terminal = stack.enter_context(Terminal([sys.executable, "-m", "tui.cli"], environ, folder))
            people.append(Person(device, terminal))
        for person in people:
            person.sees("第一次使用")
            person.keys("Enter")
            person.sees("首页", "待我办理")
        yield people
        for person in people:
            person.keys("C-q")


def founded(branch: Branch, tmp_path: Path) -> list[Device]:
    """A secretary, a clerk, a leader in charge of a section, its head and a member of it, each with a device."""
    secretary = branch.device(tmp_path / "secretary", branch.first_invite, "wangwu", "王五")
    section = secretary.json("new", "section", "name=秘书科")["id"]
    mine = me(secretary)
    people = {"clerk": "张三", "leader": "李四", "section_head": "赵六", "member": "陈静"}
    for role, name in people.items():
        rid = secretary.json("new", "member", f"name={name}")["id"]
        secretary.ok("new", "membership", f"member={rid}", f"section={section}", "from=2020-01-01")
        if role != "member":
            words = [f"sections+={section}"] if role in ("leader", "section_head") else []
            secretary.ok("new", "appointment", f"member={rid}", f"role={role}", "from=2020-01-01", *words)
    secretary.ok("new", "membership", f"member={mine}", f"section={section}", "from=2020-01-01")
    secretary.ok("sync")
    return [secretary, *(branch.device(tmp_path / role, branch.invite(name), role) for role, name in people.items())]


def test_each_role_does_its_year_by_keys_alone(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        devices = founded(branch, tmp_path)
        with at_terminals(tmp_path, *devices) as (secretary, clerk, leader, head, member):
            plan(clerk, secretary)
            approved_on_paper(clerk, secretary)
            lend(clerk, member)
            reflect(member)
            review(head, leader, member)
            self_study(member, head)
            close(clerk)
            assess(secretary, head, member)


def plan(clerk: Person, secretary: Person) -> None:
    """The clerk plans and submits, the secretary approves from Home."""
    clerk.keys("2", "C-n")
    clerk.sees("新建年度学习计划")
    clerk.writes("2026年度理论学习计划")
    clerk.leaves()
    clerk.sees("草稿", "2026年度理论学习计划")
    clerk.keys("Enter", "C-n")
    clerk.sees("新建学习任务")
    clerk.writes("公文写作规范")
    clerk.keys("Tab", "Enter")
    clerk.sees("政治理论")
    clerk.keys("Down", "Enter", "Tab", "Enter")
    clerk.sees("交流讨论")
    clerk.keys("Down", "Enter", "Tab")
    clerk.writes("2026-03-01")
    clerk.leaves()
    clerk.sees("公文写作规范", "业务能力")
    clerk.keys("F3")
    clerk.sees("年度学习计划现在是“草稿”")
    clerk.keys("Enter")
    clerk.sees("待审批")
    clerk.syncs()
    secretary.syncs()
    secretary.sees("计划待审批：2026年度理论学习计划")
    secretary.keys("Home", "F9")
    secretary.sees("批准", "退回", "输入几个字或拼音首字母")
    secretary.keys("Enter")
    secretary.sees("审批意见")
    secretary.keys("Enter")
    secretary.sees("批准：1 项")
    secretary.syncs()
    version = secretary.record("plan_version")
    assert version["fields"]["number"] == 1
    assert version["fields"]["approved_by"] == me(secretary.device)


def approved_on_paper(clerk: Person, secretary: Person) -> None:
    """The plan is changed with its reason; the second approval is the leader's, on paper, entered by the clerk."""
    clerk.syncs()
    clerk.sees("已批准")
    clerk.keys("F3")
    clerk.sees("年度学习计划现在是“已批准”")
    clerk.writes("草稿")
    clerk.keys("Enter")
    clerk.sees("调整原因")
    clerk.writes("下半年增加交流讨论")
    clerk.keys("Enter")
    clerk.sees("状态已改为“草稿”")
    clerk.keys("C-n")
    clerk.sees("新建学习任务")
    clerk.writes("会议保障交流")
    clerk.keys("Tab", "Enter")
    clerk.sees("政治理论")
    clerk.keys("Enter", "Tab", "Enter")
    clerk.sees("交流讨论")
    clerk.keys("Down", "Enter", "Tab")
    clerk.writes("2026-10-01")
    clerk.leaves()
    clerk.sees("会议保障交流", "政治理论")
    clerk.keys("F3")
    clerk.sees("年度学习计划现在是“草稿”")
    clerk.keys("Enter")
    clerk.sees("状态已改为“待审批”")
    clerk.keys("F3")
    clerk.sees("年度学习计划现在是“待审批”")
    clerk.keys("Enter")
    clerk.sees("代录别人的决定")
    clerk.keys("Enter")
    clerk.sees("李四")
    clerk.writes("李四")
    clerk.keys("Enter")
    clerk.sees("书面")
    clerk.keys("Enter")
    clerk.sees("依据（文号")
    clerk.writes("批示第12号")
    clerk.keys("Enter")
    clerk.sees("第 2 版，李四（书面，代录：张三）")
    clerk.syncs()
    secretary.syncs()
    versions = secretary.device.json("list", "plan_version")
    assert sorted(each["fields"]["number"] for each in versions) == [1, 2]


LINES = ("公文先讲结论。", "别人的家事不写。", "时限写到日。")


def lend(clerk: Person, member: Person) -> None:
    """The clerk lends a book at the desk; the borrower sees it and renews it."""
    clerk.home()
    clerk.keys("9", "C-n")
    clerk.sees("新建图书")
    clerk.writes("公文写作")
    clerk.leaves()
    clerk.sees("职工书屋（1 种）")
    clerk.keys("C-o")
    clerk.terminal.write("公文写作")
    clerk.keys("Enter")
    clerk.terminal.write("cj")
    clerk.keys("Enter")
    clerk.sees("《公文写作》借给陈静")
    clerk.leaves()
    clerk.syncs()
    member.syncs()
    member.keys("9", "F3")
    member.sees("公文写作", "借出")
    member.keys("C-r")
    member.sees("续借")
    member.syncs()
    assert member.record("loan")["fields"]["renewed"] == 1
    member.home()


def reflect(member: Person) -> None:
    """A note, chosen lines of it in a draft about the book, and exactly that submitted."""
    member.keys("F4")
    member.sees("新建私人笔记")
    for number, line in enumerate(LINES):
        if number:
            member.keys("Enter")
        member.writes(line)
    member.leaves()
    member.keys("5")
    member.sees(LINES[0])
    member.keys("Enter", "F3")
    member.sees("已选 0 行", LINES[1])
    member.keys("Enter", "Down", "Enter")
    member.sees("已选 2 行")
    member.keys("C-s", "Enter")
    member.sees("Ctrl+Z")
    member.home()
    member.keys("4", "Enter")
    member.sees(LINES[0])
    member.keys("BTab")
    member.writes("读《公文写作》")
    member.keys("C-r")
    member.sees("将要提交的内容")
    member.keys("Enter")
    member.sees("已提交")
    member.home()
    member.syncs()
    body = member.record("submission")["fields"]["body"]
    assert LINES[0] in body
    assert LINES[1] not in body


def review(head: Person, leader: Person, member: Person) -> None:
    """Returned with a remark, submitted again, accepted from Home, commented on, published by its author."""
    head.syncs()
    head.sees("待审阅：陈静《读《公文写作》》")
    head.keys("Home", "Enter")
    head.sees("读《公文写作》")
    head.keys("C-r")
    head.sees("审阅意见")
    head.writes("请写一件办文中的实例")
    head.keys("Enter")
    head.sees("已退回")
    head.syncs()
    head.home()
    member.syncs()
    member.sees("心得被退回")
    member.keys("Home", "Enter")
    member.sees("请写一件办文中的实例")
    member.keys("Enter")
    member.sees("退回意见")
    member.keys("C-End")
    member.writes("上周的请示改了三处。")
    member.keys("C-r")
    member.sees("将要提交的内容")
    member.keys("Enter")
    member.sees("已提交")
    member.home()
    member.syncs()
    head.syncs()
    head.sees("待审阅：陈静")
    head.keys("Home", "F9")
    head.sees("通过", "退回")
    head.keys("Enter")
    head.sees("审阅意见")
    head.keys("Enter")
    head.sees("通过：1 项")
    head.syncs()
    leader.syncs()
    leader.keys("4", "F3")
    leader.sees("已通过", "陈静")
    leader.keys("Enter", "C-n")
    leader.sees("新建点评")
    leader.writes("实例具体，值得一读。")
    leader.leaves()
    leader.sees("点评（1）")
    leader.syncs()
    leader.home()
    member.syncs()
    member.keys("4", "F3")
    member.sees("已通过")
    member.keys("Home", "Enter")
    member.sees("实例具体，值得一读。")
    member.keys("C-g")
    member.sees("发布")
    member.keys("Enter")
    member.sees("已发布")
    member.home()
    member.syncs()
    leader.syncs()
    assert leader.record("publication")["fields"]["body"] == member.record("publication")["fields"]["body"]


def self_study(member: Person, head: Person) -> None:
    """Self-study in one line; the head of section confirms the month."""
    member.keys("0", "C-o")
    member.writes("民法典第三编 90 网络")
    member.keys("Enter")
    member.sees("待确认")
    member.leaves()
    member.home()
    member.syncs()
    head.syncs()
    head.sees("1 条自学待确认：陈静")
    head.keys("0", "F3")
    head.sees("待确认的自学")
    head.keys("Enter")
    head.sees("民法典第三编")
    head.keys("C-s")
    head.sees("确认")
    head.keys("Enter")
    head.sees("已确认")
    head.home()
    head.syncs()
    assert head.record("study")["state"] == "confirmed"


def close(clerk: Person) -> None:
    """What is open at the clerk's is found from Home and closed where it is mended."""
    clerk.home()
    clerk.syncs()
    clerk.keys("F3")
    clerk.reaches("未完成事项")
    clerk.sees("公文写作规范")
    clerk.home()
    clerk.keys("2", "Enter")
    clerk.sees("公文写作规范", "会议保障交流")
    clerk.keys("Home")
    for topic in ("公文写作规范", "会议保障交流"):
        clerk.keys("F9")
        clerk.sees("学习任务现在是")
        clerk.keys("Enter")
        clerk.sees("状态已改为“已完成”")
        clerk.terminal.wait_gone("状态已改为“已完成”", PATIENCE)
        assert clerk.device.json("list", "task", "--where", f"topic={topic}")[0]["state"] == "closed"
        clerk.keys("Down")
    clerk.home()
    clerk.syncs()
    clerk.keys("F3")
    clerk.reaches("未完成事项")
    clerk.sees("集中学习应开")
    assert "公文写作规范" not in clerk.terminal.screen()
    clerk.home()


def assess(secretary: Person, head: Person, member: Person) -> None:
    """Own words, the section's remark, the secretary's grade, and the result as the person is told."""
    member.keys("8", "C-r")
    member.sees("学习考核", "个人小结")
    member.keys("F2")
    member.sees("个人小结")
    member.writes("今年读了一本书，改了三份请示。")
    member.leaves()
    member.sees("填写中")
    member.keys("C-r")
    member.sees("今年读了一本书")
    member.keys("Enter")
    member.sees("已提交")
    member.home()
    member.syncs()
    head.syncs()
    head.keys("8", "C-r")
    head.sees("陈静", "无权限")
    head.keys("C-f")
    head.writes("陈静")
    head.keys("Enter", "Enter")
    head.sees("2026年度学习考核 · 陈静", "个人小结")
    head.keys("C-o")
    head.writes("踏实肯学")
    head.leaves()
    head.sees("已写")
    head.home()
    head.syncs()
    secretary.home()
    secretary.syncs()
    secretary.keys("8", "C-r")
    secretary.sees("陈静")
    secretary.keys("C-f")
    secretary.writes("陈静")
    secretary.keys("Enter", "Enter")
    secretary.sees("2026年度学习考核 · 陈静", "已写")
    secretary.keys("C-n", "Enter")
    secretary.sees("较好")
    secretary.writes("较好")
    secretary.keys("Enter")
    secretary.sees("较好")
    secretary.leaves()
    secretary.sees("较好（拟定中）")
    secretary.keys("F9")
    secretary.sees("较好（已定）")
    secretary.keys("C-s")
    secretary.sees("将告知陈静以下全文")
    secretary.keys("Enter")
    secretary.sees("结果（第1次）")
    secretary.home()
    secretary.syncs()
    member.syncs()
    member.keys("8", "C-r")
    member.sees("结果（第1次）", "较好")
    assert member.device.json("list", "appraisal") == []
    assert member.record("assessment_result")["fields"]["grade"] == "fairly_good"
    member.home()
