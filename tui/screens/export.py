"""导出文件: all documents of a study year, what they are about, and why one cannot be had; from here to preview and file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from sync.cache.repository import Changed
from tui.commands import Command, bindings, find
from tui.documents.exporting import Wanted
from tui.documents.kinds import DOCUMENTS, PACK, DocumentKind, Subject, why_not
from tui.documents.office import Office
from tui.documents.subjects import subjects, title
from tui.export_flow import write
from tui.export_folder import ask_folder, kept_folder
from tui.i18n import t
from tui.labels import listed
from tui.screens.pick import Choice, PickDialog
from tui.screens.preview import PreviewPage
from tui.screens.rows import RowsPage
from tui.terminal import printable
from tui.year_book import KEYSTROKES

EARLIEST, LATEST = 1950, 2100
"""Years one can turn to."""


class ExportPage(RowsPage):
    """A line a document; Enter shows it as it will be, Ctrl+S writes it, or all of that line."""

    SCOPE = "export"
    BINDINGS = bindings("export")

    def __init__(self, year: int | None = None) -> None:
        super().__init__()
        self._year = year
        self._office: Office | None = None
        self._written: Path | None = None

    @property
    def year(self) -> int:
        """The study year shown."""
        if self._year is None:
            self._year = self.xinde.years.this_year()
        return self._year

    @property
    def office(self) -> Office:
        """The branch and the year, as they were when the page was last filled."""
        if self._office is None:
            self._office = Office(self.xinde.place, self.year)
        return self._office

    def heading(self) -> str:
        """Which year."""
        return t("export.title", year=self.year)

    def head(self) -> list[Content]:
        """Where documents go, and the last one that went there; before that, where a single one is had."""
        folder = kept_folder(self.xinde.place)
        lines = [t("export.to", folder=folder) if folder else t("export.to_ask")]
        written = self._written
        lines.append(t("export.done", path=str(written)) if written is not None else t("export.one_record"))
        return [Content.styled(printable(line), "dim") for line in lines]

    def widths(self) -> list[tuple[str, int]]:
        """What it is, what it is about, as which files it comes, or why it cannot be had."""
        return [("name", -16), ("about", -12), ("files", -12), ("why", 1)]

    def headings(self) -> list[str]:
        """In the order of the columns."""
        return [t("export.column.name"), t("export.column.about"), t("export.column.files"), t("export.column.why")]

    def rows(self) -> list[tuple[str, Sequence[str]]]:
        """All documents, the pack last."""
        return [(kind.id, self._cells(kind)) for kind in (*DOCUMENTS.values(), PACK)]

    def _cells(self, kind: DocumentKind) -> list[str]:
        about = t(f"export.about.{kind.about}", n=len(subjects(self.office, kind)))
        files = t("export.ending.zip") if kind is PACK else listed(t(f"export.ending.{each}") for each in kind.files)
        return [kind.label, about, files, self._why_not(kind) or ""]

    def fill(self) -> None:
        """As the records are now."""
        self._office = None
        super().fill()

    def records_changed(self, changed: Changed) -> None:
        """Any record may be in a document; keystrokes are in none."""
        if changed.tables - KEYSTROKES:
            self.fill()

    # commands

    @property
    def kind(self) -> DocumentKind | None:
        """The document under the cursor."""
        return PACK if self.key == PACK.id else DOCUMENTS.get(self.key)

    def _why_not(self, kind: DocumentKind) -> str | None:
        """Why nothing of this kind can be had: a role, or there is nothing yet."""
        found = subjects(self.office, kind)
        reasons = [why_not(self.office, kind, each) for each in found or [Subject()]]
        first = next((each for each in reasons if each is not None), None)
        if first is not None and all(reasons):
            return first
        return None if found else t("export.none")

    def why_not(self, command: str) -> str | None:
        """Years end somewhere; of a document roles and records decide."""
        if command == "previous" and self.year <= EARLIEST:
            return t("year.no_further")
        if command == "next" and self.year >= LATEST:
            return t("year.no_further")
        kind = self.kind
        if command in ("open", "write"):
            return t("records.no_row") if kind is None else self._why_not(kind)
        return None

    def command_label(self, command: Command) -> str:
        """A pack has no pages to be looked at: opening it writes it."""
        if command.id == "export.open" and self.is_mounted and self.kind is PACK:
            return find("export.write").label()
        return super().command_label(command)

    def do_previous(self) -> None:
        """The year before."""
        self._turn(-1)

    def do_next(self) -> None:
        """The year after."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        self._year = self.year + by
        self.refresh_all()

    def do_open(self) -> None:
        """Look at it; of several of its kind one is picked first. A pack is written at once: it has no pages."""
        kind = self.kind
        if kind is None:
            return
        found = subjects(self.office, kind)
        if kind is PACK:
            self.do_write()
        elif len(found) == 1:
            self._look(kind, found[0])
        else:
            self._pick(kind, found)

    def _pick(self, kind: DocumentKind, found: Sequence[Subject]) -> None:
        def picked(answer: list[str] | None) -> None:
            if answer:
                self._look(kind, found[int(answer[0])])

        choices = [
            Choice(str(number), title(self.office, each), why_not=why_not(self.office, kind, each))
            for number, each in enumerate(found)
        ]
        private = kind.about == "submission"
        self.app.push_screen(PickDialog(kind.label, choices, private=private), picked)

    def _look(self, kind: DocumentKind, subject: Subject) -> None:
        self.app.push_screen(PreviewPage(self.year, kind, subject, kind.usual))

    def do_write(self) -> None:
        """Write all of this line that may be had."""
        kind = self.kind
        if kind is None:
            return
        found = [each for each in subjects(self.office, kind) if why_not(self.office, kind, each) is None]
        wanted = [Wanted(kind, each) for each in found]
        # The pack names every title on its way.
        private = kind is PACK or kind.about == "submission"
        write(self, self.year, t("export.writing", what=kind.label), wanted, self._done, private=private)

    def _done(self, path: Path) -> None:
        self._written = path
        self.fill()

    def do_folder(self) -> None:
        """Another folder."""
        ask_folder(self, lambda folder: self.fill())
