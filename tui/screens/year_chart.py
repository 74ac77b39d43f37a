"""图示: a study year in bars, attendance over the months, the branch against its targets, the plan against what was held."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from tui import year_chart
from tui.commands import bindings
from tui.i18n import t
from tui.screens.assessment_form import OneText
from tui.screens.reckoned import Reckoned
from tui.screens.year import EARLIEST, LATEST
from tui.terminal import printable
from tui.year.study_year import StudyYear
from tui.year_chart import Charts


class YearChartPage(Reckoned, OneText):
    """One text; figures of single people are on none of its bars. Comma and full stop turn the years."""

    SCOPE = "year_chart"
    BINDINGS = bindings("year_chart")
    answer: Charts | None

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year

    def question(self) -> Callable[[StudyYear], Charts]:
        """What is shown."""
        return year_chart.charts

    def heading(self) -> str:
        """Which year."""
        return t("chart.title", year=self.year)

    def paragraphs(self) -> list[Content]:
        """A heading a chart, its rows below."""
        if self.answer is None:
            return [Content(t("year.counting"))] if self.waiting else []
        found: list[Content] = []
        for part in year_chart.parts(self.answer, self.xinde.glyphs):
            found += [Content(""), Content.styled(printable(part.heading), "bold")]
            found += [Content("  " + printable(row)) for row in year_chart.told(part)]
        return found

    def why_not(self, command: str) -> str | None:
        """Years end somewhere."""
        at_end = {"previous": self.year <= EARLIEST, "next": self.year >= LATEST}
        return t("year.no_further") if at_end.get(command) else None

    def do_previous(self) -> None:
        """The year before."""
        self.go_to_year(self.year - 1)

    def do_next(self) -> None:
        """The year after."""
        self.go_to_year(self.year + 1)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
