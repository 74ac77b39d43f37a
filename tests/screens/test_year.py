"""The study year on its page, hours and attendance of people, and every figure opened down to its record; by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.yearly import THIRD, a_year, held, keep, reads_all
from tui.commands import find
from tui.screens.rows import RowsPage
from tui.year_pages import LEADS

ALL = (ME, OTHER, THIRD)


def rows(on: Stage, *names: str) -> list[list[str]]:
    """The rows of these people, as they stand on the screen from above."""
    return [words for line in on.lines()[1:] if (words := line.split()) and words[0] in names]


def test_the_year_of_a_device_alone_counts_what_is_there_and_turns_by_two_keys(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        a_year(place)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma")
            await on.until(lambda: "2025 学习年度" in on.lines()[0] and "集中学习学时" in on.text())
            assert ["学习活动（次）", "3"] in [line.split()[:2] for line in on.lines()]
            assert ["集中学习", "3"] in [line.split()[:2] for line in on.lines()]
            assert ["参学率", "66.7%"] in [line.split()[:2] for line in on.lines()]
            assert ["学时合计", "12", "学时"] in [line.split()[:3] for line in on.lines()]
            assert ["学时达标（人）", "0", "/", "3"] in [line.split()[:4] for line in on.lines()]
            await on.keys("full_stop")
            await on.until(lambda: "2026 学习年度" in on.lines()[0])
            assert "集中学习  " not in on.text()

        play(place, act)


def test_what_is_cut_in_the_row_under_the_cursor_stands_whole_below(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        a_year(place)

        async def act(on: Stage) -> None:
            words = find("year.attendance").help()
            await on.keys("8", "comma")
            await on.until(lambda: "集中学习学时" in on.text())
            assert words not in on.text()
            await on.keys("end", *["up"] * 8)
            await on.until(lambda: words in on.lines()[-2])
            await on.keys("down", "down", "down")
            await on.until(lambda: words not in on.text())

        play(place, act)


def test_people_stand_in_the_order_of_the_roster_whatever_they_did(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: len(rows(on, "王五", "张三", "李四")) == 3)
            found = rows(on, "王五", "张三", "李四")
            assert [row[0] for row in found] == ["李四", "张三", "王五"], "王五 has most, and comes last in the roster"
            assert [row[2] for row in found] == ["2", "4", "6"]
            assert [row[-1] for row in found] == ["未达标"] * 3
            assert "其他" not in on.text()
            assert "写作" not in on.text()
            await on.keys("f3")
            assert [row[0] for row in rows(on, "王五", "张三", "李四")] == ["李四", "王五", "张三"], "by section"
            await on.keys("f3", "escape", "f3")
            await on.until(lambda: len(rows(on, "王五", "张三", "李四")) == 3)
            found = rows(on, "王五", "张三", "李四")
            assert [row[0] for row in found] == ["李四", "张三", "王五"]
            assert [row[2:] for row in found] == [
                ["3", "1", "0", "0", "0", "2", "0", "33.3%", "未达标"],
                ["3", "2", "0", "0", "0", "1", "0", "66.7%", "未达标"],
                ["3", "3", "0", "0", "0", "0", "0", "100.0%", "已达标"],
            ]

        play(place, act)


def test_hours_of_what_nobody_approved_yet_are_told_apart_wherever_they_are_summed(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        keep(place, *held("s-9", "2025-04-05", {OTHER: "present"}, ALL, state="submitted"))
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: bool(rows(on, "张三")))
            assert {row[0]: (row[2], row[5]) for row in rows(on, "王五", "张三", "李四")} == {
                "王五": ("6", "6"),
                "张三": ("*6", "*6"),
                "李四": ("2", "2"),
            }
            assert "* 有一部分来自还没有通过审核的活动（H-6）" in on.text(), (
                "of another person than the one under the cursor"
            )
            assert "集中达标" in on.lines()[1]
            assert "Enter 打开" in on.lines()[-1]
            await on.keys("down")
            assert "* 其中 2 学时来自还没有通过审核的活动（H-6），已计入。" in on.text()
            await on.keys("enter")
            await on.until(lambda: on.text().count("6（其中 2 未审核）") == 2)
            assert "H-6 学习活动从整理记录起计入" in on.text(), "what the numbers of the rules stand for"
            assert "Enter 打开" in on.lines()[-1]
            await on.keys("enter")
            await on.until(lambda: "6 学时（其中 2 未审核）" in on.text())
            assert "规则出处待核对" in on.text()

        play(place, act)


def test_what_stands_for_a_figure_to_be_supplied_is_explained_where_a_row_has_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("ctrl+t", "8", "comma", "f3")
            await on.until(lambda: bool(rows(on, "张三")))
            assert "gap" not in on.text()
            not_marked = envelope("attendance", "s-9-x", session="s-9", member=OTHER)
            keep(place, *held("s-9", "2025-04-05", {}, (), roll_call_done=False), not_marked)
            await on.until(lambda: "gap" in rows(on, "张三")[0])
            await on.until(lambda: "“gap”: to be supplied, a record it rests on lacks a fact." in on.text())

        play(place, act)


def test_a_figure_opens_to_its_rules_its_lines_and_its_record(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: bool(rows(on, "张三")))
            await on.keys("down", "enter")
            await on.until(lambda: "张三" in on.lines()[0] and "集中学习学时" in on.text())
            await on.keys("enter")
            await on.until(lambda: "4 学时" in on.text())
            text = on.text()
            assert "H-1 集中学习按签到起止时间计，不足30分钟的零头舍去。" in text
            assert "出处：各地干部教育培训学时管理办法的通行做法（原文待核对）" in text
            assert "集中学习 120 分钟 → 2 学时，依据 H-1" in text
            await on.keys("end")
            assert "2025-03-05 学习s-3 · 集中学习 120 分钟 → 2 学时，依据 H-1" in on.text()
            await on.keys("enter")
            assert "学习s-3" in on.lines()[0]
            await on.keys("escape", "home", "enter")
            assert "规则" in on.lines()[0]
            assert "H-1 集中学习按签到起止时间计" in on.text()

        play(place, act)


def test_a_person_s_line_of_a_sum_opens_to_that_person_s_part_of_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma")
            await on.until(lambda: "集中学习学时" in on.text())
            await opened(on, "collective")
            lines = [line for line in on.lines() if "张三" in line]
            assert lines
            assert lines[0].split() == ["张三", "4"]
            await opened(on, next(key for key in keys(on) if "张三" in " ".join(cells(on, key))))
            await on.until(lambda: "4 学时" in on.text())
            assert "张三 · 集中学习学时 · 2025" in on.lines()[0]
            assert "集中学习 120 分钟 → 2 学时" in on.text(), "how the number came about, and not who the person is"
            await on.keys("escape", "escape")
            await opened(on, "reached")
            await opened(on, next(key for key in keys(on) if "张三" in " ".join(cells(on, key))))
            await on.until(lambda: "张三 · 2025年度学时" in on.lines()[0] and "尚缺学时" in on.text())

        play(place, act)


def keys(on: Stage) -> list[str]:
    """The keys of the rows of the page."""
    assert isinstance(on.app.screen, RowsPage)
    return [key for key, _ in on.app.screen.rows()]


def cells(on: Stage, key: str) -> Sequence[str]:
    """A row of the page."""
    assert isinstance(on.app.screen, RowsPage)
    return dict(on.app.screen.rows())[key]


async def opened(on: Stage, key: str) -> None:
    """Enter on a row."""
    assert isinstance(on.app.screen, RowsPage)
    on.app.screen.table.go_to(key)
    await on.keys("enter")


def test_a_plain_member_sees_the_own_year_and_no_part_of_what_is_not_to_be_seen(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        a_year(place)
        given = {"member": ME, "on": "2025-04-01", "minutes": 90, "what": "读书", "channel": "book"}
        keep(place, envelope("study", "st-1", scope=f"r:0:{ME}", state="confirmed", **given))
        reads_all(place, ME, committee=False)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma")
            await on.until(lambda: "参学率" in on.text())
            assert ["参学率", "无权限"] in [line.split()[:2] for line in on.lines()]
            assert ["学时合计", "无权限"] in [line.split()[:2] for line in on.lines()]
            await on.keys("f2")
            await on.until(lambda: len(rows(on, "王五", "张三", "李四")) == 3)
            found = {row[0]: row[2:] for row in rows(on, "王五", "张三", "李四")}
            assert found["王五"] == ["6", "0", "1.5", "7.5", "32", "26", "未达标"]
            assert found["张三"] == ["4", "无权限", "无权限", "无权限", "32", "28", "未达标"]
            await on.keys("enter", "down", "down", "down", "enter")
            await on.until(lambda: "要看的记录不全在这台设备上" in on.text())

        play(place, act)


def test_the_pages_of_people_are_covered_before_a_room(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: bool(rows(on, "张三")))
            await on.keys("f10")
            assert not rows(on, "张三")
            await on.keys("f10")
            assert rows(on, "张三")
            await on.keys("enter", "f10")
            assert "李四" not in on.text()

        play(place, act)


def test_a_page_follows_what_comes_from_others(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, *ALL)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma", "f2")
            await on.until(lambda: bool(rows(on, "李四")))
            keep(place, envelope("attendance", "s-1-cc", rev=2, session="s-1", member=THIRD, status="late"))
            await on.until(lambda: rows(on, "李四")[0][2] == "4")

        play(place, act)


def test_a_year_without_people_says_what_to_do(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("8", "f2")
            await on.until(lambda: "请先在支部" in on.text())
            await on.keys("escape", "f3")
            await on.until(lambda: "请先在支部" in on.text())

        play(place, act)


def test_every_page_the_year_leads_to_opens_by_its_key_and_by_its_line(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        a_year(place)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma")
            await on.until(lambda: "→ 学时" in on.text())
            there = on.app.screen
            for lead in LEADS:
                await on.keys(lead.keys.split(",")[0])
                assert on.app.screen is not there, lead.name
                await on.keys("escape")
                assert on.app.screen is there, lead.name
            await on.keys("end", "enter")
            assert "规则" in on.lines()[0]
            await on.keys("escape", "home", "enter")
            assert "规则" in on.lines()[0]

        play(place, act)


def test_all_ways_of_the_year_are_in_sight_with_their_keys(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        a_year(place)

        async def act(on: Stage) -> None:
            await on.keys("8", "comma")
            await on.until(lambda: "学习活动（次）" in on.text())
            shown = "\n".join(on.lines()[1:4])
            assert [lead.name for lead in LEADS if find(f"year.{lead.name}").label() not in shown] == [], on.text()
            assert "F2 学时" in shown
            assert "F8 规则" in shown
            await on.keys("f8")
            assert "规则" in on.lines()[0]

        play(place, act)
