"""学习年度: one page for a study year: its figures, each of which opens, and where to go from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content

from tui.commands import bindings, find
from tui.figure_words import figure_words, missing_words, with_unit
from tui.i18n import t
from tui.labels import choice_label, listed
from tui.nothing_yet import is_nowhere
from tui.rule_words import pack_words
from tui.screens.reckoned import Reckoned
from tui.screens.rows import RowsPage
from tui.year.figures import Figure
from tui.year.gaps import open_items
from tui.year.open_item import NO_ACCESS, OpenItem
from tui.year.overview import frequency_states, overview
from tui.year.report import Report, report
from tui.year.study_year import StudyYear
from tui.year.turnout import OF_FORM
from tui.year_pages import LEADS

FIGURES = (
    "held",
    "expected",
    "present",
    "rate",
    "collective",
    "other",
    "online",
    "study",
    "writing",
    "total",
    "reached",
    "reflections",
    "tasks_done",
    "unknown_facts",
)
"""Figures of the branch in the order of the page; the forms stand below the first."""

LEAD = "lead:"
"""Rows that lead to another page begin with this."""

LISTS = {"pack": "rules", "frequency": "open_items", "open_items": "open_items"}
"""Rows that are no figure -> the page that lists what they say."""

EARLIEST, LATEST = 1950, 2100
"""Years one can turn to."""


class YearPage(Reckoned, RowsPage):
    """A line a figure; Enter opens it, or the page it leads to. Comma and full stop turn the years."""

    SCOPE = "year"
    BINDINGS = bindings("year")
    answer: Report | None

    def __init__(self, year: int | None = None) -> None:
        super().__init__()
        self.year = year
        self._of: tuple[Report | None, dict[str, Figure]] = (None, {})

    def question(self) -> Callable[[StudyYear], Report]:
        """The whole year."""
        return report

    def further(self) -> tuple[Callable[[StudyYear], list[OpenItem]]]:
        """What is open."""
        return (open_items,)

    def heading(self) -> str:
        """Which year."""
        return t("year.title", year=self.year)

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures of the branch by name."""
        if self.answer is not None and self._of[0] is not self.answer:
            self._of = (self.answer, overview(self.answer))
        return self._of[1] if self.answer is not None else {}

    def head(self) -> list[Content]:
        """Where the keys lead from here, all in sight: the rows that lead there stand below the figures."""
        room, lines = max(20, (self.size.width or 80) - 2), [""]
        for command in (find(f"year.{lead.name}") for lead in LEADS):
            way = f"{command.key} {command.label()}"
            if lines[-1] and cell_len(f"{lines[-1]}  {way}") > room:
                lines.append("")
            lines[-1] += f"  {way}" if lines[-1] else way
        return [Content.styled(line, "dim") for line in lines]

    def widths(self) -> list[tuple[str, int]]:
        """What it is, how much, and what it rests on or which key leads there."""
        return [("name", -20), ("value", 1), ("rests", -20)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("figure.name"), t("figure.value"), t("figure.rules")]

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """The rules, the figures, then the pages."""
        # Of a folder of no branch every figure would read as if something were withheld.
        if self.answer is None or is_nowhere(self.xinde.place):
            return []
        found: list[tuple[str, Sequence[str]]] = [
            ("pack", [t("year.pack"), pack_words(self.answer.year.rules), ""]),
        ]
        for name in FIGURES:
            if self._says_something(name):
                found.append((name, self._cells(name, self._label(name))))
            if name == "held":
                found += [(form, self._cells(form, f"  {self._label(form)}")) for form in self._forms()]
            if name == "reflections":
                found.append(("frequency", [t("year.frequency"), self._frequency(), ""]))
                found.append(("open_items", [t("year.open_items"), self._open_items(), ""]))
        return [*found, *(self._lead(lead.name) for lead in LEADS)]

    def _lead(self, name: str) -> tuple[str, Sequence[str]]:
        command = find(f"year.{name}")
        return LEAD + name, [
            f"{self.xinde.glyphs.arrow} {command.label()}",
            command.help(),
            command.key,
        ]

    def _cells(self, name: str, label: str) -> list[str]:
        figure = self.figures[name]
        words = with_unit(figure)
        if name in ("reached", "tasks_done") and figure.value is not None:
            words = t("year.of_all", n=figure_words(figure), all=len(figure.lines))
        return [label, words, listed(figure.rules)]

    def _forms(self) -> list[str]:
        """Forms that were held, or of which this device cannot say it."""
        return [name for name in self.figures if name.startswith(OF_FORM) and self._says_something(name)]

    def _label(self, name: str) -> str:
        """What a figure is called: one of a form by the form."""
        if not name.startswith(OF_FORM):
            return t(f"year.{name}")
        spec = self.xinde.place.repository.registry["task"]
        return choice_label(spec, "form", name.removeprefix(OF_FORM))

    def _says_something(self, name: str) -> bool:
        """False for what no rule asks for, and for a form or a kind of hours of which there are none."""
        figure = self.figures[name]
        if name in ("other", "online", "writing") or name.startswith(OF_FORM):
            return figure.missing in ("no_access", "to_supply") or bool(figure.value)
        return True

    def _frequency(self) -> str:
        states = frequency_states(self.answer) if self.answer is not None else {}
        if not states:
            return missing_words("not_applicable")
        return listed(t(f"year.due.{state}", n=n) for state, n in states.items())

    def _open_items(self) -> str:
        items: list[OpenItem] = self.others[0]
        closed = any(item.code == NO_ACCESS for item in items)
        listed_items = [item for item in items if item.code != NO_ACCESS]
        late = sum(item.late for item in listed_items)
        words = t("year.items", n=len(listed_items), late=late)
        return listed([words, missing_words("no_access")]) if closed else words

    def empty_text(self) -> str:
        """That it is being counted."""
        return t("year.counting") if self.waiting else t("year.no_branch") if is_nowhere(self.xinde.place) else ""

    # commands

    def why_not(self, command: str) -> str | None:
        """Years end somewhere."""
        if command == "previous" and self.year <= EARLIEST:
            return t("year.no_further")
        if command == "next" and self.year >= LATEST:
            return t("year.no_further")
        return t("records.no_row") if command == "open" and not self.key else None

    def do_previous(self) -> None:
        """The year before."""
        self.go_to_year(self.year - 1)

    def do_next(self) -> None:
        """The year after."""
        self.go_to_year(self.year + 1)

    async def action_command(self, command_id: str) -> None:
        """Commands named after a page lead there; `tui.year_pages` lists them."""
        lead = next((each for each in LEADS if command_id == f"year.{each.name}"), None)
        if lead is None:
            await super().action_command(command_id)
        elif (reason := self.reason(lead.name)) is not None:
            self.xinde.say(reason, warning=True)
        else:
            self.app.push_screen(lead.opened(self.year))

    async def do_open(self) -> None:
        """The figure, or the page the line leads to."""
        from tui.screens.figure import FigurePage

        name = self.key
        leads = [each.name for each in LEADS]
        page = name.removeprefix(LEAD) if name.startswith(LEAD) else LISTS.get(name)
        if page is not None and page in leads:
            await self.action_command(f"year.{page}")
        elif name in self.figures:
            self.app.push_screen(
                FigurePage(lambda: self._label(name), report, lambda answer: overview(answer).get(name), self.year)
            )
