"""What was counted of one person in a year: a line a figure, each of which can be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tui.commands import bindings
from tui.figure_words import figure_words, reach_sentence
from tui.i18n import t
from tui.labels import listed, member_name
from tui.screens.attendance_year import rates_of_all
from tui.screens.hours import hours_of_all
from tui.screens.reckoned import Reckoned
from tui.screens.rows import RowsPage
from tui.year.figures import Figure
from tui.year.people_tables import TABLES
from tui.year.study_year import StudyYear

QUESTIONS: dict[str, Callable[[StudyYear], Any]] = {"hours": hours_of_all, "attendance": rates_of_all}
"""A table of people -> what is asked of the year for it."""

SCOPES = {"hours": "hours", "attendance": "attendance_year"}
"""A table of people -> the scope its words stand under."""


class PersonYearPage(Reckoned, RowsPage):
    """The figures of one row of a table of people."""

    SCOPE = "person_year"
    BINDINGS = bindings("person_year")

    def __init__(self, table: str, member: str, year: int) -> None:
        super().__init__()
        self.of_table = table
        self.member = member
        self.year = year

    def question(self) -> Callable[[StudyYear], Any]:
        """That of the table."""
        return QUESTIONS[self.of_table]

    def heading(self) -> str:
        """Whose figures of which year."""
        title = t(f"{SCOPES[self.of_table]}.title", year=self.year)
        return f"{member_name(self.xinde.place, self.member)} {self.xinde.glyphs.dot} {title}"

    def holds_private(self) -> bool:
        """The person's and of those in charge."""
        return True

    def widths(self) -> list[tuple[str, int]]:
        """What it is, how much, by which rules."""
        return [("name", -14), ("value", -12), ("rules", 1)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("figure.name"), t("figure.value"), t("figure.rules")]

    def figures(self) -> dict[str, Figure]:
        """Those of the person, in the order of the table's columns."""
        of = self.answer.figures.get(self.member) if self.answer is not None else None
        if of is None:
            return {}
        names = [each.name for each in TABLES[self.of_table].columns if each.derived]
        return {name: held for name in names if isinstance(held := getattr(of, name), Figure)}

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """A line a figure, and how the person stands."""
        found: list[tuple[str, Sequence[str]]] = [
            (name, [self.label(name), figure_words(figure), listed(figure.rules)])
            for name, figure in self.figures().items()
        ]
        if found:
            of, figures = self.answer.figures[self.member], self.figures()
            words = reach_sentence(of.reach, *figures.values())
            found.append(("reach", [self.label("reach"), words, ""]))
        return found

    def label(self, name: str) -> str:
        """What a figure is called."""
        return t(f"{SCOPES[self.of_table]}.{name}")

    def empty_text(self) -> str:
        """That it is being counted, or that the person is not of that year."""
        if self.answer is None:
            return t("year.counting") if self.waiting else ""
        return t("people.not_of_year")

    def why_not(self, command: str) -> str | None:
        """How a person stands is explained by the other lines."""
        if command == "open" and self.key not in self.figures():
            return t("figure.no_lines_here")
        return None

    def do_open(self) -> None:
        """The figure with what stands behind it."""
        from tui.screens.figure import FigurePage

        name, member, table = self.key, self.member, self.of_table

        def find(answer: Any) -> Figure | None:
            of = answer.figures.get(member)
            return getattr(of, name) if of is not None else None

        title = f"{member_name(self.xinde.place, member)} {self.xinde.glyphs.dot} {self.label(name)}"
        self.app.push_screen(FigurePage(title, QUESTIONS[table], find, self.year, private=True))
