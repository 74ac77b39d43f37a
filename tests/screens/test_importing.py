"""导入旧资料 in the app, by keys: the file is asked for once, every row is shown, and what goes in comes back out."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sync.workplace import Workplace
from tests.screens.stage import Stage, alone, joined, play
from tui.documents.incoming import taking

BOOKS = "书名,作者,册数\n甲,某人,1\n乙,某人,几本\n丙,某人,2\n"


def written(tmp_path: Path, text: str, name: str = "表 一.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


async def open_file(on: Stage, page: str, path: Path, key: str = "minus") -> None:
    """From the page of the records to the list of rows."""
    await on.keys(page, key)
    await on.type(str(path))
    await on.keys("enter")
    await listed(on)


async def listed(on: Stage) -> None:
    await on.until(lambda: type(on.app.screen).__name__ != "WorkingDialog")
    await on.settle()


def titles(place: Workplace, kind: str) -> list[str]:
    return sorted(str(view.get("title") or view.get("name")) for view in place.repository.find(kind))


def test_books_go_in_from_the_reading_room_and_one_undo_takes_them_back(tmp_path: Path) -> None:
    path = written(tmp_path, BOOKS)

    async def scene(on: Stage) -> None:
        # The line of the desk has the focus in the reading room, where a sign is text.
        await open_file(on, "9", path, "shift+f5")
        assert "表 一.csv" in on.text()
        assert "新增 2 行、更改 0 行、相同 0 行、不收 1 行" in on.text()
        assert "“几本”不是 1 以上的整数" in on.text()
        await on.keys("ctrl+s")
        assert "导入这 2 行吗" in on.text()
        assert titles(place, "book") == []
        await on.keys("enter")
        await on.until(lambda: "共 2 条记录" in on.text())
        assert titles(place, "book") == ["丙", "甲"]
        assert "上一次导入：表 一.csv（图书清单），2 条记录" in on.text()
        await on.keys("ctrl+z")
        await on.hears("已撤回：删去 2 条")
        assert titles(place, "book") == []
        assert taking.last(place.desk) is None, "undo leaves nothing to be taken back a second time"
        assert "上一次导入：" not in on.text()
        assert "已撤回：删去 2 条" in on.text()
        await on.keys("ctrl+r")
        assert "没有可撤回的导入" in on.said()[-1]

    with alone(tmp_path / "home") as place:
        play(place, scene)


def test_rows_are_shown_by_outcome_and_one_in_full(tmp_path: Path) -> None:
    path = written(tmp_path, "书名,作者,册数\n甲,某人,3\n丁,某人,0\n")

    async def scene(on: Stage) -> None:
        await open_file(on, "9", path, "shift+f5")
        await on.keys("enter")
        assert "更改  册数：1 → 3" in on.text()
        assert "作者：某人" in on.text()
        await on.keys("escape", "f3")
        assert "只看“更改”" in on.text()
        assert "丁" not in on.text()
        await on.keys("f3")
        assert "只看“不收”" in on.text()
        assert "丁" in on.text()
        await on.keys("f3")
        assert "只看" not in on.text()

    with alone(tmp_path / "home") as place:
        place.desk.create("book", {"title": "甲", "author": "某人", "copies": 1})
        play(place, scene)


def test_undo_by_its_own_key_is_not_offered_to_ctrl_z_again(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,科室\n赵六,综合科\n钱七,综合科\n")

    async def scene(on: Stage) -> None:
        await on.keys("7")
        await on.settle()
        await on.keys("minus")
        assert "导入什么" in on.text(), "where nothing tells what it is, it is asked"
        await on.keys("enter")
        await on.type(str(path))
        await on.keys("enter")
        await listed(on)
        assert "新建科室“综合科”" in on.text()
        await on.keys("ctrl+s", "enter")
        await on.until(lambda: "共 5 条记录" in on.text())
        [zhao] = [view for view in place.repository.find("member") if view.get("name") == "赵六"]
        place.desk.set(zhao.id, {"title": "科长"})
        await on.keys("ctrl+r", "enter")
        await on.hears("已撤回")
        await on.settle()
        assert "3 条留着没动" in on.text()
        assert "“赵六”导入后有人改过，留着没动。" in on.text()
        await on.keys("escape", "ctrl+z")
        assert place.repository.get(zhao.id).get("title") is None, "undo goes on with what was done besides"  # type: ignore[union-attr]
        await on.keys("ctrl+z")
        assert "没有可撤销" in on.said()[-1] or "没有" in on.said()[-1]

    with alone(tmp_path / "home") as place:
        place.desk.last.clear()
        play(place, scene)


def test_nothing_goes_in_when_records_changed_since_the_list_was_shown(tmp_path: Path) -> None:
    path = written(tmp_path, "书名,册数\n甲,1\n乙,1\n")

    async def scene(on: Stage) -> None:
        await open_file(on, "9", path, "shift+f5")
        place.desk.create("book", {"title": "甲", "copies": 1})
        await on.keys("ctrl+s", "enter")
        await on.hears("没有导入，已重新核对")
        await listed(on)
        assert titles(place, "book") == ["甲"]
        on.app.clear_notifications()
        await on.settle()
        assert "新增 1 行、更改 0 行、相同 1 行" in on.text()
        await on.keys("ctrl+s", "enter")
        await on.until(lambda: "共 1 条记录" in on.text())
        assert titles(place, "book") == ["乙", "甲"]

    with alone(tmp_path / "home") as place:
        play(place, scene)


def test_sessions_with_only_days_ask_for_a_time_and_undo_takes_held_sessions_back(tmp_path: Path) -> None:
    path = written(tmp_path, "日期,形式,主题,内容\n2011年3月5日,集中学习,一,传达\n2011/4/5,交流讨论,二,\n")

    async def scene(on: Stage) -> None:
        await open_file(on, "3", path)
        assert "有的活动只写了日期" in on.text()
        await on.type("下午")
        await on.keys("enter")
        assert "“下午”不是时间" in on.said()[-1]
        await on.keys("backspace", "backspace")
        await on.type("14:30")
        await on.keys("enter")
        await listed(on)
        assert "新增 2 行" in on.text()
        await on.keys("ctrl+s", "enter")
        await on.until(lambda: "共 3 条记录" in on.text())
        starts = sorted(str(view.get("start")) for view in place.repository.find("session"))
        assert starts == ["2011-03-05T14:30", "2011-04-05T14:30"]
        await on.keys("ctrl+z")
        await on.hears("已撤回：删去 3 条")
        assert titles(place, "session") == []

    with alone(tmp_path / "home") as place:
        play(place, scene)


def test_the_path_is_completed_kept_and_taken_as_it_is_dragged_in(tmp_path: Path) -> None:
    written(tmp_path, BOOKS, "清单 2011.csv")

    async def scene(on: Stage) -> None:
        await on.keys("9", "shift+f5")
        await on.type(f"{tmp_path}/清")
        await on.keys("tab")
        line = on.app.screen.query_one("#path-line")
        assert getattr(line, "value", "") == f"{tmp_path}/清单 2011.csv"
        await on.keys("backspace", "enter")
        assert "没有这个文件" in on.text()
        await on.keys("escape")
        assert "按 Ctrl+O" in on.text(), "an empty page says what to do"
        await on.keys("escape", "shift+f5")
        line = on.app.screen.query_one("#path-line")
        assert getattr(line, "value", "") == f"{tmp_path}/清单 2011.cs", "what was typed is there again"
        await on.keys("ctrl+u")
        await on.type(f"'{tmp_path}/清单 2011.csv' ")
        await on.keys("enter")
        await listed(on)
        assert "新增 2 行" in on.text()

    with alone(tmp_path / "home") as place:
        play(place, scene)


def test_a_template_is_written_where_one_says_and_never_over_a_file(tmp_path: Path) -> None:
    there = written(tmp_path, "x", "有.xlsx")

    async def scene(on: Stage) -> None:
        await on.keys("9", "shift+f5", "escape", "ctrl+n")
        await on.keys("ctrl+u")
        await on.type(str(there))
        await on.keys("enter")
        assert "已有这个文件" in on.text()
        await on.keys("ctrl+u")
        await on.type(str(tmp_path / "空.xlsx"))
        await on.keys("enter")
        await on.hears("已生成")
        assert (tmp_path / "空.xlsx").read_bytes().startswith(b"PK")
        assert there.read_text() == "x"

    with alone(tmp_path / "home") as place:
        play(place, scene)


def test_a_file_that_is_no_table_says_why_and_leaves_the_page_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, "<html><table><tr><td>书名</td></tr></table></html>", "导出.xls")

    async def scene(on: Stage) -> None:
        await open_file(on, "9", path, "shift+f5")
        assert "网页格式" in on.text()
        assert "按 Ctrl+O" in on.text()

    with alone(tmp_path / "home") as place:
        play(place, scene)


@pytest.mark.parametrize("roles", [(), ("section_head",)])
def test_who_may_not_take_a_roster_in_hears_who_may(tmp_path: Path, roles: tuple[str, ...]) -> None:
    path = written(tmp_path, "日期,形式,主题,起止时间,主持人\n2011年3月5日,集中学习,一,9:00-11:00,张三\n")

    async def scene(on: Stage) -> None:
        await on.keys("7")
        await on.keys("minus")
        await on.keys("enter")
        assert "学习秘书" in on.said()[-1] or "书记" in on.said()[-1]
        await on.keys("escape", "escape", "escape")
        await open_file(on, "3", path)
        assert "不收 1 行" in on.text()
        assert "您不能导入这一行" in on.text()
        await on.keys("ctrl+s")
        assert "没有可导入的内容" in on.said()[-1]
        assert titles(place, "session") == []

    with joined(tmp_path / "home", *roles) as place:
        play(place, scene)


def test_two_thousand_books_show_a_bar_and_esc_stops_before_anything_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "书名\n" + "\n".join(f"书{number}" for number in range(2000)) + "\n")

    async def scene(on: Stage) -> None:
        await open_file(on, "9", path, "shift+f5")
        assert "新增 2000 行" in on.text()
        await on.keys("ctrl+s")
        busy = threading.Event()
        on.app._hands.submit(busy.wait)
        await on.pilot.press("enter")
        await on.until(lambda: type(on.app.screen).__name__ == "WorkingDialog")
        assert "[....." in on.text()
        await on.pilot.press("escape")
        busy.set()
        await on.hears("没有写入任何内容")
        assert place.repository.count("book") == 0
        assert "新增 2000 行" in on.text(), "the list stays"
        await on.keys("ctrl+s", "enter")
        await on.until(lambda: "共 2000 条记录" in on.text())
        assert place.repository.count("book") == 2000
        await on.keys("ctrl+z")
        await on.hears("删去 2000 条")
        assert place.repository.count("book") == 0

    with alone(tmp_path / "home") as place:
        play(place, scene)
