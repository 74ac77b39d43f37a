"""What the librarian's desk says of books and loans, and offers where a code or a name means several."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from sync.workplace import Workplace
from tui import lending
from tui.i18n import t
from tui.labels import member_name, title_of
from tui.screens.pick import Choice

NAMED = 3
"""Titles a line names when a code means several."""


def titles(place: Workplace, books: Sequence[View]) -> str:
    """The titles of books, the first ones by name."""
    names = [t("desk.title", title=title_of(place, book)) for book in books]
    return "".join(names[:NAMED]) + (t("desk.more", n=len(names)) if len(names) > NAMED else "")


def all_out(place: Workplace, books: Sequence[View]) -> list[str]:
    """The loans of books of which no copy is there; none where one is."""
    shelves = [lending.shelf(place, book) for book in books]
    if not all(each.free < 1 and each.out for each in shelves):
        return []
    return [loan.id for each in shelves for loan in each.out]


def found_words(place: Workplace, books: Sequence[View]) -> str:
    """What a code that was found means: who has the books, that it means several, or how many copies are there."""
    if out := all_out(place, books):
        loans = [place.desk.record(loan) for loan in out]
        due = lending.due_words(place, loans[0])
        code = "all_out" if sum(lending.shelf(place, book).copies for book in books) > 1 else "only_one_out"
        return t(f"desk.{code}", titles=titles(place, books), who=lending.borrowers(place, loans), due=due)
    if len(books) > 1:
        return t("desk.several", titles=titles(place, books))
    there = lending.shelf(place, books[0])
    return t("desk.book", title=title_of(place, books[0]), free=there.free, copies=there.copies)


def book_choices(place: Workplace, books: Sequence[View]) -> list[Choice]:
    """Books to choose from, with author, call number and copies."""
    choices = []
    for book in books:
        there = lending.shelf(place, book)
        detail = " ".join(str(book.get(name)) for name in ("author", "call_number") if book.get(name))
        words = t("desk.in", free=there.free, copies=there.copies)
        choices.append(Choice(book.id, title_of(place, book), f"{detail} {words}".strip()))
    return choices


def loan_choices(place: Workplace, loans: Sequence[View]) -> list[Choice]:
    """Loans to choose from, by borrower, with title and due date."""
    return [
        Choice(
            loan.id,
            member_name(place, loan.get("member")),
            f"{title_of(place, loan)} {lending.due_words(place, loan)}",
        )
        for loan in loans
    ]
