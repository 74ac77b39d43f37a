"""出勤统计: how often each person of a year was expected, came, was late, excused or absent, and the rate."""

from __future__ import annotations

from tui.commands import bindings
from tui.figure_words import reach_word
from tui.screens.people_figures import PeopleFigures
from tui.year.report import PersonYear


class AttendancePage(PeopleFigures):
    """A row a person; expected = present + late + left early + leave + absent."""

    SCOPE = "attendance_year"
    BINDINGS = bindings("attendance_year")
    TABLE = "attendance"
    PART = "rate"

    def widths(self) -> list[tuple[str, int]]:
        """The counts are small."""
        fixed = {"name": -8, "section": 1, "rate": -6, "reach": -8}
        return [(name, fixed.get(name, -4)) for name in self.column_names()]

    def reach(self, person: PersonYear) -> str:
        """Reached, still open, out of reach, missed."""
        return reach_word(person.rate.reach, person.rate.rate)
