"""The key bar is true: what a key does in a row is what the bar calls it, and what is refused says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.branch import YEAR, small_year
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui.widgets.bars import KeyBar

BOOK = "0198c0de-0000-7000-8000-0000000000d1"
LOAN = "0198c0de-0000-7000-8000-0000000000d2"


def test_enter_shows_a_loan_of_a_title_and_why_somebody_recommends_it(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        loan = {"book": BOOK, "member": OTHER, "out_on": "2026-01-01", "due_on": "2026-01-31"}
        records = [
            envelope("book", BOOK, title="公文写作", copies=1, state="in_stock"),
            envelope("loan", LOAN, state="returned", remark="封面破损", **loan),
            envelope("recommendation", LOAN[:-1] + "3", target=BOOK, author=ME, why="写得清楚"),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("9", "tab", "enter")
            await on.until(lambda: "张三" in on.text())
            await on.keys("enter")
            assert "封面破损" in on.text()
            assert "2026-01-31" in on.text()
            await on.keys("escape", "down", "enter")
            assert "写得清楚" in on.text()
            assert type(on.app.screen).__name__ == "LivePage"

        play(place, act)


def test_a_loan_that_came_back_cannot_be_renewed_because_it_is_back(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        loan = {"book": BOOK, "member": OTHER, "out_on": "2026-01-01", "due_on": "2026-01-31"}
        records = [
            envelope("book", BOOK, title="公文写作", copies=1, state="in_stock"),
            envelope("loan", LOAN, state="returned", **loan),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("9", "tab", "enter")
            await on.until(lambda: "张三" in on.text())
            await on.keys("ctrl+r")
            assert on.said() == ["这次借阅已还。"]

        play(place, act)


def test_the_key_bar_says_that_enter_writes_a_pack_where_it_shows_any_other_document(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        small_year(place)

        async def act(on: Stage) -> None:
            await on.keys("equals_sign")
            await on.until(lambda: str(YEAR) in on.lines()[0] or "导出" in on.lines()[0])
            assert "Enter 预览" in on.lines()[-1]
            await on.keys("end")
            assert "检查包" in on.text()
            assert "Enter 导出" in on.lines()[-1]
            assert "Enter 预览" not in on.lines()[-1]

        play(place, act)


def test_before_a_room_every_key_on_private_notes_is_answered(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        place.desk.create("note", {"title": "私下", "body": "正文"})

        async def act(on: Stage) -> None:
            await on.keys("5", "f10")
            for key in ("enter", "ctrl+n", "delete", "f2", "f9"):
                on.app.clear_notifications()
                await on.keys(key)
                assert any("正在投影" in words for words in on.said()), key
            await on.keys("f10", "enter", "f10")
            for key in ("enter", "delete", "x"):
                on.app.clear_notifications()
                await on.keys(key)
                assert any("正在投影" in words for words in on.said()), key
            assert "正文" not in on.text()
            await on.keys("f10")
            assert "正文" in on.text()

        play(place, act)


def dimmed(on: Stage) -> set[str]:
    """The keys that stand dim in the bar as it was last written: asking for the screen would not write it anew."""
    on.text()
    return {text.strip() for text, style in on.app.screen.query_one(KeyBar)._line[::2] if style == "dim"}


def test_without_a_row_the_keys_of_rows_are_dim_also_when_others_deleted_the_last_one(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        section = place.desk.create("section", {"name": "信息科"})

        async def act(on: Stage) -> None:
            await on.keys("7", "down", "enter")
            assert not dimmed(on) & {"Enter", "F2", "Del"}
            place.desk.delete(section)
            await on.until(lambda: "信息科" not in on.text())
            assert dimmed(on) >= {"Enter", "F2", "Del"}

        play(place, act)


@pytest.mark.parametrize("page", ["2", "3", "4", "5", "0"])
def test_enter_on_an_empty_list_says_why_it_opens_nothing(tmp_path: Path, page: str) -> None:
    with joined(tmp_path, "clerk") as place:

        async def act(on: Stage) -> None:
            await on.keys(page)
            assert "Enter" in dimmed(on)
            await on.keys("enter")
            assert on.said() == ["先选一行"]

        play(place, act)


def test_so_it_does_where_the_filter_left_nobody(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:

        async def act(on: Stage) -> None:
            await on.keys("7", "enter", "ctrl+f")
            await on.type("查无此人")
            await on.keys("enter")
            assert dimmed(on) >= {"Enter", "F2", "Del"}
            await on.keys("enter")
            assert on.said() == ["先选一行"]

        play(place, act)
