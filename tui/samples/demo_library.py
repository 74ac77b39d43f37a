"""The reading room of the sample branch: its titles, and who borrowed which of them when."""

from __future__ import annotations

import datetime as dt

import msgspec

from tui.samples import scripts
from tui.samples.days import moment, workday_from, workday_until
from tui.samples.demo_people import LIBRARIAN
from tui.samples.diary import Diary
from tui.samples.step import Ref

LENT_FOR = dt.timedelta(days=30)
"""How long a book is lent, and how much longer by a renewal (rule O-1, and the branch's own rules)."""

_HOURS = "16:40"

_BEFORE_DUE = dt.timedelta(days=3)
"""How long before the day a book is due its borrower renews it."""


class LoanLine(msgspec.Struct, frozen=True):
    """A loan as it stands in `demo/books.toml`; `day` is MM-DD, or days before the demo is opened."""

    book: str
    member: str
    day: str | int
    kept: int
    what: str
    remark: str


class Library:
    """Tells what the librarian and the borrowers of the reading room did."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._told = scripts.table("books")
        self._loans = 0

    def open(self, year: int) -> None:
        """Enter the titles in the weeks after the mobilisation meeting of `year`, and what came and went later."""
        self._books("before", workday_from(dt.date(year, 1, 18)))
        self._books("this", workday_from(dt.date(year + 1, 1, 12)))
        gone = moment(workday_from(dt.date(year, 12, 20)), "10:30")
        for key in self._told["withdrawn"]:
            self._diary.move(LIBRARIAN, gone, "book", key, "withdrawn")

    def lend(self, year: int, told: str) -> None:
        """The loans of a year."""
        for line in self._lines(f"{told}_loans"):
            self._loan(line, _open(dt.date.fromisoformat(f"{year}-{line.day}")))

    def lend_now(self, today: dt.date) -> None:
        """Loans that are out on the day the demo is opened, one of them past its day."""
        for line in self._lines("now_loans"):
            self._loan(line, _open(today - dt.timedelta(days=int(line.day))))

    def _lines(self, told: str) -> list[LoanLine]:
        return [LoanLine(*line) for line in self._told[told]]

    def _books(self, told: str, day: dt.date) -> None:
        for number, line in enumerate(self._told[told], start=1):
            key, title, author, publisher, call_number, category, copies, keywords, by = line
            self._diary.new(
                LIBRARIAN,
                moment(day, "14:30") + dt.timedelta(minutes=2 * number),
                "book",
                key,
                title=title,
                author=author,
                publisher=publisher,
                isbn=sample_isbn(int(key[1:])) if publisher else None,
                call_number=call_number,
                category=category,
                copies=copies,
                recommended_by=Ref(by) if by else None,
                keywords=keywords,
            )

    def _loan(self, line: LoanLine, out: dt.date) -> None:
        self._loans += 1
        key, due = f"loan-{self._loans}", out + LENT_FOR
        self._diary.new(
            LIBRARIAN,
            moment(out, _HOURS),
            "loan",
            key,
            book=Ref(line.book),
            member=Ref(line.member),
            out_on=out.isoformat(),
            due_on=due.isoformat(),
            remark=line.remark if not line.kept else None,
        )
        if line.what == "renewed":
            at, later = moment(due - _BEFORE_DUE, "19:20"), due + LENT_FOR
            self._diary.put(line.member, at, "loan", key, renewed=1, due_on=later.isoformat())
        if line.kept:
            self._end(line, key, _open(out + dt.timedelta(days=line.kept)))

    def _end(self, line: LoanLine, key: str, day: dt.date) -> None:
        """Brought back, or lost and paid for; the remark stands beside it."""
        at = moment(day, _HOURS)
        if line.what == "lost":
            self._diary.put(LIBRARIAN, at, "loan", key, remark=line.remark)
            self._diary.move(LIBRARIAN, at, "loan", key, "lost")
            return
        self._diary.move(LIBRARIAN, at, "loan", key, "returned", back_on=day.isoformat(), remark=line.remark or None)


def _open(day: dt.date) -> dt.date:
    """The day of that week on which the reading room lends and takes back: its Wednesday, or the last working day before it."""
    return workday_until(day + dt.timedelta(days=2 - day.weekday()))


def sample_isbn(number: int) -> str:
    """An ISBN-13 with a valid check digit in a range no publisher has: 978-7-000-000…"""
    digits = f"9787000000{number:02}"
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"
