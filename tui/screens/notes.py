"""Private notes: on this device only, or sealed on all of one's devices; searched in title, tags and text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.timer import Timer
from textual.widgets import Input

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, title_of
from tui.note_search import Found, search
from tui.screens.note import NotePage
from tui.screens.records import RecordsPage
from tui.screens.take_lines import TakePage
from tui.vault_state import where_all

PAUSE = 0.15
"""Seconds after the last key before the search begins, in a thread of its own."""


class NotesPage(RecordsPage):
    """Notes, newest first; while something is searched, those that fit with the line that fits. Enter opens there."""

    SCOPE = "notes"
    BINDINGS = bindings("notes")

    def __init__(self) -> None:
        super().__init__("note")
        self._found: dict[str, Found] | None = None
        self._pause: Timer | None = None
        self._words = ""
        """What was searched last."""

    def heading(self) -> str:
        """Says where they are."""
        return f"{super().heading()} {self.xinde.glyphs.dot} {where_all(self.xinde.place, self.kind)}"

    def views(self) -> list[View]:
        """Newest first."""
        notes = super().views()
        return sorted(notes, key=lambda view: (view.get("at") or "", str(view.created.get("at") or "")), reverse=True)

    def column_names(self) -> Sequence[str]:
        """Title or first words, when, and the session it belongs to, or the line that fits."""
        return ("title", "at", "session")

    def widths(self) -> list[tuple[str, int]]:
        """A line that fits needs more room than a session's title."""
        return [("title", 3), ("at", -16), ("session", 2 if self._found is None else 4)]

    def headings(self) -> list[str]:
        """In the current language."""
        spec = self.xinde.place.repository.registry["note"]
        last = field_label(spec, "session") if self._found is None else t("notes.column_line")
        return [field_label(spec, "title"), field_label(spec, "at"), last]

    def rows(self) -> list[tuple[str, list[str]]]:
        """All notes, or what the search found last: it runs beside the screen, never at a key."""
        if self._found is None:
            return [(view.id, self.cells(view)) for view in self.views()]
        return [(rid, self.cells(found.note)) for rid, found in self._found.items()]

    def cells(self, view: View) -> list[str]:
        """An untitled note shows how it begins."""
        cells = super().cells(view)
        cells[0] = title_of(self.xinde.place, view)
        if self._found is not None:
            cells[2] = self._found[view.id].text
        return cells

    def records_changed(self, changed: Changed) -> None:
        """What was found may say something else now."""
        if "note" in changed.kinds and self._filter.strip():
            self._search_soon()
        super().records_changed(changed)

    # searching

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search when the typing pauses."""
        event.stop()
        event.prevent_default()
        self._search_soon()

    def _search_soon(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, lambda: self.run_worker(self._search(), exclusive=True, group="search"))

    async def _search(self) -> None:
        words = self._filter.strip()
        found = await asyncio.to_thread(search, self.views(), words) if words else None
        if not self.is_mounted or words != self._filter.strip():
            return
        turned = (found is None) != (self._found is None)
        searched, self._words = words != self._words, words
        self._found = None if found is None else {each.note.id: each for each in found}
        if turned:
            self.table.rebuild()
        self.fill()
        if found is None:
            self.status_changed()
        elif searched:
            self.to_first()
        self.refresh_keys()

    # commands

    def why_not(self, command: str) -> str | None:
        """Taking lines needs a note."""
        if command == "take" and self.current is None:
            return t("records.no_row")
        return super().why_not(command)

    def do_new(self) -> None:
        """A new note, cursor in its text."""
        self.xinde.call_later(self.xinde.action_command, "app.note")

    def do_edit(self) -> None:
        """Open the note at its text, or at the line that was found."""
        view = self.current
        if view is not None:
            found = (self._found or {}).get(view.id)
            self.app.push_screen(NotePage(view.id, line=found.line if found else None))

    def do_take(self) -> None:
        """Choose lines of the note, and of others, for a reflection."""
        view = self.current
        if view is not None:
            self.app.push_screen(TakePage(view.id))
