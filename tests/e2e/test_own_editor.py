"""In a real terminal the app steps aside for the person's editor and pager and is there again afterwards, with the text."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings
from tui.commandline.reading import read_folder

pytestmark = NEEDS_TMUX

EDITOR = """#!/bin/sh
echo "编辑器在这里，按回车结束"
read answer
printf '从编辑器来的：%s' "$answer" > "$1"
"""


PAGER = """#!/bin/sh
cat
echo "阅读器在这里，按回车结束"
read answer < /dev/tty
"""


def test_the_app_steps_aside_and_comes_back_with_the_text(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(EDITOR, "utf-8")
    editor.chmod(0o755)
    pager = tmp_path / "pager"
    pager.write_text(PAGER, "utf-8")
    pager.chmod(0o755)
    ours = {"PYTHONPATH": str(Path.cwd()), "EDITOR": str(editor), "PAGER": str(pager)}
    environ = {**surroundings(tmp_path / "home"), **ours}
    with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
        terminal.wait("开始使用", "涉密内容不得写入本程序")
        terminal.keys("Enter")
        terminal.wait_gone("涉密内容")
        terminal.keys("F4")
        terminal.wait("内容")
        terminal.keys("C-o")
        terminal.wait("编辑器在这里")
        terminal.write("你好")
        terminal.keys("Enter")
        terminal.wait("从编辑器来的：你好", "F1")
        terminal.write("，接着写")
        terminal.wait("从编辑器来的：你好", "接着写")
        terminal.keys("Escape")
        terminal.wait("首页")
        terminal.keys("5")
        terminal.wait("私人笔记（1）")
        terminal.keys("C-d")
        terminal.wait("从编辑器来的：你好，接着写", "阅读器在这里")
        terminal.keys("Enter")
        terminal.wait("私人笔记（1）", "F1")


WRITES_AND_STAYS = """#!/bin/sh
printf '存过的一稿' > "$1"
echo "编辑器在这里"
exec sleep 60
"""


def test_what_an_editor_had_saved_when_the_line_dropped_is_there_again(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(WRITES_AND_STAYS, "utf-8")
    editor.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ours = {"PYTHONPATH": str(Path.cwd()), "EDITOR": str(editor), "TMPDIR": str(scratch)}
    environ = {**surroundings(tmp_path / "home"), **ours}
    with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
        terminal.wait("开始使用", "涉密内容不得写入本程序")
        terminal.keys("Enter")
        terminal.wait_gone("涉密内容")
        terminal.keys("F4")
        terminal.wait("内容")
        terminal.write("开头")
        terminal.keys("C-o")
        terminal.wait("编辑器在这里")
        terminal.hang_up()
        terminal.until(lambda: not Path(f"/proc/{terminal.pid}").exists(), "it never ended")
    with read_folder(tmp_path / "home" / "xinde") as place:
        assert [each.text for each in place.unsaved.all()] == ["存过的一稿"]
    assert list(scratch.iterdir()) == []
