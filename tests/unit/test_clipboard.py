"""A text for the clipboard goes to the terminal outside tmux and screen too, and a pager shows it without a file."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest

from tui import pager
from tui.clipboard import MOST, sequences, too_long

TEXT = "决议：བོད་ 👩\u200d💻\n[TODO]"


def told(sequence: str) -> str:
    """The text in it."""
    return base64.b64decode(re.sub(r"\x1bP|\x1b\\", "", sequence).split(";")[-1].rstrip("\a")).decode()


def test_the_terminal_is_given_the_text() -> None:
    (plain,) = sequences(TEXT, {})
    assert plain.startswith("\x1b]52;c;")
    assert plain.endswith("\a")
    assert told(plain) == TEXT


def test_tmux_takes_it_and_passes_it_on() -> None:
    plain, passed = sequences(TEXT, {"TMUX": "/tmp/tmux"})
    assert told(plain) == TEXT
    assert passed == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def test_screen_passes_it_on_in_pieces() -> None:
    (passed,) = sequences(TEXT * 40, {"STY": "1.pts"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", passed, re.DOTALL)
    assert len(pieces) > 3
    assert max(map(len, pieces)) <= 240
    assert told("".join(pieces)) == TEXT * 40


def test_what_terminals_drop_is_known() -> None:
    assert not too_long("文" * 10_000)
    assert too_long("文" * (MOST // 4 + 1))


def programs(folder: Path, *names: str) -> str:
    """A search path with these programs; each writes what it was given, and its settings, into a file beside it."""
    for name in names:
        program = folder / name
        program.write_text(f'#!/bin/sh\n{{ echo "$LESS $LESSHISTFILE $*"; /bin/cat; }} > {folder}/seen\n', "utf-8")
        program.chmod(0o755)
    return str(folder)


@pytest.mark.skipif(os.name != "posix", reason="the pagers of these tests are shell scripts")
def test_the_pager_of_the_account_or_a_usual_one_with_the_reason(tmp_path: Path) -> None:
    path = programs(tmp_path, "less", "most")
    assert pager.command({"PATH": path, "PAGER": "most -s"}) == pager.Pager(("most", "-s"))
    assert pager.command({"PATH": path}) == pager.Pager(("less",))
    assert pager.command({"PATH": path, "PAGER": "nowhere"}) == pager.Pager(("less",), "nowhere", "not_found")
    assert pager.command({"PATH": path, "PAGER": "cat"}) == pager.Pager(("less",), "cat", "shows_nothing")
    assert pager.command({"PATH": path, "PAGER": "le'ss"}) == pager.Pager(("less",), "le'ss", "unreadable")
    assert pager.command({"PATH": str(tmp_path / "empty")}) is None


@pytest.mark.skipif(os.name != "posix", reason="the pagers of these tests are shell scripts")
def test_the_text_goes_through_a_pipe(tmp_path: Path) -> None:
    path = programs(tmp_path, "less")
    assert pager.read(TEXT, (f"{path}/less", "-x"), {"PATH": path, "LESSHISTFILE": "/home/h"}) == 0
    assert (tmp_path / "seen").read_text("utf-8") == "-iM - -x\n" + TEXT
    assert pager.read(TEXT, (f"{path}/less",), {"PATH": path, "LESS": "-R"}) == 0
    assert (tmp_path / "seen").read_text("utf-8").startswith("-R - \n")
    assert pager.read(TEXT, (f"{path}/nowhere",), {"PATH": path}) is None
    leaves = tmp_path / "leaves"
    leaves.write_text("#!/bin/sh\nexit 0\n")
    leaves.chmod(0o755)
    assert pager.read("长" * 200_000, (str(leaves),), {"PATH": path}) == 0
