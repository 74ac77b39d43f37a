"""查找: one line that finds everything on this device while it is typed, what is found with a preview, Enter goes there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual import events, work
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sync.cache.repository import Changed
from tui.commands import bindings
from tui.finding import look
from tui.finding.finder import Finder
from tui.finding.look import Found, Hit
from tui.finding.preview import preview
from tui.i18n import t
from tui.marks import clean
from tui.opening import open_record
from tui.page import Page
from tui.projecting import is_private
from tui.widgets.lines import Line
from tui.widgets.record_table import RecordTable

WIDE = 120
"""Cells from which on the preview stands beside the list."""

AGAIN = 0.4
"""Seconds between two looks while records are still being read."""


class FindPage(Page):
    """The cursor stays in the line, arrows move in the list; without words the list is of what was at hand lately."""

    SCOPE = "find"
    BINDINGS = bindings("find")

    def __init__(self) -> None:
        super().__init__()
        self._found: Found | None = None
        self._hits: dict[str, Hit] = {}
        self._asked = 0
        self._in_list = False
        """True once an arrow led from the line to what was found; until then no row is under the cursor."""

    def heading(self) -> str:
        """How much was found."""
        found = self._found
        if found is None or found.wanted is None or found.wanted.empty:
            return t("find.title")
        return f"{t('find.title')} {self.xinde.glyphs.dot} {t('find.found', n=found.total)}"

    def body(self) -> Iterable[Widget]:
        """The line, how it was understood, the list, the preview."""
        yield Line(id="find-line", placeholder=t("find.hint"))
        yield Static(id="find-said", markup=False)
        yield Container(
            Container(RecordTable(self._widths, self._headings, id="table", middle=["title"]), id="find-list"),
            VerticalScroll(Static(id="preview", markup=False), id="find-preview", can_focus=False),
            id="found",
        )

    @staticmethod
    def _widths() -> list[tuple[str, int]]:
        return [("kind", -12), ("day", -10), ("title", 2), ("where", 3)]

    def _headings(self) -> list[str]:
        recent = self._found is None or self._found.recent
        return [t("find.kind"), t("find.day"), t("find.record"), t("find.lately" if recent else "find.where")]

    @property
    def finder(self) -> Finder:
        """The search of this folder."""
        return self.xinde.finder

    @property
    def line(self) -> Line:
        """What is searched."""
        return self.query_one("#find-line", Line)

    @property
    def table(self) -> RecordTable:
        """What was found."""
        return self.query_one("#table", RecordTable)

    @property
    def at_hand(self) -> str | None:
        """The record under the cursor."""
        return self.table.current

    def on_mount(self) -> None:
        """The last search stands there, ready to be written over; records are read beside the screen."""
        self.table.can_focus = self.table.show_cursor = False
        if not self.xinde.projecting:
            self.line.value = self.finder.line
        self.line.focus()
        self.line.select_all()
        if not self.finder.ready:
            self._read()

    @work(group="read")
    async def _read(self) -> None:
        again = self.set_interval(AGAIN, self.search)
        try:
            await asyncio.to_thread(self.finder.build, lambda: not self.is_mounted)
        finally:
            again.stop()
        if self.is_mounted:
            self.search()

    # showing

    def fill(self) -> None:
        """What is shown must not be seen by a room that came in; then everything is looked for anew."""
        if self.xinde.projecting and self._found is not None:
            get = self.xinde.place.repository.get
            self._hits = {rid: hit for rid, hit in self._hits.items() if not is_private(get(rid))}
            self._show_rows()
        self.search()

    def refresh_all(self) -> None:
        """The hint and the headings too."""
        super().refresh_all()
        if self.is_mounted:
            self.line.placeholder = t("find.hint")
            self.table.rebuild()

    def records_changed(self, changed: Changed) -> None:
        """What is found may be another now."""
        self.search()

    def on_resize(self, event: events.Resize) -> None:
        """Where there is room the preview stands beside the list."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while it is typed."""
        event.stop()
        self.search()

    @work(exclusive=True, group="search")
    async def search(self) -> None:
        """Look for what the line says now; a look that is under way stops."""
        await self._search()

    async def _search(self) -> None:
        self._asked += 1
        asked, written, app = self._asked, self.line.value, self.xinde
        if not app.projecting:
            self.finder.line = written
        found = await asyncio.to_thread(
            look.look,
            app.finder,
            app.place,
            written,
            app.lately.recents,
            projecting=app.projecting,
            more=app.glyphs.more,
            stop=self._stopper(asked),
        )
        if found is None or asked != self._asked or not self.is_mounted:
            return
        turned = self._found is None or self._found.recent != found.recent
        fresh = self._found is None or self._found.written != written
        self._found, self._hits = found, {hit.rid: hit for hit in found.hits}
        self._show_rows()
        if turned:
            self.table.rebuild()
        if fresh:
            self._enter_list(False)
            if found.hits:
                self.table.go_to(found.hits[0].rid)
        self._show_preview()
        self.status_changed()

    def _stopper(self, asked: int) -> look.Stop:
        return lambda: asked != self._asked

    def _show_rows(self) -> None:
        found = self._found
        self.table.show([(rid, hit.cells) for rid, hit in self._hits.items()])
        self.query_one("#find-list").display = bool(self._hits)
        said = self.query_one("#find-said", Static)
        lines = look.understood(found, self.xinde.glyphs.dot) if found is not None else ""
        said.display = bool(lines)
        said.update(Content(clean(lines)))

    def on_record_table_moved(self, message: RecordTable.Moved) -> None:
        """The preview is of the row under the cursor."""
        message.stop()
        self._show_preview()
        self.refresh_keys()

    def _show_preview(self) -> None:
        shown, found = self.query_one("#preview", Static), self._found
        hit = self._hits.get(self.table.current or "")
        if found is None:
            shown.update("")
        elif found.recent:
            shown.update(Content(look.explanation(bool(self._hits))))
        elif hit is None:
            shown.update(Content("" if found.problems else t("find.nothing")))
        else:
            shown.update(preview(self.xinde.place, hit, self.xinde.glyphs.more))
        self.query_one("#find-preview", VerticalScroll).scroll_home(animate=False)

    # commands

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the line keeps the cursor; the first Down leads to the first row, which Enter opens anyway."""
        match event.key:
            case "down" if not self._in_list:
                self._enter_list(bool(self._hits))
            case "down":
                self.table.action_cursor_down()
            case "up" if self.table.cursor_row == 0:
                self._enter_list(False)
            case "up":
                self.table.action_cursor_up()
            case "pagedown":
                self._enter_list(bool(self._hits))
                self.table.action_page_down()
            case "pageup":
                self.table.action_page_up()
            case _:
                return
        event.stop()

    def _enter_list(self, inside: bool) -> None:
        self._in_list = self.table.show_cursor = inside

    def why_not(self, command: str) -> str | None:
        """There must be something to open."""
        if command == "open" and not self._hits:
            return t("find.nothing_to_open")
        return None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens what the line finds, also when it came right behind the letters."""
        event.stop()
        self._open_found()

    @work
    async def _open_found(self) -> None:
        if self._found is None or self._found.written != self.line.value:
            await self._search()
        if self.is_mounted and self.app.screen is self:
            await self.action_command("find.open")

    def do_open(self) -> None:
        """Show the record on its page; Esc comes back here."""
        rid = self.table.current
        if rid is not None:
            open_record(self, rid)

    def do_clear(self) -> None:
        """Begin anew."""
        self.line.value = ""

    def do_back(self) -> None:
        """Back to where one was; the words stay for the next time."""
        self.dismiss(None)
