"""A reflection draft: written here, private, submitted when its author says so."""

from __future__ import annotations

from tui.commands import bindings
from tui.i18n import t
from tui.screens.form import FormPage
from tui.submit_flow import submit_draft
from tui.vault_state import where_record
from tui.widgets.editors import Edited
from tui.year.characters import count


class DraftPage(FormPage):
    """The draft's form with a tall text, its length, and the way to submit it."""

    SCOPE = "draft"
    BINDINGS = bindings("draft")

    def __init__(self, rid: str | None) -> None:
        super().__init__("reflection", rid)

    def heading(self) -> str:
        """Says where it is: on this device only, or sealed on all of one's devices."""
        return f"{super().heading()} {self.xinde.glyphs.dot} {where_record(self.xinde.place, self.rid)}"

    def on_mount(self) -> None:
        """A draft that has a title opens at its text."""
        self._wanted_focus = "body" if self.record is not None else "title"
        self._uncounted = True
        self.set_interval(1.0, self._show_count)

    def on_edited(self, message: Edited) -> None:
        """Remember to count; counting itself happens once a second, never at a key."""
        self._uncounted = True

    def _show_count(self) -> None:
        body = self.editor("body")
        if body is not None and self._uncounted:
            self._uncounted = False
            length = count(body.written())
            self.line(lambda: t("draft.count", n=length))

    async def do_submit(self) -> None:
        """Save, show exactly what would leave this device, then submit it."""
        if await self.save() and self.record is not None:
            await submit_draft(self, self.rid)
