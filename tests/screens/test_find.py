"""Finding by keys: results while typing, the preview, there and back, what was at hand lately, and a room that looks on."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace, open_workplace
from tests.screens.stage import OTHER, Stage, joined, play
from tui.recents import KEPT
from tui.screens.find import FindPage
from tui.screens.form import FormPage
from tui.screens.session import SessionPage


def records(place: Workplace) -> tuple[str, str]:
    session = place.desk.create(
        "session",
        {
            "form": "collective_study",
            "title": "学习[TODO]",
            "start": "2026-03-05T09:00",
            "host": OTHER,
            "summary": "先学。\n长期坚持调查研究",
        },
    )
    note = place.desk.create("note", {"title": "会上", "body": "调查研究要有提纲", "at": "2026-03-06T09:10"})
    return session, note


def at(on: Stage) -> object:
    """The screen that is open now."""
    return on.app.screen


async def find(on: Stage, words: str) -> FindPage:
    """Write words over what stands in the line, and wait until they were looked for in everything."""
    page = on.app.screen
    assert isinstance(page, FindPage)
    await on.keys("f8")
    await on.type(words)
    await on.until(lambda: on.app.finder.ready and page._found is not None and page._found.written == words)
    await on.until(lambda: page._found is not None and page._found.unread is None)
    await on.settle()
    return page


def test_what_is_found_is_shown_opened_and_come_back_to(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        session, _ = records(place)

        async def scene(on: Stage) -> None:
            await on.keys("slash")
            assert "还没有最近用过的记录" in on.text(), "an empty line says what to do"
            page = await find(on, "cqjc")
            assert "找到 1 条" in on.lines()[0]
            assert "学习[TODO]" in on.text()
            assert on.text().count("长期坚持调查研究") == 2, "in the row and in the preview"
            await find(on, "dcyj")
            assert page.table.current != session
            first = page.table.current
            await on.keys("down")
            assert page.table.current == first, "from the line Down leads to the first row, not past it"
            await on.keys("down")
            assert page.table.current == session
            await on.keys("up", "up", "down", "down")
            assert page.table.current == session
            await on.keys("enter")
            assert isinstance(at(on), SessionPage)
            await on.keys("escape")
            assert at(on) is page
            assert page.line.value == "dcyj"
            assert page.table.current == session, "the cursor is where it was"
            await find(on, "没有这样的")
            assert "F7" in on.text()
            await on.keys("enter")
            assert any("先写要找的字" in said for said in on.said())
            await find(on, "类:学习活洞")
            assert "相近的有：学习活动" in on.text()
            await find(on, "人:zs 类:活动")
            await on.keys("escape")
            # From a form too, with what is typed there left alone.
            on.app.push_screen(FormPage("document", None))
            await on.settle()
            await on.type("没写完的标题")
            await on.keys("ctrl+k")
            again = on.app.screen
            assert isinstance(again, FindPage)
            assert again.line.value == "人:zs 类:活动", "the last words stand there, to be written over"
            await on.until(lambda: again.table.row_count == 1)
            # A record that changes is found by what it says now, without a key.
            place.desk.set(session, {"host": None})
            await on.until(lambda: again.table.row_count == 0)
            await on.keys("escape")
            assert "没写完的标题" in on.text()

        play(place, scene)


def test_enter_right_behind_the_letters_opens_what_they_find(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        records(place)

        async def scene(on: Stage) -> None:
            await on.keys("ctrl+k")
            await on.until(lambda: on.app.finder.ready)
            await on.keys("T", "O", "D", "O", "enter")
            await on.until(lambda: isinstance(at(on), SessionPage))

        play(place, scene, size=(120, 40))


def test_what_was_at_hand_is_there_after_a_restart_and_a_room_sees_nothing_private(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        session, note = records(place)

        async def first(on: Stage) -> None:
            await on.keys("ctrl+k")
            await find(on, "会上")
            await on.keys("enter", "escape", "escape")
            await on.keys("3", "enter", "escape")
            await on.until(lambda: [view.id for _, view in on.app.lately.recents.views()] == [session, note])

        play(place, first)
    with open_workplace(tmp_path, "app") as place:
        held = place.repository.document("meta", KEPT)
        assert held is not None
        assert [rid for rid, _ in held["records"]] == [session, note]

        async def second(on: Stage) -> None:
            await on.keys("ctrl+k")
            page = on.app.screen
            assert isinstance(page, FindPage)
            await on.until(lambda: page.table.row_count == 2)
            assert "类:活动" in on.text(), "the conditions are explained below the recent records"
            await find(on, "调查研究")
            assert page.table.row_count == 2
            await on.keys("f10")
            assert "会上" not in on.text()
            await on.until(lambda: page.table.row_count == 1)
            await on.keys("f8")
            await on.until(lambda: page._found is not None and page._found.recent)
            await on.settle()
            assert page.table.row_count == 1
            await on.keys("f10")
            await on.until(lambda: page.table.row_count == 2)
            # What is edited in a list, where nothing is opened, is recent too.
            place.desk.set(OTHER, {"title": "科员"})
            await on.until(lambda: page.table.row_count == 3)
            place.desk.delete(note)
            await on.until(lambda: page.table.row_count == 2)

        play(place, second)
