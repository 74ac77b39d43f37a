"""One note from the shell prompt: as typed, tags found, of today's session, while the app is open too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sync.clock import SystemClock, today
from sync.workplace import open_workplace
from tests.cli.device import Device
from tests.cli.test_handover import app


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A branch of this device alone, with a session today."""
    with open_workplace(tmp_path / "home") as place:
        place.start_alone("测试支部")
        start = f"{today(SystemClock())}T09:00"
        place.desk.create("session", {"form": "collective_study", "title": "今天的会", "start": start})
    return Device(tmp_path / "home")


def test_words_tags_and_session_become_one_note(device: Device) -> None:
    said = device.ok("jot", "[TODO]", "看看", "#学习", "སྐྱིད", "＃待办,", "--session")
    assert said == "已记 11 字，只在本机；标签 学习、待办；记在“今天的会”名下"
    (found,) = device.run("list", "note", "--json").json
    note = device.run("show", found["id"], "--json").json["fields"]
    assert note["body"] == "[TODO] 看看 #学习 སྐྱིད ＃待办,"
    assert note["tags"] == ["学习", "待办"]
    assert note["session"] is not None
    assert note["at"].startswith(today(SystemClock()))


def test_standard_input_an_editor_and_nothing(device: Device, tmp_path: Path) -> None:
    device.ok("jot", typed="第一行\n第二行\n".encode())
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "写完了" >> "$1"\n')
    script.chmod(0o755)
    Device(device.home, VISUAL=str(script), PATH=os.environ["PATH"]).ok("jot", "开头", "--editor")
    bodies = {device.run("show", each["id"], "--json").json["fields"]["body"] for each in notes(device)}
    assert bodies == {"第一行\n第二行", "开头写完了"}
    empty = device.run("jot", typed=b" \n")
    assert (empty.code, len(notes(device))) == (1, 2)
    assert "没有写字" in empty.err


def test_what_was_written_in_an_editor_is_never_gone(device: Device, tmp_path: Path) -> None:
    script = tmp_path / "editor"
    environ = {"VISUAL": str(script), "PATH": os.environ["PATH"]}
    for ends, typed in ((1, "写了一小时"), (0, "长" * 400_000)):
        (tmp_path / "typed").write_text(typed, "utf-8")
        script.write_text(f'#!/bin/sh\ncat {tmp_path}/typed > "$1"\nexit {ends}\n')
        script.chmod(0o755)
        ran = Device(device.home, **environ).run("jot", "--editor")
        assert ran.code != 0
        assert typed in ran.err
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    with open_workplace(device.home) as place:
        (session,) = place.repository.find("session")
        place.desk.delete(session.id)
    ran = Device(device.home, **environ).run("jot", "--editor", "--session")
    assert "今天" in ran.err
    assert not (tmp_path / "opened").exists(), "asked before anything is written"
    assert notes(device) == []


def test_it_works_while_the_app_is_open(device: Device) -> None:
    with app(device) as place:
        assert device.ok("jot", "开着", "也", "记") == "已记 4 字，只在本机"
        assert [view.get("body") for view in place.repository.find("note")] == ["开着 也 记"]


def notes(device: Device) -> list[dict[str, str]]:
    """All notes."""
    found: list[dict[str, str]] = device.run("list", "note", "--json").json
    return found
