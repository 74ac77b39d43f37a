"""`find`: the search of the screen as a command, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.device import Device
from tests.cli.test_startup import loaded_by
from tests.screens.stage import OTHER, joined


@pytest.fixture
def device(tmp_path: Path) -> Device:
    with joined(tmp_path, "clerk") as place:
        for n in range(3):
            place.desk.create(
                "session", {"form": "exchange", "title": f"例会 {n}", "start": f"2026-0{n + 1}-05T09:00", "host": OTHER}
            )
        place.desk.create("note", {"title": "想法", "body": "调查研究要有提纲", "at": "2026-01-05T10:00"})
    return Device(tmp_path, LANG="zh_CN.UTF-8", XINDE_LANG="zh")


def test_lines_name_kind_day_title_and_where_it_stands(device: Device) -> None:
    [line] = device.ok("find", "dcyj").splitlines()
    assert line.split()[1:] == ["私人笔记", "2026-01-05", "想法", "调查研究要有提纲"]
    assert "还有 1 条" in device.ok("find", "lh", "人:zs", "--limit", "2").splitlines()[-1]
    assert "没有找到" in device.ok("find", "没有这样的")
    assert "主题" in device.ok("find", "主题:x").splitlines()[0]


def test_programs_get_json_and_what_the_shell_keeps_together_is_one_word(device: Device) -> None:
    found = device.json("find", "例会 1", "类:活动", "month:2026-2")
    assert [(each["kind"], each["state"], each["date"], each["title"]) for each in found] == [
        ("session", "planned", "2026-02-05", "例会 1")
    ]
    assert found[0]["found"] == [{"field": "title", "text": "例会 1"}]


def test_a_condition_nothing_meets_is_wrong_usage_with_what_is_near(device: Device) -> None:
    assert "学习活动" in device.refused(2, "find", "类:学习活洞")["message"]
    assert "limit" in device.refused(2, "find", "x", "--limit", "0")["message"]


def test_finding_loads_no_screen(tmp_path: Path) -> None:
    assert loaded_by("import tui.cli; tui.cli.main(['find', 'zs'])", tmp_path / "home") == set()
