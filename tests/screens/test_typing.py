"""Whatever a person types into a field arrives there, full-width spaces and rare signs too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from tests.screens.meeting import session, show
from tests.screens.stage import Stage, alone, play
from tui.news import Journaled
from tui.page import Page
from tui.screens.ask import AskDialog
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.screens.sign_in import SignInPage

SIGNS = ("\u3000", "\u00a0", "\u2003", "\ue5e5", "\U000e0100", "\U00031350")
"""Full-width, no-break and em space; a private-use sign, a variation selector, a character newer than Python's tables."""


async def press(on: Stage, *characters: str) -> None:
    """Each character as the terminal sends it, as a key."""
    for character in characters:
        on.app.post_message(Key(_character_to_key(character), character))
    await on.settle()


def written(on: Stage) -> str:
    """What stands in the field that has the focus."""
    field = on.app.focused
    assert isinstance(field, Input | TextArea)
    return field.value if isinstance(field, Input) else field.text


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_every_field_takes_every_sign_a_person_can_type(tmp_path: Path, sign: str) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await on.keys("4", "ctrl+f")
            await press(on, "甲", sign, "乙")
            assert written(on) == f"甲{sign}乙", "the filter of a list"
            await show(on, rid, "minutes")
            await press(on, "甲", sign, "乙")
            assert written(on) == f"甲{sign}乙", "the line of the minutes"
            on.app.push_screen(FormPage("note", None, focus="body"))
            await on.settle()
            await press(on, "甲", sign, "乙")
            await on.keys("left")
            await press(on, sign)
            assert written(on) == f"甲{sign}{sign}乙", "prose, at the cursor"
            await on.keys("home", "shift+end")
            await press(on, sign)
            assert written(on) == sign, "what is selected is replaced"
            on.app.push_screen(AskDialog("题", "问"))
            await on.settle()
            await press(on, "甲", "乙")
            await on.keys("left")
            await press(on, sign)
            assert written(on) == f"甲{sign}乙", "a question"
            on.app.push_screen(PickDialog("题", [Choice("1", "甲 乙")]))
            await on.settle()
            await press(on, "甲", sign)
            assert written(on) == f"甲{sign}", "the filter of a choice"
            on.app.push_screen(SignInPage())
            await on.settle()
            await press(on, "甲", sign)
            assert written(on) == f"甲{sign}", "signing in"

        play(place, act)


def test_control_characters_are_no_text(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("f4")
            for sign in "\x01\x7f\x9b\u2028\ud800":
                on.app.post_message(Key("unknown", sign))
            await on.settle()
            assert written(on) == ""

        play(place, act)


def test_a_date_with_full_width_spaces_is_read(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place, start=None)

        async def act(on: Stage) -> None:
            on.app.push_screen(FormPage("session", rid, focus="start"))
            await on.settle()
            await press(on, *"　２０２６年３月５日　９：３０　")
            await on.keys("ctrl+s")
            await on.until(lambda: place.desk.record(rid).get("start") == "2026-03-05T09:30")
            assert written(on) == "2026-03-05 09:30", "shown as it is kept"

        play(place, act)


def test_no_screen_has_a_field_of_its_own_kind() -> None:
    """Textual's own fields drop signs, so they are made nowhere but in `tui.widgets.lines` and `tui.widgets.prose`."""
    made = [
        f"{path.name}:{node.lineno}"
        for path in (Path(__file__).parents[2] / "tui").rglob("*.py")
        if path.name not in ("lines.py", "prose.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Input", "TextArea"))
        or (isinstance(node, ast.ClassDef) and {getattr(b, "id", "") for b in node.bases} & {"Input", "TextArea"})
    ]
    assert made == []


def test_nobody_is_told_of_the_journal_while_the_app_takes_its_screens_down(tmp_path: Path) -> None:
    told: list[Exception | None] = []
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            on.app.on_journaled(Journaled(told.append, None))
            assert told == [None]
            # What the framework does first when it shuts down; the widgets of the page go after it.
            on.app._running = False
            on.app.on_journaled(Journaled(told.append, None))
            still_open = isinstance(on.app.screen, Page) and on.app.screen.still_open
            on.app._running = True
            assert told == [None]
            assert not still_open

        play(place, act)
