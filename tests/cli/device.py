"""A data folder used through the command line, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.cli import main

PASSWORD = "correct horse"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """Its refusal as JSON."""
        found: dict[str, str] = json.loads(self.err)["error"]
        return found


class Device:
    """One `XINDE_HOME`."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        self.environ = {"XINDE_HOME": str(home), "XINDE_PASSWORD": PASSWORD, **environ}

    def run(self, *words: str, typed: bytes = b"") -> Ran:
        """Run a command in this process; it must not end in a traceback."""
        out, err = io.StringIO(), io.StringIO()
        with _environment(self.environ), _typed(typed), redirect_stdout(out), redirect_stderr(err):
            code = main(list(words))
        assert "Traceback" not in err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def ok(self, *words: str, typed: bytes = b"") -> str:
        """Run a command that must succeed; what it printed, without the last line end."""
        ran = self.run(*words, typed=typed)
        assert ran.code == 0, (words, ran)
        return ran.out.rstrip("\n")

    def json(self, *words: str) -> Any:
        """Run a command that must succeed, and read its JSON."""
        return json.loads(self.ok(*words, "--json"))

    def refused(self, code: int, *words: str, typed: bytes = b"") -> dict[str, str]:
        """Run a command that must end with this exit code; its error."""
        ran = self.run(*words, "--json", typed=typed)
        assert ran.code == code, (words, ran)
        return ran.error

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Run a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "tui.cli", *words],
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def process(self, *words: str) -> Ran:
        """Run a command in a process of its own and wait for its end."""
        started = self.start(*words)
        out, err = started.communicate(timeout=60)
        assert "Traceback" not in err
        return Ran(started.returncode, out, err)


@contextmanager
def _environment(more: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _typed(text: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before
