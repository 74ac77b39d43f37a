"""The line that takes self-study in as one would say it, and says below how it is understood before Enter."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, Static

from sync.typing_keys import asked
from tui import studies
from tui.autosave import Autosave
from tui.choices import records as choices_of
from tui.i18n import t
from tui.screens.ask import Asked
from tui.screens.pick import PickDialog
from tui.screens.records import RecordsPage
from tui.study_words import Said
from tui.terminal import printable
from tui.widgets.desk_line import DeskLine


class StudyLine(RecordsPage):
    """A list with the line below it; what is typed there is journaled until it is entered."""

    def body(self) -> Iterable[Widget]:
        """The list, how the line is understood, the line."""
        yield from super().body()
        yield Static(id="understood", classes="line", markup=False)
        yield DeskLine(id="quick", placeholder=t("studies.quick_hint"))

    def on_mount(self) -> None:
        """What was typed into the line and never entered stands there again."""
        self.autosave = Autosave(self, self._keep)
        held = [e.text for e in self.xinde.place.unsaved.of(self._there.rid) if e.field == self._there.field]
        if held:
            self.quick.value = held[0]

    @property
    def quick(self) -> DeskLine:
        """The line."""
        return self.query_one("#quick", DeskLine)

    @property
    def _there(self) -> Asked:
        """Where the line is journaled while it is not entered."""
        place = self.xinde.place
        owner = place.desk.member or place.desk.branch
        return Asked(owner, "study", f"r:{place.desk.branch}:{owner}", asked("what"))

    def refresh_all(self) -> None:
        """The line in the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self.quick.placeholder = t("studies.quick_hint")
            self._understood(self.quick.value)

    def _understood(self, written: str) -> Said:
        said = studies.understood(self.xinde.place, written)
        line = self.query_one("#understood", Static)
        line.display = bool(written.strip())
        line.update(printable(studies.said_words(self.xinde.place, said)))
        return said

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say how the line is understood, while it is typed."""
        if event.input is self.quick:
            event.stop()
            self._understood(event.value)
            self.autosave.touch("quick")

    def _keep(self, name: str) -> None:
        there, unsaved, text = self._there, self.xinde.place.unsaved, self.quick.value

        def write() -> None:
            if text.strip():
                unsaved.keep(there.rid, there.field, None, text, kind=there.kind, scope=there.scope)
            else:
                unsaved.forget(there.rid, there.field)

        self.xinde.keep(write, lambda failed: self.xinde.say_error(failed) if failed is not None else None)

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            self.autosave.touch("quick")
        self.autosave.flush()

    async def on_desk_line_entered(self, message: DeskLine.Entered) -> None:
        """Enter the line; one that is not understood stays, with what is missing below it."""
        message.stop()
        said = studies.understood(self.xinde.place, message.text)
        if said.problem == "nothing":
            return
        if said.problem:
            self.quick.put_back(message.text)
            self._understood(self.quick.value)
        elif self.xinde.place.desk.member is None:
            self._ask_who(said, message.text)
        else:
            await self._enter(said, message.text, None)

    def _ask_who(self, said: Said, text: str) -> None:
        """On a device alone nobody sits here."""

        def picked(answer: list[str] | None) -> None:
            if answer:
                self.run_worker(self._enter(said, text, answer[0]))
            else:
                self.quick.put_back(text)

        self.app.push_screen(PickDialog(t("studies.who"), choices_of(self.xinde.place, "member")), picked)

    async def _enter(self, said: Said, text: str, member: str | None) -> None:
        place, there = self.xinde.place, self._there
        made = await self.act(lambda: studies.enter(place, said, None, member))
        if made is None:
            self.quick.put_back(text)
            return
        self.autosave.drop()
        if not self.quick.value:
            await self.act(lambda: place.unsaved.forget(there.rid, there.field))
        if self.is_mounted:
            line = self.query_one("#understood", Static)
            line.display = True
            line.update(printable(t("studies.entered", words=studies.said_words(place, said))))
            self.at = made.id
            self.fill()
