"""A table with a row a person and what was counted of each, in the order of the roster or by section, never by a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui.figure_words import marked, short_means, shortened
from tui.i18n import t
from tui.labels import field_label, record_name
from tui.screens.reckoned import Reckoned
from tui.screens.records import RecordsPage
from tui.terminal import printable
from tui.widgets.record_table import RecordTable
from tui.year.figures import Figure
from tui.year.people_tables import TABLES, Order, PeopleTable
from tui.year.report import PersonYear, Report, report
from tui.year.study_year import StudyYear

NOWHERE = (1 << 30, "")
"""Where people without a section stand: last."""


class PeopleFigures(Reckoned, RecordsPage):
    """Columns and orders are those of the table of people (`TABLES`); F3 changes the order, Enter opens the person's figures."""

    TABLE: ClassVar[str]
    PART: ClassVar[str]
    """The part of a person's year whose figures the columns are."""
    answer: Report | None

    def __init__(self, year: int | None = None) -> None:
        super().__init__("member")
        self.year = year
        self.order: Order = "roster"
        self._widths: list[tuple[str, int]] = []
        self._note = ""
        """What the short word for a figure to be supplied means, where a row has it."""

    @property
    def people_table(self) -> PeopleTable:
        """The table of people this page shows."""
        return TABLES[self.TABLE]

    def heading(self) -> str:
        """The year, and the order of the people where it is not that of the roster."""
        dot = self.xinde.glyphs.dot
        words = t("year.of", year=self.year, what=self.word("title"))
        return words if self.order == "roster" else f"{words} {dot} {t(f'order.{self.order}')}"

    def holds_private(self) -> bool:
        """What was counted of a person is that person's and of those in charge."""
        return True

    def question(self) -> Callable[[StudyYear], Report]:
        """The whole year: the page one comes from has asked it already."""
        return report

    def word(self, name: str) -> str:
        """The title of the page, and the headings of its figures."""
        raise NotImplementedError

    def of(self, member: str) -> PersonYear | None:
        """A person's year."""
        return next((each for each in self._people() if each.member.id == member), None)

    def hides(self, column: str) -> bool:
        """True for a column that says nothing in this branch's year."""
        return False

    def column_names(self) -> Sequence[str]:
        """The columns of the table of people that say something."""
        return [each.name for each in self.people_table.columns if not self.hides(each.name)]

    def numbers(self) -> Iterable[str]:
        """All that was counted; whether that is enough is a word."""
        return [each.name for each in self.people_table.columns if each.derived and each.name != "reach"]

    def widths(self) -> list[tuple[str, int]]:
        """A column is as wide as what stands in it, so that the eye finds from a name to its figures."""
        wide = {"name": -8}
        for name in self.column_names():
            if name not in wide:
                wide[name] = -max((cell_len(self.cell(person, name)) for person in self._people()), default=4)
        return [(name, wide[name]) for name in self.column_names()]

    def _people(self) -> tuple[PersonYear, ...]:
        return self.answer.people if self.answer is not None else ()

    def headings(self) -> list[str]:
        """Short words: there are many columns."""
        spec = self.xinde.place.repository.registry["member"]
        plain = {"name": field_label(spec, "name"), "section": t("people.section")}
        return [plain.get(name) or self.word(name) for name in self.column_names()]

    def views(self) -> list[View]:
        """The people of the year in the order chosen."""
        if self.answer is None:
            return []
        sections = {each.member.id: each.section for each in self.answer.people}
        places = {
            view.id: (view.get("sort") or 0, str(view.get("name")))
            for view in self.xinde.place.repository.find("section")
        }
        people = [each.member for each in self.answer.people]
        return self.people_table.ordered(people, self.order, lambda member: places.get(sections[member] or "", NOWHERE))

    def cells(self, view: View) -> list[str]:
        """The person's name, section and figures."""
        person = self.of(view.id)
        return [self.cell(person, name) for name in self.column_names()] if person is not None else []

    def cell(self, person: PersonYear, column: str) -> str:
        """One cell."""
        match column:
            case "name":
                return str(person.member.get("name"))
            case "section":
                return record_name(self.xinde.place, person.section) if person.section else ""
            case "reach":
                return shortened(self.reach(person))
        figure: Figure = getattr(getattr(person, self.PART), column)
        return shortened(marked(figure))

    def reach(self, person: PersonYear) -> str:
        """How the person stands to the target, in a word."""
        raise NotImplementedError

    def about(self, person: PersonYear) -> list[str]:
        """Lines below the table about the person under the cursor."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """A line or two below the table."""
        return [*super().body(), Static(id="row-about", markup=False)]

    def show(self) -> None:
        """The columns may be others than before, or wider."""
        super().show()
        if self.widths() != self._widths:
            self._widths = self.widths()
            self.table.rebuild()
        told = [each.name for each in self.people_table.columns if each.derived and not self.hides(each.name)]
        self._note = short_means(*([self.cell(person, name) for name in told] for person in self._people()))
        self._show_about()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The lines below are of the row under the cursor."""
        super().on_record_table_moved(message)
        self._show_about()

    def _show_about(self) -> None:
        view = self.current
        person = self.of(view.id) if view is not None else None
        lines = [*self.about(person), *([self._note] if self._note else [])] if person is not None else []
        about = self.query_one("#row-about", Static)
        about.display = bool(lines)
        about.update(Content("\n").join(Content(printable(line)) for line in lines))

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
