"""How one goes through a form: arrows and Enter lead from field to field, and what a key did not do is said."""

from __future__ import annotations

from tui.i18n import t
from tui.screens.form_keeping import FormKeeping
from tui.widgets.edited import Onward
from tui.widgets.editors import ChoiceEditor


class FormWalking(FormKeeping):
    """The rows of a form, and the way between them."""

    def on_onward(self, message: Onward) -> None:
        """To the field below or above; behind the last one comes saving."""
        message.stop()
        editors = self.editors()
        to = editors.index(message.editor) + message.by
        if 0 <= to < len(editors):
            editors[to].focus()
        elif to > 0:
            self.line(lambda: t("form.last_field"))

    def on_choice_editor_kept(self, message: ChoiceEditor.Kept) -> None:
        """A field was emptied, and how it comes back; or it was not, and how it is."""
        message.stop()
        msgid = "form.emptied" if message.emptied else "form.not_emptied"
        self.xinde.say(t(msgid, field=self.called(message.editor.field_name)))
