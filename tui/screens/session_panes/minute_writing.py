"""The writing half of the minutes: the line, what the next entry will be, and the way from Enter to the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.widgets import Static

from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.sign_off import is_closed
from tui import agenda, cleaning_flow, minutes
from tui.amending import amend_instead
from tui.autosave import Autosave
from tui.i18n import t
from tui.labels import choice_label, member_name, title_of
from tui.rights import why_not_new
from tui.screens.pick import PickDialog
from tui.screens.session_panes.minute_choices import agenda_items, speakers
from tui.screens.session_panes.minute_line import MinuteLine
from tui.screens.session_panes.part import SessionPart
from tui.terminal import printable


class MinuteWriting(SessionPart):
    """Takes lines of minutes; a key costs the restart of a timer, Enter costs nothing the next key waits for."""

    def begin_writing(self) -> None:
        """Show what was half typed; the next entry begins as the last one was: same speaker, same item."""
        self.autosave = Autosave(self, self.keep_typed)
        self.about: dict[str, Any] = {"entry": "discussion", "speaker": None, "agenda_item": None, "about": None}
        """What the next entry will be."""
        self._kept = False
        typed = [each for each in self.xinde.place.unsaved.of(self.rid) if each.field == minutes.LINE]
        if typed:
            with self.line.prevent(MinuteLine.Changed):
                self.line.value = typed[0].text
            self.line.cursor_position = len(typed[0].text)
            self._kept = True
        last = next(reversed(self.entries()), None)
        if last is not None:
            self.about |= {"speaker": last.get("speaker"), "agenda_item": last.get("agenda_item")}

    @property
    def line(self) -> MinuteLine:
        """The line."""
        return self.query_one("#line", MinuteLine)

    def entries(self) -> list[View]:
        """The entries in order."""
        return minutes.ordered(self.xinde.place, self.rid)

    def show_about(self) -> None:
        """What the next entry will be, and whether the line is safe."""
        place, about = self.xinde.place, self.about
        spec = place.repository.registry["minute"]
        words = [self._types(spec)]
        if about["entry"] == "commentary" and about["about"]:
            words.append(t("minutes.comments_on", who=member_name(place, about["about"])))
        if about["speaker"]:
            words.append(t("minutes.speaks", who=member_name(place, about["speaker"])))
        item = place.repository.get(about["agenda_item"]) if about["agenda_item"] else None
        if item is not None:
            words.append(t("minutes.about_item", item=title_of(place, item)))
        if self._kept:
            words.append(t("minutes.kept"))
        # What was written is kept a moment later: by then the page may have given its parts up.
        for shown in self.query("#about").results(Static):
            shown.update(printable(f" {self.xinde.glyphs.dot} ".join(words)))
            self.show_progress()

    def _types(self, spec: KindSpec) -> str:
        """All types of entries, that of the next one in brackets."""
        labels = {name: choice_label(spec, "entry", name) for name, _ in spec.fields["entry"].choices}
        return " ".join(f"[{label}]" if name == self.about["entry"] else label for name, label in labels.items())

    def show_progress(self) -> None:
        """The open item of the agenda, and its time used against what was planned; behind it, that nothing has begun."""
        session = self.session
        words = agenda.progress_words(self.xinde.place, session, self.about["agenda_item"]) if session else ""
        if self.xinde.place.repository.linked("minute", "session", self.rid):
            words = f" {self.xinde.glyphs.dot} ".join(filter(None, [words, self.begin_words()]))
        line = self.query_one("#progress", Static)
        line.display = bool(words)
        line.update(printable(words))

    def invitation(self) -> str:
        """What the empty line says: of signed minutes nothing is written but corrections."""
        session = self.session
        closed = session is not None and is_closed(self.xinde.place.desk, session)
        return t("minutes.placeholder_closed" if closed else "minutes.placeholder")

    # typing

    def on_minute_line_typed(self, message: MinuteLine.Typed) -> None:
        """A key went into the line: journal it soon."""
        message.stop()
        self.autosave.touch(minutes.LINE)

    def on_minute_line_pasted(self, message: MinuteLine.Pasted) -> None:
        """What could be cleaned is said."""
        message.stop()
        cleaning_flow.hint(self, message.text)

    def do_clean(self) -> None:
        """List what would be changed in the line."""
        cleaning_flow.clean(self, self.line)

    def keep_typed(self, name: str) -> None:
        """Journal what the line holds."""
        text, rid, unsaved = self.line.value, self.rid, self.xinde.place.unsaved
        session = self.session
        scope = session.scope if session else ""

        def write() -> None:
            if text:
                unsaved.keep(rid, name, None, text, kind="minute", scope=scope, new=True)
            else:
                unsaved.forget(rid, name)

        def done(failed: Exception | None) -> None:
            if failed is not None:
                self.xinde.say_error(failed)
            elif self.still_open and self._kept != bool(text):
                self._kept = bool(text)
                self.show_about()

        self.xinde.keep(write, done)

    def keep_now(self, *, everything: bool = False) -> None:
        """Journal now: the program was told to end, or the disk works again (then `everything`)."""
        if everything:
            self.autosave.touch(minutes.LINE)
        self.autosave.flush()

    async def leaving(self) -> None:
        """The line is in the journal before another pane looks for it there."""
        self.keep_now()
        await self.act(lambda: None)

    def on_minute_line_entered(self, message: MinuteLine.Entered) -> None:
        """Stamp the entry in the writer thread; the line is free already."""
        message.stop()
        reason = self.why_not_enter()
        if reason is not None:
            self.line.put_back(message.text)
            if not amend_instead(self, self.rid, self.rid, message.text, lambda: self._amended(message.text)):
                self.xinde.say(reason, warning=True)
            return
        self.autosave.drop(minutes.LINE)
        if self.line.value:
            self.autosave.touch(minutes.LINE)
        self._kept = False
        about = {**self.about, "about": self.about["about"] if self.about["entry"] == "commentary" else None}
        self.run_worker(self._enter(message.text, about, minutes.stamp(self.xinde.place)))

    def _amended(self, text: str) -> None:
        """What became an amendment goes out of the line, unless more was typed there."""
        if self.still_open and self.line.value == text:
            self.line.clear()

    def why_not_enter(self) -> str | None:
        """Why nothing can be entered now, or None."""
        if self.session is None:
            return t("session.gone")
        return why_not_new(self.xinde.place, "minute", {"session": self.rid})

    async def _enter(self, text: str, about: Mapping[str, Any], when: minutes.Stamp) -> None:
        place, rid = self.xinde.place, self.rid
        if await self.act(lambda: minutes.enter(place, rid, text, about, when)) is not None:
            self.changed_here()
        elif self.still_open:
            self.line.put_back(text)

    # what the next entry will be

    def do_type(self) -> None:
        """The next type of entry."""
        kinds = [name for name, _ in self.xinde.place.repository.registry["minute"].fields["entry"].choices]
        self.about["entry"] = kinds[(kinds.index(self.about["entry"]) + 1) % len(kinds)]
        self.show_about()

    def do_speaker(self) -> None:
        """Who speaks: the last speakers first, found by initials."""
        self._ask("speaker", t("minutes.speaker_title"))

    def do_item(self) -> None:
        """Which item of the agenda it belongs to."""
        self._ask("agenda_item", t("minutes.item_title"))

    def do_about(self) -> None:
        """Whom the commentary is about; the line becomes one."""
        self._ask("about", t("minutes.about_title"))

    def _ask(self, name: str, title: str) -> None:
        place = self.xinde.place
        now = self.about[name]
        choices = agenda_items(place, self.rid) if name == "agenda_item" else speakers(place, self.entries(), now)

        def picked(answer: list[str] | None) -> None:
            if answer:
                self.about[name] = answer[0] or None
                if name == "about" and answer[0]:
                    self.about["entry"] = "commentary"
                self.show_about()

        self.app.push_screen(PickDialog(title, choices), picked)
