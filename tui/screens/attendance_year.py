"""出勤统计: how often each person of a year was expected, came, was late, excused or absent, and the rate."""

from __future__ import annotations

from tui.bars import bar
from tui.commands import bindings
from tui.figure_words import reach_sentence, reach_word, with_unit
from tui.i18n import t
from tui.rule_words import rule_sentence
from tui.screens.people_figures import PeopleFigures
from tui.year.report import PersonYear
from tui.years import branch_rules

RATE = 1000
"""A rate is told in thousandths."""


class AttendancePage(PeopleFigures):
    """A row a person; expected = present + late + left early + leave + absent."""

    SCOPE = "attendance_year"
    BINDINGS = bindings("attendance_year")
    TABLE = "attendance"
    PART = "rate"

    def word(self, name: str) -> str:
        """Short words: there are many columns."""
        return t(f"attendance_year.{name}")

    def reach(self, person: PersonYear) -> str:
        """Reached, still open, out of reach, missed."""
        return reach_word(person.rate.reach, person.rate.rate)

    def about(self, person: PersonYear) -> list[str]:
        """The rate and how the person stands to what is asked, and the rule."""
        rate, rule = person.rate, branch_rules(self.xinde.place).rule("P-1")
        words = reach_sentence(rate.reach, rate.rate)
        drawn = "  " + bar(rate.rate.value, RATE, self.xinde.glyphs) if rate.rate.value is not None else ""
        return [
            t("attendance_year.about", name=person.member.get("name"), rate=with_unit(rate.rate), reach=words) + drawn,
            f"P-1 {rule_sentence(rule)}" if rule is not None else t("attendance_year.no_target"),
        ]
