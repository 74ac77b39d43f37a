"""What a form hears of others' edits: untouched fields show them, an open editor is never rewritten, one line says who."""

from __future__ import annotations

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.i18n import t
from tui.labels import field_label, member_name
from tui.screens.form_saving import FormSaving
from tui.widgets.editors import ChoiceEditor, FieldEditor

MERGED = ("t", "set")
"""Merge rules by which what two people did to one field usually stands side by side; others make a conflict."""


class FormNews(FormSaving):
    """A form that others may be writing in too."""

    def records_changed(self, changed: Changed) -> None:
        """Somebody may have changed this record."""
        if self.rid in changed.ids and self.is_mounted:
            self._hear()
            self.status_changed()

    def fill(self) -> None:
        """Back from a dialog: what came meanwhile is heard now."""
        self._hear()

    def _hear(self) -> None:
        view = self.record
        if view is None:
            return
        if view.deleted:
            self._say_deleted(view)
            return
        for fixed in self.fixed():
            fixed.speak()
        for editor in self.editors():
            if view.get(editor.field_name) == self._base.get(editor.field_name):
                continue
            # A list holds no half-typed text: it may show the news even while it has the focus.
            if editor is not self.focused or isinstance(editor, ChoiceEditor):
                self.show_current(editor)
            if view.get(editor.field_name) != self._base.get(editor.field_name):
                self._say_changed(view, editor)

    def _say_changed(self, view: View, editor: FieldEditor) -> None:
        spec = self.xinde.place.repository.registry[self.kind]
        name = editor.field_name
        entry = view.fv.get(name)
        author = entry[1] if entry else None
        if self._is_untouched(editor):
            msgid = "form.changed_unseen"
        else:
            msgid = "form.changed_merged" if spec.fields[name].merge in MERGED else "form.changed_conflict"
        self.line(lambda: t(msgid, who=member_name(self.xinde.place, author), field=field_label(spec, name)))

    def _say_deleted(self, view: View) -> None:
        record = self.xinde.place.repository.document("shadow", self.rid) or {}
        # What is deleted here alone, by undo, is in the queue and has no name on it yet.
        author = (record.get("del") or {"by": self.xinde.place.desk.member}).get("by")
        clean = all(self._is_untouched(editor) for editor in self.editors())
        msgid = "form.deleted" if clean else "form.deleted_typed"
        self.line(lambda: t(msgid, who=member_name(self.xinde.place, author)))
