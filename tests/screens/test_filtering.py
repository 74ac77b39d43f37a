"""Every list can be filtered with the same keys, also those whose rows are no records."""

from __future__ import annotations

from pathlib import Path

from sync.cache.view import View
from tests.screens.stage import Stage, alone, play
from tui.i18n import t
from tui.screens.history import HistoryPage
from tui.screens.notes import NotesPage
from tui.screens.plan_actual import PlanActualPage
from tui.screens.records import RecordsPage
from tui.screens.rules import RulesPage
from tui.screens.sessions import SessionsPage


def opened(on: Stage) -> object:
    """The screen that is open now."""
    return on.app.screen


def test_lists_of_rules_and_of_a_history_are_filtered_and_esc_closes_the_line_first(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = place.desk.create("document", {"title": "制度", "doc_kind": "regulation"})
        place.desk.set(rid, {"number": "一号"})

        async def scene(on: Stage) -> None:
            on.app.push_screen(RulesPage())
            await on.settle()
            page = opened(on)
            assert isinstance(page, RulesPage)
            every = page.table.shown
            await on.keys("ctrl+f")
            await on.type("jzxx")
            assert 0 < page.table.shown < every
            await on.type("没有这样的")
            assert page.table.shown == 0
            assert t("records.none_match") in on.text()
            await on.keys("escape")
            assert opened(on) is page
            assert page.table.shown == every
            assert on.app.focused is page.table
            await on.keys("escape")
            on.app.push_screen(HistoryPage(rid))
            await on.settle()
            past = opened(on)
            assert isinstance(past, HistoryPage)
            await on.keys("slash")
            await on.type("没有这样的")
            assert past.table.shown == 0
            await on.keys("escape")
            assert past.table.shown > 0

        play(place, scene)


def test_after_filtering_the_cursor_stands_on_the_first_row_found_and_the_title_says_how_many_of_how_many(
    tmp_path: Path,
) -> None:
    with alone(tmp_path) as place:
        for day, title in enumerate(("读书一", "读报", "读书二", "参观", "读书三"), 1):
            place.desk.create("session", {"form": "exchange", "title": title, "start": f"2026-03-0{day}T09:00"})

        def at(page: SessionsPage) -> str:
            return str(place.desk.record(page.table.current or "").get("title"))

        async def scene(on: Stage) -> None:
            await on.keys("3", "end")
            page = opened(on)
            assert isinstance(page, SessionsPage)
            assert (at(page), "学习活动（5）" in on.lines()[0]) == ("读书一", True)
            await on.keys("ctrl+f")
            await on.type("读书")
            assert (at(page), "学习活动（3/5）" in on.lines()[0]) == ("读书三", True)
            await on.keys("enter", "down")
            assert at(page) == "读书二"
            # What comes meanwhile moves nothing, and is counted.
            place.desk.create("session", {"form": "exchange", "title": "读书四", "start": "2026-03-09T09:00"})
            await on.until(lambda: "学习活动（4/6）" in on.lines()[0])
            assert at(page) == "读书二"
            await on.keys("ctrl+f", "end", "一", "backspace")
            assert at(page) == "读书四", "another filter, another first row"
            await on.keys("enter", "down", "escape")
            assert (at(page), "学习活动（6）" in on.lines()[0]) == ("读书三", True)

        play(place, scene)


def test_a_heading_is_not_the_first_row_found_and_a_search_of_notes_begins_at_its_first(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "计划"})
        for number, topic in enumerate(("公文", "调研", "公文二"), 1):
            fields = {"plan": plan, "number": number, "topic": topic, "track": "professional"}
            place.desk.create("task", fields)
        for day, body in enumerate(("开会", "读书", "读报"), 1):
            place.desk.create("note", {"body": body, "at": f"2026-03-0{day}T09:00"})

        async def scene(on: Stage) -> None:
            on.app.push_screen(PlanActualPage(2026))
            await on.settle()
            page = opened(on)
            assert isinstance(page, PlanActualPage)
            await on.keys("ctrl+f")
            await on.type("公文")
            assert str(place.desk.record(page.table.current or "").get("topic")) == "公文"
            await on.keys("escape", "escape", "5", "end", "ctrl+f")
            notes = opened(on)
            assert isinstance(notes, NotesPage)
            await on.type("读")
            await on.until(lambda: "（2/3）" in on.lines()[0])
            assert str(place.desk.record(notes.table.current or "").get("body")) == "读报"
            await on.keys("escape")
            await on.until(lambda: "（3）" in on.lines()[0])

        play(place, scene)


def test_a_key_in_the_filter_writes_no_row_anew_and_news_do(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        for title in ("读书会", "读报", "参观"):
            place.desk.create("session", {"form": "exchange", "title": title, "start": "2026-03-05T09:00"})

        async def scene(on: Stage) -> None:
            await on.keys("3", "ctrl+f")
            page = opened(on)
            assert isinstance(page, SessionsPage)
            written: list[str] = []
            cells = page.cells

            def count(view: View) -> list[str]:
                written.append(view.id)
                return cells(view)

            page.cells = count  # type: ignore[method-assign]
            await on.keys("读", "书", "backspace")
            assert (page.table.shown, written) == (2, [])
            place.desk.create("session", {"form": "exchange", "title": "读书二", "start": "2026-03-06T09:00"})
            await on.until(lambda: page.table.shown == 3)
            await on.keys("书")
            assert page.table.shown == 2
            assert len(written) == 4, "once, when the news came"
            await on.keys("escape")
            assert page.table.shown == 4

        play(place, scene)


def test_what_is_made_below_a_filter_it_does_not_fit_is_told(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("section", {"name": "秘书科"})

        async def act(on: Stage) -> None:
            on.app.push_screen(RecordsPage("section"))
            await on.settle()
            await on.keys("ctrl+f")
            await on.type("秘书")
            await on.keys("enter", "ctrl+n")
            await on.type("督查科")
            await on.keys("escape")
            await on.hears("新建的不符合筛选，没有列出；按 Esc 关掉筛选")
            assert "督查科" not in on.text()
            before = len(on.said())
            await on.keys("ctrl+n")
            await on.type("秘书二科")
            await on.keys("escape")
            await on.until(lambda: "秘书二科" in on.text())
            assert len(on.said()) == before, "one that is listed needs no word"

        play(place, act)
