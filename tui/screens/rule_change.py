"""A change of rules before it counts: the rules that differ, and what changes in this year's figures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from tui.commands import bindings
from tui.i18n import t
from tui.page import Page
from tui.rule_asking import forgetting
from tui.rule_choice import choice_of, choose, why_not_choose
from tui.rule_differences import consequence_lines, difference_lines
from tui.rule_words import spoken
from tui.screens.ask import Asked
from tui.terminal import printable
from tui.year.adapting import Choice
from tui.year.consequences import Consequence, consequences
from tui.year.study_year import StudyYear
from tui.years import study_year


class RuleChangePage(Page):
    """Shows what the change does; Ctrl+S makes it, as one action that undo takes back whole. `used`: where its answer was typed."""

    SCOPE = "rule_change"
    BINDINGS = bindings("rule_change")

    def __init__(self, seen: Choice, wanted: Choice, used: Asked | None = None) -> None:
        super().__init__()
        self.seen = seen
        self.wanted = wanted
        self._used = used
        self._year: StudyYear | None = None
        self._found: list[Consequence] | None = None

    def heading(self) -> str:
        """Which pack it would be."""
        return t("rules.change_title", pack=spoken(self.wanted.rules.label))

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text", markup=False), id="change", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it; the figures are counted meanwhile."""
        self.query_one("#change").focus()
        self.run_worker(self._count(), exclusive=True)

    async def _count(self) -> None:
        place, after = self.xinde.place, self.wanted.rules

        def count() -> tuple[StudyYear, list[Consequence]]:
            year = study_year(place)
            return year, consequences(year, after)

        self._year, self._found = await asyncio.to_thread(count)
        if self.is_mounted:
            self.fill()
            self.refresh_keys()

    def records_changed(self, changed: Changed) -> None:
        """Somebody else changed the rules meanwhile, or what is counted."""
        if changed.kinds:
            self.run_worker(self._count(), exclusive=True)
            self.refresh_keys()

    def fill(self) -> None:
        """What differs, then the figures."""
        lines = ["", *difference_lines(self.seen, self.wanted), ""]
        if self._year is None or self._found is None:
            lines.append(t("year.counting"))
        else:
            lines += consequence_lines(self._year.year, self._found)
        self.query_one("#text", Static).update(Content("\n").join(Content(printable(line)) for line in lines))

    # commands

    def why_not(self, command: str) -> str | None:
        """It counts only once everything was shown, and only for who may, and only if it is still what was shown."""
        if command != "yes":
            return None
        reason = why_not_choose(self.xinde.place)
        if reason is not None:
            return reason
        if choice_of(self.xinde.place) != self.seen:
            return t("error.way.rules_meanwhile")
        return t("year.counting") if self._found is None else None

    async def do_yes(self) -> None:
        """Make it count."""
        place, seen, wanted = self.xinde.place, self.seen, self.wanted
        done = await self.act(lambda: choose(place, seen, wanted))
        if done is None:
            return
        if self._used is not None:
            await self.act(forgetting(self, self._used))
        self.xinde.say(t("rules.done"))
        self.dismiss(None)

    def do_back(self) -> None:
        """Leave the rules as they are."""
        self.dismiss(None)
