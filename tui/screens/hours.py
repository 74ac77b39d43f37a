"""学时: everybody's study hours of a year, collective and alone apart, against the target of the branch's rules."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui.commands import bindings
from tui.figure_words import reach_sentence, reach_word, with_unit
from tui.i18n import t
from tui.rule_words import rule_sentence
from tui.screens.people_figures import Counted, PeopleFigures, counted
from tui.terminal import printable
from tui.widgets.record_table import RecordTable
from tui.year.hours import PersonHours, person_hours
from tui.year.study_year import StudyYear


def hours_of_all(year: StudyYear) -> Counted:
    """Everybody's hours."""
    return counted(year, person_hours)


class HoursPage(PeopleFigures):
    """A row a person; below, how the person under the cursor stands to the target, and the rule."""

    SCOPE = "hours"
    BINDINGS = bindings("hours")
    TABLE = "hours"

    def question(self) -> Callable[[StudyYear], Counted]:
        """Everybody's hours."""
        return hours_of_all

    def hides(self, column: str) -> bool:
        """Other activities only where somebody has any, writing only where the rule counts it."""
        if column not in ("other", "writing"):
            return False
        if self.answer is None:
            return True
        figures = [getattr(each, column) for each in self.answer.figures.values()]
        if column == "other":
            return not any(each.value or each.lines for each in figures)
        return all(each.missing == "not_applicable" for each in figures)

    def cell(self, view: View, column: str) -> str:
        """How the person stands is a word."""
        if column != "reach":
            return super().cell(view, column)
        hours: PersonHours = self.of(view.id)
        return reach_word(hours.reach, hours.target, hours.missing)

    def body(self) -> list[Widget]:
        """A line or two below the table."""
        return [*super().body(), Static(id="about", markup=False)]

    def fill(self) -> None:
        """The line below too."""
        super().fill()
        self._about()

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The line below is of the row under the cursor."""
        super().on_record_table_moved(message)
        self._about()

    def _about(self) -> None:
        view, lines = self.current, []
        if view is not None and self.answer is not None and view.id in self.answer.figures:
            hours: PersonHours = self.of(view.id)
            words = reach_sentence(hours.reach, hours.target, hours.missing)
            known = {"collective": with_unit(hours.collective), "target": with_unit(hours.target)}
            lines.append(t("hours.about", name=view.get("name"), reach=words, **known))
            rule = self.answer.year.rules.rule("T-1")
            lines.append(f"T-1 {rule_sentence(rule)}" if rule is not None else t("hours.no_target"))
        about = self.query_one("#about", Static)
        about.display = bool(lines)
        about.update(Content("\n").join(Content(printable(line)) for line in lines))
