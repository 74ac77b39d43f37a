"""`xinde doctor` finds what is wrong, says why it matters and how to mend it; with nothing wrong it says so."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from server_stub.certificate import make
from server_stub.clock import SystemClock
from sync.invite import Server
from tests.cli import serving
from tests.cli.branch import Branch, free_port
from tests.cli.device import Device, Ran
from tests.cli.test_pinned import imposter
from tui.appearance import Widths
from tui.doctor import examining, server, terminal
from tui.doctor.encoding import encoding
from tui.doctor.finding import Finding, Level
from tui.doctor.folder import folder
from tui.doctor.words import lines
from tui.room import LEAST

Found = dict[str, dict[str, str]]


def doctor(device: Device) -> tuple[int, Found]:
    """Its exit code, and what is not fine by its id."""
    ran: Ran = device.run("doctor", "--json")
    told: dict[str, Any] = json.loads(ran.out)
    assert told["healthy"] == (ran.code == 0)
    assert ran.err == ""
    return ran.code, {each["id"]: each for each in told["findings"] if each["level"] == "trouble"}


def troubles(found: list[Finding]) -> dict[str, str]:
    return {each.id: each.mend for each in found if each.level is Level.TROUBLE}


def test_with_nothing_wrong_it_says_so_and_a_stopped_server_and_a_skewed_clock_are_found(
    branch: Branch, zhang: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor(zhang) == (0, {})
    shown = zhang.ok("doctor")
    assert "都正常" in shown
    assert "已登录" in shown
    branch.stop()
    code, found = doctor(zhang)
    assert (code, list(found)) == (1, ["server.unreachable"])
    assert "ping 127.0.0.1" in found["server.unreachable"]["mend"]
    assert "不会丢" in found["server.unreachable"]["why"]

    class Skewed(SystemClock):
        def now(self) -> dt.datetime:
            return super().now() + dt.timedelta(minutes=20)

    monkeypatch.setattr(serving, "SystemClock", Skewed)
    branch.start()
    code, found = doctor(zhang)
    assert (code, list(found)) == (1, ["clock.slow"])
    assert "20 分钟" in found["clock.slow"]["what"] or "19 分钟" in found["clock.slow"]["what"]
    assert found["clock.slow"]["mend"].startswith(server.SET_CLOCK[sys.platform])
    zhang.ok("logout")
    assert list(doctor(zhang)[1]) == ["clock.slow", "server.signed_out"]


def test_without_a_data_folder_it_works_and_makes_none(tmp_path: Path) -> None:
    device = Device(tmp_path / "nowhere")
    code, found = doctor(device)
    assert (code, found) == (0, {})
    assert "还没有" in device.ok("doctor")
    assert not device.home.exists()
    (tmp_path / "file").write_text("x")
    assert list(doctor(Device(tmp_path / "file"))[1]) == ["folder.no_folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has code pages")
def test_a_missing_utf_8_locale_is_found(tmp_path: Path) -> None:
    """Processes of their own, since Python itself changes the C locale at its start."""
    for said, name in (
        ({"LANG": "C"}, "encoding.not_utf8"),
        ({"LANG": "C.UTF-8", "LC_ALL": "POSIX"}, "encoding.not_utf8"),
        ({"LANG": "xx_YY.UTF-8"}, "encoding.not_installed"),
    ):
        ran = Device(tmp_path, **{"LC_ALL": "", "LC_CTYPE": "", **said}).process("doctor", "--json")
        found = {each["id"]: each for each in json.loads(ran.out)["findings"] if each["level"] == "trouble"}
        assert (ran.code, list(found)) == (1, [name]), said
        assert found[name]["mend"].startswith("export LANG=C.UTF-8")
    assert list(troubles(list(encoding({}, "utf-8", coerced=False)))) == ["encoding.not_utf8"], "none is set at all"
    assert list(troubles(list(encoding({"LANG": "C.UTF-8"}, "latin-1", coerced=False)))) == ["encoding.output"]


def test_on_windows_the_code_page_is_looked_at() -> None:
    found = troubles(list(encoding({}, "cp936", windows=True)))
    assert list(found) == ["encoding.windows"]
    assert "chcp 65001" in found["encoding.windows"]
    assert troubles(list(encoding({}, "cp65001", windows=True))) == {}


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_folder_that_cannot_be_written_or_that_others_can_read_is_found(zhang: Device) -> None:
    home = zhang.home
    home.chmod(0o500)
    try:
        code, found = doctor(zhang)
        assert code == 1
        assert found["folder.read_only"]["mend"] == f'chmod -R u+rwX "{home}"'
        assert list(found) == ["folder.read_only"]
    finally:
        home.chmod(0o755)
    (home / "token").chmod(0o644)
    code, found = doctor(zhang)
    assert list(found) == ["folder.open", "folder.open_files"]
    assert found["folder.open"]["mend"] == f'chmod 700 "{home}"'
    assert "token" in found["folder.open_files"]["what"]
    # What it says, done.
    home.chmod(0o700)
    (home / "token").chmod(0o600)
    assert doctor(zhang) == (0, {})


@pytest.mark.skipif(
    os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become another"
)
def test_to_another_account_the_disk_says_no_by_itself(tmp_path: Path) -> None:
    """Root is stopped by no mode, so a child that is nobody looks."""
    shelf = Path("/tmp") / f"xinde-doctor-{os.getpid()}"
    shelf.mkdir(mode=0o755)
    home = shelf / "home"
    home.mkdir(0o500)
    os.chown(home, 65534, 65534)
    try:
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setgid(65534)
                os.setuid(65534)
                found = [each.id for each in folder(home) if each.level is Level.TROUBLE]
                os.write(writes, json.dumps(found).encode())
                code = 0
            finally:
                os._exit(code)
        os.close(writes)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert json.loads(os.read(reads, 4096)) == ["folder.read_only"]
        os.close(reads)
    finally:
        shutil.rmtree(shelf)


def test_damage_and_a_holder_are_told(zhang: Device) -> None:
    cache = zhang.home / "cache"
    journal = max(cache.glob("wal-*"))
    whole = journal.read_bytes()
    first, rest = whole.split(b"\n", 1)
    journal.write_bytes(first + b"\n" + b"x" + rest[1:])
    code, found = doctor(zhang)
    assert (code, list(found)) == (1, ["folder.damaged"])
    assert found["folder.damaged"]["mend"].startswith("xinde recover")


def test_another_certificate_and_its_end_are_told() -> None:
    port = free_port()
    with imposter(port) as other:
        address = f"https://127.0.0.1:{port}"
        found = troubles(list(server.reach(Server(address, "0" * 64), None)))
        assert list(found) == ["server.certificate"]
        assert "xinde move" in found["server.certificate"]
        ends = server._ends(Server(address, other.certificate.fingerprint))
    assert ends is not None
    assert ends > dt.datetime.now(dt.UTC)
    assert make("127.0.0.1", SystemClock().now()).fingerprint != other.certificate.fingerprint


def test_a_part_that_breaks_is_a_finding_and_the_others_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> list[Finding]:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(examining, "folder", broken)
    found = examining.examine(tmp_path, {"LANG": "C.UTF-8", "TERM": "dumb"}, there=True, answered=None)
    assert {"failed", "terminal.dumb"} <= set(troubles(found))
    said = "\n".join(lines(found))
    assert "RuntimeError" in said
    assert said.index("[!]") < said.index("[ ]"), "what has to be mended comes first"


def test_terminals_are_told_apart() -> None:
    def ids(environ: dict[str, str]) -> set[str]:
        return {each.id for each in terminal.terminal(environ, there=True)}

    assert {"terminal.tmux", "terminal.ssh"} <= ids({"TERM": "tmux", "TMUX": "x", "SSH_CONNECTION": "1.2.3.4 1 2 3"})
    assert "terminal.screen" in ids({"TERM": "screen", "STY": "1"})
    assert "terminal.few_colours" in ids({"TERM": "linux"})
    assert "terminal.few_colours" not in ids({"TERM": "xterm-256color"})
    assert "terminal.no_color" in ids({"TERM": "xterm", "NO_COLOR": "1"})
    assert (LEAST.width, LEAST.height) == terminal.LEAST
    assert [each.id for each in terminal.widths(Widths(1, 3))] == ["width.chinese"]
    assert [each.id for each in terminal.widths(Widths(2, 2))] == ["width.wide"]
    assert [each.id for each in terminal.widths(Widths())] == ["width.silent"]
