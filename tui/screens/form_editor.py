"""Long text of a form, written in the person's own editor and taken back as one edit."""

from __future__ import annotations

import os

from textual.app import SuspendNotSupported

from tui import external_editor
from tui.cleaning_flow import clean as clean_text
from tui.cleaning_flow import hint
from tui.i18n import t
from tui.marks import clean
from tui.screens.confirm import ConfirmDialog
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

    def why_not_editor(self) -> str | None:
        """Why no editor can be opened, or None."""
        return t("editor.none") if external_editor.command(os.environ) is None else None

    def do_editor(self) -> None:
        """Hand the text over, wait, and take it back; what goes wrong is said and nothing is lost."""
        editor, words = self.prose, external_editor.command(os.environ)
        if editor is None or words is None:
            return
        self.keep_now(everything=True)
        before = editor.text
        try:
            with self.app.suspend():
                came = external_editor.edit(before, words)
        except SuspendNotSupported:
            self.xinde.say(t("editor.not_here"), warning=True)
            return
        if came.code is None:
            self.xinde.say(t("editor.not_started", editor=words[0]), warning=True)
        elif came.code != 0 and came.text != before:
            self._ask_about(editor, came.text, came.code)
        elif came.code != 0:
            self.xinde.say(t("editor.failed", code=came.code), warning=True)
        elif came.text == before:
            self.xinde.say(t("editor.unchanged"))
        else:
            self.run_worker(self._take_back(editor, came.text))

    def _ask_about(self, editor: ProseEditor, text: str, code: int) -> None:
        """An editor that ends with an error may have been told to forget everything, or may have broken down."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._take_back(editor, text))

        dialog = ConfirmDialog(t("editor.ask_title", code=code), text, yes=t("editor.ask_yes"), no=t("editor.ask_no"))
        self.app.push_screen(dialog, answered)

    async def _take_back(self, editor: ProseEditor, text: str) -> None:
        editor.write(clean(text))
        editor.move_cursor(editor.document.end)
        if self.record is None:
            self.autosave.touch(editor.field_name)
            self.line(lambda: t("editor.back"))
        elif await self.save_field(editor.field_name):
            self.xinde.say(t("editor.saved"))
