"""What the preview shows: pages of paper, sheets part by part, a calendar as a list."""

from __future__ import annotations

import datetime as dt

from rich.cells import cell_len

from tui.documents.calendar_file import CalendarFile, Event
from tui.documents.looking import PART, WIDEST, looks
from tui.documents.paper import Paper, Title, paragraphs
from tui.documents.sheets import Column, Line, Sheet, Workbook


def test_a_paper_breaks_into_pages_of_22_lines_of_28_characters() -> None:
    text = "\n".join(["学" * 100] * 20)
    pages = looks(Paper("总结", (Title("总结"), *paragraphs(text)), sample=True, marks=("补录",)), "zh")
    assert len(pages) == 4, "20 paragraphs of 4 lines and a title are 82 lines"
    assert all(page.lines[0].strip() == "示例 补录" for page in pages)
    assert max(cell_len(line) for page in pages for line in page.lines) == 56
    assert [len(page.lines) - 1 for page in pages[:-1]] == [22, 22, 22]


def test_a_long_sheet_comes_part_by_part_with_its_headings_on_each() -> None:
    columns = (Column("姓名", 12), Column("备注", 8, align="left"), Column("次数", 8, "count", "right"))
    lines = tuple(Line((f"人员{n}", "长" * 80 if n == 3 else "=1+1", n)) for n in range(2 * PART + 1))
    sheet = Sheet("名单", "全体名单", columns, lines, above=("说明",), below=("注",))
    parts = looks(Workbook("名单", (sheet,)), "zh")
    assert [part.name for part in parts] == ["名单"] * 3
    for part in parts:
        assert part.lines[:2] == ("全体名单", "说明")
        assert part.lines[2].split() == ["姓名", "备注", "次数"]
    assert [("注" in part.lines) for part in parts] == [False, False, True]
    assert max(cell_len(line) for part in parts for line in part.lines) <= WIDEST + 30
    assert parts[2].lines[-2].split() == [f"人员{2 * PART}", "=1+1", str(2 * PART)]


def test_a_workbook_without_lines_and_an_empty_calendar_have_one_page() -> None:
    empty = Sheet("表", "题", (Column("姓名"),), ())
    assert len(looks(Workbook("空", (empty,)), "zh")) == 1
    calendar = CalendarFile("日历", (), dt.datetime(2026, 3, 5, tzinfo=dt.UTC))
    assert looks(calendar, "zh")[0].lines[0] == "日历"


def test_a_calendar_says_when_what_and_where() -> None:
    start, end = dt.datetime.fromisoformat("2026-03-05T09:00"), dt.datetime.fromisoformat("2026-03-05T11:00")
    events = (
        Event("a", "集中学习", start, end, "三楼会议室"),
        Event("b", "交心得", dt.date(2026, 3, 31)),
        Event("c", "党课", start, cancelled=True),
    )
    shown = looks(CalendarFile("日历", events, dt.datetime(2026, 3, 5, tzinfo=dt.UTC)), "zh")[0].lines
    assert shown[2].split() == ["2026-03-05", "09:00-11:00", "集中学习（三楼会议室）"]
    assert shown[3].split() == ["2026-03-31", "交心得"]
    assert "党课（已取消）" in shown[4]
