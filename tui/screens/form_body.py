"""The rows of a form: every field of a kind with its editor, loaded, journaled as it is typed, and found again after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from sync.clock import today
from sync.records.fields import Field, FieldProblem
from tui.autosave import Autosave
from tui.form_fields import NOT_IN_FORMS, as_line, editor_of, hint
from tui.i18n import t
from tui.labels import field_label, kind_label, title_of, value_text
from tui.messages import explain
from tui.page import Page
from tui.projecting import hidden, kind_is_private, page_is_private, session_of
from tui.terminal import printable
from tui.widgets.editors import ChoiceEditor, Edited, FieldEditor, LineEditor, ProseEditor


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
        self._warned = False

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
        fixed = set() if self.record is None else {n for n, f in spec.fields.items() if f.once}
        return [
            n
            for n in spec.editable()
            if not spec.fields[n].by_program and n not in NOT_IN_FORMS and n not in fixed and n not in self.preset
        ]

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
            rows.append(Horizontal(label, self._editor(name, declared), classes=row_class))
            rows.append(Static(Content(""), id=f"error-{name}", classes="form-error"))
        yield VerticalScroll(*rows, id="form", can_focus=False)
        yield Static(Content(""), id="form-line")

    def _editor(self, name: str, declared: Field) -> Widget:
        place = self.xinde.place
        return editor_of(self.kind, name, declared, lambda value: self._words(name, value), lambda: today(place.clock))

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

    def editor(self, name: str) -> FieldEditor | None:
        """The editor of a field, if the form asks for it."""
        return next((each for each in self.editors() if each.field_name == name), None)

    def on_mount(self) -> None:
        """Load the record, then what was typed and never saved, and put the cursor into the first field."""
        self.autosave = Autosave(self, self._keep)
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
                if not typed.new and (typed.base is not None or not self._base[typed.field]):
                    self._base[typed.field] = typed.base
                found += 1
        if found:
            self.line(lambda: t("form.restored", n=found))
        first = self.editor(self._wanted_focus) if self._wanted_focus else None
        target = first or next(iter(self.editors()), None)
        if target is not None:
            target.focus()

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
        spec = self.xinde.place.repository.registry[self.kind]
        for editor in self.editors():
            name = editor.field_name
            star = " *" if spec.fields[name].needed else ""
            self.query_one(f"#label-{name}", Static).update(Content(field_label(spec, name) + star))
            if isinstance(editor, LineEditor):
                editor.placeholder = hint(spec, name)
            elif isinstance(editor, ChoiceEditor):
                editor.refresh(layout=True)
        for problem in self._problems.values():
            self.write_problem(problem)
        self.line(self._said)

    def write_problem(self, problem: FieldProblem) -> None:
        """Say below a field what is wrong with it."""
        text = explain(problem, self.xinde.place, self.kind, ids=False).text
        self.query_one(f"#error-{problem.field}", Static).update(Content(printable(text)))

    # typing

    def on_edited(self, message: Edited) -> None:
        """A key went into an editor: journal it soon; a pick is saved at once."""
        message.stop()
        self._warned = False
        if isinstance(message.editor, ChoiceEditor) and self.record is not None:
            self.picked(message.editor.field_name)
        else:
            self.autosave.touch(message.editor.field_name)

    def picked(self, name: str) -> None:
        """Something was picked in a record that exists; the form saves it."""

    def _keep(self, name: str) -> None:
        """Journal what one editor holds, in the writer thread."""
        editor = self.editor(name)
        if editor is None:
            return
        text, base, rid, kind = editor.written(), self._base.get(name), self.rid, self.kind
        view = self.record
        scope, new = (view.scope if view else ""), view is None
        unsaved = self.xinde.place.unsaved
        shown_base = as_line(base) if isinstance(editor, LineEditor) else base
        preset = {each: value for each, value in self.preset.items() if value is not None} if new else None
        proposed = self._proposed if new else None

        def write() -> None:
            if text == (shown_base or "") and not new:
                unsaved.forget(rid, name)
            else:
                unsaved.keep(
                    rid,
                    name,
                    base if isinstance(base, str) else None,
                    text,
                    kind=kind,
                    scope=scope,
                    new=new,
                    preset=preset,
                    proposed=proposed,
                )

        self.xinde.keep(write, self._kept)

    def _kept(self, failed: Exception | None) -> None:
        if failed is not None:
            self.xinde.say_error(failed)
        elif self.still_open and not self._leaving and not self._warned and not self._all_saved():
            self.line(lambda: t("form.kept"))

    def _all_saved(self) -> bool:
        """True when a save for good overtook the journal: what it said stands."""
        return all(self._is_untouched(editor) for editor in self.editors())

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the line dropped, the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            for editor in self.editors():
                if not self._is_untouched(editor):
                    self.autosave.touch(editor.field_name)
        self.autosave.flush()

    def _is_untouched(self, editor: FieldEditor) -> bool:
        return self._holds(editor, self._base.get(editor.field_name))

    def _holds(self, editor: FieldEditor, value: Any) -> bool:
        try:
            return bool((editor.parsed() or None) == (value or None))
        except FieldProblem:
            return False
