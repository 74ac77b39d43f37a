"""Keys pressed faster than a dialog closes arrive where it leads, all of them and in their order."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from textual.events import Key, Paste

from tests.screens.meeting import session, staff
from tests.screens.stage import Stage, alone, play
from tui.screens.form import FormPage
from tui.screens.sessions import SessionsPage
from tui.type_ahead import BURST, Released


def burst(on: Stage, *keys: str) -> None:
    """Keys as a terminal sends them that has several in hand."""
    for key in keys:
        on.app.post_message(Key(key, key if len(key) == 1 else None))


def test_what_is_typed_behind_a_pick_goes_into_the_next_field(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        made = place.desk.create("action", {"session": rid, "text": "整理笔记"})

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("action", made, focus="owner"))
            await on.settle()
            await on.keys("enter")
            burst(on, *"ls", "enter", "tab", *"2026年3月31日", "escape")
            await on.until(lambda: place.desk.record(made).get("due") == "2026-03-31")

        play(place, act)
        assert place.desk.record(made).get("owner") == people["李四"]


def test_a_state_its_reason_and_the_way_on_in_one_go(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            on.app.push_screen(SessionsPage())
            await on.settle()
            await on.keys("f9")
            burst(on, *"yqx", "enter", *"全县停电", "enter", "f4", *"下次早点通知")
            on.app.post_message(Paste("，并备电。"))
            burst(on, "escape")
            await on.until(lambda: bool(place.repository.find("note")))

        play(place, act)
        view = place.desk.record(rid)
        assert (view.state, view.get("reason")) == ("cancelled", "全县停电")
        assert [note.get("body") for note in place.repository.find("note")] == ["下次早点通知，并备电。"]


def test_what_is_typed_behind_a_question_goes_on_where_it_was_written(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type("写到这里")
            for answer in ("escape", "n"):
                await on.keys("f8")
                burst(on, answer, *"又接着写")
            await on.until(lambda: "写到这里又接着写又接着写" in on.text())
            await on.keys("escape")

        play(place, act)


def test_a_dialog_that_stays_open_gets_every_key(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("session", rid, focus="recorders"))
            await on.settle()
            await on.keys("enter")
            burst(on, *"ls", "enter", *"zs", "enter", "ctrl+s", "ctrl+s")
            wanted = sorted([people["李四"], people["张三"]])
            await on.until(lambda: place.desk.record(rid).get("recorders") == wanted)

        play(place, act)


def test_what_waited_comes_before_a_paste_the_terminal_did_not_mark(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(3 * BURST))
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            page = FormPage("note", None, focus="body")
            on.app.push_screen(page)
            await on.settle()
            # The end of a line is still at work while the first signs of the next arrive, and lets them go when the others do.
            on.app._ahead = deque(Key(sign, sign) for sign in text[:3])
            on.app.post_message(Released())
            burst(on, *text[3 : 2 * BURST], "enter", *text[2 * BURST :])
            editor = page.editor("body")
            assert editor is not None
            await on.until(lambda: len(editor.written()) > len(text))
            assert editor.written() == f"{text[: 2 * BURST]}\n{text[2 * BURST :]}"

        play(place, act)
