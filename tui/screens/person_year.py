"""What was counted of one person in a year: a line a figure, each of which can be opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from tui.commands import bindings
from tui.figure_words import reach_sentence, told_apart
from tui.i18n import t
from tui.labels import listed, member_name
from tui.rule_words import rule_sentence
from tui.screens.reckoned import Reckoned
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.year.figures import Figure
from tui.year.hours import PersonHours
from tui.year.people_tables import TABLES
from tui.year.rates import PersonRate
from tui.year.report import Report, report
from tui.year.study_year import StudyYear
from tui.years import branch_rules

PARTS = {"hours": "hours", "attendance": "rate"}
"""A table of people -> the part of a person's year whose figures are its columns."""


class PersonYearPage(Reckoned, RowsPage):
    """The figures of one row of a table of people."""

    SCOPE = "person_year"
    BINDINGS = bindings("person_year")
    answer: Report | None

    def __init__(self, table: str, member: str, year: int) -> None:
        super().__init__()
        self.of_table = table
        self.member = member
        self.year = year

    def question(self) -> Callable[[StudyYear], Report]:
        """The whole year."""
        return report

    def heading(self) -> str:
        """Whose figures of which year."""
        name = member_name(self.xinde.place, self.member)
        what = t("year.of", year=self.year, what=t(f"person_year.of_{self.of_table}"))
        return f"{name} {self.xinde.glyphs.dot} {what}"

    def holds_private(self) -> bool:
        """The person's and of those in charge."""
        return True

    def widths(self) -> list[tuple[str, int]]:
        """What it is, how much, by which rules."""
        return [("name", -14), ("value", 1), ("rules", -20)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("figure.name"), t("figure.value"), t("figure.rules")]

    @property
    def part(self) -> PersonHours | PersonRate | None:
        """The person's part of the year that the table shows."""
        return part_of(self.answer, self.member, self.of_table) if self.answer is not None else None

    def figures(self) -> dict[str, Figure]:
        """Those of the person, in the order of the table's columns."""
        names = [each.name for each in TABLES[self.of_table].columns if each.derived]
        return {name: held for name in names if isinstance(held := getattr(self.part, name, None), Figure)}

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """A line a figure, and how the person stands."""
        figures, part = self.figures(), self.part
        found: list[tuple[str, Sequence[str]]] = [
            (name, [self.label(name), told_apart(figure), listed(figure.rules)]) for name, figure in figures.items()
        ]
        if part is not None:
            found.append(("reach", [self.label("reach"), reach_sentence(part.reach, *figures.values()), ""]))
        return found

    def below(self) -> list[Content]:
        """What the rules of the figure under the cursor say: in the list they stand by their numbers."""
        figure, rules = self.figures().get(self.key), branch_rules(self.xinde.place).all
        held = [rules[rid] for rid in figure.rules if rid in rules] if figure is not None else []
        return [Content(printable(f"{rule.id} {rule_sentence(rule)}")) for rule in held]

    def label(self, name: str) -> str:
        """What a figure is called."""
        return t(f"person_year.{name}")

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

        def find(answer: Report) -> Figure | None:
            return getattr(part_of(answer, member, table), name, None)

        who, dot = member_name(self.xinde.place, member), self.xinde.glyphs.dot
        self.app.push_screen(
            FigurePage(lambda: f"{who} {dot} {self.label(name)}", report, find, self.year, private=True)
        )


def part_of(answer: Report, member: str, table: str) -> PersonHours | PersonRate | None:
    """The part of a person's year that a table of people shows; None for whoever is not of that year."""
    found = next((each for each in answer.people if each.member.id == member), None)
    part: PersonHours | PersonRate | None = getattr(found, PARTS[table], None)
    return part
