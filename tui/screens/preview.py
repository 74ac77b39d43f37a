"""A document as it will be, page by page of 28 characters by 22 lines, before it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.problems import InTheWay
from tui import i18n
from tui.commands import bindings
from tui.documents.exporting import LANGUAGE, Wanted, label, make
from tui.documents.kinds import DocumentKind, Ending, Subject
from tui.documents.office import Office
from tui.documents.unfinished import draft_words
from tui.export_flow import is_private, write
from tui.export_folder import ask_folder, kept_folder
from tui.i18n import t
from tui.page import Page
from tui.terminal import printable
from tui.year_book import KEYSTROKES

if TYPE_CHECKING:
    from tui.documents.looking import Look


STEP = 10
"""Cells one key moves a page that is wider than the screen: one at a time would take fifty keys to the last column."""


class Sheet(ScrollableContainer):
    """The page; sideways it moves by columns rather than by cells."""

    def action_scroll_left(self) -> None:
        """To the left."""
        self.scroll_relative(x=-STEP, animate=False)

    def action_scroll_right(self) -> None:
        """To the right."""
        self.scroll_relative(x=STEP, animate=False)


class PreviewPage(Page):
    """PgDn and PgUp read on and back, through a page and to the next; arrows scroll, sideways too; what is shown is what will be written."""

    SCOPE = "preview"
    BINDINGS = bindings("preview")

    def __init__(self, year: int, kind: DocumentKind, subject: Subject, ending: Ending) -> None:
        super().__init__()
        self.year = year
        self._wanted = Wanted(kind, subject, ending)
        self._language = LANGUAGE
        self._looks: list[Look] = []
        self._sample = False
        self._number = 0
        self._making = False
        self._again = False
        self._refused = ""
        self._written: Path | None = None

    # what is shown

    def holds_private(self) -> bool:
        """Most documents name what stands in people's own records."""
        return is_private(self._wanted.kind.id, self._wanted.subject)

    def heading(self) -> str:
        """What it is, which sheet of it, and which page of how many."""
        name = self._wanted.kind.label
        if not self._looks:
            return name
        page = t("preview.page", n=self._number + 1, all=len(self._looks))
        parts = dict.fromkeys([name, self._looks[self._number].name, page])
        return f" {self.xinde.glyphs.dot} ".join(printable(each) for each in parts if each)

    def body(self) -> Iterable[Widget]:
        """What it is worth, the page, which scrolls both ways, and a line on where it goes."""
        yield Static(id="sheet-worth", classes="line", markup=False)
        yield Sheet(Static(id="sheet-text"), id="sheet")
        yield Static(id="sheet-line", classes="line", markup=False)

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        sheet = self.query_one("#sheet", Sheet)
        sheet.focus()
        self.watch(sheet, "scroll_y", self._scrolled, init=False)

    def _scrolled(self, before: float, now: float) -> None:
        """Whether one can read on, or back, changes at the ends of a page."""
        sheet = self.query_one("#sheet", Sheet)
        ends = (0, sheet.max_scroll_y)
        if any((before <= end) != (now <= end) or (before >= end) != (now >= end) for end in ends):
            self.refresh_keys()

    def fill(self) -> None:
        """Make the document, in a thread of its own; what was shown stays until then."""
        if not self._looks:
            self._begin()
        self._show()

    def records_changed(self, changed: Changed) -> None:
        """Any record may be in it; keystrokes are not."""
        if changed.tables - KEYSTROKES:
            self._begin()

    def _begin(self) -> None:
        # One at a time: a sync that brings a thousand changes must not queue a thousand makings.
        self._again = self._making
        if not self._making:
            self._making = True
            self.run_worker(self._make())

    async def _make(self) -> None:
        wanted, language = self._wanted, self._language
        office = Office(self.xinde.place, self.year)

        def made() -> tuple[list[Look], bool]:
            from tui.documents.looking import looks

            document = make(office, wanted, language)
            return looks(document, language), document.sample

        try:
            (self._looks, self._sample), self._refused = await asyncio.to_thread(made), ""
        except InTheWay as refused:
            from tui.messages import explain

            self._looks, self._refused = [], explain(refused, self.xinde.place, ids=False).text
        finally:
            self._making = False
        if not self.is_mounted:
            return
        again, self._again = self._again, False
        self._number = min(self._number, max(0, len(self._looks) - 1))
        self._show()
        if again:
            self._begin()

    def _show(self) -> None:
        if self._looks:
            text = "\n".join(printable(line) for line in self._looks[self._number].lines)
        else:
            text = t("preview.making") if self._making else self._refused
        self.query_one("#sheet-text", Static).update(Content(text))
        worth = self.query_one("#sheet-worth", Static)
        said = self._worth() if self._looks else ""
        worth.update(Content("\n".join(printable(line) for line in said.splitlines())))
        worth.display = bool(said)
        # Whether the page is wider than the screen is known when it is laid out.
        self.call_after_refresh(self._say_line)
        self.status_changed()
        self.refresh_keys()

    def _say_line(self) -> None:
        lines = [*([t("preview.wide")] if self._is_wide() else []), self._line()]
        self.query_one("#sheet-line", Static).update(Content("\n".join(map(printable, lines))))

    def _is_wide(self) -> bool:
        """True where columns are out of sight."""
        room = self.query_one("#sheet", Sheet).scrollable_content_region.width
        lines = self._looks[self._number].lines if self._looks else ()
        return any(cell_len(printable(line)) > room for line in lines)

    def _worth(self) -> str:
        draft = draft_words(self.xinde.place, self._wanted.kind.id, self._wanted.subject)
        return "\n".join(filter(None, (draft, t("preview.sample") if self._sample else "")))

    def _line(self) -> str:
        if self._written is not None:
            return t("export.done", path=str(self._written))
        folder = kept_folder(self.xinde.place)
        return t("export.to", folder=folder) if folder else t("export.to_ask")

    # commands

    def offers(self, command: str) -> bool:
        """Few documents come as more than one kind of file."""
        return command != "form" or len(self._wanted.kind.files) > 1

    def why_not(self, command: str) -> str | None:
        """A page more or less is there or not; what cannot be made cannot be written."""
        if command == "next" and self._number + 1 >= len(self._looks) and self._is_at_end(1):
            return t("preview.last")
        if command == "previous" and self._number == 0 and self._is_at_end(-1):
            return t("preview.first")
        if command == "write" and not self._looks:
            return self._refused or t("preview.making")
        return None

    def do_next(self) -> None:
        """On in the page, and at its end to the next one."""
        self._read(1)

    def do_previous(self) -> None:
        """Back in the page, and at its beginning to the end of the one before."""
        self._read(-1)

    def _is_at_end(self, by: int) -> bool:
        """True where the page goes on no further in this direction."""
        sheet = self.query_one("#sheet", Sheet)
        return sheet.scroll_offset.y >= sheet.max_scroll_y if by > 0 else sheet.scroll_offset.y <= 0

    def _read(self, by: int) -> None:
        sheet = self.query_one("#sheet", Sheet)
        if not self._is_at_end(by):
            # A line of what was seen stays in sight.
            sheet.scroll_relative(y=by * max(1, sheet.scrollable_content_region.height - 1), animate=False)
            return
        self._number += by
        self._show()
        if by > 0:
            sheet.scroll_home(animate=False)
        else:
            # How long the page is, is known once it is laid out.
            self.call_after_refresh(sheet.scroll_end, animate=False)

    def do_form(self) -> None:
        """As another kind of file."""
        kind, endings = self._wanted.kind, list(self._wanted.kind.files)
        current = self._wanted.ending or kind.usual
        following = endings[(endings.index(current) + 1) % len(endings)]
        self._anew(Wanted(kind, self._wanted.subject, following), self._language)

    def do_language(self) -> None:
        """In the next language; documents for the office are in Chinese."""
        languages = i18n.available()
        self._anew(self._wanted, languages[(languages.index(self._language) + 1) % len(languages)])

    def _anew(self, wanted: Wanted, language: str) -> None:
        self._wanted, self._language = wanted, language
        self._looks, self._number, self._written = [], 0, None
        self._begin()
        self._show()

    def do_write(self) -> None:
        """Write it."""
        office = Office(self.xinde.place, self.year)
        heading = t("export.writing", what=label(office, self._wanted))
        private = self.holds_private()
        write(self, self.year, heading, [self._wanted], self._done, language=self._language, private=private)

    def _done(self, path: Path) -> None:
        self._written = path
        self._show()

    def do_folder(self) -> None:
        """Another folder."""
        ask_folder(self, lambda folder: self._show())

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
