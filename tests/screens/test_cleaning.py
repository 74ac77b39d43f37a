"""Text from the net, pasted: it goes in as it is, what could be cleaned is said, and only what stays ticked is changed."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from tests.screens.meeting import session, show
from tests.screens.stage import Stage, alone, play
from tui.app import XindeApp
from tui.widgets.editors import ProseEditor

PASTED = "會(huì)议２０１１年,好\n第二行"


def editor(app: XindeApp) -> TextArea:
    return app.screen.query_one("#field-body", ProseEditor)


async def draft(on: Stage) -> None:
    await on.keys("4", "ctrl+n")
    await on.type("题目")
    for _ in range(20):
        if on.app.focused is editor(on.app):
            return
        await on.keys("tab")
    raise AssertionError(on.text())


def test_a_paste_goes_in_as_it_is_and_is_cleaned_change_by_change(tmp_path: Path) -> None:
    async def scene(on: Stage) -> None:
        await draft(on)
        await on.type(PASTED)
        assert "粘贴的文字有 3 处可清理，按 ^L" in on.said()
        text = editor(on.app)
        assert text.text == PASTED, "nothing is changed by itself"
        await on.keys("up", "end")
        assert text.cursor_location == (0, len("會(huì)议２０１１年,好"))
        await on.keys("ctrl+l")
        assert "可清理 3 处，已选 3 处" in on.text()
        assert "拼音残留" in on.text()
        assert "全角半角" in on.text()
        await on.keys("down", "space")
        assert "已选 2 处" in on.text()
        await on.keys("enter")
        assert text.text == "會议２０１１年，好\n第二行"
        assert text.cursor_location == (0, len("會议２０１１年，好")), "the cursor is behind the same character"
        assert on.app.focused is text
        await on.keys("ctrl+z")
        assert text.text == PASTED, "one undo in the editor takes it back"
        await on.keys("ctrl+l", "escape")
        assert text.text == PASTED

    with alone(tmp_path) as place:
        play(place, scene)


def test_what_was_typed_is_cleaned_too_and_clean_text_says_so(tmp_path: Path) -> None:
    async def scene(on: Stage) -> None:
        await draft(on)
        await on.type("干净的文字。")
        assert not any("可清理" in said for said in on.said())
        await on.keys("ctrl+l")
        assert "没有要清理的地方" in on.said()[-1]
        await on.keys("８")
        await on.keys("ctrl+l", "ctrl+n")
        assert "已选 0 处" in on.text()
        await on.keys("ctrl+n", "enter")
        assert editor(on.app).text == "干净的文字。8"
        await on.keys("ctrl+s")
        assert [view.get("body") for view in place.repository.find("reflection")] == ["干净的文字。8"]

    with alone(tmp_path) as place:
        play(place, scene)


def test_the_line_of_the_minutes_is_cleaned_and_put_back(tmp_path: Path) -> None:
    async def scene(on: Stage) -> None:
        await show(on, meeting, "minutes")
        await on.type("會(huì)议\n传达,好")
        assert any("可清理" in said for said in on.said())
        await on.keys("ctrl+l", "enter")
        line = on.app.screen.query_one("#line")
        assert getattr(line, "value", "") == "會议传达，好"
        await on.keys("ctrl+z")
        assert getattr(line, "value", "") == "會(huì)议 传达,好"

    with alone(tmp_path) as place:
        meeting = session(place)
        play(place, scene)


def test_a_sign_that_turns_text_around_is_not_kept_and_is_found_for_its_writer(tmp_path: Path) -> None:
    """What was typed stays in the editor, the reason says where the sign is, and the cleaner takes it out."""
    turned = "付款\u202e元001\u202c。"

    async def scene(on: Stage) -> None:
        await draft(on)
        await on.type(turned)
        await on.keys("ctrl+s")
        assert "U+202E" in on.text() + on.said()[-1]
        assert editor(on.app).text == turned, "nothing that was typed is lost"
        assert not any(view.get("body") for view in place.repository.find("reflection"))
        await on.keys("ctrl+l", "enter", "ctrl+s")
        assert [view.get("body") for view in place.repository.find("reflection")] == ["付款元001。"]

    with alone(tmp_path) as place:
        play(place, scene)
