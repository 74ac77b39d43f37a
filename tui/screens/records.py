"""A list of the records of one kind, derived from the kind: columns, filter, form, states, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import choice_label, field_label, kind_label, value_text
from tui.page import Page
from tui.pinyin import matches
from tui.projecting import kind_is_private
from tui.screens.form import FormPage
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable

WIDE = {"text": 4, "str": 2, "id": 2, "set": 2, "date": -10, "time": -16, "int": -5, "bool": -4}
"""Share of the width a column of a type gets; a negative one is fixed, in cells."""

LONGEST_LABEL = 10
"""Cells of the widest column of choices; only English has longer ones."""


class RecordsPage(Page):
    """Records of `kind`; subclasses choose which, in what order, and what opening one means."""

    SCOPE: ClassVar[str] = "records"
    BINDINGS = bindings("records")

    def __init__(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.preset = dict(preset or {})
        self._filter = ""
        self.at: str | None = None
        """The row to begin at."""

    # what is listed

    def heading(self) -> str:
        """The kind's name and how many there are."""
        spec = self.xinde.place.repository.registry[self.kind]
        return f"{kind_label(spec)} ({len(self.views())})"

    def holds_private(self) -> bool:
        """As private as records of the kind are."""
        return kind_is_private(self.xinde.place, self.xinde.place.repository.registry[self.kind], self.preset)

    def views(self) -> list[View]:
        """The records listed, in order, before the filter."""
        return self.xinde.place.repository.find(self.kind)

    def column_names(self) -> Sequence[str]:
        """Fields shown as columns."""
        return self.xinde.place.repository.registry[self.kind].columns

    def widths(self) -> list[tuple[str, int]]:
        """Columns with their share of the width, or their width in cells as a negative number."""
        return [(name, self._width(name)) for name in self.column_names()]

    def _width(self, name: str) -> int:
        spec = self.xinde.place.repository.registry[self.kind]
        declared = spec.fields[name]
        if declared.type == "enum":
            return self.label_width(name)
        return 3 if name == spec.title and declared.type == "str" else WIDE[declared.type]

    def label_width(self, name: str) -> int:
        """The width that the words of a field's choices take in the current language, as `widths` wants it."""
        spec = self.xinde.place.repository.registry[self.kind]
        values = spec.states if name == "state" else dict(spec.fields[name].choices)
        return -min(LONGEST_LABEL, max(cell_len(choice_label(spec, name, value)) for value in values))

    def headings(self) -> list[str]:
        """Headings of the columns in the current language."""
        spec = self.xinde.place.repository.registry[self.kind]
        return [field_label(spec, name) for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """One row."""
        spec = self.xinde.place.repository.registry[view.kind]
        return [value_text(self.xinde.place, spec, name, view.get(name)) for name in self.column_names()]

    def rows(self) -> list[tuple[str, list[str]]]:
        """Rows that match the filter."""
        rows = [(view.id, self.cells(view)) for view in self.views()]
        if not self._filter.strip():
            return rows
        return [row for row in rows if all(matches(word, " ".join(row[1])) for word in self._filter.split())]

    def empty_text(self) -> str:
        """What to do when there is nothing yet."""
        spec = self.xinde.place.repository.registry[self.kind]
        return t("records.none_match") if self._filter.strip() else t("records.empty", kind=kind_label(spec))

    def body(self) -> Iterable[Widget]:
        """Table, what to do when it is empty, filter line."""
        title = self.xinde.place.repository.registry[self.kind].title
        yield RecordTable(self.widths, self.headings, id="table", middle=[title])
        yield Static(id="empty", classes="empty", markup=False)
        yield FilterLine()

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one("#table", RecordTable)

    @property
    def current(self) -> View | None:
        """The record under the cursor."""
        key = self.table.current
        return self.xinde.place.repository.get(key) if key else None

    def on_mount(self) -> None:
        """Somewhere the focus is from the start."""
        self.begin()

    def begin(self) -> None:
        """The table has the focus."""
        self.table.focus()

    def fill(self) -> None:
        """Show the rows as they are now."""
        rows = self.rows()
        self.table.show(rows)
        if self.at is not None:
            self.table.go_to(self.at)
            self.at = None
        self.table.display = bool(rows)
        if rows and self.focused is None:
            # A hidden table loses the focus; the first row brings it back.
            self.table.focus()
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(self.empty_text())

    def refresh_all(self) -> None:
        """Everything anew, headings too."""
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()
            self.query_one(FilterLine).speak()

    def records_changed(self, changed: Changed) -> None:
        """Repaint when a record of this kind, or one named in its rows, changed."""
        if changed.kinds & self.kinds_shown():
            self.fill()
            self.status_changed()

    def kinds_shown(self) -> set[str]:
        """Kinds whose changes show in the rows."""
        spec = self.xinde.place.repository.registry[self.kind]
        return {self.kind, *(f.target for n, f in spec.fields.items() if f.target and n in self.column_names())}

    # commands

    def offers(self, command: str) -> bool:
        """Kinds without states have none to change; a second list only some pages have."""
        if command == "state":
            return bool(self.xinde.place.repository.registry[self.kind].states)
        return command != "other"

    def why_not(self, command: str) -> str | None:
        """Most commands need a row under the cursor."""
        if command in ("open", "edit", "state", "delete") and self.current is None:
            return t("records.no_row")
        return None

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The key bar may differ from row to row."""
        message.stop()
        self.refresh_keys()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens."""
        event.stop()
        if self.why_not("open") is None:
            self.do_open()

    def do_open(self) -> None:
        """Open the record under the cursor."""
        self.do_edit()

    def do_edit(self) -> None:
        """Its form."""
        view = self.current
        if view is not None:
            self.app.push_screen(FormPage(view.kind, view.id))

    def do_new(self) -> None:
        """A new one."""
        self.app.push_screen(FormPage(self.kind, None, self.preset))

    def do_state(self) -> None:
        """Change its state."""
        from tui.flows import change_state

        if self.current is not None:
            change_state(self, self.current.id)

    def do_delete(self) -> None:
        """Delete it; undo is one key away."""
        from tui.flows import delete

        if self.current is not None:
            delete(self, self.current.id)

    def do_filter(self) -> None:
        """Show the filter line, or go back to the table."""
        self.query_one(FilterLine).open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        if event.input.id == "filter":
            event.stop()
            self._filter = event.value
            self.fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the filter goes to the rows."""
        if event.input.id == "filter":
            event.stop()
            self.table.focus()

    def do_other(self) -> None:
        """Subclasses with a second list show it."""
        self.xinde.say(t("records.no_other"), warning=True)

    def do_back(self) -> None:
        """Close the filter, or leave the page."""
        if self.query_one(FilterLine).close():
            self.table.focus()
        else:
            self.dismiss(None)
