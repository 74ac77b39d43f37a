"""学时: everybody's study hours of a year, collective and alone apart, against the target of the branch's rules."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.commands import bindings
from tui.figure_words import reach_sentence, reach_word, with_unit
from tui.i18n import t
from tui.rule_words import rule_sentence
from tui.screens.people_figures import PeopleFigures
from tui.terminal import printable
from tui.widgets.record_table import RecordTable
from tui.year.report import PersonYear
from tui.years import branch_rules


class HoursPage(PeopleFigures):
    """A row a person; below, how the person under the cursor stands to the target, and the rule."""

    SCOPE = "hours"
    BINDINGS = bindings("hours")
    TABLE = PART = "hours"

    def hides(self, column: str) -> bool:
        """Other activities only where somebody has any, writing only where the rule counts it."""
        if column not in ("other", "writing"):
            return False
        if self.answer is None:
            return True
        figures = [getattr(each.hours, column) for each in self.answer.people]
        if column == "other":
            return not any(each.value or each.lines for each in figures)
        return all(each.missing == "not_applicable" for each in figures)

    def reach(self, person: PersonYear) -> str:
        """Reached, still open, out of reach, missed."""
        hours = person.hours
        return reach_word(hours.reach, hours.target, hours.missing)

    def body(self) -> list[Widget]:
        """A line or two below the table."""
        return [*super().body(), Static(id="row-about", markup=False)]

    def fill(self) -> None:
        """The line below too."""
        super().fill()
        self._about()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The line below is of the row under the cursor."""
        super().on_record_table_moved(message)
        self._about()

    def _about(self) -> None:
        view = self.current
        person = self.of(view.id) if view is not None else None
        lines = self._about_person(person) if person is not None else []
        about = self.query_one("#row-about", Static)
        about.display = bool(lines)
        about.update(Content("\n").join(Content(printable(line)) for line in lines))

    def _about_person(self, person: PersonYear) -> list[str]:
        hours = person.hours
        words = reach_sentence(hours.reach, hours.target, hours.missing)
        known = {"collective": with_unit(hours.collective), "target": with_unit(hours.target)}
        rule = branch_rules(self.xinde.place).rule("T-1")
        return [
            t("hours.about", name=person.member.get("name"), reach=words, **known),
            f"T-1 {rule_sentence(rule)}" if rule is not None else t("hours.no_target"),
        ]
