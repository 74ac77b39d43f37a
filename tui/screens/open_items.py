"""未完成事项: what is open in the branch, until when, who owes it; Enter goes to where it is mended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.content import Content

from sync.cache.repository import Changed
from tui.commands import bindings
from tui.gap_words import concerned, gap_words, is_mine, is_of_section, is_private, key_of, owes_words
from tui.i18n import t
from tui.labels import listed, member_name
from tui.mending import mend
from tui.rule_words import rule_sentence
from tui.screens.pick import Choice, PickDialog
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.year.gaps import open_items
from tui.year.open_item import NO_ACCESS, OpenItem
from tui.year.people_tables import roster_key
from tui.years import branch_rules

WHOSE = ("mine", "section", "all")
"""What F3 turns: what I owe, what my section owes, everything."""

PATIENCE = 0.3
"""Seconds after a change until it is counted again."""


class OpenItemsPage(RowsPage):
    """A row an item, late first. Without a year those of the years at hand, as on Home."""

    SCOPE = "open_items"
    BINDINGS = bindings("open_items")

    def __init__(self, year: int | None = None) -> None:
        super().__init__()
        self.year = year
        self.whose = "mine"
        self.person: str | None = None
        self._found: Sequence[OpenItem] | None = None
        self._counting = False
        self._stale = True

    def heading(self) -> str:
        """How many, whose, of which year."""
        words = [t("open_items.title", n=len(self._listed())), t(f"open_items.{self.whose}")]
        if self.person is not None:
            words[1] = member_name(self.xinde.place, self.person)
        if self.year is not None:
            words.append(t("open_items.of_year", year=self.year))
        return f" {self.xinde.glyphs.dot} ".join(words)

    # what is listed

    def _listed(self) -> list[OpenItem]:
        place = self.xinde.place
        found = [item for item in self._found or () if not (self.xinde.projecting and is_private(item))]
        if self.person is not None:
            return [item for item in found if self.person in concerned(item)]
        match self.whose:
            case "mine":
                return [item for item in found if is_mine(place, item)]
            case "section":
                return [item for item in found if is_of_section(place, item)]
        return found

    def widths(self) -> list[tuple[str, int]]:
        """What it is gets what is left."""
        return [("until", -10), ("late", -4), ("what", 1), ("owes", -10)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t(f"open_items.{name}") for name in ("until", "late", "what", "owes")]

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """Late first."""
        return [(key_of(item), self._cells(item)) for item in self._listed()]

    def _cells(self, item: OpenItem) -> list[str]:
        place = self.xinde.place
        late = t("open_items.is_late") if item.late else ""
        return [str(item.until or ""), late, gap_words(place, item), owes_words(place, item)]

    def below(self) -> list[Content]:
        """What is cut in the row, the rule it rests on, and who may do it as well."""
        item = self.item
        if item is None:
            return []
        rule = branch_rules(self.xinde.place).rule(item.rule)
        lines = [f"{item.rule} {rule_sentence(rule)}"] if rule is not None else []
        if item.code == NO_ACCESS:
            lines.append(t("gap.why_no_access"))
        if item.others:
            names = listed(member_name(self.xinde.place, each) for each in item.others)
            lines.append(t("open_items.others", names=names))
        return [*self.uncut(), *(Content(printable(line)) for line in lines)]

    def empty_text(self) -> str:
        """That it is being counted, that nothing is open, and how to see more."""
        if self._found is None:
            return t("year.counting")
        return t("open_items.none" if self.whose == "all" and self.person is None else "open_items.none_of_these")

    @property
    def item(self) -> OpenItem | None:
        """The item under the cursor."""
        return next((each for each in self._found or () if key_of(each) == self.key), None)

    @property
    def at_hand(self) -> str | None:
        """The record the row is about."""
        return self.item.target if self.item is not None else None

    # counting

    def on_mount(self) -> None:
        """On a device alone everything is one's own."""
        if self.xinde.place.identity.alone:
            self.whose = "all"

    def fill(self) -> None:
        """Show what is known, and count anew where that no longer holds."""
        if self.year is None and self.xinde.open_work.fresh:
            self._found, self._stale = self.xinde.open_work.items, False
        super().fill()
        # The heading says how many there are, and was written before that was known.
        self.status_changed()
        if self._stale and not self._counting:
            self._counting = True
            self.set_timer(PATIENCE if self._found is not None else 0.01, self._count_now)

    def records_changed(self, changed: Changed) -> None:
        """Any record may close an item, or open one."""
        if changed.kinds:
            self._stale = True
            self.fill()

    def _count_now(self) -> None:
        self.run_worker(self._count(), group="counting")

    async def _count(self) -> None:
        self._stale = False
        try:
            if self.year is None:
                await asyncio.to_thread(self.xinde.open_work.count)
                found: Sequence[OpenItem] = self.xinde.open_work.items or ()
            else:
                found = await asyncio.to_thread(self.xinde.years.of, self.year, open_items)
        finally:
            self._counting = False
        if self.is_mounted:
            self._found = found
            self.refresh_all()

    # commands

    def why_not(self, command: str) -> str | None:
        """Opening needs a row, choosing a person somebody who owes something."""
        if command == "open" and self.item is None:
            return t("records.no_row")
        if command == "person" and not self._people():
            return t("open_items.nobody")
        return None

    def do_open(self) -> None:
        """Where it is mended."""
        if self.item is not None:
            mend(self, self.item)

    def do_whose(self) -> None:
        """Mine, my section's, all, in turn."""
        self.whose, self.person = WHOSE[(WHOSE.index(self.whose) + 1) % len(WHOSE)], None
        self.refresh_all()

    def do_person(self) -> None:
        """Those of one person, or of everybody again."""
        place = self.xinde.place
        names = [(rid, member_name(place, rid)) for rid in self._people()]
        views = {view.id: view for view in place.repository.find("member")}
        names.sort(key=lambda pair: roster_key(views[pair[0]]))
        choices = [Choice("", t("open_items.everybody")), *(Choice(rid, name) for rid, name in names)]

        def picked(answer: list[str] | None) -> None:
            if answer:
                self.person = answer[0] or None
                self.whose = "all"
                self.refresh_all()

        self.app.push_screen(PickDialog(t("open_items.whose_items"), choices, chosen=[self.person or ""]), picked)

    def _people(self) -> list[str]:
        """Members who owe something that may be shown now, or whom it is about."""
        shown = [item for item in self._found or () if not (self.xinde.projecting and is_private(item))]
        known = {view.id for view in self.xinde.place.repository.find("member")}
        return [rid for rid in dict.fromkeys(rid for item in shown for rid in concerned(item)) if rid in known]
