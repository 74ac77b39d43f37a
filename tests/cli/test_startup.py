"""A command loads what it needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "httpx", "sqlalchemy", "starlette", "babel", "pypinyin", "cryptography", "server_stub", "rich")

WRITERS = ("docx", "openpyxl", "icalendar", "lxml")
"""What writes documents: a third of a second to import together."""


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
    ],
    ids=str,
)
def test_commands_without_network_load_no_network_and_no_screen(words: list[str], tmp_path: Path) -> None:
    assert loaded_by(f"import tui.cli; tui.cli.main({words!r})", tmp_path / "home") == set()


def test_the_app_and_its_pages_of_documents_load_nothing_that_writes_files(tmp_path: Path) -> None:
    program = "import tui.app, tui.screens.home, tui.screens.export, tui.screens.preview, tui.documents.looking"
    assert not loaded_by(program, tmp_path) & set(WRITERS)


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
