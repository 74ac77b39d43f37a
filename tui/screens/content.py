"""A record whole and read-only: as it once was, what a deleted one last held, or one of which nothing may be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.records.kind import KindSpec
from tui import past
from tui.commands import bindings
from tui.i18n import t
from tui.labels import kind_label, value_text
from tui.page import Page
from tui.projecting import kind_is_private, names_private
from tui.widgets.said import Said, Words


class ContentPage(Page):
    """`note` says of which moment it is."""

    SCOPE = "content"
    BINDINGS = bindings("content")

    def __init__(self, spec: KindSpec, fields: Mapping[str, Any], note: Words) -> None:
        super().__init__()
        self._spec = spec
        self._fields = fields
        self._note = note

    def heading(self) -> str:
        """Kind and title; the line below says of which moment."""
        place, spec = self.xinde.place, self._spec
        return f"{kind_label(spec)} {value_text(place, spec, spec.title, self._fields.get(spec.title))}".rstrip()

    def holds_private(self) -> bool:
        """As private as records of its kind are, and as what it names."""
        place, fields = self.xinde.place, self._fields
        at = str(fields.get("session") or fields.get("target"))
        return kind_is_private(place, self._spec, fields) or names_private(place, self._spec, fields, at)

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield Said(self._note, classes="line")
        yield VerticalScroll(Static(id="text"), id="content", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#content").focus()

    def fill(self) -> None:
        """The words in the language of now."""
        self.query_one("#text", Static).update(past.content(self.xinde.place, self._spec, self._fields))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class LivePage(ContentPage):
    """A record that is here, as it is now: it follows what others change, and says when it is deleted or gone from this device."""

    def __init__(self, spec: KindSpec, view: View, note: Words) -> None:
        super().__init__(spec, view.fields, note)
        self.rid = view.id

    @property
    def at_hand(self) -> str:
        """The record, for its history and for a note about it."""
        return self.rid

    def records_changed(self, changed: Changed) -> None:
        """Somebody may have changed this record, or one it names."""
        self.fill()
        self.status_changed()

    def fill(self) -> None:
        """What it holds now; of what was taken away nothing stays on the screen."""
        view = self.xinde.place.repository.get(self.rid)
        if view is None or view.deleted:
            self._fields = {}
            self.query_one("#text", Static).update(t("value.not_here"))
            return
        self._fields = view.fields
        super().fill()
