"""What the app says on its own: the notice of the first start, and the notices in the corner."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.reaching import CertificateChanged
from sync.workplace import open_workplace
from tests.screens.meeting import session, show, staff
from tests.screens.stage import Stage, alone, joined, play
from tui import minutes
from tui.screens.form import FormPage
from tui.screens.settings import SettingsPage


@pytest.mark.parametrize("key", ["enter", "escape"])
def test_the_first_start_says_once_what_must_not_be_written_here(tmp_path: Path, key: str) -> None:
    with open_workplace(tmp_path, "app") as place:

        async def first(on: Stage) -> None:
            assert "涉密内容不得写入本程序；不要填写身份证号码。" in on.text()
            await on.keys(key)
            assert "涉密" not in on.text()
            await on.keys("4")
            assert "还没有心得草稿" in on.text()

        async def second(on: Stage) -> None:
            assert "涉密" not in on.text()

        play(place, first)
    with open_workplace(tmp_path, "app") as place:
        play(place, second)


def test_a_notice_covers_neither_the_legend_nor_the_figures_of_the_roll_call(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: any("4" in said for said in on.said()) and on.said()[-1] in on.text())
            lines = on.lines()
            assert lines[-2] == " 1 实到 2 迟到 3 早退 4 请假 5 缺席 6 不计应到 7 列席 0 未点 8 补充 9 核实补课"
            assert lines[-3] == " 张三  未点", "whom the cursor is on"
            assert "应到 4" in lines[2]
            assert "有表决权 4" in lines[3]
            assert lines[4].split() == ["人员", "科室", "考勤", "本人登记", "备注"]

        play(place, act)


def test_a_notice_covers_neither_the_line_nor_the_help_nor_the_last_entries_of_the_minutes(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        for number in range(1, 31):
            minutes.enter(place, rid, f"第{number}条" + "讲得很长" * 12, {"entry": "discussion"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            before = on.lines()
            await on.keys("ctrl+t", "ctrl+t")
            assert on.said()[-1] in on.text()
            assert on.lines()[8:] == before[8:]
            assert on.lines()[:2] == before[:2]

        play(place, act)


def test_a_notice_hides_neither_rows_nor_keys_of_a_list(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        for number in range(1, 41):
            place.desk.create("member", {"name": f"某某{number:02}", "sort": number})

        async def act(on: Stage) -> None:
            await on.keys("8", "ctrl+f")
            before = on.lines()
            await on.keys("ctrl+t", "ctrl+t")
            assert on.said()[-1] in on.text()
            assert on.lines()[2:] == before[2:]
            assert on.lines()[0] == before[0]

        play(place, act)


def test_a_long_notice_stands_away_from_the_line_somebody_works_on(tmp_path: Path) -> None:
    found = CertificateChanged("3F2A99C0" * 8, "12AB77FF" * 8)
    with joined(tmp_path, "clerk") as place:

        async def act(on: Stage) -> None:
            await on.keys("ctrl+l")
            before = on.lines()
            on.app.say_error(found)
            await on.settle()
            assert on.lines()[:8] == before[:8], "the card is typed up here"
            assert any("3F2A 99C0 3F2A 99C0" in line for line in on.lines()), "what is compared is on one line"
            assert any("12AB 77FF 12AB 77FF" in line for line in on.lines())
            assert on.lines()[-1] == before[-1], "the keys are in sight"
            on.app.clear_notifications()
            await on.keys("escape")
            await on.keys("f4", "tab", "tab", "tab", "tab")
            await on.type("在下面写")
            on.app.say_error(found)
            await on.settle()
            assert any("在下面写" in line for line in on.lines())

        play(place, act)


def test_a_notice_of_the_page_before_covers_no_first_line_of_a_page_that_opens(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            on.app.say("地点定为「五楼会议室」")
            on.app.push_screen(SettingsPage())
            await on.settle()
            assert "五楼会议室" in on.text()
            assert on.lines()[1].strip().startswith("符号  自动"), on.text()
            assert "▌" not in on.lines()[1]

        play(place, act)


def test_below_a_dialog_no_key_of_the_page_is_shown(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        session(place)

        async def act(on: Stage) -> None:
            await on.keys("3")
            page = on.lines()[-1]
            assert "^N 新建" in page
            await on.keys("f9")
            assert on.lines()[-1].split() == ["F1", "帮助", "^P", "找命令", "F12", "锁屏", "^T", "中/En", "F10", "投影"]
            await on.keys("escape")
            assert on.lines()[-1] == page

        play(place, act)


@pytest.mark.parametrize("keys", [["1"], ["2"], ["3"], ["4"], ["8"], ["8", "f8"]])
def test_help_names_enter_where_enter_opens_a_row(tmp_path: Path, keys: list[str]) -> None:
    with alone(tmp_path) as place:
        session(place)
        place.desk.create("plan", {"year": 2026, "title": "计划"})
        place.desk.create("reflection", {"title": "草稿"})

        async def act(on: Stage) -> None:
            await on.keys(*keys)
            await on.until(lambda: "正在计算" not in on.text())
            await on.keys("f1")
            assert any(line.strip(" │").startswith("Enter ") for line in on.lines()), on.text()

        play(place, act)


def test_with_ascii_signs_nothing_else_is_drawn_round_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C")
    with alone(tmp_path) as place:
        for number in range(1, 61):
            place.desk.create("member", {"name": f"某某{number:02}", "sort": number})

        async def act(on: Stage) -> None:
            await on.keys("8", "ctrl+f", "ctrl+t")
            assert on.said()[-1] in on.text()
            drawn = {each for each in on.text() if each in "·●…─✓→▌▎▏▁▂▃▄▅▆▇█│"}
            assert drawn == set(), on.text()

        play(place, act)


def test_a_notice_keeps_its_signs_wherever_the_fields_below_it_begin(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026})

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("task", None, {"plan": plan}))
            await on.settle()
            for begins in ("", "a"):
                on.app.clear_notifications()
                words = begins + "这一项算批准以后加的" * 6
                on.app.say(words)
                await on.until(lambda: "批准以后" in on.text())
                await on.settle()
                shown = "".join(line.removeprefix("▌").strip() for line in on.lines() if "批准以后" in line)
                assert shown.startswith(words[:40]), on.text()

        play(place, act)
