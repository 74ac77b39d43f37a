"""出勤统计: how often each person of a year was expected, came, was late, excused or absent, and the rate."""

from __future__ import annotations

from collections.abc import Callable

from sync.cache.view import View
from tui.commands import bindings
from tui.figure_words import reach_word
from tui.screens.people_figures import Counted, PeopleFigures, counted
from tui.year.rates import PersonRate, person_rate
from tui.year.study_year import StudyYear


def rates_of_all(year: StudyYear) -> Counted:
    """Everybody's attendance."""
    return counted(year, person_rate)


class AttendancePage(PeopleFigures):
    """A row a person."""

    SCOPE = "attendance_year"
    BINDINGS = bindings("attendance_year")
    TABLE = "attendance"

    def question(self) -> Callable[[StudyYear], Counted]:
        """Everybody's attendance."""
        return rates_of_all

    def widths(self) -> list[tuple[str, int]]:
        """The counts are small."""
        fixed = {"name": -8, "section": 1, "rate": -6, "reach": -8}
        return [(name, fixed.get(name, -4)) for name in self.column_names()]

    def cell(self, view: View, column: str) -> str:
        """How the person stands is a word."""
        if column != "reach":
            return super().cell(view, column)
        rate: PersonRate = self.of(view.id)
        return reach_word(rate.reach, rate.rate)
