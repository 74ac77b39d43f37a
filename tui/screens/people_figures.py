"""A table with a row a person and what was counted of each, in the order of the roster or by section, never by a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sync.cache.view import View
from tui.figure_words import figure_words
from tui.i18n import t
from tui.labels import field_label, record_name
from tui.screens.reckoned import Reckoned
from tui.screens.records import RecordsPage
from tui.year.figures import Figure
from tui.year.people_tables import TABLES, Order, PeopleTable
from tui.year.study_year import StudyYear


@dataclass(frozen=True, slots=True)
class Counted:
    """The people of a year, the section of each, and what was counted of each by the member's id."""

    people: tuple[View, ...]
    sections: Mapping[str, str | None]
    figures: Mapping[str, Any]
    year: StudyYear


def counted(year: StudyYear, count: Callable[[StudyYear, str], Any]) -> Counted:
    """Everybody's figures."""
    people = tuple(year.people)
    return Counted(
        people,
        {member.id: year.section_of(member.id) for member in people},
        {member.id: count(year, member.id) for member in people},
        year,
    )


class PeopleFigures(Reckoned, RecordsPage):
    """Columns and orders are those of the table of people (`TABLES`); F3 changes the order, Enter opens the person's figures."""

    TABLE: ClassVar[str]

    def __init__(self, year: int | None = None) -> None:
        super().__init__("member")
        self.year = year
        self.order: Order = "roster"

    @property
    def people_table(self) -> PeopleTable:
        """The table of people this page shows."""
        return TABLES[self.TABLE]

    def heading(self) -> str:
        """The year, and the order of the people where it is not that of the roster."""
        dot = self.xinde.glyphs.dot
        words = f"{t(f'{self.SCOPE}.title', year=self.year)}"
        return words if self.order == "roster" else f"{words} {dot} {t(f'order.{self.order}')}"

    def holds_private(self) -> bool:
        """What was counted of a person is that person's and of those in charge."""
        return True

    def of(self, member: str) -> Any:
        """What was counted of a person."""
        return self.answer.figures[member]

    def hides(self, column: str) -> bool:
        """True for a column that says nothing in this branch's year."""
        return False

    def column_names(self) -> Sequence[str]:
        """The columns of the table of people that say something."""
        return [each.name for each in self.people_table.columns if not self.hides(each.name)]

    def widths(self) -> list[tuple[str, int]]:
        """Name and section share what the figures leave."""
        fixed = {"name": -8, "section": 1, "reach": -8}
        return [(name, fixed.get(name, -5)) for name in self.column_names()]

    def headings(self) -> list[str]:
        """Short words: there are many columns."""
        spec = self.xinde.place.repository.registry["member"]
        plain = {"name": field_label(spec, "name"), "section": t("people.section")}
        return [plain.get(name) or t(f"{self.SCOPE}.{name}") for name in self.column_names()]

    def views(self) -> list[View]:
        """The people of the year in the order chosen."""
        if self.answer is None:
            return []
        held: Counted = self.answer
        places = {view.id: (view.get("sort") or 0, str(view.get("name"))) for view in self._sections()}
        last = (1 << 30, "")
        return self.people_table.ordered(
            held.people, self.order, lambda member: places.get(held.sections[member] or "", last)
        )

    def _sections(self) -> list[View]:
        return self.xinde.place.repository.find("section")

    def cells(self, view: View) -> list[str]:
        """The person's name, section and figures."""
        return [self.cell(view, name) for name in self.column_names()]

    def cell(self, view: View, column: str) -> str:
        """One cell."""
        if column == "name":
            return str(view.get("name"))
        if column == "section":
            section = self.answer.sections[view.id]
            return record_name(self.xinde.place, section) if section else ""
        figure: Figure = getattr(self.of(view.id), column)
        return figure_words(figure)

    def fill(self) -> None:
        """The columns may be others than before."""
        before = self.column_names()
        super().fill()
        if self.column_names() != before:
            self.table.rebuild()

    def empty_text(self) -> str:
        """That it is being counted, or what to do first."""
        if self.answer is None:
            return t("year.counting") if self.waiting else ""
        return super().empty_text() if self._filter.strip() else t("people.none")

    def do_order(self) -> None:
        """The next order."""
        orders = self.people_table.orders
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.refresh_all()

    def do_open(self) -> None:
        """The person's figures, a line each."""
        from tui.screens.person_year import PersonYearPage

        if self.current is not None:
            self.app.push_screen(PersonYearPage(self.TABLE, self.current.id, self.year))
