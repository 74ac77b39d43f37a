"""导入旧资料: a file is read and judged row by row; what is new and changed goes in as one action, and comes back out as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from textual.content import Content

from sync.cache.repository import Changed
from tui import i18n, import_flow
from tui.commands import bindings
from tui.documents.incoming.files import CLOCK
from tui.documents.incoming.grids import Grid
from tui.documents.incoming.judging import OUTCOMES, Judged, Judgement, Outcome, What
from tui.i18n import t
from tui.import_words import counts, in_full, outcome_word, remarks, why
from tui.page import Page
from tui.screens.ask import AskDialog
from tui.screens.lines_page import LinesPage
from tui.screens.rows import RowsPage
from tui.terminal import printable

MOST = 2000
"""Rows listed at once: ten thousand would keep a slow line busy for seconds. What is refused is found by its outcome."""


class ImportPage(RowsPage):
    """A line a row of the file: what becomes of it, and why. Nothing is written before somebody said yes."""

    SCOPE = "import"
    BINDINGS = bindings("import")

    def __init__(self, what: What | None = None) -> None:
        super().__init__()
        self.what = what
        self.file: Path | None = None
        self.grids: list[Grid] = []
        self.clock: str | None = None
        self.judgement: Judgement | None = None
        self._outcome: Outcome | None = None
        self._rows: dict[str, Judged] = {}
        self._done = ""
        self._spoken = ""

    def heading(self) -> str:
        """What, and of which file."""
        words = [t("import.title")]
        words += [t(f"import.what.{self.what}")] if self.what else []
        words += [self.file.name] if self.file is not None and self.judgement is not None else []
        return f" {self.xinde.glyphs.dot} ".join(words)

    def on_mount(self) -> None:
        """Ask at once for what is missing."""
        if self.what is None:
            self.call_after_refresh(self.do_what)
        else:
            self.call_after_refresh(self.do_file)

    # what is shown

    def head(self) -> list[Content]:
        """How many rows come out how, what was not read, which are shown."""
        if self.judgement is None:
            return []
        lines = [counts(self.judgement), *remarks(self.judgement)]
        if self._outcome is not None:
            lines.append(t("import.only", outcome=t(f"import.outcome.{self._outcome}")))
        if (more := sum(1 for _ in self._fitting()) - MOST) > 0:
            lines.append(t("import.more", most=MOST, n=more))
        return [Content.styled(printable(line), "dim") for line in lines]

    def widths(self) -> list[tuple[str, int]]:
        """The reason gets most."""
        return [("row", -5), ("outcome", -7), ("title", 2), ("why", 3)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t(f"import.column.{name}") for name, _ in self.widths()]

    def show_judgement(self, judgement: Judgement | None, done: str = "") -> None:
        """Show what an import would do; `done`: what is said instead, after it was done."""
        self.judgement, self._outcome, self._done = judgement, None, done
        self._rows = {str(row.number): row for row in judgement.rows} if judgement is not None else {}
        if self.is_mounted:
            self.refresh_all()

    def refresh_all(self) -> None:
        """Back from a dialog nothing has changed: thousands of rows are built anew only in another language."""
        spoken, self._spoken = self._spoken, i18n.language()
        if spoken == self._spoken:
            Page.refresh_all(self)
        else:
            super().refresh_all()

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """Those of the outcome chosen, the first of very many."""
        place = self.xinde.place
        return [
            (key, [key, outcome_word(row), row.title, why(place, row)]) for key, row in islice(self._fitting(), MOST)
        ]

    def _fitting(self) -> Iterator[tuple[str, Judged]]:
        return (each for each in self._rows.items() if self._outcome in (None, each[1].outcome))

    def below(self) -> list[Content]:
        """Why, uncut."""
        row = self._rows.get(self.key)
        return [Content(printable(why(self.xinde.place, row)))] if row is not None else []

    def empty_text(self) -> str:
        """What to do."""
        if self.judgement is not None:
            return t("import.none_of_outcome") if self.judgement.rows else t("import.no_rows")
        kept = import_flow.last_words(self.xinde.place)
        how = t("import.empty" if self.what else "import.empty_what")
        lines = "\n\n".join(filter(None, [self._done, how, kept])).split("\n")
        return "\n".join(printable(line) for line in lines)

    def records_changed(self, changed: Changed) -> None:
        """The list stays as it was shown; whether it still holds is looked at when somebody says yes."""
        self.refresh_keys()

    # commands

    def offers(self, command: str) -> bool:
        """Only sessions may need a time."""
        return self.what == "sessions" if command == "clock" else True

    def why_not(self, command: str) -> str | None:
        """First comes the file, then what is to be done with it."""
        match command:
            case "file" | "template" if self.what is None:
                return t("import.empty_what")
            case "outcome" | "clock" if self.judgement is None:
                return t("import.empty")
            case "take" if self.judgement is None:
                return t("import.empty")
            case "take" if self.judgement is not None and not any(row.edits for row in self.judgement.rows):
                return t("cli.import.nothing")
            case "open" if self.key not in self._rows:
                return t("records.no_row")
            case "undo":
                return import_flow.why_not_undo(self.xinde.place)
        return None

    def do_what(self) -> None:
        """Choose what the file holds; then the file."""
        import_flow.ask_what(self)

    def do_file(self) -> None:
        """Choose the file."""
        import_flow.ask_file(self)

    def do_open(self) -> None:
        """The row in full: what stands in the file, and what becomes of it."""
        row, judgement, place = self._rows.get(self.key), self.judgement, self.xinde.place
        if row is not None and judgement is not None:
            self.app.push_screen(
                LinesPage(
                    lambda: f"{t('import.row', n=row.number)} {row.title}",
                    lambda: in_full(place, judgement, row),
                )
            )

    def do_outcome(self) -> None:
        """All rows, then those of each outcome there is, in turn."""
        if self.judgement is None:
            return
        there: list[Outcome | None] = [None, *(each for each in OUTCOMES if self.judgement.count(each))]
        self._outcome = there[(there.index(self._outcome) + 1) % len(there)]
        self.fill()
        self.refresh_keys()

    def do_clock(self) -> None:
        """The time of day of sessions of which the sheet has only the day."""

        def answered(text: str | None) -> None:
            if text is None:
                return
            if not re.fullmatch(CLOCK, text):
                self.xinde.say(t("cli.import.no_time", text=text), warning=True)
                self.ask_clock(answered, text)
                return
            self.clock = text
            import_flow.judge_again(self)

        self.ask_clock(answered, self.clock or "")

    def ask_clock(self, answered: import_flow.Answered, text: str) -> None:
        """One question; what was written before stands there."""
        dialog = AskDialog(t("import.clock"), t("import.clock_how"), needed=True, text=text)
        self.app.push_screen(dialog, answered)

    def do_take(self) -> None:
        """Ask once, then do it."""
        import_flow.take_in(self)

    def do_template(self) -> None:
        """Write an empty list to fill in."""
        import_flow.write_template(self)

    def do_undo(self) -> None:
        """Take the last import back, after asking."""
        import_flow.ask_to_take_back(self)
