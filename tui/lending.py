"""The librarian's desk: which book and whom a scanned line means, what stands against a loan, and the loan itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from sync.cache.view import View
from sync.clock import today
from sync.records.dates import narrow
from sync.wire import Op
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import listed, title_of
from tui.people_words import named, told_apart
from tui.pinyin import closeness, matches
from tui.year.isbn import is_isbn, isbn_key
from tui.year.lending import (
    Obstacle,
    blocked_until,
    copies,
    days_late,
    due_on,
    due_state,
    free,
    may_lend,
    may_renew,
    renewed_until,
)
from tui.years import branch_rules


def day_of(place: Workplace) -> dt.date:
    """Today."""
    return dt.date.fromisoformat(today(place.clock))


# finding


def find_books(place: Workplace, written: str) -> list[View]:
    """The books a code means: those of that ISBN or call number; without any, those whose title or author fits."""
    wanted = " ".join(narrow(written).split())
    code = _as_code(written)
    if not wanted:
        return []
    books = sorted(place.repository.find("book"), key=_shelf_order)
    key = isbn_key(wanted)
    found = [book for book in books if key is not None and isbn_key(book.get("isbn")) == key]
    found += [book for book in books if book not in found and _call_number(book) == code]
    if found or is_isbn(wanted):
        return found
    return [book for book in books if fits_book(place, book, wanted)]


def is_code(place: Workplace, written: str) -> bool:
    """True for what is a whole ISBN, or the ISBN or call number of a title here."""
    wanted = " ".join(narrow(written).split())
    key, code = isbn_key(wanted), _as_code(written)
    books = place.repository.find("book")
    known = any(_call_number(book) == code or (key and isbn_key(book.get("isbn")) == key) for book in books)
    return known or is_isbn(wanted)


def fits_book(place: Workplace, book: View, word: str) -> bool:
    """True when a word is part of title, author, call number, category or keywords, their initials, or is the ISBN."""
    key = isbn_key(word)
    if key is not None and key == isbn_key(book.get("isbn")):
        return True
    named = (book.get(name) for name in ("title", "author", "call_number", "category", "publisher"))
    return any(matches(word, str(text)) for text in (*named, *(book.get("keywords") or ())) if text)


def _call_number(book: View) -> str:
    return _as_code(str(book.get("call_number") or ""))


def _as_code(written: str) -> str:
    """A call number as it is compared; a Chinese input method writes 、 for / and 。 for a point."""
    return " ".join(narrow(written).translate({0x3001: "/", 0x3002: "."}).lower().split())


def _shelf_order(book: View) -> tuple[bool, str, str, str]:
    return (not book.get("call_number"), _call_number(book), str(book.get("title")), book.id)


def is_part(word: str, text: str) -> bool:
    """True when a word is part of a text, of its reading, or of its initials."""
    return bool(text) and matches(word, text)


def by_shelf(books: Sequence[View]) -> list[View]:
    """Books by call number, those without one by title behind them."""
    return sorted(books, key=_shelf_order)


def find_people(place: Workplace, written: str) -> list[View]:
    """Members in post whom initials, a reading or a name mean: of those it fits, the ones it fits best."""
    found: list[tuple[int, View]] = []
    for member in place.repository.find("member"):
        if member.state == "active":
            close = closeness(written, str(member.get("name")), member.get("pinyin_override"))
            found += [(close, member)] if close is not None else []
    best = min((close for close, _ in found), default=0)
    people = [member for close, member in found if close == best]
    return sorted(people, key=lambda member: (member.get("sort") or 0, str(member.get("name")), member.id))


# what is out


class Shelf(msgspec.Struct, frozen=True):
    """A title with its loans: `free` copies are in, fewer than none when two lent the last one at once."""

    book: View
    loans: tuple[View, ...]

    @property
    def free(self) -> int:
        """Copies that are in."""
        return free(self.book, self.loans)

    @property
    def copies(self) -> int:
        """Copies there are."""
        return copies(self.book)

    @property
    def out(self) -> list[View]:
        """Loans that are out, the first due first."""
        out = [loan for loan in self.loans if loan.state == "out"]
        return sorted(out, key=lambda loan: (str(loan.get("due_on") or "9999"), loan.id))


def shelf(place: Workplace, book: View) -> Shelf:
    """A title with its loans as of now."""
    return Shelf(book, tuple(place.repository.linked("loan", "book", book.id)))


def borrowers(place: Workplace, out: Sequence[View]) -> str:
    """Who has a copy."""
    return listed(told_apart(place, list(dict.fromkeys(loan.get("member") for loan in out))))


def overlent(place: Workplace) -> list[Shelf]:
    """Titles of which more is out than there are copies: two lent the last one while neither knew of the other."""
    shelves = (shelf(place, book) for book in by_shelf(place.repository.find("book")))
    return [each for each in shelves if each.free < 0]


def due_words(place: Workplace, loan: View) -> str:
    """When a book is due, and by how many days it is late."""
    day, late = day_of(place), days_late(loan, day_of(place))
    due = str(loan.get("due_on") or t("value.unknown"))
    if due_state(loan, day) == "overdue":
        return t("loans.overdue", due=due, days=late)
    return t("loans.was_late", due=due, days=late) if late else due


def by_urgency(loans: Sequence[View]) -> list[View]:
    """Loans that are out by their due date, so that overdue ones come first; then the others, latest first."""
    out = [loan for loan in loans if loan.state == "out"]
    back = [loan for loan in loans if loan.state != "out"]
    out.sort(key=lambda loan: (str(loan.get("due_on") or "9999"), str(loan.get("out_on")), loan.id))
    back.sort(key=lambda loan: (str(loan.get("back_on") or loan.get("out_on") or ""), loan.id), reverse=True)
    return [*out, *back]


# lending


def against(place: Workplace, book: View, member: str) -> list[Obstacle]:
    """What stands against this loan today."""
    linked = place.repository.linked
    of_book, of_member = linked("loan", "book", book.id), linked("loan", "member", member)
    return may_lend(book, of_book, member, of_member, branch_rules(place), day_of(place))


def why_not_renew(place: Workplace, loan: View) -> Obstacle | None:
    """What the rules say against renewing this loan today."""
    return may_renew(loan, branch_rules(place), day_of(place))


def obstacle_words(place: Workplace, found: Obstacle) -> str:
    """An obstacle in a sentence, with the dates behind it."""
    values = dict(found.values)
    loan = place.repository.get(str(values.pop("loan", "")))
    if loan is not None:
        values["title"] = title_of(place, loan)
    return t(f"lending.{found.code}", **values)


def lend(place: Workplace, book: str, member: str, remark: str | None = None, rid: str | None = None) -> View:
    """Lend a copy from today, due by rule O-1, as one edit; `remark` says why where a rule was set aside.

    The rules are the caller's to ask (`against`). Raises NotAllowed, FieldProblem.
    """
    day = day_of(place)
    due = due_on(branch_rules(place), day)
    fields = {
        "book": book,
        "member": member,
        "out_on": day.isoformat(),
        "due_on": due.isoformat() if due else None,
        "remark": remark or None,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return place.desk.record(place.desk.create("loan", given, rid))


def give_back(place: Workplace, loan: str) -> bool:
    """Take a book back today, as one edit; False when it was back already. Raises NotFound, NotAllowed."""
    fields = {"back_on": day_of(place).isoformat()}
    return place.desk.change_state(loan, "returned", with_fields=fields)


def lose(place: Workplace, rid: str) -> None:
    """Say that a book out is lost: one action that also takes the copy off the catalogue. Raises NotFound, NotAllowed."""
    desk, loan = place.desk, place.desk.record(rid)
    ops = [_put(place, loan, {"state": ["out", "lost"]})]
    book = place.repository.get(str(loan.get("book")))
    if book is not None and not book.deleted and copies(book) > 0:
        ops.append(_put(place, book, {"copies": [book.get("copies"), copies(book) - 1]}))
    desk.perform(ops)


def _put(place: Workplace, view: View, wire: dict[str, Any]) -> Op:
    place.desk.rights.check_change(view, wire)
    return place.desk.change(view.kind, view.id, view.scope, wire)


def renew(place: Workplace, rid: str) -> View:
    """Renew a loan by the days of rule O-1, as one edit; `why_not_renew` is the caller's to ask. Raises NotFound, NotAllowed."""
    loan = place.desk.record(rid)
    until = renewed_until(loan, branch_rules(place)).isoformat()
    place.desk.set(rid, {"due_on": until, "renewed": (loan.get("renewed") or 0) + 1})
    return place.desk.record(rid)


def lent_words(place: Workplace, loan: View) -> str:
    """What was lent to whom until when, in one line."""
    values = {"title": title_of(place, loan), "who": named(place, loan.get("member"))}
    due = loan.get("due_on")
    return t("lending.lent", **values, due=due) if due else t("lending.lent_open", **values)


def back_words(place: Workplace, loan: View) -> str:
    """What came back from whom, and what follows when it was late."""
    day = day_of(place)
    values = {"title": title_of(place, loan), "who": named(place, loan.get("member"))}
    late = days_late(loan, day)
    if not late:
        return t("lending.back", **values)
    block = blocked_until([loan], branch_rules(place), day)
    if block is None or block.again is None:
        return t("lending.back_late", **values, days=late)
    return t("lending.back_blocked", **values, days=late, again=block.again)
