"""`timer`: the units and the line for cron, written, taken away again, and really run."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.device import Device
from tests.screens.stage import joined
from tui.commandline import timers
from tui.commandline.timers import Timer, sync_command

ODD = Path("/home/wang wu/100%/心得")


def test_the_units_are_units_whatever_the_folder_is_called(tmp_path: Path) -> None:
    made = Timer((str(tmp_path / "a dir" / "xinde"), "sync", "--quiet"), ODD, 30)
    assert '"XINDE_HOME=/home/wang wu/100%%/心得"' in made.service
    assert "SuccessExitStatus=3 5" in made.service
    assert "OnUnitActiveSec=30min" in made.timer
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    program = tmp_path / "a dir" / "xinde"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for ending, text in (("service", made.service), ("timer", made.timer)):
        (tmp_path / f"xinde-sync.{ending}").write_text(text, "utf-8")
    files = [str(tmp_path / f"xinde-sync.{ending}") for ending in ("service", "timer")]
    ran = subprocess.run(
        ["systemd-analyze", "--user", "verify", *files],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "xinde-sync" not in ran.stderr, ran.stderr
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("minutes", "when"), [(5, "*/5 * * * *"), (30, "*/30 * * * *"), (60, "7 */1 * * *"), (1440, "7 */24 * * *")]
)
def test_the_line_for_cron_says_when_and_is_a_command_of_the_shell(minutes: int, when: str) -> None:
    line = Timer(("/opt/x y/xinde", "sync", "--quiet"), ODD, minutes).crontab_line
    assert line.startswith(f"{when} ")
    words = shlex.split(line.removeprefix(when).replace(r"\%", "%"), comments=True)
    assert words[:5] == ["env", f"XINDE_HOME={ODD}", "/opt/x y/xinde", "sync", "--quiet"]


def pretend(bin_: Path, **programs: str) -> str:
    """A PATH on which these programs alone are found, each a shell script."""
    bin_.mkdir(exist_ok=True)
    for name, text in programs.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{text}\n")
        (bin_ / name).chmod(0o755)
    return str(bin_)


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A device that has joined; its server is not there."""
    home = tmp_path / "home"
    with joined(home):
        pass
    return Device(home)


def test_where_systemd_runs_it_is_asked_to(device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "asked"
    monkeypatch.setenv("PATH", pretend(tmp_path / "bin", systemctl=f'echo "$@" >> {log}'))
    assert "15 分钟" in device.ok("timer", "install")
    folder = timers.units()
    assert sorted(path.name for path in folder.iterdir()) == ["xinde-sync.service", "xinde-sync.timer"]
    assert f"XINDE_HOME={device.home}" in (folder / "xinde-sync.service").read_text("utf-8")
    assert "--user enable --now xinde-sync.timer" in log.read_text()
    told = device.run("timer", "status", "--json").json
    assert (told["by"], told["active"]) == ("systemd", True)
    device.ok("timer", "remove")
    assert list(folder.iterdir()) == []
    assert "--user disable --now xinde-sync.timer" in log.read_text()
    assert device.run("timer", "remove", "--json").json == {"removed": False}


def test_else_a_line_goes_into_the_crontab_and_others_stay(
    device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "crontab.txt"
    kept.write_text("0 8 * * 1 /usr/bin/backup\n")
    cron = f'if [ "$1" = -l ]; then /bin/cat {kept}; else /bin/cat > {kept}.new; /bin/mv {kept}.new {kept}; fi'
    monkeypatch.setenv("PATH", pretend(tmp_path / "bin", systemctl="exit 1", crontab=cron))
    device.ok("timer", "install", "--every", "30")
    device.ok("timer", "install", "--every", "20")
    lines = kept.read_text("utf-8").splitlines()
    assert lines[0] == "0 8 * * 1 /usr/bin/backup"
    assert [line.partition(" env")[0] for line in lines[1:]] == ["*/20 * * * *"], "once, as it was asked for last"
    assert device.run("timer", "status", "--json").json["by"] == "cron"
    device.ok("timer", "remove")
    assert kept.read_text("utf-8").splitlines() == ["0 8 * * 1 /usr/bin/backup"]


def test_a_crontab_that_cannot_be_read_is_not_written_over(
    device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, says = tmp_path / "crontab.txt", tmp_path / "says"
    others = "# \u5907\u4efd\n0 8 * * 1 /usr/bin/backup\x0c\n\n# \u672b\n".encode("gb18030")
    kept.write_bytes(others)
    reading = f"if [ -f {says} ]; then /bin/cat {says} >&2; exit 1; fi; /bin/cat {kept}"
    cron = f'if [ "$1" = -l ]; then {reading}; else /bin/cat > {kept}.new; /bin/mv {kept}.new {kept}; fi'
    monkeypatch.setenv("PATH", pretend(tmp_path / "bin", systemctl="exit 1", crontab=cron))
    says.write_text("crontab: cannot open your file\n")
    ran = device.run("timer", "install")
    assert (ran.code, kept.read_bytes()) == (1, others)
    assert "crontab -l" in ran.err
    device.ok("timer", "remove")
    says.unlink()
    device.ok("timer", "install")
    assert kept.read_bytes().startswith(others)
    device.ok("timer", "remove")
    assert kept.read_bytes() == others
    says.write_text("no crontab for wang\n")
    device.ok("timer", "install")
    assert b"backup" not in kept.read_bytes()


def test_without_either_it_says_what_to_run(device: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path / "bin"))
    ran = device.run("timer", "install")
    assert ran.code == 1
    assert "sync --quiet" in ran.out
    assert "没有设定时同步" in device.ok("timer", "status")
    assert device.run("timer", "install", "--every", "1").code == 2


def test_what_the_timer_runs_really_syncs_and_says_nothing(zhang: Device) -> None:
    zhang.ok("new", "note", "body=只在本机")
    environ = {**os.environ, "XINDE_HOME": str(zhang.home), "PYTHONPATH": str(Path.cwd())}
    before = zhang.run("status", "--json").json["last_sync"]
    ran = subprocess.run(sync_command(), env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert zhang.run("status", "--json").json["last_sync"] != before


def test_a_folder_of_no_branch_has_nothing_to_sync(tmp_path: Path) -> None:
    assert Device(tmp_path / "none").run("timer", "install").code == 4
