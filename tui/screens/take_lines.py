"""从笔记摘取: lines of notes are marked and taken into a reflection's draft; the notes stay, and nothing leaves the device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.cache.repository import Changed
from sync.note_lines import NoteLine, take
from tui.commands import bindings
from tui.i18n import t
from tui.labels import title_of
from tui.note_search import lines_that_fit
from tui.note_sources import ALL, drafts, in_their_order, lines_of_source, notes_of, source_words, sources
from tui.page import Page
from tui.screens.confirm import ConfirmDialog
from tui.screens.pick import PickDialog
from tui.terminal import printable
from tui.widgets.filter_line import FilterLine
from tui.widgets.record_table import RecordTable

PAUSE = 0.15
"""Seconds after the last key before lines are searched, in a thread of its own."""

MOST = 300
"""Lines shown at once; more is said, and found by searching."""

Chosen = Callable[[Sequence[NoteLine]], None]


class TakePage(Page):
    """Lines of the notes of a source (see `tui.note_sources`), the marked ones with a sign.

    `chosen` is called with what was marked once the page is left; without it a draft is asked for, and the page stays.
    """

    SCOPE = "take"
    BINDINGS = bindings("take")

    def __init__(self, source: str | None = None, chosen: Chosen | None = None) -> None:
        super().__init__()
        self._source = source or ALL
        self._first = self._source
        self._chosen = chosen
        self._lines: list[NoteLine] = []
        self._fitting: list[int] | None = None
        self._marked: set[NoteLine] = set()
        self._pause: Timer | None = None

    def heading(self) -> str:
        """From where, and how many are marked."""
        where = source_words(self.xinde.place, self._source)
        return f"{t('take.title', where=where)} {self.xinde.glyphs.dot} {t('take.marked', n=len(self._marked))}"

    def holds_private(self) -> bool:
        """Notes are nobody else's business."""
        return True

    def body(self) -> Iterable[Widget]:
        """Lines, what to do when there are none, what is left out, the search."""
        yield RecordTable([("mark", -2), ("text", 3), ("note", 1)], self._headings, id="table")
        yield Static(id="empty", classes="empty", markup=False)
        yield Static(id="more", classes="line", markup=False)
        yield FilterLine("notes.search_hint")

    def _headings(self) -> list[str]:
        return ["", t("take.column_line"), t("take.column_note")]

    @property
    def table(self) -> RecordTable:
        """The lines."""
        return self.query_one("#table", RecordTable)

    def on_mount(self) -> None:
        """The lines have the focus."""
        self._gather()
        self.table.focus()

    def _gather(self) -> None:
        """Read the lines anew; marks of lines that are not there any more go."""
        if not notes_of(self.xinde.place, self._source):
            self._source = ALL
        self._lines = lines_of_source(self.xinde.place, self._source)
        self._marked &= set(lines_of_source(self.xinde.place, ALL))
        self._fitting = None
        if self._words():
            self._search_soon()

    def fill(self) -> None:
        """Show the lines that fit, with their marks."""
        place = self.xinde.place
        fitting = range(len(self._lines)) if self._fitting is None else self._fitting
        shown = [self._lines[each] for each in fitting[:MOST]]
        titles = {rid: title_of(place, view) for rid in {s.note for s in shown} if (view := place.repository.get(rid))}
        rows = [(_key(s), [self._mark(s), s.text.strip(), titles.get(s.note, "")]) for s in shown]
        self.table.show(rows)
        self.table.display = bool(rows)
        empty, more = self.query_one("#empty", Static), self.query_one("#more", Static)
        empty.display, more.display = not rows, len(fitting) > len(shown)
        empty.update(t("records.none_match") if self._words() else t("take.empty"))
        more.update(Content(printable(t("take.more", n=len(fitting) - len(shown)))))
        self.status_changed()

    def _mark(self, line: NoteLine) -> str:
        return self.xinde.glyphs.mark if line in self._marked else ""

    def refresh_all(self) -> None:
        """Headings too."""
        super().refresh_all()
        if self.is_mounted:
            self.table.rebuild()
            self.query_one(FilterLine).speak()

    def records_changed(self, changed: Changed) -> None:
        """Notes may come from another device."""
        if "note" in changed.kinds:
            self._gather()
            self.fill()

    # searching

    def _words(self) -> str:
        return self.query_one(FilterLine).value.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search when the typing pauses."""
        event.stop()
        self._search_soon()

    def _search_soon(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._search)

    def _search(self) -> None:
        self.run_worker(self._find(self._words(), list(self._lines)), exclusive=True, group="search")

    async def _find(self, words: str, lines: list[NoteLine]) -> None:
        texts = [line.text for line in lines]
        found = await asyncio.to_thread(lines_that_fit, texts, words) if words else None
        if self.is_mounted and lines == self._lines:
            self._fitting = found
            self.fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the search goes to the lines."""
        event.stop()
        self.table.focus()

    # commands

    def why_not(self, command: str) -> str | None:
        """Taking needs marks."""
        if command == "take" and not self._marked:
            return t("take.none_marked")
        if command in ("mark", "all") and not self.table.shown:
            return t("take.empty")
        return None

    def _at(self) -> NoteLine | None:
        key = self.table.current
        return next((line for line in self._lines if _key(line) == key), None)

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter marks."""
        event.stop()
        self.do_mark()

    def do_mark(self) -> None:
        """Mark the line, or take the mark off, and go to the next."""
        line = self._at()
        if line is not None:
            self._marked ^= {line}
            self.fill()
            self.table.action_cursor_down()
            self.refresh_keys()

    def do_all(self) -> None:
        """Mark all lines shown; where all are marked, none."""
        fitting = range(len(self._lines)) if self._fitting is None else self._fitting
        shown = {self._lines[each] for each in fitting}
        self._marked = self._marked - shown if shown <= self._marked else self._marked | shown
        self.fill()
        self.refresh_keys()

    def do_source(self) -> None:
        """Choose from the notes of a session, of a book, with a tag, or all; marks stay."""

        def picked(answer: list[str] | None) -> None:
            if answer:
                self._source = answer[0]
                self._gather()
                self.fill()

        dialog = PickDialog(t("take.source_title"), sources(self.xinde.place, self._first), private=True)
        self.app.push_screen(dialog, picked)

    def do_take(self) -> None:
        """Take what is marked, in the order of the notes."""
        lines = in_their_order(self.xinde.place, self._marked)
        if self._chosen is not None:
            self.dismiss(None)
            self._chosen(lines)
            return

        async def carry_out(draft: str | None) -> None:
            desk = self.xinde.place.desk
            made = await self.act(lambda: take(desk, lines, draft))
            if made is not None:
                self._marked.clear()
                self.fill()
                self.refresh_keys()
                self.xinde.say(t("take.done_into", n=len(lines), title=title_of(self.xinde.place, desk.record(made))))

        def picked(answer: list[str] | None) -> None:
            if answer:
                self.run_worker(carry_out(answer[0] or None))

        dialog = PickDialog(t("take.into_title"), drafts(self.xinde.place), private=True)
        self.app.push_screen(dialog, picked)

    def do_filter(self) -> None:
        """Open the line of the search."""
        self.query_one(FilterLine).open()

    def do_back(self) -> None:
        """Close the search, or leave, with marks after asking once; the notes stay as they are either way."""
        if self.query_one(FilterLine).close():
            self.table.focus()
        elif self._marked:
            text, yes, no = t("take.leave_text"), t("take.leave_yes"), t("take.leave_no")
            self.app.push_screen(
                ConfirmDialog(t("take.leave", n=len(self._marked)), text, yes=yes, no=no), self._answered
            )
        else:
            self.dismiss(None)

    def _answered(self, leave: bool | None) -> None:
        if leave:
            self.dismiss(None)


def _key(line: NoteLine) -> str:
    return f"{line.note}|{line.number}"
