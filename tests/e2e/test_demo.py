"""`xinde demo` in a real terminal: Home of the sample branch, synced, in Chinese at 80x24; closing it leaves nothing behind."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

import pytest

from tests.cli.device import Device
from tests.e2e.terminal import NEEDS_TMUX, Terminal, surroundings

pytestmark = NEEDS_TMUX


def test_the_sample_branch_opens_synced_and_goes_without_a_trace(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd()), "TMPDIR": str(scratch)}
    with Terminal([sys.executable, "-m", "tui.cli", "demo"], environ, tmp_path) as terminal:
        shown = terminal.wait("示例县政府办公室支部", "首页", "已同步", patience=120)
        assert len(shown.splitlines()) <= 24
        assert "Traceback" not in shown
        (root,) = scratch.iterdir()
        port = int(Device(root / "home").json("status")["server"].rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port)).close()
        terminal.keys("Enter")
        terminal.wait_gone("涉密内容")
        terminal.keys("C-q")
        terminal.wait_ended()
        assert list(scratch.iterdir()) == []
        terminal.wait("演示结束，写下的内容没有保留")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()


def test_a_terminal_that_is_closed_leaves_no_server_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {**surroundings(tmp_path / "home"), "PYTHONPATH": str(Path.cwd()), "TMPDIR": str(scratch)}
    with Terminal([sys.executable, "-m", "tui.cli", "demo"], environ, tmp_path) as terminal:
        terminal.wait("示例县政府办公室支部", "首页", "已同步", patience=120)
        (root,) = scratch.iterdir()
        port = int(Device(root / "home").json("status")["server"].rpartition(":")[2])
    for _ in range(300):
        if not list(scratch.iterdir()):
            break
        time.sleep(0.1)
    assert list(scratch.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
