"""One book, one piece of knowledge, one reflection: who still owes what of it in each round of the year."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.repository import Changed
from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.pinyin import matches
from tui.reading_rounds import cells, columns, rounds
from tui.screens.records import RecordsPage
from tui.year.cycle import Cycle
from tui.year.people_tables import TABLES
from tui.year.study_year import StudyYear
from tui.years import study_year

KINDS = {"loan", "submission", "member", "membership", "away", "appointment", "settings", "section"}
"""Kinds whose changes show here."""


class ReadingCyclePage(RecordsPage):
    """A row for each person and round, in the order of the roster or of sections, never by what was done."""

    SCOPE = "cycle"
    BINDINGS = bindings("cycle")

    def __init__(self, year: int | None = None) -> None:
        super().__init__("member")
        self._year = year
        self._order = "roster"
        self._known: tuple[StudyYear, list[Cycle]] | None = None

    def holds_private(self) -> bool:
        """What of a reflection is still open says how far a person's own writing has come."""
        return True

    # what is listed

    @property
    def found(self) -> tuple[StudyYear, list[Cycle]]:
        """The year and its rounds, counted once between two changes."""
        if self._known is None:
            year = study_year(self.xinde.place, self._year)
            self._known = year, rounds(self.xinde.place, year, self._order)
        return self._known

    def heading(self) -> str:
        """The year, and how many rounds have something open."""
        year, found = self.found
        still_open = sum(bool(each.open) for each in found)
        return t("cycle.heading", year=year.year, n=still_open)

    def column_names(self) -> Sequence[str]:
        """The columns of the table of people, with the round behind the person."""
        return columns()

    def widths(self) -> list[tuple[str, int]]:
        """What is open gets what is left."""
        fixed = {"name": -8, "section": 1, "period": -8, "open": 2}
        return [(name, fixed.get(name, -9)) for name in self.column_names()]

    def headings(self) -> list[str]:
        """In the language of now."""
        return [t(f"cycle.column_{name}") for name in self.column_names()]

    def rows(self) -> list[tuple[str, list[str]]]:
        """Rows that match the filter."""
        rows = [(f"{c.member}|{c.period.number}", cells(self.xinde.place, c)) for c in self.found[1]]
        words = self._filter.split()
        return [row for row in rows if all(matches(word, " ".join(row[1])) for word in words)]

    def fill(self) -> None:
        """Count anew."""
        self._known = None
        super().fill()

    @property
    def cycle(self) -> Cycle | None:
        """The round under the cursor."""
        key = self.table.current
        return next((each for each in self.found[1] if f"{each.member}|{each.period.number}" == key), None)

    @property
    def current(self) -> View | None:
        """The person under the cursor."""
        cycle = self.cycle
        return self.xinde.place.repository.get(cycle.member) if cycle is not None else None

    @property
    def at_hand(self) -> str | None:
        """The person."""
        return self.current.id if self.current is not None else None

    def records_changed(self, changed: Changed) -> None:
        """Loans, reflections, people and rules."""
        if changed.kinds & KINDS:
            self.fill()
            self.status_changed()
            self.refresh_keys()

    def empty_text(self) -> str:
        """Without the rule nothing is asked; without anybody there is nobody to ask."""
        if self._filter.strip():
            return t("records.none_match")
        return t("cycle.no_rule" if self.found[0].rules.rule("B-1") is None else "cycle.empty")

    # commands

    def do_open(self) -> None:
        """What the round rests on."""
        from tui.screens.reading_evidence import EvidencePage

        cycle = self.cycle
        if cycle is not None and cycle.state == "no_access":
            self.xinde.say(t("cycle.no_access"), warning=True)
        elif cycle is not None:
            self.app.push_screen(EvidencePage(self.found[0].year, cycle.member, cycle.period.number))

    def do_order(self) -> None:
        """The next of the orders the table has."""
        orders: Sequence[str] = TABLES["reading"].orders
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.fill()
        self.xinde.say(t(f"cycle.order_{self._order}"))

    def do_year(self) -> None:
        """The year before; from the one before last on, this one again."""
        now = study_year(self.xinde.place).year
        self._year = now if self.found[0].year <= now - 2 else self.found[0].year - 1
        self.refresh_all()
