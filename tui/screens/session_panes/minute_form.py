"""The form of an entry of the minutes, in which it can be split at the cursor."""

from __future__ import annotations

from tui import minutes
from tui.commands import bindings
from tui.i18n import t
from tui.screens.form import FormPage
from tui.widgets.editors import ProseEditor


class MinuteForm(FormPage):
    """An entry that exists, the cursor in its text."""

    SCOPE = "minute_form"
    BINDINGS = bindings("minute_form")

    def __init__(self, rid: str) -> None:
        super().__init__("minute", rid, focus="text")

    async def do_split(self) -> None:
        """What stands behind the cursor becomes an entry of its own; what was changed before is saved first."""
        editor = self.editor("text")
        if not isinstance(editor, ProseEditor) or not await self.save():
            return
        row, column = editor.cursor_location
        before = "\n".join([*editor.text.split("\n")[:row], editor.document.get_line(row)[:column]])
        cut = minutes.halves(editor.text, len(before))
        if cut is None:
            self.xinde.say(t("minutes.split_where"), warning=True)
            return
        place, rid, (first, second) = self.xinde.place, self.rid, cut
        if await self.act(lambda: minutes.split(place, rid, first, second)) is None:
            return
        self._leaving = True
        self.xinde.say(t("minutes.split_done"))
        self.dismiss(None)
