"""A long line shows just what Textual's own line would show, wherever the cursor is."""

from __future__ import annotations

from pathlib import Path

from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from tests.screens.meeting import session, show
from tests.screens.stage import Stage, alone, play
from tests.screens.test_session_minutes import line
from tui.screens.session_panes.minute_line import MinuteLine

TEXT = "会议ab学习了，文件c精神。" * 60


def cells(strip: Strip) -> list[tuple[str, str]]:
    """Each character with its style."""
    return [(character, str(segment.style)) for segment in strip for character in segment.text]


def test_what_is_in_sight_is_painted_as_textual_paints_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type(TEXT)
            field = on.app.screen.query_one(MinuteLine)
            field.cursor_blink = False
            for position in (len(TEXT), len(TEXT) - 1, 500, 499, 77, 39, 1, 0):
                field.selection = Selection.cursor(position)
                await on.settle()
                assert cells(field.render_line(0)) == cells(Input.render_line(field, 0)), position
            field.selection = Selection(20, 30)
            await on.settle()
            assert cells(field.render_line(0)) == cells(Input.render_line(field, 0))

        play(place, act)


def test_one_types_reads_and_deletes_anywhere_in_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.type(TEXT)
            await on.keys("完")
            assert "文件c精神。完" in on.text()
            await on.keys("home")
            assert on.text().count("会议ab学习了") >= 2
            await on.keys("始", "right", "delete", "end", "backspace")
            assert line(on) == "始会" + TEXT[2:]
            await on.keys("home")
            assert "始会ab学习了" in on.text()

        play(place, act)
