"""Private notes beside the minutes: their own pane, their own line, their own place in the journal."""

from __future__ import annotations

from typing import Any

from textual.widgets import Static

from sync.cache.view import View
from tui import cleaning_flow, minutes
from tui.i18n import t
from tui.screens.session_panes.aside_pane import AsideLine, AsidePane
from tui.screens.session_panes.minute_changes import MinuteChanges
from tui.terminal import printable
from tui.vault_state import where_all

ASIDE = "aside"
"""Under this name the timers of the line run; the journal holds it as the text of a new note."""


class MinuteAsides(MinuteChanges):
    """A note of the session is made of what is entered there; the minutes never see it."""

    _aside: str | None = None
    """The id of the note that is being written."""

    @property
    def asides(self) -> AsidePane:
        """The pane."""
        return self.query_one("#asides", AsidePane)

    @property
    def in_asides(self) -> bool:
        """True while a private note is written."""
        return self.focused is self.asides.line

    def show_asides(self) -> None:
        """Notes as they are now; while projecting the pane is not there at all."""
        pane = self.asides
        pane.display = pane.has_class("-open") and not self.xinde.projecting
        if pane.display:
            pane.show(where_all(self.xinde.place, "note"), self._notes())
        self._open_one_line(pane)

    def _open_one_line(self, pane: AsidePane) -> None:
        """Two open lines would take a private sentence into the minutes; the line that rests keeps its words."""
        if pane.display and self.focused is self.line:
            self.set_focus(pane.line)
        self.line.placeholder = "" if pane.display else self.invitation()
        # A covered page has no open line at all.
        self.line.disabled = pane.display or self.covered
        if not pane.display and self.in_asides:
            self.set_focus(self.line)

    def show_about(self) -> None:
        """Where the words on the next entry stand: how the line of the minutes opens again."""
        if not self.asides.display:
            super().show_about()
            return
        for shown in self.query("#about").results(Static):
            shown.update(printable(t("minutes.rests")))

    def why_not_change(self, command: str) -> str | None:
        """A private note has no type and no speaker."""
        return t("minutes.rests") if self.in_asides else super().why_not_change(command)

    def do_clean(self) -> None:
        """Of the line that is open."""
        if self.in_asides:
            cleaning_flow.clean(self, self.asides.line)
        else:
            super().do_clean()

    def _notes(self) -> list[View]:
        found = [view for view in self.xinde.place.repository.find("note") if view.get("session") == self.rid]
        return sorted(found, key=lambda view: (str(view.get("at") or ""), view.id))

    async def do_asides(self) -> None:
        """Open the pane and write there; from its line the same key closes it."""
        pane = self.asides
        if self.in_asides:
            self.close_asides()
            return
        pane.add_class("-open")
        self._recall_aside()
        self.show_asides()
        self.set_focus(pane.line)
        self.show_about()

    def close_asides(self) -> None:
        """The line of the minutes is open again; what is half typed is kept for the next time."""
        self._keep_aside()
        self.asides.remove_class("-open")
        self.show_asides()
        self.show_about()

    def to_line(self) -> None:
        """From the log to the line that is open."""
        (self.asides.line if self.asides.display else self.line).focus()

    def _recall_aside(self) -> None:
        """What was half typed is there again."""
        if self._aside is not None:
            return
        for typed in self.xinde.place.unsaved.all():
            mine = typed.kind == "note" and typed.new and typed.field == "body" and "\n" not in typed.text
            if mine and (typed.preset or {}).get("session") == self.rid:
                self._aside = typed.rid
                with self.asides.line.prevent(AsideLine.Changed):
                    self.asides.line.value = typed.text
                self.asides.line.cursor_position = len(typed.text)
                return

    def _preset(self) -> dict[str, Any]:
        return {"session": self.rid, "at": minutes.stamp(self.xinde.place).at}

    def on_aside_line_typed(self, message: AsideLine.Typed) -> None:
        """A key went into the line: journal it soon."""
        message.stop()
        self.autosave.touch(ASIDE)

    def keep_typed(self, name: str) -> None:
        """Journal what the line that is due holds."""
        if name == ASIDE:
            self._keep_aside()
        else:
            super().keep_typed(name)

    def _keep_aside(self) -> None:
        self.autosave.drop(ASIDE)
        text, unsaved, preset = self.asides.line.value, self.xinde.place.unsaved, self._preset()
        if not text and self._aside is None:
            return
        self._aside = rid = self._aside or self.xinde.place.ids.record()

        def write() -> None:
            if text:
                unsaved.keep(rid, "body", None, text, kind="note", new=True, preset=preset)
            else:
                unsaved.forget(rid, "body")

        self.xinde.keep(write, self._aside_kept)

    def _aside_kept(self, failed: Exception | None) -> None:
        if failed is not None:
            self.xinde.say_error(failed)

    def keep_now(self, *, everything: bool = False) -> None:
        """The line of private notes too."""
        if everything and self.asides.line.value:
            self.autosave.touch(ASIDE)
        super().keep_now(everything=everything)

    def on_aside_line_entered(self, message: AsideLine.Entered) -> None:
        """Make the note in the writer thread; the line is free already."""
        message.stop()
        self.autosave.drop(ASIDE)
        rid, self._aside = self._aside or self.xinde.place.ids.record(), None
        if self.asides.line.value:
            self.autosave.touch(ASIDE)
        self.run_worker(self._note(rid, message.text))

    async def _note(self, rid: str, text: str) -> None:
        desk, fields = self.xinde.place.desk, {**self._preset(), "body": text}
        if await self.act(lambda: desk.create("note", fields, rid)) is None and self.still_open:
            self.asides.line.put_back(text)
            self._aside = rid

    def why_not_asides(self) -> str | None:
        """While a room looks on, nobody's notes are opened."""
        return t("projecting.covered") if self.xinde.projecting else None
