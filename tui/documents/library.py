"""图书目录、借阅登记、逾期单: the reading room's books, the loans of a year, and what is past its day (DOMAIN.md section 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sync.cache.view import View
from tui import lending
from tui.documents.figure_cells import day, head, known, section_cell, signed, whole_title
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.sheets import Column, Entry, Line, Sheet, Value, Workbook
from tui.figure_words import NOT_APPLICABLE
from tui.i18n import t
from tui.labels import state_label
from tui.rule_words import about_rule
from tui.year.lending import days_late, due_state
from tui.year.people_tables import TABLES
from tui.years import branch_rules

RULES = ("O-1", "O-2")
"""The rules of the reading room."""


# the catalogue


def books(office: Office, subject: Subject) -> Workbook:
    """The catalogue as of today, by call number."""
    found = lending.by_shelf(office.place.repository.find("book"))
    title = t("doc.title_of_branch", branch=office.branch, what=t("document.books"))
    sheet = Sheet(
        t("document.books"),
        title,
        (
            Column(t("doc.number"), 5, "count"),
            Column(office.label("book", "call_number"), 12),
            Column(office.label("book", "title"), 32, align="left"),
            Column(office.label("book", "author"), 18, align="left"),
            Column(office.label("book", "publisher"), 18, align="left"),
            Column(office.label("book", "isbn"), 16),
            Column(office.label("book", "category"), 12),
            Column(office.label("book", "copies"), 6, "count"),
            Column(t("doc.library.out"), 6, "count"),
            Column(t("doc.library.state"), 8),
        ),
        tuple(_book(office, n, each) for n, each in enumerate(found, 1)) or _nothing(10, kept=False),
        above=(t("doc.as_of", branch=office.branch, day=office.today), _titles(found)),
        below=(signed(office, "librarian"),),
        frozen=3,
        landscape=True,
    )
    return Workbook(title, (sheet,), sample=is_sample(found), author=office.branch)


def _titles(found: Sequence[View]) -> str:
    """How many titles and copies; of copies nobody counted there is no sum, and a catalogue nobody began counts nothing."""
    if not found:
        return t("doc.library.titles", n=t("value.unknown"), copies=t("value.unknown"))
    copies = [each.get("copies") for each in found]
    known_ones = [each for each in copies if isinstance(each, int)]
    total: Value = sum(known_ones) if len(known_ones) == len(copies) else t("value.unknown")
    return t("doc.library.titles", n=len(found), copies=total)


def _book(office: Office, number: int, book: View) -> Line:
    copies = book.get("copies")
    return Line(
        (
            number,
            known(book.get("call_number")),
            known(book.get("title")),
            known(book.get("author")),
            known(book.get("publisher")),
            known(book.get("isbn")),
            known(book.get("category")),
            copies if isinstance(copies, int) else t("value.unknown"),
            len(lending.shelf(office.place, book).out),
            state_label(office.place.repository.registry["book"], book.state),
        )
    )


# the loans


def loans(office: Office, subject: Subject) -> Workbook:
    """The register of the loans of a year by their day; on a sheet of its own what was lent on a day nobody knows."""
    year, found = office.year, office.place.repository.find("loan")
    dated = sorted((each for each in found if year.in_year(each.get("out_on"))), key=_order)
    undated = sorted((each for each in found if not each.get("out_on") and _may_be_of(office, each)), key=_order)
    title = whole_title(office, "loans")
    sheets = [_register(office, t("document.loans"), title, dated)]
    if undated:
        sheets.append(_register(office, t("doc.undated"), f"{title} {t('doc.undated')}", undated))
    return Workbook(title, tuple(sheets), sample=is_sample([*dated, *undated]), author=office.branch)


def _order(loan: View) -> tuple[str, str]:
    return (str(loan.get("out_on") or loan.get("due_on") or ""), loan.id)


def _may_be_of(office: Office, loan: View) -> bool:
    """True where what is known of the other days does not say that it was another year."""
    days = [loan.get(name) for name in ("due_on", "back_on") if loan.get(name)]
    return not days or any(office.year.in_year(each) for each in days)


def _register(office: Office, name: str, title: str, found: Sequence[View]) -> Sheet:
    # Of a year of which no member is known, no loan on record does not mean that nothing was lent.
    kept = bool(found or office.year.people)
    return Sheet(
        name,
        title,
        (
            Column(t("doc.number"), 5, "count"),
            Column(office.label("loan", "out_on"), 12, "date"),
            Column(t("doc.library.title"), 32, align="left"),
            Column(office.label("book", "call_number"), 12),
            Column(t("doc.library.borrower"), 10),
            Column(t("people.section"), 12),
            Column(office.label("loan", "due_on"), 12, "date"),
            Column(t("doc.library.renewed"), 9, "count"),
            Column(office.label("loan", "back_on"), 12, "date"),
            Column(t("doc.remark"), 24, align="left"),
        ),
        tuple(_loan(office, n, each) for n, each in enumerate(found, 1)) or _nothing(10, kept=kept),
        above=head(office, t("doc.library.n_loans", n=len(found) if kept else t("value.unknown"))),
        below=(*_rules(office), signed(office, "librarian")),
        frozen=3,
        landscape=True,
    )


def _loan(office: Office, number: int, loan: View) -> Line:
    back: Entry | Value = "" if loan.state == "out" else day(loan.get("back_on"))
    return Line(
        (
            number,
            day(loan.get("out_on")),
            *_book_cells(office, loan),
            office.bare_name(loan.get("member")),
            _section_then(office, loan),
            day(loan.get("due_on")),
            loan.get("renewed") or 0,
            NOT_APPLICABLE if loan.state == "lost" else back,
            _remark(office, loan),
        )
    )


def _book_cells(office: Office, loan: View) -> tuple[str, str]:
    book = office.place.repository.get(str(loan.get("book")))
    return office.title(loan), known(book.get("call_number") if book is not None else None)


def _section_then(office: Office, loan: View) -> str:
    """The borrower's section on the day of the loan."""
    lent = dt.date.fromisoformat(str(loan.get("out_on"))) if loan.get("out_on") else None
    return section_cell(office, str(loan.get("member")), lent)


