"""The form of a record, derived from its kind, and what its keys do."""

from __future__ import annotations

from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label
from tui.screens.confirm import ConfirmDialog
from tui.screens.form_editor import FormEditor
from tui.screens.pick import PickDialog
from tui.widgets.editors import ChoiceEditor


class FormPage(FormEditor):
    """One record, new or existing; see FormBody for what it is made with."""

    SCOPE = "form"
    BINDINGS = bindings("form")

    # commands

    def offers(self, command: str) -> bool:
        """Kinds without states have none to change; only long text goes to another editor."""
        if command == "editor":
            return self.is_mounted and self.prose is not None
        return command != "state" or bool(self.xinde.place.repository.registry[self.kind].states)

    def why_not(self, command: str) -> str | None:
        """A record that was never saved has no state to change."""
        if command == "editor":
            return self.why_not_editor()
        if command == "state":
            view = self.record
            spec = self.xinde.place.repository.registry[self.kind]
            if view is None or not spec.next_states(view.state):
                return t("form.no_state")
        return None

    async def do_save(self) -> None:
        """Save, stay here."""
        if await self.save(proposed=True):
            self.line(lambda: t("form.saved"))

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
            self.line(lambda: t("form.cannot_save"))

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
