"""职工书屋: the catalogue with what is in and who has the rest, and below it the librarian's desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from tui import lending
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, title_of
from tui.recommending import recommend, why_not_recommend
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.lending_desk import LendingDesk
from tui.terminal import printable
from tui.widgets.desk_line import DeskLine


class ReadingRoomPage(LendingDesk):
    """A row a title; Enter opens it. Who lends begins in the line of the desk, since a scanner's digits are keys of pages elsewhere."""

    SCOPE = "room"
    BINDINGS = bindings("room")

    def __init__(self) -> None:
        super().__init__("book")

    def heading(self) -> str:
        """How many titles there are."""
        return t("room.heading", n=self.counted(self.xinde.place.repository.count("book")))

    def body(self) -> Iterable[Widget]:
        """The catalogue; what is wrong with it; what came of the last line of the desk, and the line."""
        yield from super().body()
        yield Static(id="overlent", classes="line", markup=False)
        yield Static(id="desk-said", markup=False)
        yield DeskLine(id="desk", placeholder=t("desk.hint_code"))

    def on_mount(self) -> None:
        """Only who lends has a desk."""
        allowed = self.why_not_desk() is None
        self.desk_line.display = allowed
        self.query_one("#desk-said").display = allowed

    def begin(self) -> None:
        """A scan without a key before it lands in the line of the desk."""
        if self.why_not_desk() is None:
            self.desk_line.focus()
        else:
            super().begin()

    def on_key(self, event: events.Key) -> None:
        """An arrow leads from the line into the catalogue; what the line waits for stays."""
        if self.focused is self.desk_line and self.table.display and event.key in ("up", "down", "pageup", "pagedown"):
            event.stop()
            self.table.focus()

    def on_descendant_focus(self) -> None:
        """The line says how to come back to it."""
        if self.is_mounted:
            self.prompt()

    # the list

    def views(self) -> list[View]:
        """By call number."""
        return lending.by_shelf(self.xinde.place.repository.find("book"))

    def column_names(self) -> Sequence[str]:
        """Where it stands, what it is, by whom; two more columns are counted."""
        return ("call_number", "title", "author")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets most."""
        return [("call_number", -9), ("title", 3), ("author", 1), ("in", -6), ("who", 1)]

    def headings(self) -> list[str]:
        """In, and with whom."""
        spec = self.xinde.place.repository.registry["book"]
        labels = [field_label(spec, name) for name in self.column_names()]
        return [*labels, t("room.in"), t("room.who")]

    def cells(self, view: View) -> list[str]:
        """How many of how many are in, and who has the others."""
        place = self.xinde.place
        there = lending.shelf(place, view)
        amount = t("room.off") if view.state == "withdrawn" else f"{there.free}/{there.copies}"
        plain = [str(view.get("call_number") or ""), title_of(place, view), str(view.get("author") or "")]
        return [*plain, amount, lending.borrowers(place, there.out)]

    def rows(self) -> list[tuple[str, list[str]]]:
        """Rows that match the filter: a word may also be an ISBN, a keyword, or who has it."""
        words, place = self._filter.split(), self.xinde.place
        found = []
        for view in self.views():
            cells = self.cells(view)
            if all(lending.fits_book(place, view, word) or lending.is_part(word, cells[-1]) for word in words):
                found.append((view.id, cells))
        return found

    def fill(self) -> None:
        """A title lent more often than there are copies is said."""
        super().fill()
        place, line = self.xinde.place, self.query_one("#overlent", Static)
        wrong = lending.overlent(place)
        line.display = bool(wrong)
        if wrong:
            first = wrong[0]
            who = lending.borrowers(place, first.out)
            words = t("room.overlent", title=title_of(place, first.book), n=-first.free, who=who)
            line.update(printable(words + (t("room.overlent_more", n=len(wrong) - 1) if len(wrong) > 1 else "")))

    def refresh_all(self) -> None:
        """The line of the desk in the language of now."""
        super().refresh_all()
        if self.is_mounted:
            self.prompt()

    def kinds_shown(self) -> set[str]:
        """Loans say what is in."""
        return {"book", "loan", "member"}

    def records_changed(self, changed: Changed) -> None:
        """Who may lend depends on roles."""
        super().records_changed(changed)
        if changed.kinds & {"appointment", "loan", "book"}:
            self.refresh_keys()

    def empty_text(self) -> str:
        """What to do first."""
        if self._filter.strip():
            return t("room.none_match") + t("records.esc_clears")
        return t("room.empty" if self.why_not_desk() is None else "room.empty_reader")

    # commands

    def offers(self, command: str) -> bool:
        """A rule is set aside only while one stands in the way."""
        return self._against is not None if command == "override" else super().offers(command)

    def why_not(self, command: str) -> str | None:
        """The catalogue is the librarian's and the clerk's."""
        place, view = self.xinde.place, self.current
        match command:
            case "desk":
                return self.why_not_desk()
            case "new" | "import":
                return why_not_new(place, "book", {"title": "…"})
            case "delete" if view is not None:
                return t("room.has_loans") if lending.shelf(place, view).loans else why_not_delete(place, view)
            case "recommend":
                return why_not_recommend(place, view.id if view is not None else None)
            case "edit" if view is not None:
                return why_not_write(place, view, "title")
        return super().why_not(command)

    def do_desk(self) -> None:
        """Go to the line of the desk; from there, begin anew."""
        if self.focused is self.desk_line:
            self.start_over()
            self.tell("")
        self.desk_line.focus()

    def do_open(self) -> None:
        """The page of the title."""
        from tui.screens.book import BookPage

        if self.current is not None:
            self.app.push_screen(BookPage(self.current.id))

    def do_recommend(self) -> None:
        """Recommend the title to everybody, with one sentence why."""
        if self.current is not None:
            recommend(self, self.current.id)

    def do_import(self) -> None:
        """A list of books from a spreadsheet."""
        from tui.import_flow import open_import

        open_import(self.xinde, "books")

    def do_loans(self) -> None:
        """The loans."""
        from tui.screens.loans import LoansPage

        self.app.push_screen(LoansPage())

    def do_cycle(self) -> None:
        """What of book, knowledge point and reflection is still open."""
        from tui.screens.reading_cycle import ReadingCyclePage

        self.app.push_screen(ReadingCyclePage())

    def do_back(self) -> None:
        """Leave the desk's line, close the filter, or leave the page."""
        if self.focused is self.desk_line:
            self.start_over()
            with self.desk_line.prevent(DeskLine.Changed):
                self.desk_line.clear()
            self.tell("")
            self.refresh_keys()
            self.set_focus(self.table if self.table.display else None)
        else:
            super().do_back()
