"""From a pasted text to a clean one: a hint where something could be changed, and the list of changes when it is asked for."""

from __future__ import annotations

from typing import Any

from tui.commands import find
from tui.documents.incoming.paste import Cleaned, changes, cleaned, moved
from tui.i18n import t
from tui.page import Commanded
from tui.screens.clean import CleanDialog
from tui.screens.session_panes.minute_line import MinuteLine
from tui.widgets.prose import Prose


def hint(page: Commanded[Any], text: str) -> None:
    """Say that a pasted text has something in it that could be cleaned; nothing is changed by itself."""
    found = changes(text)
    if found:
        page.xinde.say(t("clean.hint", n=len(found), key=find(f"{page.SCOPE}.clean").key))


def clean(page: Commanded[Any], editor: Prose | MinuteLine) -> None:
    """List what would be changed in the whole text, and change what stays ticked; the cursor stays where it was."""
    text = _text(editor)
    found = changes(text)
    if not found:
        page.xinde.say(t("clean.nothing"))
        return

    def answered(made: list[Cleaned] | None) -> None:
        if not made:
            return
        if _text(editor) != text:
            page.xinde.say(t("clean.changed"), warning=True)
            return
        if isinstance(editor, MinuteLine):
            editor.clean(cleaned(text, made), moved(editor.cursor_position, made))
        else:
            editor.put(cleaned(text, made), moved(editor.plain_at, made))
        page.xinde.say(t("clean.done", n=len(made)))

    page.app.push_screen(CleanDialog(text, found), answered)


def _text(editor: Prose | MinuteLine) -> str:
    return editor.value if isinstance(editor, MinuteLine) else editor.plain
