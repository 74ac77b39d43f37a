"""The form of a row of the roll; its times are of the session's day, so that the clock alone is written."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from sync.records.fields import Field
from tui import roll
from tui.screens.form import FormPage
from tui.widgets.clock_editor import ClockEditor


class RollDetailPage(FormPage):
    """An attendance row, or the fields of it that a mark asks for."""

    def __init__(self, rid: str, *, only: Iterable[str] | None = None, focus: str | None = None) -> None:
        super().__init__("attendance", rid, only=only, focus=focus)

    def _editor(self, name: str, declared: Field) -> Widget:
        view, place = self.record, self.xinde.place
        session = place.repository.get(str(view.get("session"))) if view is not None else None
        if declared.type == "time" and session is not None:
            return ClockEditor(name, declared, roll.day_of(place, session))
        return super()._editor(name, declared)
