"""How what is typed in a form is kept: journaled soon after each key, long before it is saved."""

from __future__ import annotations

from collections.abc import Iterable

from tui.autosave import Autosave
from tui.form_fields import as_line
from tui.i18n import t
from tui.screens.form_body import FormBody
from tui.widgets.edited import Edited
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor


class FormKeeping(FormBody):
    """The rows of a form, and the journal that holds what stands in them."""

    def on_mount(self) -> None:
        """Before anything is loaded, since loading may already be an edit."""
        self.autosave = Autosave(self, self._keep)

    def on_edited(self, message: Edited) -> None:
        """A key went into an editor: journal it soon; a pick is saved at once."""
        message.stop()
        self._warned = self._refused = False
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
        # 三月 is what the record holds when it holds 2026-03-01.
        saved = not new and (text == (shown_base or "") or self._is_untouched(editor))

        def write() -> None:
            if saved:
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
        elif self.still_open and not (self._leaving or self._warned or self._refused or self._all_saved()):
            self.line(self._kept_words)

    def forget_saved(self, editors: Iterable[FieldEditor] | None = None, typed_at: str | None = None) -> None:
        """What the record holds is unsaved no longer, however it was written; nor is anything of the id it was typed under."""
        unsaved, rid = self.xinde.place.unsaved, self.rid
        names = [each.field_name for each in editors or self.editors() if self._is_untouched(each)]

        def forget() -> None:
            if names:
                unsaved.forget(rid, *names)
            if typed_at not in (None, rid):
                unsaved.forget(str(typed_at))

        self.xinde.keep(forget, self._kept)

    def _kept_words(self) -> str:
        """What is kept is safe; what others read is theirs only once it is saved."""
        place = self.xinde.place
        shared = place.repository.registry[self.kind].shared and not place.identity.alone
        return t("form.kept_shared" if shared else "form.kept")

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
