"""The form of a record, derived from its kind, and what its keys do."""

from __future__ import annotations

from sync.records.fields import FieldProblem
from tui.choices import WITH_AUDIENCE, audiences, choices_for
from tui.commands import bindings
from tui.editor_flow import why_not_editor
from tui.i18n import t
from tui.labels import SAME_CHOICES, field_label, kind_label
from tui.opening import open_record
from tui.projecting import hidden
from tui.rights import why_not_write
from tui.screens.confirm import ConfirmDialog
from tui.screens.form_notes import FormNotes
from tui.screens.pick import Choice, PickDialog
from tui.widgets.editors import ChoiceEditor, LineEditor
from tui.year.audience import split

FOR_GOOD = ("amendment",)
"""Kinds that cannot be taken back once they were sent: leaving the form asks before it makes one."""


class FormPage(FormNotes):
    """One record, new or existing; see FormBody for what it is made with."""

    SCOPE = "form"
    BINDINGS = bindings("form")

    def why_fixed(self, name: str) -> str | None:
        """What this person may not change of the record is only shown; what was typed there and not saved yet keeps its editor."""
        view = self.record
        if view is None or view.deleted:
            return None
        why = why_not_write(self.xinde.place, view, name)
        return None if why and any(typed.field == name for typed in self.xinde.place.unsaved.of(self.rid)) else why

    # commands

    def offers(self, command: str) -> bool:
        """Kinds without states have none to change; a line that names people is picked, long text goes to another editor."""
        if command == "choose":
            return isinstance(self.focused, LineEditor) and (self.kind, self.focused.field_name) in WITH_AUDIENCE
        if command in ("editor", "clean"):
            return self.is_mounted and self.prose is not None
        return command != "state" or bool(self.xinde.place.repository.registry[self.kind].states)

    def why_not(self, command: str) -> str | None:
        """A record that was never saved has no state to change."""
        if command == "editor":
            return why_not_editor()
        if command == "state":
            view = self.record
            spec = self.xinde.place.repository.registry[self.kind]
            if view is None or not spec.next_states(view.state):
                return t("form.no_state")
        return None

    async def do_save(self) -> None:
        """Save, stay here."""
        if await self.save(proposed=True):
            self.line(self.saved_words)

    async def do_back(self) -> None:
        """Save and leave; what cannot be saved yet stays in the journal and is offered again."""
        if self.kind in FOR_GOOD and self.record is None and self._written():
            self._ask_to_make()
        elif await self.save():
            self._leave()
        elif self._warned:
            self._leave_unsaved()
        else:
            self._warned = True
            self.line(lambda: t("form.cannot_save"))

    def _written(self) -> bool:
        try:
            return {name: new for name, (_, new) in self.dirty().items()} != self._proposed
        except FieldProblem:
            return True

    def _ask_to_make(self) -> None:
        kind = kind_label(self.xinde.place.repository.registry[self.kind])

        async def make() -> None:
            if await self.save():
                self._leave()

        def picked(answer: list[str] | None) -> None:
            if answer == ["make"]:
                self.run_worker(make())
            elif answer == ["leave"]:
                self._leave_unsaved()

        choices = [
            Choice("make", t("form.for_good.make", kind=kind)),
            Choice("stay", t("form.for_good.stay")),
            Choice("leave", t("form.for_good.leave"), t("form.for_good.kept")),
        ]
        self.app.push_screen(PickDialog(t("form.for_good.title", kind=kind), choices, chosen=["stay"]), picked)

    def _leave(self) -> None:
        self._leaving = True
        self.dismiss(None)
        if self.made_here and self.kind == "session":
            # What one makes a session for begins on its own page.
            open_record(self, self.rid)

    def _leave_unsaved(self) -> None:
        self._leaving = True
        self.autosave.flush()
        self.xinde.say(t("form.left_unsaved"))
        self.dismiss(None)

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

        def forget() -> bool:
            unsaved.forget(rid, *names)
            return True

        if await self.act(forget):
            self.xinde.say(t("form.discarded"))
        self.dismiss(None)

    async def do_next(self) -> None:
        """Save and start another of the same kind."""
        if await self.save(proposed=True):
            self._leaving = True
            self.app.switch_screen(self.another())

    def another(self) -> FormPage:
        """The form of the next one of the same kind."""
        return FormPage(
            self.kind, None, self.preset, defaults=self._defaults, focus=self._wanted_focus, only=self._only
        )

    def do_choose(self) -> None:
        """Pick whom the line under the cursor names; words of one's own stay in it."""
        editor = self.focused
        if not isinstance(editor, LineEditor):
            return
        choices = audiences(self.xinde.place, self._form())
        written = split(editor.value_text)
        own = [word for word in written if word not in {choice.id for choice in choices}]

        def picked(answer: list[str] | None) -> None:
            if answer is not None:
                words = [*own, *(word for word in answer if word not in own)]
                if words != written:
                    editor.write(t("list.comma").join(words))

        chosen = [word for word in written if word not in own]
        title = field_label(self.xinde.place.repository.registry[self.kind], editor.field_name)
        self.app.push_screen(PickDialog(title, choices, chosen=chosen, several=True), picked)

    def do_state(self) -> None:
        """Change the state."""
        from tui.flows import change_state

        change_state(self, self.rid)

    def on_choice_editor_opened(self, message: ChoiceEditor.Opened) -> None:
        """Open the list of a field."""
        message.stop()
        editor = message.editor
        spec = self.xinde.place.repository.registry[self.kind]
        several = editor.field.type == "set"
        held = editor.parsed()
        chosen = list(held or []) if several else ([str(held)] if held is not None else [])
        view = self.record
        session = (view.get("session") if view else None) or self.preset.get("session")
        choices = choices_for(self.xinde.place, spec, editor.field_name, session)
        if (same := SAME_CHOICES.get((self.kind, editor.field_name))) is not None:
            # One sitting is not another time what it is already.
            first = self.editor(same)
            already = first.parsed() if first is not None else (view.get(same) if view is not None else None)
            choices = [choice for choice in choices if choice.id != already]

        private = hidden(self.xinde.place, (choice.id for choice in choices), self.about)
        if self.xinde.projecting:
            choices = [choice for choice in choices if choice.id not in private]
            private = set()

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
            PickDialog(
                field_label(spec, editor.field_name),
                choices,
                chosen=chosen,
                several=several,
                private=bool(private),
                written=message.written,
            ),
            picked,
        )
