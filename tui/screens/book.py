"""One title: its data, who has it and who had it, and what was published about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui import lending
from tui.cells import cut
from tui.commands import bindings
from tui.flows import change_state
from tui.i18n import t
from tui.labels import field_label, member_name, state_label, title_of, value_text
from tui.moments import day, made, order
from tui.opening import open_record, read_record
from tui.recommended import of_target
from tui.recommending import recommend, why_not_recommend
from tui.rights import why_not_write
from tui.screens.form import FormPage
from tui.screens.loan_keys import LoanKeys
from tui.terminal import printable

SHORT = ("author", "publisher", "isbn", "call_number", "category", "recommended_by", "keywords")
"""Fields of the head, as many on a line as fit."""


class BookPage(LoanKeys):
    """The head, then loans and what was published, a row each."""

    SCOPE = "book"
    BINDINGS = bindings("book")

    def __init__(self, rid: str) -> None:
        super().__init__("loan", {"book": rid})
        self.rid = rid

    @property
    def book(self) -> View | None:
        """The title, or None when this device no longer knows it."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None

    @property
    def at_hand(self) -> str:
        """The row under the cursor, else the title."""
        return self.table.current or self.rid

    def heading(self) -> str:
        """The title."""
        book = self.book
        return t("book.heading", title=title_of(self.xinde.place, book)) if book else t("book.gone")

    def body(self) -> Iterable[Widget]:
        """The head, then the rows."""
        yield Static(id="head", markup=False)
        yield from super().body()

    def fill(self) -> None:
        """Head and rows as they are now."""
        super().fill()
        book = self.book
        self.query_one("#head", Static).update(Content("\n").join(self._head(book) if book else []))

    def _head(self, book: View) -> list[Content]:
        place, width = self.xinde.place, max(20, (self.size.width or 80) - 3)
        spec, there = place.repository.registry["book"], lending.shelf(place, book)
        words = t("book.copies", state=state_label(spec, book.state), free=max(0, there.free), copies=there.copies)
        if there.free < 0:
            words += t("book.overlent", n=-there.free)
        lines, line = [Content.styled(cut(printable(words), width), "bold")], ""
        for name in SHORT:
            value = value_text(place, spec, name, book.get(name))
            part = printable(f"{field_label(spec, name)}{t('error.colon')}{value}") if value else ""
            if part and line and cell_len(line) + cell_len(part) + 2 > width:
                lines.append(Content(cut(line, width)))
                line = part
            elif part:
                line = f"{line}  {part}" if line else part
        return [*lines, Content(cut(line, width))] if line else lines

    # the rows

    def views(self) -> list[View]:
        """Loans, those that are out first; then what was published about it, and who recommends it, newest first."""
        repository = self.xinde.place.repository
        loans = lending.by_urgency(repository.linked("loan", "book", self.rid))
        published = [
            view
            for submission in repository.linked("submission", "book", self.rid)
            for view in repository.linked("publication", "submission", submission.id)
            if view.state == "published"
        ]
        told = of_target(self.xinde.place, self.rid)
        others = sorted([*published, *told], key=lambda view: order(made(view)), reverse=True)
        return [*loans, *others]

    def column_names(self) -> Sequence[str]:
        """Who, and of a loan since when, until when and how it stands."""
        return ("member", "out_on", "due_on", "state")

    def widths(self) -> list[tuple[str, int]]:
        """What was written gets what is left."""
        return [("member", -8), ("out_on", -10), ("due_on", 1), ("state", -10)]

    def headings(self) -> list[str]:
        """One heading for what is of several kinds."""
        headings = super().headings()
        return [t("book.who"), headings[1], t("book.what"), headings[3]]

    def cells(self, view: View) -> list[str]:
        """A loan; or an author with title and knowledge point, or why somebody recommends it."""
        place = self.xinde.place
        if view.kind == "loan":
            spec = place.repository.registry["loan"]
            renewed = t("loans.renewed", n=view.get("renewed")) if view.get("renewed") else ""
            words = " ".join(filter(None, (lending.due_words(place, view), renewed, str(view.get("remark") or ""))))
            who, since = member_name(place, view.get("member")), str(view.get("out_on") or t("value.unknown"))
            return [who, since, words, state_label(spec, view.state)]
        who, on = member_name(place, view.get("author")), day(place, made(view))
        if view.kind == "recommendation":
            return [who, on, str(view.get("why")), t("book.recommended")]
        point = view.get("knowledge_point")
        words = title_of(place, view) + (t("book.point", point=point) if point else "")
        return [who, on, words, t("book.published")]

    def kinds_shown(self) -> set[str]:
        """All of what is on the page."""
        return {"book", "loan", "member", "publication", "submission", "recommendation"}

    def empty_text(self) -> str:
        """Nobody has read it yet."""
        return super().empty_text() if self._filter.strip() else t("book.empty")

    # commands

    def offers(self, command: str) -> bool:
        """A book found lost is entered on the page of loans."""
        return command != "lost"

    def why_not(self, command: str) -> str | None:
        """The catalogue is the librarian's and the clerk's."""
        place, book = self.xinde.place, self.book
        if command == "recommend":
            return why_not_recommend(place, self.rid)
        if command in ("edit_book", "book_state"):
            return t("book.gone") if book is None else why_not_write(place, book, "title")
        return super().why_not(command)

    def do_open(self) -> None:
        """What was published, on its page; a loan with its remark, or why somebody recommends the title, whole."""
        view, place = self.current, self.xinde.place
        if view is None:
            return
        if view.kind == "publication":
            open_record(self, view.id)
        elif view.kind == "loan":
            read_record(self, view, partial(state_label, place.repository.registry["loan"], view.state))
        else:
            read_record(self, view, partial(t, "book.recommended"))

    def do_edit_book(self) -> None:
        """The form of the title."""
        self.app.push_screen(FormPage("book", self.rid))

    def do_book_state(self) -> None:
        """Take it off the shelf, or put it back."""
        change_state(self, self.rid)

    def do_recommend(self) -> None:
        """Recommend the title to everybody, with one sentence why."""
        recommend(self, self.rid)
