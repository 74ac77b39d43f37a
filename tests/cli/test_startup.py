"""A command loads what it needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens.stage import alone

HEAVY = ("textual", "httpx", "sqlalchemy", "starlette", "babel", "pypinyin", "cryptography", "server_stub", "rich")

WRITERS = ("docx", "openpyxl", "icalendar", "lxml")
"""What writes documents: a third of a second to import together."""


LATE = {
    "httpx": "90 ms; the sync thread loads it beside the screen",
    "httpcore": "comes with httpx",
    "cryptography": "40 ms; only who opens a vault or signs in needs it",
    "pypinyin": "300 ms; a worker loads it",
    "babel": "30 to 60 ms; only where a catalog was not compiled",
    "docx": "100 ms; a file is written in a worker",
    "openpyxl": "150 ms; a file is read or written in a worker",
    "icalendar": "100 ms; a file is written in a worker",
    "lxml": "comes with docx and openpyxl",
    "argparse": "only commands have arguments",
    "sqlalchemy": "only a server has a database",
    "starlette": "only a server serves",
    "server_stub": "only a server serves",
    "tui.commandline.grammar": "only commands have a grammar",
    "tui.launcher": "only the demo starts a server",
    "tui.samples": "only the demo has samples",
    "tui.finding": "search is read in when it is first asked for",
    "tui.gap_words": "10 ms with what it says of readings; needed when something was counted",
    "tui.study_words": "patterns of dates; only a line that is written needs them",
    "tui.documents.office": "documents are made when asked for",
    "tui.screens.session": "a page loads when it is opened; Home is the only one at the start",
    "tui.screens.plans": "a page loads when it is opened",
    "tui.screens.people": "a page loads when it is opened",
    "tui.screens.year": "a page loads when it is opened",
    "tui.screens.export": "a page loads when it is opened",
    "tui.screens.importing": "a page loads when it is opened",
    "tui.screens.vault": "a page loads when it is opened",
    "tui.screens.reading_room": "a page loads when it is opened",
    "tui.screens.conflicts": "a page loads when it is opened",
    "tui.screens.history": "a page loads when it is opened",
}
"""What must not be loaded when Home stands for the first time, and what it would cost or who needs it."""

MOST_OWN = 245
"""Modules of `tui` and `sync` at the first frame; each costs 0.2 to 2 ms. More of them is a decision, not an accident."""

FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from tui.terminal import prepare
prepare()
from tui.start import open_app
from tui.open_work import OpenWork
# What is open is counted in a thread after the first frame; what that loads is no longer the start.
OpenWork.count = lambda self: None
app = open_app(Path({home!r}))
# The sync loop is a thread of its own, and nothing of it may be waited for.
app.loop = app.folder = None
async def main():
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        loaded = list(sys.modules)
    print(*loaded)
asyncio.run(main())
"""


def loaded_by(program: str, home: Path) -> set[str]:
    """Which of the heavy packages a program has loaded when it ends."""
    heavy = HEAVY + WRITERS
    code = f"{program}\nimport sys; print(' '.join(n for n in {heavy!r} if n in sys.modules), file=sys.stderr)"
    environ = {**os.environ, "XINDE_HOME": str(home)}
    ran = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    return set(ran.stderr.splitlines()[-1].split()) if ran.stderr.strip() else set()


def test_importing_the_command_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_by("import tui.cli", tmp_path) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["--help"],
        ["new", "note", "body=x"],
        ["list", "session"],
        ["conflicts"],
        ["nonsense"],
        ["export", "list"],
        ["keys", "app"],
    ],
    ids=str,
)
def test_commands_without_network_load_no_network_and_no_screen(words: list[str], tmp_path: Path) -> None:
    assert loaded_by(f"import tui.cli; tui.cli.main({words!r})", tmp_path / "home") == set()


def test_the_app_and_its_pages_of_documents_load_nothing_that_writes_files(tmp_path: Path) -> None:
    program = "import tui.app, tui.screens.home, tui.screens.export, tui.screens.preview, tui.documents.looking"
    assert not loaded_by(program, tmp_path) & set(WRITERS)


def test_the_app_loads_nothing_before_its_first_frame_that_can_come_later(tmp_path: Path) -> None:
    with alone(tmp_path):
        # A folder that was in use before: Home is what is seen first.
        pass
    environ = {**os.environ, "XINDE_HOME": str(tmp_path)}
    program = FIRST_FRAME.format(home=str(tmp_path))
    ran = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "tui.screens.home" in loaded
    assert {name: why for name, why in LATE.items() if name in loaded} == {}
    own = [name for name in loaded if name.partition(".")[0] in ("tui", "sync")]
    assert len(own) <= MOST_OWN, sorted(own)


def test_the_messages_load_neither_a_parser_nor_anything_heavy(tmp_path: Path) -> None:
    assert loaded_by("import tui.messages, sys; assert 'argparse' not in sys.modules", tmp_path) == set()


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    environ = {**os.environ, "XINDE_HOME": str(tmp_path / "home")}
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "tui.cli", "status"], env=environ, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_without_a_terminal_no_app_is_opened(tmp_path: Path) -> None:
    environ = {**os.environ, "XINDE_HOME": str(tmp_path / "home")}
    ran = subprocess.run(
        [sys.executable, "-m", "tui.cli"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "xinde --help" in ran.stderr
    assert not (tmp_path / "home").exists()
