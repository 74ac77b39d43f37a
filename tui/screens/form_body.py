"""The rows of a form: every field of a kind with its editor, loaded, journaled as it is typed, and found again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from sync.clock import minute
from sync.records.fields import Field, FieldProblem
from tui.asked_for import form_names
from tui.disputed import fields_line
from tui.form_fields import as_line, editor_of, hint, same
from tui.i18n import t
from tui.labels import field_label, kind_label, title_of, value_text
from tui.messages import explain
from tui.page import Page
from tui.projecting import hidden, kind_is_private, page_is_private, session_of
from tui.terminal import printable
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor, ProseEditor
from tui.widgets.fixed_field import FixedField
from tui.years import branch_rules


class FormBody(Page):
    """One record, new or existing, as a row of editors; saving it is the next class's business.

    `preset` are the fields a new one starts with, and are not asked for again; `defaults` are proposed and can be changed.
    `tui.making` says what else may stand in `preset`.
    """

    HOLDS_TEXT = True

    def __init__(
        self,
        kind: str,
        rid: str | None = None,
        preset: Mapping[str, Any] | None = None,
        *,
        defaults: Callable[[], Mapping[str, Any]] | None = None,
        focus: str | None = None,
        only: Iterable[str] | None = None,
    ) -> None:
        super().__init__()
        self.kind = kind
        self.preset = dict(preset or {})
        self._defaults = defaults
        self._proposed: dict[str, Any] = {}
        self._given = rid
        self._wanted_focus = focus
        self._only = list(only) if only is not None else None
        self._base: dict[str, Any] = {}
        self._problems: dict[str, FieldProblem] = {}
        self._said: Callable[[], str] = str
        self._leaving = False
        self.made_here = False
        """True once this form made its record; it was there before otherwise."""
        self._warned = False
        self._refused = False
        """True from a save that failed to the next key: what it said stands."""

    # what is shown

    @property
    def rid(self) -> str:
        """The record's id, decided when the form opens, so that keystrokes have a place in the journal."""
        if self._given is None:
            self._given = self.xinde.place.ids.record()
        return self._given

    @property
    def record(self) -> View | None:
        """The record as it is now, or None while it was never saved."""
        return self.xinde.place.repository.get(self.rid)

    def holds_private(self) -> bool:
        """As private as the record; a new one, as it will be."""
        place, view = self.xinde.place, self.record
        return page_is_private(view) or kind_is_private(place, place.repository.registry[self.kind], self.preset)

    def heading(self) -> str:
        """Kind and title."""
        spec = self.xinde.place.repository.registry[self.kind]
        view = self.record
        if view is None:
            return t("form.new", kind=kind_label(spec))
        return f"{kind_label(spec)} {title_of(self.xinde.place, view)}"

    def names(self) -> list[str]:
        """The fields asked for."""
        spec = self.xinde.place.repository.registry[self.kind]
        if self._only is not None:
            return self._only
        return [name for name in form_names(spec, there=self.record is not None) if name not in self.preset]

    def why_fixed(self, name: str) -> str | None:
        """Why the field cannot be written by this person now, so that it is only shown; None where it has an editor."""
        return None

    def body(self) -> Iterable[Widget]:
        """A row a field; a line below for what happened."""
        self._recall()
        spec = self.xinde.place.repository.registry[self.kind]
        rows: list[Widget] = []
        for name in self.names():
            declared = spec.fields[name]
            label = Static(id=f"label-{name}", classes="form-label")
            row_class = "form-row prose" if declared.multiline else "form-row"
            if name in ("body", "text") and declared.multiline:
                row_class += " tall"
            if self.why_fixed(name):
                fixed = FixedField(name, partial(self._words, name), partial(self._held, name))
                rows.append(Horizontal(label, fixed, classes="form-row"))
            else:
                rows.append(Horizontal(label, self._editor(name, declared), classes=row_class))
            rows.append(Static(Content(""), id=f"error-{name}", classes="form-error"))
        yield VerticalScroll(*rows, id="form", can_focus=False)
        yield Static(Content(""), id="form-line")

    def _editor(self, name: str, declared: Field) -> Widget:
        words = partial(self._words, name)
        place = self.xinde.place
        return editor_of(
            self.kind, name, declared, words, lambda: minute(place.clock), self._year, lambda: branch_rules(place)
        )

    def _year(self) -> int | None:
        """The year of the plan this is a part of."""
        view = self.record
        plan = self.xinde.place.repository.get(str(view.get("plan") if view else self.preset.get("plan")))
        return plan.get("year") if plan is not None and plan.kind == "plan" else None

    def _words(self, name: str, value: Any) -> str:
        spec = self.xinde.place.repository.registry[self.kind]
        if self.xinde.projecting and hidden(
            self.xinde.place, value if isinstance(value, list) else [value], self.about
        ):
            return t("projecting.hidden")
        return value_text(self.xinde.place, spec, name, value)

    @property
    def about(self) -> str | None:
        """The session this form is of, or of a row of."""
        view = self.record
        named = self.preset.get("session") or self.preset.get("target")
        return session_of(view) if view is not None else (str(named) if named else None)

    def editors(self) -> list[FieldEditor]:
        """All editors, in order."""
        return [widget for widget in self.query("*") if isinstance(widget, LineEditor | ProseEditor | ChoiceEditor)]

    def _held(self, name: str) -> Any:
        view = self.record
        return view.get(name) if view is not None else self.preset.get(name)

    def fixed(self) -> list[FixedField]:
        """The fields that are only shown, in order."""
        return list(self.query(FixedField))

    def editor(self, name: str) -> FieldEditor | None:
        """The editor of a field, if the form asks for it."""
        return next((each for each in self.editors() if each.field_name == name), None)

    def on_mount(self) -> None:
        """Load the record, then what was typed and never saved, and put the cursor into the first field."""
        view = self.record
        if view is None and self._defaults is not None:
            self._proposed = {name: value for name, value in self._defaults().items() if value not in (None, "", [])}
        for editor in self.editors():
            name = editor.field_name
            value = view.get(name) if view else self.preset.get(name)
            self._base[name] = value
            value = self._proposed.get(name, value)
            editor.load(as_line(value) if isinstance(editor, LineEditor) else value)
        found = 0
        for typed in self.xinde.place.unsaved.of(self.rid):
            restored = self.editor(typed.field)
            if restored is not None:
                restored.write(typed.text)
                if view is not None and self._holds(restored, view.get(typed.field)):
                    # It was saved since, perhaps in other words.
                    continue
                if not typed.new and (typed.base is not None or not self._base[typed.field]):
                    self._base[typed.field] = typed.base
                found += 1
        if found:
            self.line(lambda: t("form.restored", n=found))
        elif view is None and any(self._needed(name) == "!" for name in self.names()):
            self.line(lambda: t("form.stars"))
        elif view is not None and fields_line(self.xinde.place, self.rid):
            self.line(lambda: fields_line(self.xinde.place, self.rid))
        elif self.fixed():
            self.line(lambda: t("form.some_fixed"))
        first = self.editor(self._wanted_focus) if self._wanted_focus else None
        target = first or next(iter(self.editors()), None)
        if target is not None:
            target.focus()

    def _holds(self, editor: FieldEditor, value: Any) -> bool:
        try:
            return same(editor.parsed(), value)
        except FieldProblem:
            return False

    def _recall(self) -> None:
        """A new record whose form was open when the app was killed still belongs where it was begun, as it was proposed."""
        if self._given is None or self.record is not None:
            return
        typed = [each for each in self.xinde.place.unsaved.of(self.rid) if each.new]
        if not self.preset:
            self.preset = next((dict(each.preset) for each in typed if each.preset), {})
        if self._defaults is None:
            self._proposed = next((dict(each.proposed) for each in typed if each.proposed), {})

    def line(self, say: Callable[[], str]) -> None:
        """One line below the form, said again when the language changes."""
        self._said = say
        self.query_one("#form-line", Static).update(Content(printable(say())))

    def refresh_all(self) -> None:
        """Everything around what was typed too, in the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self._write_words()

    def _write_words(self) -> None:
        for editor in self.editors():
            name = editor.field_name
            self.query_one(f"#label-{name}", Static).update(Content(self.label_of(name)))
            if isinstance(editor, LineEditor):
                editor.placeholder = self.hint_of(name)
            elif isinstance(editor, ChoiceEditor):
                editor.refresh(layout=True)
        for fixed in self.fixed():
            self.query_one(f"#label-{fixed.field_name}", Static).update(Content(self.called(fixed.field_name)))
            fixed.speak()
        for problem in self._problems.values():
            self.write_problem(problem)
        self.line(self._said)

    def label_of(self, name: str) -> str:
        """What stands before a field."""
        return self.called(name) + {"!!": " *", "!": " (*)", "": ""}[self._needed(name)]

    def called(self, name: str) -> str:
        """The name of a field."""
        return field_label(self.xinde.place.repository.registry[self.kind], name)

    def _needed(self, name: str) -> str:
        return self.xinde.place.repository.registry[self.kind].fields[name].needed

    def hint_of(self, name: str) -> str:
        """What an empty line says."""
        year = self._year() or int(minute(self.xinde.place.clock)[:4])
        return hint(self.xinde.place.repository.registry[self.kind], name, year)

    def write_problem(self, problem: FieldProblem) -> None:
        """Say below a field what is wrong with it."""
        text = explain(problem, self.xinde.place, self.kind, ids=False).text
        self.query_one(f"#error-{problem.field}", Static).update(Content(printable(text)))
