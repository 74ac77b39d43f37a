"""Changing entries that are in the log already, by the keys that say what the next line will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from tui import agenda
from tui.choices import choices_for
from tui.i18n import t
from tui.rights import why_not_write
from tui.screens.pick import Choice, PickDialog
from tui.screens.session_panes.minute_choices import agenda_items, speakers
from tui.screens.session_panes.minute_writing import MinuteWriting
from tui.widgets.record_table import RecordTable

FIELDS = {"type": "entry", "speaker": "speaker", "item": "agenda_item", "about": "about"}
"""Command -> the field it changes."""


class MinuteChanges(MinuteWriting):
    """With the cursor in the log, type, speaker, item and person are those of the entry under it."""

    @property
    def table(self) -> RecordTable:
        """The list of entries."""
        return self.query_one("#log", RecordTable)

    @property
    def entry(self) -> View | None:
        """The entry at hand: under the cursor, or the last one while a line is written."""
        key = self.table.current
        return self.xinde.place.repository.get(key) if key else None

    @property
    def chosen_entry(self) -> View | None:
        """The entry under the cursor while one moves in the log."""
        return self.entry if self.focused is self.table else None

    def why_not_change(self, command: str) -> str | None:
        """Why type, speaker, item or person cannot be changed here, or None."""
        entry = self.chosen_entry
        return why_not_write(self.xinde.place, entry, FIELDS[command]) if entry else self.why_not_enter()

    def do_type(self) -> None:
        """In the log pick the type of the entry; in the line it turns to the next."""
        if self.chosen_entry is None:
            super().do_type()
        else:
            spec = self.xinde.place.repository.registry["minute"]
            choices = choices_for(self.xinde.place, spec, "entry")
            self._ask_entry("entry", t("minutes.type_title"), choices)

    def do_speaker(self) -> None:
        """Who spoke."""
        entry, place = self.chosen_entry, self.xinde.place
        if entry is None:
            super().do_speaker()
        else:
            self._ask_entry("speaker", t("minutes.speaker_title"), speakers(place, self.entries(), None))

    def do_item(self) -> None:
        """Which item of the agenda it belongs to."""
        if self.chosen_entry is None:
            super().do_item()
        else:
            self._ask_entry("agenda_item", t("minutes.item_title"), agenda_items(self.xinde.place, self.rid))

    def do_about(self) -> None:
        """Whom the commentary is about."""
        if self.chosen_entry is None:
            super().do_about()
        else:
            people = speakers(self.xinde.place, self.entries(), None)
            self._ask_entry("about", t("minutes.about_title"), people, {"entry": "commentary"})

    def _ask_entry(self, name: str, title: str, choices: list[Choice], along: Mapping[str, Any] | None = None) -> None:
        entry = self.chosen_entry
        if entry is None:
            return
        now = entry.get(name)

        def picked(answer: list[str] | None) -> None:
            if answer:
                values = {name: answer[0] or None, **((along or {}) if answer[0] else {})}
                self.run_worker(self._change(entry, values))

        self.app.push_screen(PickDialog(title, choices, chosen=[now] if now else []), picked)

    async def _change(self, entry: View, values: Mapping[str, Any]) -> None:
        desk = self.xinde.place.desk
        changes = {name: (entry.get(name), value) for name, value in values.items()}
        if await self.act(lambda: desk.edit(entry.id, changes)):
            self.xinde.say(t("form.saved"))
            self.changed_here()

    # the agenda

    def why_not_item_done(self) -> str | None:
        """Why no item can be called done now, or None."""
        place = self.xinde.place
        listed = agenda.items(place, self.rid)
        if not listed:
            return t("agenda.empty")
        item = place.repository.get(str(self.about["agenda_item"] or ""))
        if item is None and agenda.following(place, self.rid, None) is None:
            return t("agenda.all_done")
        return why_not_write(place, item or listed[0], "done")

    async def do_item_done(self) -> None:
        """The item is done, and what is written from now on belongs to the next; without one, the first begins."""
        place, current = self.xinde.place, self.about["agenda_item"]
        item = place.repository.get(str(current or ""))
        if item is not None and not item.get("done"):
            desk, rid = place.desk, item.id
            if not await self.act(lambda: desk.set(rid, {"done": True})):
                return
        coming = agenda.following(place, self.rid, current)
        self.about["agenda_item"] = coming.id if coming is not None else None
        self.xinde.say(t("agenda.now", title=str(coming.get("title"))) if coming else t("agenda.all_done"))
        self.show_about()
