"""What people must settle, in a real terminal at 80x24 with a real server process, by keys alone: a text conflict by editing
the merged text, an older revision, a record in the trash, a parked group submitted again after the right was given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX

FIRST = "围绕中心工作学习，每月集中学习一次，每人写一篇心得。"
CHIEF = "围绕中心工作学习，每月集中学习两次，每人写一篇心得。"
MINE = "围绕中心工作学习，每月集中学习三次，每人写一篇心得。"
MERGED = "围绕中心工作学习，每月集中学习两次，每人写一篇心得。党课另外计算。"


def keep(terminal: Terminal, name: str) -> None:
    """Put the screen where somebody wants to look at it: into the folder KEEP_SCREENS names."""
    folder = os.environ.get("KEEP_SCREENS")
    if folder:
        (Path(folder) / f"{name}.txt").write_text(terminal.screen(), "utf-8")


def test_conflict_history_and_trash(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    with Branch(tmp_path) as branch:
        chief = branch.device(tmp_path / "chief", branch.first_invite, "wangwu", "王五")
        mine = branch.device(Path(environ["XINDE_HOME"]), branch.invite("张三", "clerk"), "zhangsan")
        plan = chief.json("new", "plan", "year=2026", "title=年度学习计划", f"goals={FIRST}")["id"]
        task = chief.json("new", "task", f"plan={plan}", "number=1", "topic=公文写作规范", "track=professional")["id"]
        chief.ok("sync")
        mine.ok("sync")
        mine.ok("edit", plan, f"goals={MINE}")
        chief.ok("edit", plan, f"goals={CHIEF}")
        chief.ok("delete", task)
        chief.ok("sync")
        with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
            terminal.wait("第一次使用")
            terminal.keys("Enter")
            terminal.wait("冲突 1 按6")
            _merge(terminal, chief, plan)
            _bring_back(terminal, chief, plan)
            _out_of_the_trash(terminal, chief, task)
            terminal.keys("C-q")


def _merge(terminal: Terminal, chief: Device, plan: str) -> None:
    terminal.keys("6")
    terminal.wait("左边：", "[-每月集中学习两次，", "[+每月集中学习三次，")
    keep(terminal, "conflict")
    terminal.keys("Enter")
    terminal.wait("合并后的“目标”")
    terminal.keys("End")
    terminal.write("党课另外计算。")
    terminal.wait("党课另外计算。")
    keep(terminal, "merge")
    terminal.keys("C-s")
    terminal.wait("没有冲突")
    terminal.keys("F5")
    terminal.wait("已同步")
    chief.ok("sync")
    assert chief.json("show", plan)["fields"]["goals"] == MERGED
    assert chief.json("conflicts") == []


def _bring_back(terminal: Terminal, chief: Device, plan: str) -> None:
    terminal.keys("2")
    terminal.wait("年度学习计划", "2026")
    terminal.keys("F6")
    terminal.wait("经过", "王五", "新建", "张三", "解决冲突后改了 目标")
    keep(terminal, "history")
    terminal.keys("End")
    terminal.wait(FIRST[:8])
    terminal.keys("Enter")
    terminal.wait("改后的全文", CHIEF[:20])
    keep(terminal, "revision")
    terminal.keys("Escape")
    terminal.wait("做了什么")
    terminal.keys("C-r")
    terminal.wait("将会这样改", "[-党课")
    keep(terminal, "bring-back")
    terminal.keys("Enter")
    terminal.wait("已改回")
    terminal.keys("F5")
    terminal.wait("已同步")
    chief.ok("sync")
    assert chief.json("show", plan)["fields"]["goals"] == CHIEF
    whole = chief.json("history", plan)
    assert whole["from"] == "server"
    assert [each["action"] for each in whole["entries"]] == ["put", "new"], (
        "one author's changes of ten minutes are one"
    )


def _out_of_the_trash(terminal: Terminal, chief: Device, task: str) -> None:
    assert [(each["id"], each["title"]) for each in chief.json("trash")] == [(task, "公文写作规范")]
    terminal.keys("Escape", "F7")
    terminal.wait("回收站（1）", "公文写作规范", "王五")
    keep(terminal, "trash")
    terminal.keys("Enter")
    terminal.wait("删除前的全文", "业务能力")
    terminal.keys("Escape")
    terminal.wait("种类")
    terminal.keys("C-r")
    terminal.wait("回收站是空的")
    terminal.keys("F5")
    terminal.wait("已同步")
    chief.ok("sync")
    assert [each["id"] for each in chief.json("list", "task")] == [task]
    assert chief.json("trash") == []
    terminal.keys("Escape")
    terminal.wait("2026")


def test_a_parked_group_is_submitted_again_after_the_right_was_given(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    with Branch(tmp_path) as branch:
        chief = branch.device(tmp_path / "chief", branch.first_invite, "wangwu", "王五")
        mine = branch.device(Path(environ["XINDE_HOME"]), branch.invite("张三", "clerk"), "zhangsan")
        chief.ok("sync")
        plan = mine.json("new", "plan", "year=2026", "title=年度学习计划")["id"]
        mine.ok("new", "task", f"plan={plan}", "number=1", "topic=公文写作规范", "track=professional")
        mine.ok("new", "section", "name=信息科")
        [right] = [each["id"] for each in chief.json("list", "appointment") if each["fields"]["member"] != me(chief)]
        chief.ok("delete", right)
        chief.ok("sync")
        with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
            terminal.wait("第一次使用")
            terminal.keys("Enter")
            terminal.wait("未被接受 2")
            terminal.keys("6")
            terminal.wait("未被接受：没有权限（2）", "年度学习计划", "信息科", "目前本机还没有看到这项权限")
            keep(terminal, "parked")
            chief.ok("restore", right)
            chief.ok("sync")
            terminal.keys("F5")
            terminal.wait("现在您有这项权限了")
            keep(terminal, "parked-allowed")
            terminal.keys("C-g")
            terminal.wait("没有冲突")
            terminal.keys("F5")
            terminal.wait("已同步")
            terminal.keys("C-q")
        chief.ok("sync")
        assert [each["id"] for each in chief.json("list", "plan")] == [plan]
        assert [each["fields"]["topic"] for each in chief.json("list", "task")] == ["公文写作规范"]
        assert [each["fields"]["name"] for each in chief.json("list", "section")] == ["信息科"]
