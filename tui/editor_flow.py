"""The way of a text to the person's own editor and back to the screen; what goes wrong is said and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from textual.app import SuspendNotSupported

from tui import external_editor
from tui.i18n import t
from tui.marks import clean
from tui.page import Commanded
from tui.screens.confirm import ConfirmDialog


def why_not_editor() -> str | None:
    """Why no editor can be opened, or None."""
    return t("editor.none") if external_editor.command(os.environ) is None else None


def in_own_editor(page: Commanded[Any], before: str, taken: Callable[[str], None]) -> None:
    """Hand a text over and wait; `taken` gets what came back, when it is another."""
    words = external_editor.command(os.environ)
    if words is None:
        return
    app = page.xinde
    farewell = app.farewell
    try:
        with app.suspend():
            came = external_editor.edit(before, words, farewell.take_along if farewell else lambda editor: None)
            if came.text != before and farewell is not None and farewell.is_due:
                # The line has dropped, or the machine goes down: nobody can be asked, and the terminal may not come back.
                taken(clean(came.text))
                app.keep_typing_now(everything=True)
                return
    except SuspendNotSupported:
        app.say(t("editor.not_here"), warning=True)
        return
    if came.code is None:
        app.say(t("editor.not_started", editor=words[0]), warning=True)
    elif came.code != 0 and came.text != before:
        _ask_about(page, came.text, came.code, taken)
    elif came.code != 0:
        app.say(t("editor.failed", code=came.code), warning=True)
    elif came.text == before:
        app.say(t("editor.unchanged"))
    else:
        taken(clean(came.text))


def _ask_about(page: Commanded[Any], text: str, code: int, taken: Callable[[str], None]) -> None:
    """An editor that ends with an error may have been told to forget everything, or may have broken down."""

    def answered(yes: bool | None) -> None:
        if yes:
            taken(clean(text))

    dialog = ConfirmDialog(t("editor.ask_title", code=code), text, yes=t("editor.ask_yes"), no=t("editor.ask_no"))
    page.app.push_screen(dialog, answered)
