"""What docs/server and docs/OPERATING tell a machine or a person to run is what the program takes."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server_stub.admin import _parser

DOCS = Path(__file__).parents[2] / "docs"
UNITS = sorted((DOCS / "server").glob("xinde-*.service"))
CONTAINER = (DOCS / "server" / "Containerfile").read_text("utf-8")


def accepted(words: list[str]) -> None:
    """Fail unless the program takes this command line."""
    try:
        _parser().parse_args(words)
    except SystemExit:
        pytest.fail(f"not a command line of xinde-server: {shlex.join(words)}")


def commands_of_units() -> Iterator[tuple[str, list[str]]]:
    for unit in UNITS:
        for line in unit.read_text("utf-8").splitlines():
            if line.startswith("ExecStart="):
                yield unit.name, shlex.split(line.partition("=")[2])


@pytest.mark.parametrize(("name", "words"), list(commands_of_units()))
def test_the_units_run_commands_there_are(name: str, words: list[str]) -> None:
    assert words[0] == "/opt/xinde/bin/xinde-server"
    accepted(words[1:])


def test_the_units_keep_the_data_to_themselves() -> None:
    assert [unit.name for unit in UNITS] == ["xinde-backup.service", "xinde-server.service"]
    for unit in UNITS:
        lines = unit.read_text("utf-8").splitlines()
        wanted = {"User=xinde", "StateDirectoryMode=0700", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"}
        assert wanted <= set(lines)
    assert "Unit=" not in (DOCS / "server" / "xinde-backup.timer").read_text("utf-8"), "it starts the unit of its name"


def test_the_container_runs_a_command_there_is_as_nobody_special() -> None:
    (command,) = re.findall(r"^CMD (\[.*\])$", CONTAINER, re.M)
    accepted(json.loads(command))
    for written in re.findall(r"^#   docker run .* xinde-server (\S.*)$", CONTAINER, re.M):
        accepted(shlex.split(written))
    assert re.findall(r"^ENTRYPOINT (.*)$", CONTAINER, re.M) == ['["xinde-server"]']
    assert re.findall(r"^USER (.*)$", CONTAINER, re.M) == ["10001"]
    installs = re.findall(r"pip install .*", CONTAINER)
    assert installs
    assert all("--require-hashes" in each or "--no-index" in each for each in installs)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    for path in (DOCS / "server").glob("xinde-*.*"):
        written = path.read_text("utf-8").replace("/opt/xinde/bin/xinde-server", "/bin/true")
        (tmp_path / path.name).write_text(written, "utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, timeout=60, check=False
    )
    mine = [line for line in done.stderr.splitlines() if "xinde" in line]
    assert mine == []


@pytest.mark.parametrize("page", ["OPERATING.md", "OPERATING.zh-CN.md"])
def test_the_operators_page_shows_commands_there_are(page: str) -> None:
    shown = re.findall(r"^ {4}xinde-server (\S.*)$", (DOCS / page).read_text("utf-8"), re.M)
    assert len(shown) > 10
    for written in shown:
        accepted(shlex.split(written))


def test_the_operators_page_is_the_same_in_both_languages() -> None:
    pages = [(DOCS / page).read_text("utf-8") for page in ("OPERATING.md", "OPERATING.zh-CN.md")]
    one, two = ([line for line in page.splitlines() if line.startswith("    ")] for page in pages)
    assert one == two
    assert pages[0].count("\n## ") == pages[1].count("\n## ")
    assert pages[0].count("\n| ") == pages[1].count("\n| ")
