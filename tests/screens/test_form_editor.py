"""Long text goes to another editor and comes back as one edit; what goes wrong there is said and loses nothing."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.screens.meeting import session, show
from tests.screens.stage import Stage, alone, play
from tests.screens.test_session_minutes import texts
from tests.unit.test_external_editor import script
from tui import minutes
from tui.app import XindeApp

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the editors of these tests are shell scripts")


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app of a test has no terminal to leave to the editor."""
    monkeypatch.setattr(XindeApp, "suspend", lambda app: nullcontext())


def test_an_entry_comes_back_as_one_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [editor] = script(tmp_path, 'printf "改过的全文。\\n" > "$1"')
    monkeypatch.setenv("VISUAL", editor)
    with alone(tmp_path) as place:
        rid = session(place)
        minutes.enter(place, rid, "原来的话", {"entry": "quote"})
        before = len(place.desk.last)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("up", "f2", "ctrl+o")
            await on.until(lambda: texts(place, rid) == ["改过的全文。"])
            assert len(place.desk.last) == before + 1
            assert "改过的全文。" in on.text()
            await on.keys("escape", "ctrl+z")
            await on.until(lambda: texts(place, rid) == ["原来的话"])

        play(place, act)


def test_a_new_note_keeps_what_was_typed_before_and_what_came_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [editor] = script(tmp_path, 'printf "，又写了很多" >> "$1"')
    monkeypatch.setenv("EDITOR", editor)
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f4")
            await on.type("先写一句")
            await on.keys("ctrl+o")
            await on.until(lambda: "先写一句，又写了很多" in on.text())
            await on.until(lambda: "先写一句，又写了很多" in [each.text for each in place.unsaved.all()])
            await on.keys("escape")

        play(place, act)
        assert [view.get("body") for view in place.repository.find("note")] == ["先写一句，又写了很多"]


@pytest.mark.parametrize(("body", "said"), [("true", "没有改动"), ("exit 4", "异常结束（4）"), ('rm "$1"', "没有改动")])
def test_an_editor_that_changed_nothing_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    [editor] = script(tmp_path, body)
    monkeypatch.setenv("EDITOR", editor)
    with alone(tmp_path) as place:
        note = place.desk.create("note", {"body": "正文"})
        edits = len(place.desk.last)

        async def act(on: Stage) -> None:
            await on.keys("5", "enter", "ctrl+o")
            assert said in on.said()[-1]
            assert "正文" in on.text()

        play(place, act)
        assert place.desk.record(note).get("body") == "正文"
        assert len(place.desk.last) == edits


@pytest.mark.parametrize(("key", "body"), [("enter", "写到一半"), ("escape", "正文")])
def test_text_of_an_editor_that_broke_down_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, body: str
) -> None:
    [editor] = script(tmp_path, 'printf "写到一半" > "$1"; exit 1')
    monkeypatch.setenv("EDITOR", editor)
    with alone(tmp_path) as place:
        note = place.desk.create("note", {"body": "正文"})

        async def act(on: Stage) -> None:
            await on.keys("5", "enter", "ctrl+o")
            assert "写到一半" in on.text()
            await on.keys(key, "escape")
            await on.until(lambda: place.desk.record(note).get("body") == body)

        play(place, act)


def test_without_an_editor_the_key_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    with alone(tmp_path) as place:
        place.desk.create("note", {"body": "正文"})

        async def act(on: Stage) -> None:
            await on.keys("5", "enter", "ctrl+o")
            assert "EDITOR" in on.said()[-1]

        play(place, act)
