"""The form of an entry of the minutes, in which it can be split at the cursor."""

from __future__ import annotations

from sync.cache.view import View
from sync.sign_off import is_closed
from tui import minutes
from tui.amending import amend_instead
from tui.commands import bindings
from tui.i18n import t
from tui.screens.form import FormPage
from tui.widgets.editors import ProseEditor


class MinuteForm(FormPage):
    """An entry that exists, the cursor in its text."""

    SCOPE = "minute_form"
    BINDINGS = bindings("minute_form")

    def __init__(self, rid: str) -> None:
        super().__init__("minute", rid, focus="text")
        self._offered = False
        """True once an amendment was offered: then Esc leaves."""

    def why_fixed(self, name: str) -> str | None:
        """Of signed minutes what is typed becomes an amendment."""
        return None if self._signed_session else super().why_fixed(name)

    @property
    def _signed_session(self) -> View | None:
        """The session of this entry, where it was signed."""
        view, place = self.record, self.xinde.place
        session = place.repository.get(str(view.get("session"))) if view is not None else None
        return session if session is not None and is_closed(place.desk, session) else None

    async def do_save(self) -> None:
        """Save, stay here; of minutes that were signed meanwhile it becomes an amendment."""
        if not await self._amend():
            await super().do_save()

    async def do_back(self) -> None:
        """Save and leave; what is not amended stays in the journal and is proposed again."""
        if self._offered or not await self._amend():
            await super().do_back()

    async def _amend(self) -> bool:
        """Propose what was typed as an amendment, or say why that cannot be; False while it can be saved."""
        view, session = self.record, self._signed_session
        if view is None or session is None:
            return False
        self.keep_now(everything=True)
        await self.act(lambda: None)
        typed = {each.field: each.text for each in self.xinde.place.unsaved.of(view.id)}
        if not typed:
            return False
        self._warned = self._offered = True
        return amend_instead(self, session.id, view.id, typed.get("text", ""), self._amended)

    def _amended(self) -> None:
        """What was typed is an amendment now."""
        self._leaving = True
        self.autosave.drop()
        self.dismiss(None)

    async def do_split(self) -> None:
        """What stands behind the cursor becomes an entry of its own; what was changed before is saved first."""
        editor = self.editor("text")
        if not isinstance(editor, ProseEditor) or not await self.save():
            return
        row, column = editor.cursor_location
        before = "\n".join([*editor.text.split("\n")[:row], editor.document.get_line(row)[:column]])
        cut = minutes.halves(editor.text, len(before))
        if cut is None:
            self.xinde.say(t("minutes.split_where"), warning=True)
            return
        place, rid, (first, second) = self.xinde.place, self.rid, cut
        if await self.act(lambda: minutes.split(place, rid, first, second)) is None:
            return
        self._leaving = True
        self.xinde.say(t("minutes.split_done"))
        self.dismiss(None)
