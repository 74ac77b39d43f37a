"""How one goes through a form: arrows and Enter lead from field to field, and what a key did not do is said."""

from __future__ import annotations

from tui.i18n import t
from tui.screens.form_keeping import FormKeeping
from tui.widgets.edited import Onward
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor, ProseEditor
from tui.widgets.fixed_field import FixedField


class FormWalking(FormKeeping):
    """The rows of a form, and the way between them."""

    def on_onward(self, message: Onward) -> None:
        """To the field below or above; behind the last one comes saving."""
        message.stop()
        self._go(message.editor, message.by)

    def on_fixed_field_passed(self, message: FixedField.Passed) -> None:
        """Fields that are only shown lie on the way: a long text is read by going to it."""
        message.stop()
        self._go(message.field, message.by)

    def _go(self, start: FieldEditor | FixedField, by: int) -> None:
        stops = [
            each for each in self.query("*") if isinstance(each, (LineEditor, ProseEditor, ChoiceEditor, FixedField))
        ]
        to = stops.index(start) + by
        if 0 <= to < len(stops):
            stops[to].focus()
        elif to > 0:
            self.line(lambda: t("form.last_field"))

    def on_fixed_field_asked(self, message: FixedField.Asked) -> None:
        """Somebody wrote where nothing can be written: say why."""
        message.stop()
        why = self.why_fixed(message.field_name) or t("form.fixed_then")
        self.xinde.say(f"{self.called(message.field_name)}{t('error.colon')}{why}", warning=True)

    def on_choice_editor_kept(self, message: ChoiceEditor.Kept) -> None:
        """A field was emptied, and how it comes back; or it was not, and how it is."""
        message.stop()
        msgid = "form.emptied" if message.emptied else "form.not_emptied"
        self.xinde.say(t(msgid, field=self.called(message.editor.field_name)))
