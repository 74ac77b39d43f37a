"""Beginning and end of the screen, on Windows too: no word about the keyboard protocol, nothing typed before is lost."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.driver import Driver
from textual.events import Key

from tui.appearance import Widths
from tui.beginning import speak_utf8
from tui.driver import our_driver
from tui.farewell import _hung_up
from tui.paths import typed_path


class Console(Driver):
    """A driver as Textual's for Windows begins and ends: it pushes and pops the protocol whatever it was told."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__(app)
        self.written: list[str] = []

    def write(self, data: str) -> None:
        self.written.append(data)

    def start_application_mode(self) -> None:
        for data in ("\x1b[?1049h", "\x1b[>1u"):
            self.write(data)

    def stop_application_mode(self) -> None:
        for data in ("\x1b[<u", "\x1b[?1049l"):
            self.write(data)

    def disable_input(self) -> None:
        """See Driver."""


def test_the_keyboard_protocol_is_neither_pushed_nor_popped_and_what_was_typed_comes_first() -> None:
    heard: list[str] = []

    class Heard(App[None]):
        typed = "你5\x1b[B\r".encode()

        async def _post_message(self, message: Any) -> bool:
            if isinstance(message, Key):
                heard.append(message.key)
            return True

    async def scene() -> list[str]:
        driver: Any = our_driver(Console)(Heard())
        driver.start_application_mode()
        driver.stop_application_mode()
        await asyncio.sleep(0.05)
        found: list[str] = driver.written
        return found

    assert asyncio.run(scene()) == ["\x1b[?1049h", "\x1b[?1049l"]
    assert heard == ["你", "5", "down", "enter"]


def test_textuals_driver_for_windows_still_pushes_what_ours_holds_back() -> None:
    """Read, not imported: it needs Windows' own modules."""
    import textual.drivers

    source = (Path(textual.drivers.__file__ or "").parent / "windows_driver.py").read_text("utf-8")
    assert r'self.write("\x1b[>1u")' in source
    assert r'self.write("\x1b[<u")' in source


def test_a_system_without_terminal_modes_signals_and_poll_is_no_obstacle(
    tmp_path: Path,
) -> None:
    """What a Windows Python lacks is hidden; a process of its own, since modules are imported once."""
    code = """
import sys, os, signal, select, pathlib
# The packages have their own modules for Windows; what is looked at is ours.
import filelock, httpx, platformdirs, sync.transport
for name in ("termios", "tty", "fcntl", "pwd", "grp", "resource", "pty"):
    sys.modules[name] = None
for name in ("SIGHUP", "SIGCONT", "SIGTSTP", "SIGKILL", "SIGWINCH"):
    delattr(signal, name)
del select.poll
sys.platform = "win32"
import tui.beginning, tui.probe, tui.farewell, tui.stopping, tui.external_editor, tui.takeover
with tui.beginning.Beginning() as begun:
    look = begun.ready()
from tui.doctor.examining import examine, healthy
found = {each.id for each in examine(pathlib.Path(sys.argv[1]), {}, there=True, answered=None)}
assert "failed" not in found, found
with tui.stopping.Stopping().heard():
    pass
print(look.glyphs.name, tui.probe.can_ask({"TERM": "xterm"}))
"""
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["fine", "False"]
    assert not _hung_up(None)


class Stream:
    """Standard output in a code page."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def reconfigure(self, *, encoding: str, errors: str) -> None:
        self.encoding = encoding


@pytest.mark.parametrize(
    ("page", "chinese", "then"),
    [
        ("cp936", 0, "cp936"),
        ("cp936", 2, "utf-8"),
        ("cp65001", 0, "cp65001"),
        ("cp1252", 0, "utf-8"),
        ("ascii", 0, "utf-8"),
        ("utf-8", 0, "utf-8"),
    ],
)
def test_an_encoding_that_holds_chinese_stays_and_another_gives_way(
    monkeypatch: pytest.MonkeyPatch, page: str, chinese: int, then: str
) -> None:
    stream = Stream(page)
    monkeypatch.setattr(sys, "__stdout__", stream)
    monkeypatch.setattr(sys, "__stderr__", None)
    speak_utf8(Widths(1, chinese))
    assert stream.encoding == then


def test_paths_are_read_as_windows_writes_them() -> None:
    assert typed_path('"D:\\学习\\名册.xlsx"', windows=True) == Path("D:\\学习\\名册.xlsx")
    assert typed_path("D:\\学习\\名册.xlsx", windows=True) == Path("D:\\学习\\名册.xlsx")
