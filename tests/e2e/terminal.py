"""A real terminal for the real program: tmux at 80x24, keys sent, the screen read as text."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pytest

from tui.standstill import BEAT, NAME, PATIENCE

NEEDS_TMUX = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

LOOK = 0.05
"""Seconds between two looks at a screen; a look is a process of its own and takes a few milliseconds."""


class Terminal:
    """One tmux server of its own with one window; ends with everything in it."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], folder: Path, size: tuple[int, int] = (80, 24)
    ) -> None:
        self._folder = folder
        self._socket = f"xinde-test-{uuid.uuid4().hex[:8]}"
        self._environ = {**environ, "TERM": "xterm-256color"}
        width, height = size
        (folder / "tmux.conf").write_text(
            "set -g status off\nset -g default-terminal 'tmux-256color'\nset -sg escape-time 0\nset -g remain-on-exit on\n"
        )
        self._run(
            "-f",
            str(folder / "tmux.conf"),
            "new-session",
            "-d",
            "-x",
            str(width),
            "-y",
            str(height),
            "-c",
            str(folder),
            *command,
        )
        self.pid = int(self._run("display-message", "-p", "#{pane_pid}").strip())

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-L", self._socket, *words],
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"tmux {words[0]}: {done.stderr}")
        return done.stdout

    def screen(self) -> str:
        """What the window shows now."""
        return self._run("capture-pane", "-p")

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names: Enter, Escape, F4, C-s, a."""
        for name in names:
            self._run("send-keys", name)
            time.sleep(0.05)

    def enter(self) -> None:
        """Press Enter without the pause after a key."""
        self._run("send-keys", "Enter")

    def write(self, text: str) -> None:
        """Characters as an input method commits them."""
        self._run("send-keys", "-l", text)

    def paste(self, text: str) -> None:
        """A text as a terminal without bracketed paste gives it: all at once, as if typed."""
        file = self._folder / "pasted.txt"
        file.write_text(text, "utf-8")
        self._run("load-buffer", str(file))
        self._run("paste-buffer")

    def wait(self, *texts: str, patience: float = 20.0) -> str:
        """The screen as soon as it shows all the texts; fails with the screen when it never does."""
        shown = ""

        def there() -> bool:
            nonlocal shown
            shown = self.screen()
            flat = shown.replace("\n", "")
            return all(text in shown or text in flat for text in texts)

        self.until(there, f"never showed {texts}", patience)
        return shown

    def wait_gone(self, text: str, patience: float = 20.0) -> None:
        """Wait until the screen shows a text no longer."""
        self.until(lambda: text not in self.screen(), f"still shows {text!r}", patience)

    def ended(self) -> bool:
        """True when the program is over."""
        return self._run("display-message", "-p", "#{pane_dead}").strip() == "1"

    def wait_ended(self) -> None:
        """Wait for the program to end."""
        self.until(self.ended, "it never ended", patience=30.0)

    def until(self, true: Callable[[], bool], otherwise: str, patience: float = 20.0) -> None:
        """Wait until something holds; fails with `otherwise` and the screen when it never does."""
        end = time.monotonic() + patience
        while not true():
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise}; the screen:\n{self.screen()}\n{self._stands_at()}")
            time.sleep(LOOK)

    def _stands_at(self) -> str:
        """Where the app's threads are, if it has stopped answering; its own watch takes a while to say so."""
        kept = Path(self._environ.get("XINDE_HOME", "")) / NAME
        until = time.monotonic() + PATIENCE + BEAT
        while kept.is_file() and time.monotonic() < until:
            if kept.stat().st_size:
                time.sleep(0.5)
                return f"the app stands still:\n{kept.read_text('utf-8')}"
            time.sleep(0.5)
        return ""

    def hang_up(self) -> None:
        """Close the terminal under the program, as a dropped line does."""
        self._run("kill-server")

    def close(self) -> None:
        """End everything."""
        subprocess.run(
            ["tmux", "-L", self._socket, "kill-server"], env=self._environ, capture_output=True, timeout=30, check=False
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """An environment with a home of its own, in a Chinese-speaking UTF-8 locale every machine has."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "CST-8",
        "XINDE_HOME": str(home / "xinde"),
        **more,
    }
