"""学习考核 of a year: a row a person in the order of the roster or by section; never by a grade or a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sync.cache.view import View
from tui import assessment_words
from tui.assessment_steps import default_year, is_plain
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label
from tui.screens.assessment import AssessmentPage
from tui.screens.reckoned import Reckoned
from tui.screens.records import RecordsPage
from tui.year.people_tables import TABLES, Order
from tui.year.study_part import Steps, steps_of_all
from tui.year.study_year import StudyYear

TABLE = TABLES["assessment"]
NOWHERE = (1 << 30, "")
"""Where people without a section stand: last."""


class AssessmentsPage(Reckoned, RecordsPage):
    """How far each person's assessment is; whoever has nobody in charge is led to the own page."""

    SCOPE = "assessments"
    BINDINGS = bindings("assessments")
    answer: list[Steps] | None

    def __init__(self, year: int | None = None) -> None:
        super().__init__("member")
        self._year = year
        self.order: Order = TABLE.orders[0]

    @property
    def year(self) -> int:
        """The year shown: the one that is being assessed, which in January is the last one."""
        if self._year is None:
            self._year = default_year(self.xinde.place)
        return self._year

    @year.setter
    def year(self, year: int | None) -> None:
        self._year = year

    def on_mount(self) -> None:
        """A list of one is no list."""
        place = self.xinde.place
        if is_plain(place):
            # By the app: a screen that waited for its own end would wait for ever.
            self.app.call_later(self.app.switch_screen, AssessmentPage(str(place.desk.member), self.year))

    def fill(self) -> None:
        """Nothing is counted for a list that is not shown."""
        if not is_plain(self.xinde.place):
            super().fill()

    def question(self) -> Callable[[StudyYear], list[Steps]]:
        """How far everybody is."""
        return steps_of_all

    def heading(self) -> str:
        """The year, and the order of the people."""
        words = t("assessments.title", year=self.year)
        dot = self.xinde.glyphs.dot
        return words if self.order == "roster" else f"{words} {dot} {t(f'order.{self.order}')}"

    def holds_private(self) -> bool:
        """Between each person and those in charge, and the committee's."""
        return True

    # what is listed

    def column_names(self) -> Sequence[str]:
        """Those of the table of people, by which nobody is ranked."""
        return [column.name for column in TABLE.columns]

    def widths(self) -> list[tuple[str, int]]:
        """As in the other tables of people: names and figures stand close together."""
        fixed = {"name": -8, "section": -6, "own_words": -12, "section_remark": -8, "grade": -16, "result": -10}
        return [(name, fixed[name]) for name in self.column_names()]

    def headings(self) -> list[str]:
        """Short words."""
        spec = self.xinde.place.repository.registry["member"]
        plain = {"name": field_label(spec, "name"), "section": t("people.section")}
        return [plain.get(name) or t(f"assessments.{name}") for name in self.column_names()]

    def of(self, member: str) -> Steps | None:
        """How far a person's assessment is."""
        return next((each for each in self.answer or () if each.member.id == member), None)

    def views(self) -> list[View]:
        """The people of whom this device reads anything, in the order chosen."""
        answer = self.answer or []
        sections = {each.member.id: each.section for each in answer}
        places = {
            view.id: (view.get("sort") or 0, str(view.get("name")))
            for view in self.xinde.place.repository.find("section")
        }
        people = [each.member for each in answer]
        return TABLE.ordered(people, self.order, lambda member: places.get(sections[member] or "", NOWHERE))

    def cells(self, view: View) -> list[str]:
        """How far each step is; a grade is said to those alone who prepare it."""
        found = self.of(view.id)
        if found is None:
            return []
        words = assessment_words.steps_words(self.xinde.place, found)
        return [words[name] for name in self.column_names()]

    def empty_text(self) -> str:
        """That it is being counted, or what to do first."""
        if self.answer is None:
            return t("year.counting") if self.waiting else ""
        return super().empty_text() if self._filter.strip() else t("people.none")

    # commands

    def do_open(self) -> None:
        """The person's page."""
        if self.current is not None:
            self.app.push_screen(AssessmentPage(self.current.id, self.year))

    def do_order(self) -> None:
        """By roster, by section, in turn."""
        orders = TABLE.orders
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.refresh_all()

    def do_previous(self) -> None:
        """The year before."""
        self.go_to_year(self.year - 1)

    def do_next(self) -> None:
        """The year after."""
        self.go_to_year(self.year + 1)
