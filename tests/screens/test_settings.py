"""What this device looks like is chosen by keys or by a command, seen at once, and kept for the next start."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.device import Device
from tests.screens.stage import Stage, alone, play
from tui import appearance
from tui.appearance import Appearance, appearance_path
from tui.widgets.record_table import RecordTable


def test_a_theme_and_signs_are_chosen_and_kept(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("semicolon")
            assert "本机设置" in on.lines()[0]
            await on.keys("down", "enter")
            assert "浅底深字" in on.text()
            await on.type("浅色")
            await on.keys("enter")
            assert on.app.theme == "xinde-light"
            assert on.said()[-1] == "主题换成“浅色”，已存好。"
            assert "Enter 选择" in on.lines()[-1]
            assert "Enter 换" in on.text()
            await on.keys("up", "enter")
            await on.type("列对不齐")
            await on.keys("enter")
            assert "心得 | 测试支部" in on.lines()[0], "seen at once"
            assert on.app.has_class("-plain")
            await on.keys("escape")
            assert "首页" in on.lines()[0]

        play(place, act)
        kept = appearance.read(appearance_path())
        assert (kept.glyphs, kept.theme) == ("ascii", "light")


def test_what_the_environment_says_goes_first_and_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINDE_GLYPHS", "unicode")
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("semicolon")
            assert "XINDE_GLYPHS" in on.text()
            await on.keys("enter")
            await on.type("列对不齐")
            await on.keys("enter")
            assert "心得 · 测试支部" in on.lines()[0]

        play(place, act)


def test_the_check_up_is_a_page(tmp_path: Path) -> None:
    with open_workplace(tmp_path, "app") as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", "notice_read", {"at": "2026-01-01T00:00:00+00:00"})])

        async def act(on: Stage) -> None:
            on.app.folder = tmp_path
            await on.keys("ctrl+p")
            await on.type("检查")
            await on.keys("enter")
            await on.until(lambda: "数据完好" in on.text())
            assert "检查" in on.lines()[0]
            await on.keys("ctrl+t")
            assert "The data is whole" in on.text()
            await on.keys("escape")

        play(place, act)


def test_the_command_shows_and_sets(tmp_path: Path) -> None:
    device = Device(tmp_path)
    assert device.json("settings")["theme"] == {"chosen": "dark", "in_force": "dark"}
    device.ok("settings", "theme=contrast", "colours=16")
    assert appearance.read(tmp_path / appearance.NAME) == Appearance(theme="contrast", colours="16")
    assert "高对比" in device.ok("settings")
    assert "theme=dark|light" in device.refused(2, "settings", "theme=pink")["message"]
    forced = Device(tmp_path, NO_COLOR="1")
    assert forced.json("settings")["colours"] == {"chosen": "16", "in_force": "none"}
    assert "NO_COLOR" in forced.ok("settings")


def test_a_large_window_is_used(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        for number in range(60):
            place.desk.create(
                "note", {"at": f"2026-03-01T09:{number:02}", "body": f"要点{number:02}，" + "很长的标题" * 8}
            )

        async def act(on: Stage) -> None:
            await on.keys("5")
            assert sum("要点" in line for line in on.lines()) >= 45, "a row for each line"
            assert "很长的标题" * 6 in on.text(), "columns are wider"
            assert on.app.screen.query_one(RecordTable).size.width == 160
            await on.keys("ctrl+p")
            box = on.app.screen.query_one("#dialog").region
            assert (box.width, box.x) == (100, 30)
            assert box.height > 30

        play(place, act, size=(160, 50))
