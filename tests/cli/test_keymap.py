"""`xinde keys` and `xinde keymap`: the key sheet of the shell, and the person's own keys."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.device import Device
from tui.command import use_keys
from tui.command_table import COMMANDS


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    """A folder that is not there yet; the keys a command leaves behind are this process's own."""
    yield Device(tmp_path / "home")
    use_keys({})


def test_an_example_is_written_once_and_what_is_changed_in_it_is_in_force(device: Device) -> None:
    path = device.home / "keymap.toml"
    assert device.ok("keymap", "path") == str(path)
    assert "xinde keymap init" in device.ok("keymap", "check")
    assert str(path) in device.ok("keymap", "init")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    refused = device.run("keymap", "init", "--json")
    assert (refused.code, refused.error["code"]) == (1, "keymap_exists")
    text = path.read_text("utf-8").replace('# "sessions.new" = "ctrl+n,n"', '"sessions.new" = "f11,ctrl+n"')
    path.write_text(text, "utf-8")
    assert device.run("keymap", "check").code == 0
    assert device.run("keymap", "check", "--json").json["keys"] == {"sessions.new": "f11,ctrl+n"}
    assert "F11 ^N" in device.ok("keys", "sessions")


def test_the_key_sheet_has_every_command_of_every_screen_in_the_readers_language(device: Device) -> None:
    sheet = device.ok("keys")
    assert "会议记录  (minutes)" in sheet
    for language, word in (("C.UTF-8", "新建"), ("en_US.UTF-8", "New")):
        found = Device(device.home, LANG=language).run("keys", "--json").json
        assert {each["scope"]: [command["id"] for command in each["commands"]] for each in found} == {
            scope: [command.id for command in commands] for scope, commands in COMMANDS.items()
        }
        [sessions] = Device(device.home, LANG=language).run("keys", "sessions", "--json").json
        [new] = [command for command in sessions["commands"] if command["id"] == "sessions.new"]
        assert (new["keys"], new["shown"], new["label"]) == (["ctrl+n", "n"], ["^N", "N"], word)
    wrong = device.run("keys", "sesions")
    assert wrong.code == 2
    assert "sessions" in wrong.err


def test_a_bad_line_is_told_with_what_would_do(device: Device) -> None:
    device.home.mkdir()
    (device.home / "keymap.toml").write_text('"app.nota" = "f11"\n"app.sync" = "f11"\n', "utf-8")
    ran = device.run("keymap", "check")
    assert ran.code == 1
    assert "第 1 行" in ran.out
    assert "app.note" in ran.out
    [problem] = device.run("keymap", "check", "--json").json["problems"]
    assert (problem["line"], problem["code"], problem["nearest"]) == (1, "unknown_id", "app.note")
    sheet = device.run("keys", "app")
    assert "F11" in sheet.out
    assert "xinde keymap check" in sheet.err
