"""A terminal that is closed while a parent, such as make, keeps the signal to itself: the app is gone all the same."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX


def test_the_app_ends_when_its_terminal_is_closed_under_a_parent_that_waits(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    told = tmp_path / "pid"
    program = f"import os; open({str(told)!r}, 'w').write(str(os.getpid())); import tui.cli; tui.cli.main([])"
    parent = ["sh", "-c", f'trap "" HUP; {sys.executable} -c "{program}"; sleep 60']
    with Terminal(parent, environ, tmp_path) as terminal:
        terminal.wait("开始使用")
        pid = int(told.read_text())
        terminal.hang_up()
        for _ in range(100):
            if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]:
                return
            time.sleep(0.1)
        os.kill(pid, 9)
        raise AssertionError("the app went on without a terminal")


def test_a_wake_up_is_no_second_beginning(tmp_path: Path) -> None:
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd())}
    stacks = tmp_path / "stacks"
    # Which threads there are, not how many: the app's own pools grow whenever their work comes.
    watch = f"import faulthandler, signal; faulthandler.register(signal.SIGUSR1, open({str(stacks)!r}, 'w'))"
    program = f"{watch}; import tui.cli; tui.cli.main([])"
    with Terminal([sys.executable, "-c", program], environ, tmp_path) as terminal:
        terminal.wait("知道了")
        terminal.keys("Enter")
        terminal.wait_gone("知道了")
        for _ in range(3):
            os.kill(terminal.pid, signal.SIGCONT)
            time.sleep(0.3)
        terminal.keys("5")
        terminal.wait("私人笔记（0）")
        os.kill(terminal.pid, signal.SIGUSR1)
        # The first thread comes last, and this program is the foot of its stack.
        _until(lambda: 'File "<string>"' in stacks.read_text(), "no stacks")
        assert stacks.read_text().count("in run_input_thread") == 1, "one thread reads keys, not one more each time"
        terminal.hang_up()
        _until(lambda: not Path(f"/proc/{terminal.pid}").exists(), "the app went on without a terminal")


def _until(true: Callable[[], bool], otherwise: str) -> None:
    for _ in range(100):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(otherwise)
