"""The form of a record, derived from its kind: every field with its editor, saved when a field is left, nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import DescendantBlur
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.records.fields import Field, FieldProblem
from tui.autosave import Autosave
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, title_of, value_text
from tui.messages import explain
from tui.page import Page
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import PickDialog
from tui.terminal import printable
from tui.widgets.editors import ChoiceEditor, Edited, FieldEditor, LineEditor, ProseEditor

NOT_IN_FORMS = frozenset({"pos", "submission", "makeup_verified"})
"""Fields that have a command of their own and no place in a form."""


class FormPage(Page):
    """One record, new or existing.

    `preset` are the fields a new one starts with, and are not asked for again; `defaults` are proposed and can be changed.
    """

    SCOPE = "form"
    HOLDS_TEXT = True
    BINDINGS = bindings("form")

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
        self._remote: str | None = None
        self._errors: dict[str, str] = {}
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
        return [n for n in spec.editable() if n not in NOT_IN_FORMS and n not in fixed and n not in self.preset]

    def body(self) -> Iterable[Widget]:
        """A row a field; a line below for what happened."""
        self._recall_preset()
        spec = self.xinde.place.repository.registry[self.kind]
        rows: list[Widget] = []
        for name in self.names():
            declared = spec.fields[name]
            star = " *" if declared.needed else ""
            label = Static(Content(field_label(spec, name) + star), classes="form-label")
            row_class = "form-row prose" if declared.multiline else "form-row"
            if name in ("body", "text") and declared.multiline:
                row_class += " tall"
            rows.append(Horizontal(label, self._editor(name, declared), classes=row_class))
            rows.append(Static(Content(""), id=f"error-{name}", classes="form-error"))
        yield VerticalScroll(*rows, id="form", can_focus=False)
        yield Static(Content(""), id="form-line")

    def _editor(self, name: str, declared: Field) -> Widget:
        if declared.type == "text":
            return ProseEditor(name, declared)
        if declared.type in ("enum", "bool", "id") or (declared.type == "set" and declared.target):
            return ChoiceEditor(name, declared, lambda value: self._words(name, value))
        hint = {"date": "form.hint_date", "time": "form.hint_time", "set": "form.hint_set"}.get(declared.type)
        return LineEditor(name, declared, t(hint) if hint else "")

    def _words(self, name: str, value: Any) -> str:
        spec = self.xinde.place.repository.registry[self.kind]
        return value_text(self.xinde.place, spec, name, value)

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
            editor.load(_as_line(value) if isinstance(editor, LineEditor) else value)
        found = 0
        for typed in self.xinde.place.unsaved.of(self.rid):
            restored = self.editor(typed.field)
            if restored is not None:
                restored.write(typed.text)
                if not typed.new:
                    self._base[typed.field] = typed.base
                found += 1
        if found:
            self.line(t("form.restored", n=found))
        first = self.editor(self._wanted_focus) if self._wanted_focus else None
        target = first or next(iter(self.editors()), None)
        if target is not None:
            target.focus()

    def _recall_preset(self) -> None:
        """A new record whose form was open when the app was killed still belongs where it was begun."""
        if not self.preset and self.record is None:
            typed = self.xinde.place.unsaved.of(self.rid)
            self.preset = next((dict(each.preset) for each in typed if each.new and each.preset), {})

    def line(self, text: str) -> None:
        """One line below the form."""
        self.query_one("#form-line", Static).update(Content(printable(text)))

    # typing

    def on_edited(self, message: Edited) -> None:
        """A key went into an editor: journal it soon; a pick is saved at once."""
        message.stop()
        if isinstance(message.editor, ChoiceEditor) and self.record is not None:
            self.run_worker(self.save_field(message.editor.field_name))
        else:
            self.autosave.touch(message.editor.field_name)

    def _keep(self, name: str) -> None:
        """Journal what one editor holds, in the writer thread."""
        editor = self.editor(name)
        if editor is None:
            return
        text, base, rid, kind = editor.written(), self._base.get(name), self.rid, self.kind
        view = self.record
        scope, new = (view.scope if view else ""), view is None
        unsaved = self.xinde.place.unsaved
        shown_base = _as_line(base) if isinstance(editor, LineEditor) else base
        preset = {each: value for each, value in self.preset.items() if value is not None} if new else None

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
                )

        self.xinde.keep(write, self._kept)

    def _kept(self, failed: Exception | None) -> None:
        if failed is not None:
            self.xinde.say_error(failed)
        elif self.still_open and not self._leaving:
            self.line(t("form.kept"))

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the line dropped, the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            for editor in self.editors():
                if not self._is_untouched(editor):
                    self.autosave.touch(editor.field_name)
        self.autosave.flush()

    # saving

    def dirty(self) -> dict[str, tuple[Any, Any]]:
        """Fields that differ from what they were loaded with, as (base, new); raises FieldProblem."""
        changes: dict[str, tuple[Any, Any]] = {}
        for editor in self.editors():
            base, new = self._base.get(editor.field_name), editor.parsed()
            if (base if base not in ("", []) else None) != (new if new not in ("", []) else None):
                changes[editor.field_name] = (base, new)
        return changes

    async def on_descendant_blur(self, event: DescendantBlur) -> None:
        """A field was left: what was changed in it becomes one edit."""
        widget = event.widget
        if isinstance(widget, LineEditor | ProseEditor) and self.record is not None and not self._leaving:
            await self.save_field(widget.field_name)

    async def save_field(self, name: str) -> bool:
        """Save one field of an existing record; False when it holds no value of the field, which is said below it."""
        editor = self.editor(name)
        if editor is None:
            return True
        try:
            new = editor.parsed()
        except FieldProblem as problem:
            self.show_problem(problem)
            return False
        self._clear_problem(name)
        base = self._base.get(name)
        if (base or None) == (new or None) and not isinstance(new, bool | int):
            return True
        return await self._edit({name: (base, new)})

    async def _edit(self, changes: Mapping[str, tuple[Any, Any]]) -> bool:
        desk, rid = self.xinde.place.desk, self.rid
        for name in changes:
            self.autosave.drop(name)
        try:
            done = await self.xinde.act_or_raise(lambda: desk.edit(rid, changes))
        except FieldProblem as problem:
            self.show_problem(problem)
            return False
        except self.xinde.known as error:
            self.xinde.say_error(error)
            return False
        self._take_merged({name: new for name, (_, new) in changes.items()})
        if done:
            self.line(t("form.saved"))
        return True

    def _take_merged(self, saved: Mapping[str, Any]) -> None:
        """After a save the editor takes the merged text, cursor kept, and that is its base from now on.

        What was typed while the save was under way stays as it is, on top of what was saved.
        """
        view = self.record
        for name, value in saved.items():
            editor = self.editor(name)
            if view is None or editor is None:
                continue
            if self._holds(editor, value):
                self._base[name] = view.get(name)
                editor.load(_as_line(view.get(name)) if isinstance(editor, LineEditor) else view.get(name))
            else:
                self._base[name] = value
                self.autosave.touch(name)
        self._remote = None

    def _holds(self, editor: FieldEditor, value: Any) -> bool:
        try:
            return bool((editor.parsed() or None) == (value or None))
        except FieldProblem:
            return False

    async def save(self, *, proposed: bool = False) -> bool:
        """Save everything changed; False when something is in the way, which is said and keeps the text.

        With `proposed`, a new record is made also when nothing but what was proposed is in its form.
        """
        try:
            changes = self.dirty()
        except FieldProblem as problem:
            self.show_problem(problem)
            return False
        for name in list(self._errors):
            self._clear_problem(name)
        if self.record is not None:
            return await self._edit(changes) if changes else True
        values = {name: new for name, (_, new) in changes.items()}
        return await self._create(values) if proposed or values != self._proposed else True

    async def _create(self, values: dict[str, Any]) -> bool:
        if not values:
            return True
        place, kind, typed_at = self.xinde.place, self.kind, self.rid
        fields = {**{n: v for n, v in self.preset.items() if v is not None}, **values}
        rid = None if place.repository.registry[kind].key else typed_at

        def create() -> str:
            made = place.desk.create(kind, fields, rid)
            place.unsaved.forget(typed_at)
            return made

        self.autosave.drop()
        try:
            self._given = await self.xinde.act_or_raise(create)
        except FieldProblem as problem:
            self.show_problem(problem)
            self._journal_all(values)
            return False
        except self.xinde.known as error:
            self.xinde.say_error(error)
            self._journal_all(values)
            return False
        self._take_merged({name: values.get(name) for name in self._base})
        self.line(t("form.saved"))
        self.refresh_all()
        return True

    def _journal_all(self, names: Iterable[str]) -> None:
        for name in names:
            self.autosave.touch(name)

    def show_problem(self, problem: FieldProblem) -> None:
        """Say below the field what is wrong, and put the cursor there; what was written stays."""
        text = explain(problem, self.xinde.place, self.kind).text
        self._errors[problem.field] = text
        editor = self.editor(problem.field)
        if editor is None:
            self.xinde.say_error(problem)
            return
        self.query_one(f"#error-{problem.field}", Static).update(Content(printable(text)))
        editor.focus()

    def _clear_problem(self, name: str) -> None:
        if self._errors.pop(name, None) is not None and self.editor(name) is not None:
            self.query_one(f"#error-{name}", Static).update(Content(""))

    # news

    def records_changed(self, changed: Changed) -> None:
        """Somebody changed this record: untouched fields show it, an open editor is never rewritten, one line says who."""
        view = self.record
        if self.rid not in changed.ids or view is None or not self.is_mounted:
            return
        focused = self.focused
        for editor in self.editors():
            name = editor.field_name
            value = view.get(name)
            if value == self._base.get(name):
                continue
            untouched = self._is_untouched(editor)
            if untouched and editor is not focused:
                self._base[name] = value
                editor.load(_as_line(value) if isinstance(editor, LineEditor) else value)
            else:
                entry = view.fv.get(name)
                who = member_name(self.xinde.place, entry[1] if entry else None)
                spec = self.xinde.place.repository.registry[self.kind]
                self.line(t("form.changed_by", who=who, field=field_label(spec, name)))
        self.status_changed()

    def _is_untouched(self, editor: FieldEditor) -> bool:
        return self._holds(editor, self._base.get(editor.field_name))

    # commands

    def offers(self, command: str) -> bool:
        """Kinds without states have none to change."""
        return command != "state" or bool(self.xinde.place.repository.registry[self.kind].states)

    def why_not(self, command: str) -> str | None:
        """A record that was never saved has no state to change."""
        if command == "state":
            view = self.record
            spec = self.xinde.place.repository.registry[self.kind]
            if view is None or not spec.next_states(view.state):
                return t("form.no_state")
        return None

    async def do_save(self) -> None:
        """Save, stay here."""
        if await self.save(proposed=True):
            self.line(t("form.saved"))

    async def do_back(self) -> None:
        """Save and leave; what cannot be saved yet stays in the journal and is offered again."""
        if await self.save():
            self._leaving = True
            self.dismiss(None)
            return
        if self._warned:
            self._leaving = True
            self.autosave.flush()
            self.xinde.say(t("form.left_unsaved"))
            self.dismiss(None)
        else:
            self._warned = True
            self.line(t("form.cannot_save"))

    def do_discard(self) -> None:
        """Throw away what was typed here and not saved, after asking."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._discard())

        self.app.push_screen(ConfirmDialog(t("form.discard_title"), t("form.discard_text")), answered)

    async def _discard(self) -> None:
        self._leaving = True
        self.autosave.drop()
        rid, unsaved, names = self.rid, self.xinde.place.unsaved, self.names()
        await self.act(lambda: unsaved.forget(rid, *names))
        self.dismiss(None)

    async def do_next(self) -> None:
        """Save and start another of the same kind."""
        if await self.save(proposed=True):
            self._leaving = True
            self.app.switch_screen(
                FormPage(self.kind, None, self.preset, defaults=self._defaults, focus=self._wanted_focus)
            )

    def do_state(self) -> None:
        """Change the state."""
        from tui.flows import change_state

        change_state(self, self.rid)

    def on_choice_editor_opened(self, message: ChoiceEditor.Opened) -> None:
        """Open the list of a field."""
        from tui.choices import choices_for

        message.stop()
        editor = message.editor
        spec = self.xinde.place.repository.registry[self.kind]
        several = editor.field.type == "set"
        held = editor.parsed()
        chosen = list(held or []) if several else ([str(held)] if held is not None else [])
        view = self.record
        session = (view.get("session") if view else None) or self.preset.get("session")
        choices = choices_for(self.xinde.place, spec, editor.field_name, session)

        def picked(answer: list[str] | None) -> None:
            if answer is None:
                return
            if several:
                editor.choose(sorted(answer))
            elif editor.field.type == "bool":
                editor.choose({"yes": True, "no": False}.get(answer[0]))
            else:
                editor.choose(answer[0] or None)

        self.app.push_screen(
            PickDialog(field_label(spec, editor.field_name), choices, chosen=chosen, several=several), picked
        )


def _as_line(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
