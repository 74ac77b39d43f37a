"""What a form proposed for a new record is there again when the form is found again on Home."""

from __future__ import annotations

from pathlib import Path

from sync.workplace import Workplace
from tests.screens.meeting import session, show
from tests.screens.stage import ME, Stage, alone, joined, play
from tui import minutes


async def find_again(on: Stage) -> None:
    """Open the first line of Home, where unsaved text is offered."""
    assert "没保存的文字" in on.text()
    await on.keys("home", "enter")
    await on.until(lambda: "找回" in on.text())


def journaled(place: Workplace) -> bool:
    """True when something typed is in the journal."""
    return bool(place.unsaved.all())


def test_the_recorder_of_ones_own_session_comes_back(tmp_path: Path) -> None:
    with joined(tmp_path) as place:

        async def write_and_die(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "enter", "enter", "down", "enter", "tab")
            await on.type("临时学习")
            await on.until(lambda: {each.field for each in place.unsaved.all()} == {"form", "title"})

        async def come_back(on: Stage) -> None:
            await find_again(on)
            await on.keys("escape")
            await on.until(lambda: bool(place.repository.find("session")))

        play(place, write_and_die)
        assert place.repository.find("session") == []
        play(place, come_back)
        [made] = place.repository.find("session")
        assert (made.get("recorders"), made.get("title"), made.get("form")) == ([ME], "临时学习", "exchange")


def test_the_number_of_an_agenda_item_comes_back_unless_it_was_changed(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "第一项"})

        async def write_and_die(on: Stage) -> None:
            await show(on, rid, "agenda")
            await on.keys("ctrl+n")
            await on.type("第二项")
            await on.until(lambda: journaled(place))

        async def come_back_and_die_again(on: Stage) -> None:
            await find_again(on)
            number = on.app.screen.query_one("#field-number")
            assert getattr(number, "value", "") == "2"
            number.focus()
            await on.keys("backspace")
            await on.type("5")
            await on.until(lambda: {each.field for each in place.unsaved.all()} == {"title", "number"})

        async def come_back(on: Stage) -> None:
            await find_again(on)
            assert getattr(on.app.screen.query_one("#field-number"), "value", "2") == "5", "what was typed over it"
            await on.keys("escape")
            await on.until(lambda: not journaled(place))

        for scene in (write_and_die, come_back_and_die_again, come_back):
            play(place, scene)
        items = place.repository.linked("agenda_item", "session", rid)
        assert {(view.get("title"), view.get("number")) for view in items} == {("第一项", 1), ("第二项", 5)}


def test_the_text_of_an_action_comes_back_after_its_form_was_left_unfinished(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)
        entry = minutes.enter(place, rid, "三月底前整理读书笔记。", {"entry": "resolution"})

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("ctrl+n", "tab")
            await on.type("三月底")
            await on.keys("escape", "escape")
            await on.keys("escape")
            await find_again(on)
            text = on.app.screen.query_one("#field-text")
            assert getattr(text, "value", "") == "三月底前整理读书笔记。"
            on.app.screen.query_one("#field-due").focus()
            await on.keys("end", *["backspace"] * 3)
            await on.type("2026年3月31日")
            await on.keys("ctrl+s")
            await on.until(lambda: not journaled(place))

        play(place, act)
        [action] = place.repository.linked("action", "session", rid)
        found = (action.get("text"), action.get("due"), action.get("minute"))
        assert found == ("三月底前整理读书笔记。", "2026-03-31", entry)
