"""The main job in a real terminal, by keys alone: plan a task, run a session, write and submit a reflection, take a note,
sync, resolve a conflict; with a real server process and a colleague's device."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.cli.branch import Branch
from tests.cli.device import Device
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX


def test_the_main_job_by_keys_alone(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    with Branch(tmp_path) as branch:
        mine = branch.device(Path(environ["XINDE_HOME"]), branch.first_invite, "wangwu", "王五")
        other = branch.device(tmp_path / "other", branch.invite("张三", "clerk"), "zhangsan")
        mine.ok("sync")
        with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
            terminal.wait("首页", "已同步", "涉密内容不得写入本程序")
            terminal.keys("Enter")
            terminal.wait_gone("涉密内容")
            _plan_a_task(terminal)
            _run_a_session(terminal)
            _reflect(terminal)
            _note(terminal)
            terminal.keys("F5")
            terminal.wait("已同步")
            other.ok("sync")
            _others_see_it(other)
            _settle_a_conflict(terminal, other)
            terminal.keys("C-q")
        _private_things_stayed(mine, other)


def _plan_a_task(terminal: Terminal) -> None:
    terminal.keys("2")
    terminal.wait("还没有年度学习计划")
    terminal.keys("C-n")
    terminal.wait("新建年度学习计划")
    terminal.write("2026年度学习计划")
    terminal.keys("C-s")
    terminal.wait("已保存")
    terminal.keys("Escape")
    terminal.wait_gone("指导思想")
    terminal.wait("2026年度学习计划")
    terminal.keys("Enter")
    terminal.wait("草稿")
    terminal.keys("C-n")
    terminal.wait("新建学习任务", "主题")
    terminal.write("公文写作规范，格式和用语。")
    terminal.keys("Tab", "Enter")
    terminal.wait("业务能力")
    terminal.write("业务")
    terminal.keys("Enter")
    terminal.wait_gone("选定")
    terminal.keys("Escape")
    terminal.wait("公文写作规范", "业务能力", "计划中")


def _run_a_session(terminal: Terminal) -> None:
    terminal.keys("3")
    terminal.wait("还没有学习活动")
    terminal.keys("C-n")
    terminal.wait("从学习任务")
    terminal.keys("Enter")
    terminal.wait_gone("从学习任务")
    terminal.wait("新建学习活动")
    terminal.keys("Enter")
    terminal.wait("集中学习", "交流讨论")
    terminal.write("jltl")
    terminal.keys("Enter")
    terminal.wait_gone("选定")
    terminal.keys("Tab")
    terminal.write("第一季度交流讨论")
    terminal.keys("Escape")
    terminal.wait("第一季度交流讨论", "计划中", "概况")
    terminal.keys("F9", "Enter")
    terminal.wait("进行中")
    # overview, agenda, materials, roll call
    terminal.keys("F3", "F3", "F3")
    terminal.wait("点名")
    terminal.keys("C-n")
    terminal.wait("王五", "张三", "未点")
    terminal.keys("2")
    terminal.wait("迟到")
    terminal.keys("C-s")
    terminal.wait("人均到")
    terminal.keys("Enter")
    terminal.wait("实到")
    terminal.keys("F3")
    for text in ("大家谈了请示与报告的区别。", "会议决定下周复习一次。"):
        terminal.write(text)
        terminal.wait(text)
        terminal.keys("Enter")
    terminal.wait("大家谈了请示与报告的区别。", "会议决定下周复习一次。")


def _reflect(terminal: Terminal) -> None:
    # In the minutes digits are text, so the way out is Escape.
    terminal.keys("Escape", "Escape", "Escape")
    terminal.keys("1")
    terminal.wait("首页")
    terminal.keys("4")
    terminal.wait("还没有心得草稿")
    terminal.keys("C-n")
    terminal.wait("新建心得草稿")
    terminal.write("学公文　有感")
    terminal.wait("学公文　有感")
    terminal.keys("Tab")
    terminal.write("只写给分管的人看的一段话。")
    terminal.keys("C-s")
    terminal.wait("已保存")
    terminal.keys("C-r")
    terminal.wait("将要提交的内容", "只写给分管的人看的一段话。", "张三")
    terminal.keys("Enter")
    terminal.wait("已提交")
    terminal.keys("Escape")
    terminal.wait("待审阅")
    terminal.keys("Escape")
    terminal.wait("首页")


def _note(terminal: Terminal) -> None:
    terminal.keys("F4")
    terminal.wait("新建私人笔记")
    terminal.write("私下记的一句：下次早点准备。")
    terminal.keys("Escape")
    terminal.wait("首页")


def _others_see_it(other: Device) -> None:
    assert [each["fields"]["topic"] for each in other.json("list", "task")] == ["公文写作规范，格式和用语。"]
    [session] = other.json("list", "session")
    assert (session["fields"]["form"], session["state"]) == ("exchange", "running")
    rows = {row["fields"]["status"] for row in other.json("list", "attendance")}
    assert rows == {"late", None}
    assert session["fields"]["roll_call_done"] is True
    minutes = [each["fields"]["text"] for each in other.json("list", "minute")]
    assert minutes == ["大家谈了请示与报告的区别。", "会议决定下周复习一次。"]
    [submission] = other.json("list", "submission")
    assert submission["fields"]["body"] == "只写给分管的人看的一段话。"


def _settle_a_conflict(terminal: Terminal, other: Device) -> None:
    [task] = other.json("list", "task")
    other.ok("edit", task["id"], "topic=张三定的题目")
    other.ok("sync")
    terminal.keys("F5")
    terminal.wait("张三定的题目")
    # Both change the same line while apart: the colleague is first at the server.
    terminal.keys("2", "Enter", "Enter")
    terminal.wait("学习任务", "主题")
    # An editor in which nothing is written takes what sync brings, so the words come first.
    terminal.keys("Tab", "End")
    terminal.write("王五加的字")
    terminal.wait("张三定的题目王五加的字")
    other.ok("edit", task["id"], "topic=张三又改的题目")
    other.ok("sync")
    terminal.keys("Escape")
    terminal.keys("F5")
    terminal.wait("冲突 1 按6")
    terminal.keys("6")
    terminal.wait("张三又改的题目", "张三定的题目王五加的字")
    terminal.keys("F9")
    terminal.wait("没有冲突")
    terminal.keys("F5")
    terminal.wait("已同步")
    other.ok("sync")
    [task] = other.json("list", "task")
    assert task["fields"]["topic"] == "张三定的题目王五加的字"


def _private_things_stayed(mine: Device, other: Device) -> None:
    [note] = mine.json("list", "note")
    assert note["fields"]["body"] == "私下记的一句：下次早点准备。"
    assert other.json("list", "note") == []
    assert other.json("list", "reflection") == []
