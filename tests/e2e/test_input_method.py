"""In a real terminal the real program takes what an input method commits, and a paste the terminal does not mark."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from sync.workplace import open_workplace
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings
from tests.screens.test_input_bytes import PHRASES

pytestmark = NEEDS_TMUX

LONG = "会议学习了文件精神，讨论了本季度工作安排。" * 480


def test_phrases_and_a_long_paste_arrive_as_they_were(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    # The shell stays, so that what is said to it at the end is seen.
    with Terminal(["sh", "-c", f"'{sys.executable}' -m tui.cli; sleep 60"], environ, tmp_path) as terminal:
        terminal.wait("开始使用", "涉密内容不得写入本程序")
        terminal.keys("Escape")
        terminal.wait_gone("涉密内容")
        terminal.keys("F4")
        terminal.wait("内容")
        for phrase in PHRASES:
            terminal.write(phrase)
        terminal.keys("Enter")
        terminal.write("后" * 3)
        terminal.wait("后后后")
        terminal.keys("Enter")
        terminal.paste(LONG)
        terminal.wait("本季度工作安排。")
        terminal.write("完")
        terminal.wait("完")
        terminal.keys("C-s")
        terminal.wait("已保存")
        terminal.keys("C-q")
        terminal.wait("心得：已全部存在本机。")
    with open_workplace(tmp_path / "home" / "xinde") as place:
        (note,) = place.repository.find("note")
        # Kept in NFC, as every text of a record.
        typed = unicodedata.normalize("NFC", "".join(PHRASES))
        assert note.get("body") == typed + "\n后后后\n" + LONG + "完"
