"""A list of the records of one kind, derived from the kind: columns, filter, form, states, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.labels import choice_label, field_label, kind_label, many_label, value_text
from tui.nothing_yet import nothing_yet
from tui.opening import open_form
from tui.projecting import kind_is_private
from tui.rights import why_not_edit
from tui.screens import ordered
from tui.screens.form import FormPage
from tui.screens.marked import Marked
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable

WIDE = {"text": 4, "str": 2, "id": 2, "set": 2, "date": -10, "time": -16, "int": -5, "bool": -4}
"""Share of the width a column of a type gets; a negative one is fixed, in cells."""

OF_THE_TABLE = frozenset({"sort", "mark_row", "mark_all"})
"""Commands whose keys are text, or move in it, while a line has the cursor."""

LONGEST_LABEL = 10
"""Cells of the widest column of choices; only English has longer ones."""


class RecordsPage(Marked):
    """Records of `kind`; subclasses choose which, in what order, and what opening one means."""

    SCOPE: ClassVar[str] = "records"
    BINDINGS = bindings("records")

    def __init__(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.preset = dict(preset or {})
        self._marks = {}
        self._listed: list[tuple[str, list[str]]] = []
        self._narrowing = False
        self.at: str | None = None
        """The row to begin at."""

    # what is listed

    def heading(self) -> str:
        """The kind's name and how many there are."""
        spec = self.xinde.place.repository.registry[self.kind]
        return t("records.count", kind=many_label(spec), n=self.counted(len(self.views())))

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

    def label_width(self, name: str, most: int = LONGEST_LABEL) -> int:
        """The width that the words of a field's choices take in the current language, as `widths` wants it."""
        spec = self.xinde.place.repository.registry[self.kind]
        values = spec.states if name == "state" else dict(spec.fields[name].choices)
        return -min(most, max(cell_len(choice_label(spec, name, value)) for value in values))

    def numbers(self) -> Iterable[str]:
        """Columns of numbers, which stand at the right end of theirs."""
        fields = self.xinde.place.repository.registry[self.kind].fields
        return [name for name in self.column_names() if name in fields and fields[name].type == "int"]

    def titles(self) -> Iterable[str]:
        """Columns of titles, which lose their middle where they are too long; sentences lose their end."""
        return [self.xinde.place.repository.registry[self.kind].title]

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
        if not self._narrowing or not self._listed:
            self._listed = [(view.id, self.cells(view)) for view in self.views()]
        return self.kept(self._listed)

    def narrow(self) -> None:
        """Rows are written anew when records change, not at each key: with 10 000 that takes four fifths of the time."""
        self._narrowing = True
        try:
            super().narrow()
        finally:
            self._narrowing = False

    def empty_text(self) -> str:
        """What to do when there is nothing yet."""
        spec = self.xinde.place.repository.registry[self.kind]
        return t("records.none_match") if self._filter.strip() else t("records.empty", kind=kind_label(spec))

    def body(self) -> Iterable[Widget]:
        """Table, what to do when it is empty, filter line."""
        headings = partial(ordered.headings, self)
        yield RecordTable(self.widths, headings, id="table", middle=self.titles(), right=self.numbers())
        yield Static(id="empty", classes="empty", markup=False)
        yield FilterLine()

    @property
    def _filter(self) -> str:
        return self.filter_text

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
        rows, before = ordered.ordered(self, self.rows()), self.at_row()
        self.table.show(rows)
        self.show_marks()
        if self.at is not None:
            self.table.go_to(self.at)
            if self._filter.strip() and self._is_hidden(self.at):
                self.xinde.say(t("records.made_hidden"), warning=True)
            self.at = None
        self.table.display = bool(rows)
        if rows and self.focused is None:
            # A hidden table loses the focus; the first row brings it back.
            self.table.focus()
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        shared = self.xinde.place.repository.registry[self.kind].shared
        empty.update(nothing_yet(self.xinde.place, self.empty_text(), shared=shared))
        if self.at_row() != before:
            # What the keys were dimmed for has gone, or come: also when others deleted the last row.
            self.refresh_keys()

    def _is_hidden(self, rid: str) -> bool:
        """True where the filter leaves out what the list would show."""
        return not self.table.has(rid) and any(view.id == rid for view in self.views())

    def refresh_all(self) -> None:
        """Everything anew, headings too."""
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()

    def records_changed(self, changed: Changed) -> None:
        """Repaint when a record of this kind, or one named in its rows, changed."""
        if changed.kinds & self.kinds_shown():
            self.fill()
            self.status_changed()

    def made(self, kind: str, rid: str) -> None:
        """The cursor will stand on what was made."""
        if kind == self.kind:
            self.at = rid

    def kinds_shown(self) -> set[str]:
        """Kinds whose changes show in the rows."""
        spec = self.xinde.place.repository.registry[self.kind]
        return {self.kind, *(f.target for n, f in spec.fields.items() if f.target and n in self.column_names())}

    # commands

    def offers(self, command: str) -> bool:
        """Kinds without states have none to change; a second list only some pages have."""
        if command == "state":
            return bool(self.xinde.place.repository.registry[self.kind].states)
        if command in OF_THE_TABLE and isinstance(self.focused, Input):
            return False
        if command == "sort":
            return bool(ordered.columns(self))
        return command != "other"

    def why_not(self, command: str) -> str | None:
        """Most commands need a row under the cursor."""
        if command in ("open", "edit", "state", "delete") and self.current is None:
            return t("records.no_row")
        if command == "edit" and self.current is not None:
            return why_not_edit(self.xinde.place, self.current)
        return None

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The key bar may differ from row to row; the cursor is seen before it is asked."""
        message.stop()
        self.call_after_refresh(self.refresh_keys)

    async def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter opens, or says why not."""
        event.stop()
        await self.action_command(f"{self.SCOPE}.open")

    def do_open(self) -> None:
        """Open the record under the cursor."""
        self.do_edit()

    def do_edit(self) -> None:
        """Its form; to be read, where nothing of it may be changed."""
        if self.current is not None:
            open_form(self, self.current)

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

    def do_sort(self) -> None:
        """Pick the column by which the list stands."""
        ordered.pick_order(self)

    def do_other(self) -> None:
        """Subclasses with a second list show it."""
        self.xinde.say(t("records.no_other"), warning=True)
