"""What a form says of a field while it is written: how long it is, what is too much, which day was understood."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from sync.records.fields import TEXT_BYTES, FieldProblem
from tui.autosave import AFTER_LAST
from tui.choices import WITH_AUDIENCE, usual_audience
from tui.i18n import t
from tui.labels import field_label
from tui.reflection_length import least_length
from tui.screens.form_editor import FormEditor
from tui.terminal import printable
from tui.widgets.edited import Edited, Loaded
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor, ProseEditor, SaidEditor
from tui.year.characters import count

NEAR = 0.8
"""The share of a line's limit from which on its length is said."""

MEASURED = frozenset({("reflection", "body"), ("submission", "body")})
"""Texts for which a rule may ask for a least length."""


class FormNotes(FormEditor):
    """Counting happens twice a second, never at a key; what is said of a line costs no more than the line."""

    def __init__(self, *args: object, **how: object) -> None:
        super().__init__(*args, **how)  # type: ignore[arg-type]
        self._uncounted: set[str] = set()
        self._counted: dict[str, str] = {}
        self._typed_in: list[str] = []
        """Fields in the order in which they were last written in."""

    def on_mount(self) -> None:
        """Count what is there already."""
        self._uncounted = {each.field_name for each in self.editors() if isinstance(each, ProseEditor)}
        if self._uncounted:
            # The record is loaded by a handler that comes after this one.
            self.call_next(self._count)
            self.set_interval(AFTER_LAST, self._count)

    def on_loaded(self, message: Loaded) -> None:
        """Another text is there: count it at once."""
        message.stop()
        self._uncounted.add(message.editor.field_name)
        self._count()

    def on_edited(self, message: Edited) -> None:
        """Remember to count; say of a line what is to be said now."""
        editor = message.editor
        self._typed_in = [*(name for name in self._typed_in if name != editor.field_name), editor.field_name]
        if isinstance(editor, ProseEditor):
            self._uncounted.add(editor.field_name)
        else:
            self._look_again(editor)
        if isinstance(editor, ChoiceEditor) and editor.field_name == "form":
            self._hint_audience()
        elif isinstance(editor, LineEditor) and editor.field_name not in self._problems:
            self._note(editor.field_name, self._of_line(editor))

    def _look_again(self, editor: FieldEditor) -> None:
        """A complaint goes as soon as the field holds something else that it can take."""
        if editor.field_name in self._problems:
            try:
                editor.parsed()
            except FieldProblem:
                return
            self._clear_problem(editor.field_name)

    def hint_of(self, name: str) -> str:
        """An empty audience says who is meant by it."""
        if (self.kind, name) not in WITH_AUDIENCE:
            return super().hint_of(name)
        who, n = usual_audience(self.xinde.place, self._form())
        return t("form.hint_audience", who=who, n=n)

    def _hint_audience(self) -> None:
        for editor in self.editors():
            if isinstance(editor, LineEditor) and (self.kind, editor.field_name) in WITH_AUDIENCE:
                editor.placeholder = self.hint_of(editor.field_name)

    def _form(self) -> str | None:
        """The form of session this is about, as it stands now."""
        editor, view = self.editor("form"), self.record
        held = editor.parsed() if editor is not None else view.get("form") if view is not None else None
        return str(held) if held else None

    def undo_typing(self) -> bool:
        """Take back the last typing of this form, in whichever field it was; False where nothing typed is left."""
        for name in reversed(self._typed_in):
            editor = self.editor(name)
            if editor is not None and editor.can_undo:
                editor.focus()
                editor.action_undo()
                field = field_label(self.xinde.place.repository.registry[self.kind], name)
                self.xinde.say(t("undo.typing", field=field))
                return True
        return False

    def label_of(self, name: str) -> str:
        """The length of prose stands below its label."""
        counted = self._counted.get(name)
        return super().label_of(name) + (f"\n{counted}" if counted else "")

    def _note(self, name: str, words: str) -> None:
        self.query_one(f"#error-{name}", Static).update(Content(printable(words)))

    def _of_line(self, editor: LineEditor) -> str:
        if isinstance(editor, SaidEditor):
            return editor.said()
        length, limit = len(editor.value_text), editor.limit
        if not limit or length < limit * NEAR:
            return ""
        if length <= limit:
            return t("form.length", n=length, limit=limit)
        return t("form.length_over", n=length - limit, limit=limit)

    def counts(self, name: str) -> bool:
        """False for prose whose length is said elsewhere on the page."""
        return True

    def _count(self) -> None:
        waiting, self._uncounted = self._uncounted, set()
        for name in waiting:
            editor = self.editor(name)
            if editor is None:
                continue
            self._look_again(editor)
            if not self.counts(name):
                continue
            words = self._of_prose(editor)
            if words != self._counted.get(name):
                self._counted[name] = words
                self.query_one(f"#label-{name}", Static).update(Content(self.label_of(name)))

    def _of_prose(self, editor: FieldEditor) -> str:
        text = editor.written()
        over = len(text.encode()) - TEXT_BYTES
        n = count(text)
        if over > 0:
            return t("form.count_over", n=n, kib=TEXT_BYTES // 1024)
        least = least_length(self.xinde.place) if (self.kind, editor.field_name) in MEASURED else None
        return t("form.count", n=n) if least is None or n >= least else t("form.count_short", n=n, m=least - n)
