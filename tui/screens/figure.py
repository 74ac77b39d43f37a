"""A figure opened: how much, or why there is no number; the rules it rests on with their sources; every record behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from tui.commands import bindings
from tui.figure_words import amount_words, line_words, why_none, with_unit
from tui.i18n import t
from tui.labels import member_name
from tui.opening import open_record
from tui.projecting import is_private
from tui.rule_words import about_rule, rule_sentence, source_words
from tui.screens.reckoned import Reckoned
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.widgets.said import Words
from tui.year.figures import Figure, Line
from tui.year.packs import Rule, Rules
from tui.year.report import Report, of_person, report
from tui.year.study_year import StudyYear
from tui.years import branch_rules

Find = Callable[[Any], Figure | None]
"""Finds a figure in the answer to a question; None when it is there no longer."""

REACH = "reach_"
"""Codes of lines that say how a person stands to the target of the year begin so."""


class FigurePage(Reckoned, RowsPage):
    """The figure is found anew in the answer whenever records change; `private` where it is one person's."""

    SCOPE = "figure"
    BINDINGS = bindings("figure")

    def __init__(
        self, title: Words, question: Callable[[StudyYear], Any], find: Find, year: int, *, private: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._find = find
        self._private = private
        self._found: tuple[Any, Figure | None] = (None, None)
        self.year = year

    def question(self) -> Callable[[StudyYear], Any]:
        """That of the page it was opened from."""
        return self._question

    @property
    def figure(self) -> Figure | None:
        """The figure as it is now."""
        if self._found[0] is not self.answer:
            self._found = (self.answer, self._find(self.answer))
        return self._found[1]

    def heading(self) -> str:
        """What it is a figure of."""
        return f"{self._title()} {self.xinde.glyphs.dot} {self.year}"

    def holds_private(self) -> bool:
        """A person's, or one to which something counts that not everybody reads."""
        figure = self.figure
        get = self.xinde.place.repository.get
        return self._private or (figure is not None and any(is_private(get(line.record)) for line in figure.lines))

    def widths(self) -> list[tuple[str, int]]:
        """The calculation gets most."""
        return [("day", -10), ("title", 1), ("calculation", 2)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("figure.day"), t("figure.record"), t("figure.calculation")]

    def head(self) -> list[Content]:
        """How much, or why not, and on how much that rests."""
        figure = self.figure
        if figure is None:
            return []
        words = with_unit(figure)
        if figure.value is not None and figure.unapproved:
            part = amount_words(figure.unapproved, figure.unit)
            words = t("figure.of_which_unapproved", n=words, part=part)
        lines = [Content.styled(printable(words), "bold")]
        why = why_none(figure)
        lines += [Content(printable(why))] if why else []
        return [
            *lines,
            Content.styled(t("figure.rests_on", rules=len(self._rules(figure)), n=len(figure.lines)), "dim"),
        ]

    def _rules(self, figure: Figure) -> list[Rule]:
        """The rules of the branch it rests on."""
        return [rule for rid in figure.rules if (rule := self.rules.all.get(rid)) is not None]

    @property
    def rules(self) -> Rules:
        """The rules of the branch."""
        return branch_rules(self.xinde.place)

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """First the rules, then the records."""
        figure, place = self.figure, self.xinde.place
        if figure is None:
            return []
        found: list[tuple[str, Sequence[str]]] = [
            (f"rule:{rule.id}", [t("figure.rule", rule=rule.id), rule_sentence(rule), source_words(rule)])
            for rule in self._rules(figure)
        ]
        for number, line in enumerate(figure.lines):
            words = line_words(place, line, figure.unit)
            found.append((f"line:{number}", [words.day, words.title, words.calculation]))
        return found

    def empty_text(self) -> str:
        """That it is being counted, or that nothing stands behind it."""
        if self.answer is None:
            return t("year.counting") if self.waiting else ""
        return t("figure.gone" if self.figure is None else "figure.nothing")

    def below(self) -> list[Content]:
        """The rule in full, or the calculation in full with its rule."""
        figure, key = self.figure, self.key
        if figure is None or not key:
            return []
        if key.startswith("rule:"):
            rule = self.rules.all.get(key.removeprefix("rule:"))
            return [Content(printable(line)) for line in about_rule(self.rules, rule)] if rule else []
        line = self.line
        if line is None:
            return []
        words = line_words(self.xinde.place, line, figure.unit)
        lines = [f"{words.day} {words.title} {self.xinde.glyphs.dot} {words.calculation}".strip()]
        by = self.rules.all.get(line.rule)
        return [Content(printable(each)) for each in [*lines, *(about_rule(self.rules, by) if by else [])]]

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        figure, (kind, _, number) = self.figure, self.key.partition(":")
        if figure is None or kind != "line" or int(number) >= len(figure.lines):
            return None
        return figure.lines[int(number)]

    @property
    def at_hand(self) -> str | None:
        """The record of the line under the cursor."""
        return self.line.record if self.line is not None else None

    def _of_person(self, line: Line) -> Reckoned | None:
        """The page of one person's part of a sum over people; None for a line of another kind."""
        if line.code.startswith(REACH):
            from tui.screens.person_year import PersonYearPage

            return PersonYearPage("hours", line.record, self.year)
        figure, title, member = self.figure, self._title, line.record
        if line.code != "person" or figure is None or not isinstance(self.answer, Report):
            return None
        name, who, dot = figure.name, member_name(self.xinde.place, member), self.xinde.glyphs.dot
        return FigurePage(
            lambda: f"{who} {dot} {title()}",
            report,
            lambda answer: of_person(answer, member, name),
            self.year,
            private=True,
        )

    def why_not(self, command: str) -> str | None:
        """A record may be one this device does not hold."""
        if command != "open":
            return None
        if not self.key:
            return t("records.no_row")
        line = self.line
        return (
            t("value.not_here") if line is not None and self.xinde.place.repository.get(line.record) is None else None
        )

    def do_open(self) -> None:
        """What stands behind the line: a person's own figure, else the record; or the rule among the others."""
        line = self.line
        if line is not None and (own := self._of_person(line)) is not None:
            self.app.push_screen(own)
        elif line is not None:
            open_record(self, line.record)
        elif self.key.startswith("rule:"):
            from tui.screens.rules import RulesPage

            self.app.push_screen(RulesPage(self.key.removeprefix("rule:")))
