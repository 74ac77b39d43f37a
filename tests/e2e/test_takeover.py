"""A second window takes over: the first saves what is typed and closes, and the second has it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX


def test_the_second_window_takes_over_with_the_text_of_the_first(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "tui.cli"]
    first_folder, second_folder = tmp_path / "1", tmp_path / "2"
    first_folder.mkdir()
    second_folder.mkdir()
    with Terminal(command, environ, first_folder) as first:
        first.wait("开始使用", "涉密内容不得写入本程序")
        first.keys("Enter")
        first.wait_gone("涉密内容")
        first.keys("F4")
        first.wait("内容")
        first.write("会上记的半句")
        with Terminal(command, environ, second_folder) as second:
            second.wait("接管吗")
            second.keys("Enter")
            second.wait("首页", "没保存的文字")
            # It has let the folder go; its process needs a moment more to end.
            first.wait_ended()
            second.keys("Enter")
            second.wait("会上记的半句")
