"""One private note, and the way of its lines into a reflection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.widget import Widget

from tui.commands import bindings
from tui.i18n import t
from tui.labels import title_of
from tui.screens.form import FormPage
from tui.vault_state import where_record
from tui.widgets.editors import ProseEditor
from tui.widgets.said import Said


class NotePage(FormPage):
    """The note's form, the cursor in its text; `line` (from 0) is where a search found something."""

    SCOPE = "note"
    BINDINGS = bindings("note")

    def __init__(self, rid: str | None, preset: Mapping[str, Any] | None = None, *, line: int | None = None) -> None:
        super().__init__("note", rid, preset, focus="body")
        self._line = line

    def heading(self) -> str:
        """Says where it is: on this device only, or sealed on all of one's devices."""
        return f"{super().heading()} {self.xinde.glyphs.dot} {where_record(self.xinde.place, self.rid)}"

    def body(self) -> Iterable[Widget]:
        """Who can read it, and which session it is of, stand above the form."""
        yield Said(self._whose, id="whose", classes="line")
        yield from super().body()

    def _whose(self) -> str:
        place, session = self.xinde.place, self.about
        view = place.repository.get(session) if session else None
        if view is None:
            return t("note.yours")
        day = str(view.get("start") or "")[:10]
        return t("note.yours_of", session=f"{day} {title_of(place, view)}".strip())

    def refresh_all(self) -> None:
        """In the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self.query_one("#whose", Said).speak()

    def on_mount(self) -> None:
        """The body is loaded by the form; then the cursor goes to the line."""
        if self._line is not None:
            self.call_after_refresh(self._go_to_line)

    def _go_to_line(self) -> None:
        editor = self.editor("body")
        if isinstance(editor, ProseEditor) and self._line is not None:
            last = editor.document.line_count - 1
            editor.move_cursor((min(self._line, last), 0), center=True)

    def another(self) -> FormPage:
        """A new note of the same session."""
        return NotePage(None, self.preset)

    def why_not(self, command: str) -> str | None:
        """An empty note has no lines."""
        if command == "take":
            view, editor = self.record, self.editor("body") if self.is_mounted else None
            nothing = not isinstance(editor, ProseEditor) or editor.document.end == (0, 0)
            return t("take.empty") if view is None and nothing else None
        return super().why_not(command)

    async def do_take(self) -> None:
        """Save, then choose lines of it, and of other notes."""
        from tui.screens.take_lines import TakePage

        if await self.save() and self.record is not None:
            self.app.push_screen(TakePage(self.rid))