def _remark(office: Office, loan: View) -> str:
    """How the loan stands where it is not simply back, the days it was late, and what the librarian noted."""
    late = days_late(loan, office.year.today)
    words = []
    if loan.state == "out":
        words.append(t("doc.library.still_out"))
    elif loan.state == "lost":
        words.append(state_label(office.place.repository.registry["loan"], loan.state))
    words += [t("doc.library.late", days=late)] if late else []
    words += [str(loan.get("remark"))] if loan.get("remark") else []
    return "\n".join(words)


# what is past its day


def overdue(office: Office, subject: Subject) -> Workbook:
    """What should be back as of today, in the order of the roster: nobody is ranked by days."""
    today, place = office.year.today, office.place
    has_books = bool(place.repository.find("book"))
    late = [loan for loan in place.repository.find("loan") if due_state(loan, today) == "overdue"]
    of: dict[str, list[View]] = {}
    for loan in sorted(late, key=lambda each: (str(each.get("due_on")), each.id)):
        of.setdefault(str(loan.get("member")), []).append(loan)
    members = [view for each in of if (view := place.repository.get(each)) is not None]
    found = [loan for member in TABLES["overdue"].ordered(members) for loan in of.pop(member.id)]
    found += [loan for rest in of.values() for loan in rest]
    title = t("doc.title_of_branch", branch=office.branch, what=t("document.overdue"))
    sheet = Sheet(
        t("document.overdue"),
        title,
        (
            Column(t("doc.number"), 5, "count"),
            Column(t("doc.library.borrower"), 10),
            Column(t("people.section"), 12),
            Column(t("doc.library.title"), 32, align="left"),
            Column(office.label("book", "call_number"), 12),
            Column(office.label("loan", "out_on"), 12, "date"),
            Column(office.label("loan", "due_on"), 12, "date"),
            Column(t("doc.library.days"), 9, "count"),
            Column(t("doc.library.consequence"), 40, align="left"),
        ),
        tuple(_overdue(office, n, each) for n, each in enumerate(found, 1)) or _nothing(9, kept=has_books),
        above=(
            t("doc.as_of", branch=office.branch, day=office.today),
            t("doc.library.n_late", n=len(found) if has_books else t("value.unknown")),
        ),
        below=(*_rules(office), signed(office, "librarian")),
        landscape=True,
    )
    return Workbook(title, (sheet,), sample=is_sample(found), author=office.branch)


def _overdue(office: Office, number: int, loan: View) -> Line:
    return Line(
        (
            number,
            office.bare_name(loan.get("member")),
            section_cell(office, str(loan.get("member"))),
            *_book_cells(office, loan),
            day(loan.get("out_on")),
            day(loan.get("due_on")),
            days_late(loan, office.year.today),
            _consequence(office),
        )
    )


def _consequence(office: Office) -> str:
    """What rule O-2 says follows; "/" where the branch has no such rule."""
    months = branch_rules(office.place).number("O-2", "months")
    return t("doc.library.blocked", months=months) if months is not None else NOT_APPLICABLE


def _rules(office: Office) -> list[str]:
    """The rules of the reading room, with where they stand."""
    rules = branch_rules(office.place)
    return [" ".join(about_rule(rules, rule)) for rid in RULES if (rule := rules.rule(rid)) is not None]


def _nothing(columns: int, *, kept: bool) -> tuple[Line, ...]:
    """The line of a list with nothing in it, so that nobody takes it for one that was not filled in; 待补 where nobody kept it."""
    return (Line((t("doc.nothing") if kept else t("value.unknown"), *[""] * (columns - 1))),)
