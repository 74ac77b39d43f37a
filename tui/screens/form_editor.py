"""Long text of a form, written in the person's own editor and taken back as one edit."""

from __future__ import annotations

from tui.cleaning_flow import clean as clean_text
from tui.cleaning_flow import hint
from tui.editor_flow import in_own_editor
from tui.i18n import t
from tui.screens.form_news import FormNews
from tui.widgets.editors import ProseEditor


class FormEditor(FormNews):
    """The way to $VISUAL or $EDITOR and back."""

    @property
    def prose(self) -> ProseEditor | None:
        """The text that would be handed over: where the cursor is, else the first one."""
        if isinstance(self.focused, ProseEditor):
            return self.focused
        return next((each for each in self.editors() if isinstance(each, ProseEditor)), None)

    def on_prose_pasted(self, message: ProseEditor.Pasted) -> None:
        """What could be cleaned is said."""
        message.stop()
        hint(self, message.text)

    def do_clean(self) -> None:
        """List what would be changed in the text."""
        if self.prose is not None:
            clean_text(self, self.prose)

    def do_editor(self) -> None:
        """Hand the text over, wait, and take it back."""
        editor = self.prose
        if editor is not None:
            self.keep_now(everything=True)
            in_own_editor(self, editor.text, lambda text: self._back(editor, text))

    def _back(self, editor: ProseEditor, text: str) -> None:
        editor.write(text)
        editor.move_cursor(editor.document.end)
        self.run_worker(self._take_back(editor))

    async def _take_back(self, editor: ProseEditor) -> None:
        if self.record is None:
            self.autosave.touch(editor.field_name)
            self.line(lambda: t("editor.back"))
        elif await self.save_field(editor.field_name):
            self.xinde.say(t("editor.saved"))
