"""In a real terminal the app steps aside for the person's editor and is there again afterwards, with the text."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX

EDITOR = """#!/bin/sh
echo "编辑器在这里，按回车结束"
read answer
printf '从编辑器来的：%s' "$answer" > "$1"
"""


def test_the_app_steps_aside_and_comes_back_with_the_text(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(EDITOR, "utf-8")
    editor.chmod(0o755)
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd()), "EDITOR": str(editor)}
    with Terminal([sys.executable, "-m", "tui.cli"], environ, tmp_path) as terminal:
        terminal.wait("首页", "涉密内容不得写入本程序")
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
