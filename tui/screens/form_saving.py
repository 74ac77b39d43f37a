"""How a form is saved: a field when it is left, all of it on Ctrl+S and on leaving, and nothing typed is lost by a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.content import Content
from textual.events import DescendantBlur
from textual.widgets import Static

from sync.records.fields import FieldProblem
from tui.form_fields import as_line, same
from tui.i18n import t
from tui.making import make
from tui.page import Page
from tui.plan_cautions import of_changed_task, of_new_task
from tui.said_months import FIELDS as MONTHS
from tui.screens.form_walking import FormWalking
from tui.widgets.editors import FieldEditor, LineEditor, ProseEditor, SaidEditor
from tui.widgets.month_editor import MonthEditor


class FormSaving(FormWalking):
    """The rows of a form, and the edits that become of them."""

    def picked(self, name: str) -> None:
        """A pick is saved at once."""
        self.run_worker(self.save_field(name))

    def dirty(self) -> dict[str, tuple[Any, Any]]:
        """Fields that differ from what they were loaded with, as (base, new); raises FieldProblem."""
        changes: dict[str, tuple[Any, Any]] = {}
        for editor in self.editors():
            base, new = self._base.get(editor.field_name), editor.parsed()
            if not same(base, new):
                changes[editor.field_name] = (base, new)
        return changes

    async def on_descendant_blur(self, event: DescendantBlur) -> None:
        """A field was left: what was changed in it becomes one edit; what it cannot take is said, wherever one goes."""
        widget = event.widget
        if not isinstance(widget, LineEditor | ProseEditor) or self._leaving:
            return
        self._spread(widget)
        try:
            widget.parsed()
        except FieldProblem as problem:
            self._tell(problem)
            return
        if self.record is not None:
            await self.save_field(widget.field_name)

    def _spread(self, editor: FieldEditor) -> None:
        """Of a span of months the last one goes into its own field."""
        months = editor.months() if isinstance(editor, MonthEditor) else None
        if months is None or months[0] == months[1]:
            return
        ends = self.editor(MONTHS[self.kind, editor.field_name])
        if isinstance(ends, MonthEditor):
            ends.write(months[1])
            editor.write(months[0])

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
        if same(base, new):
            self.show_current(editor)
            self.forget_saved([editor])
            return True
        return await self._edit({name: (base, new)})

    async def _edit(self, changes: Mapping[str, tuple[Any, Any]]) -> bool:
        desk, rid = self.xinde.place.desk, self.rid
        for name in changes:
            self.autosave.drop(name)
        try:
            done = await self.xinde.act_or_raise(lambda: desk.edit(rid, changes))
        except FieldProblem as problem:
            self._journal_all(changes)
            self.show_problem(problem)
            return False
        except self.xinde.known as error:
            self._journal_all(changes)
            self.xinde.say_error(error)
            return False
        self._take_merged({name: new for name, (_, new) in changes.items()})
        if done:
            self.line(self.saved_words)
        if words := of_changed_task(self.xinde.place, self.record, changes):
            self.xinde.say(words, warning=True)
        return True

    def saved_words(self) -> str:
        """That all is saved, what the record is named by where that is empty, and where leaving leads where that is not back."""
        words = t("form.saved_session" if self.made_here and self.kind == "session" else "form.saved")
        view, name = self.record, self.xinde.place.repository.registry[self.kind].title
        nameless = view is not None and name in self.names() and self._needed(name) and same(view.get(name), None)
        return t("form.nameless", field=self.called(name), saved=words) if nameless else words

    def show_current(self, editor: FieldEditor) -> None:
        """Let an editor in which nothing was typed show what the record holds now."""
        view, name = self.record, editor.field_name
        if view is None or view.deleted or view.get(name) == self._base.get(name) or not self._is_untouched(editor):
            return
        self._base[name] = view.get(name)
        editor.load(as_line(view.get(name)) if isinstance(editor, LineEditor) else view.get(name))

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
                editor.load(as_line(view.get(name)) if isinstance(editor, LineEditor) else view.get(name))
            else:
                self._base[name] = value
                self.autosave.touch(name)

    async def save(self, *, proposed: bool = False) -> bool:
        """Save everything changed; False when something is in the way, which is said and keeps the text.

        With `proposed`, a new record is made also when nothing but what was proposed is in its form.
        """
        for editor in self.editors():
            self._spread(editor)
            if isinstance(editor, SaidEditor):
                editor.settle()
        try:
            changes = self.dirty()
        except FieldProblem as problem:
            self.show_problem(problem)
            return False
        for name in list(self._problems):
            self._clear_problem(name)
        if self.record is not None:
            if changes and not await self._edit(changes):
                return False
            for editor in self.editors():
                self.show_current(editor)
            self.forget_saved()
            return True
        values = {name: new for name, (_, new) in changes.items()}
        return await self._create(values) if proposed or values != self._proposed else True

    async def _create(self, values: dict[str, Any]) -> bool:
        if not values:
            return True
        place, kind, typed_at = self.xinde.place, self.kind, self.rid
        fields = {**{n: v for n, v in self.preset.items() if v is not None}, **values}
        rid = None if place.repository.registry[kind].key else typed_at

        def create() -> str:
            made = make(place, kind, rid, fields)
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
        self.forget_saved(typed_at=typed_at)
        self.made_here = True
        self.line(self.saved_words)
        below = self.app.screen_stack[: self.app.screen_stack.index(self)]
        if below and isinstance(below[-1], Page):
            below[-1].made(kind, self.rid)
        if words := of_new_task(place, self.record):
            self.xinde.say(words, warning=True)
        self.refresh_all()
        return True

    def _journal_all(self, names: Iterable[str]) -> None:
        for name in names:
            self.autosave.touch(name)

    def show_problem(self, problem: FieldProblem) -> None:
        """Say below the field what is wrong, and put the cursor there, which is said too; what was written stays."""
        editor = self.editor(problem.field)
        if editor is None:
            self.xinde.say_error(problem, self.kind)
            return
        self._tell(problem)
        self._refused = True
        self.line(lambda: t("form.not_saved", field=self.called(problem.field)))
        editor.focus()

    def _tell(self, problem: FieldProblem) -> None:
        self._problems[problem.field] = problem
        self.write_problem(problem)

    def _clear_problem(self, name: str) -> None:
        if self._problems.pop(name, None) is not None:
            self.query_one(f"#error-{name}", Static).update(Content(""))
