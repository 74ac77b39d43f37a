"""Private notes: on this device only, or sealed on all of one's devices."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from tui.labels import title_of
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.vault_state import where_all


class NotesPage(RecordsPage):
    """Notes, newest first; Enter opens one."""

    def __init__(self) -> None:
        super().__init__("note")

    def heading(self) -> str:
        """Says where they are."""
        return f"{super().heading()} {self.xinde.glyphs.dot} {where_all(self.xinde.place, self.kind)}"

    def views(self) -> list[View]:
        """Newest first."""
        notes = super().views()
        return sorted(notes, key=lambda view: (view.get("at") or "", str(view.created.get("at") or "")), reverse=True)

    def column_names(self) -> Sequence[str]:
        """Title or first words, when, and the session it belongs to."""
        return ("title", "at", "session")

    def cells(self, view: View) -> list[str]:
        """An untitled note shows how it begins."""
        cells = super().cells(view)
        cells[0] = title_of(self.xinde.place, view)
        return cells

    def do_new(self) -> None:
        """A new note, cursor in its text."""
        self.xinde.call_later(self.xinde.action_command, "app.note")

    def do_edit(self) -> None:
        """Open the note at its text."""
        view = self.current
        if view is not None:
            self.app.push_screen(FormPage("note", view.id, focus="body"))
