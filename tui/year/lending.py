"""The rules of the reading room: how many books, for how long, renewed how often, and what follows when one is late.

Pure functions over records; rules O-1 and O-2 of the branch's pack. A rule that is off stands in nobody's way.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from sync.cache.view import View
from tui.year.packs import Rules

DueState: TypeAlias = Literal["out", "overdue", "returned", "returned_late", "lost"]

OVERRIDABLE = ("too_many", "overdue", "late")
"""What the rules say against a loan, and a librarian may set aside on a ground that stands in the loan."""


class Obstacle(msgspec.Struct, frozen=True):
    """What stands against a loan or a renewal, by which rule ("" = no rule but the facts), and the values of its sentence."""

    code: str
    rule: str = ""
    values: Mapping[str, str | int] = msgspec.field(default_factory=dict)

    @property
    def overridable(self) -> bool:
        """True where a librarian may lend all the same, and says why."""
        return self.code in OVERRIDABLE


class Block(msgspec.Struct, frozen=True):
    """Why a person borrows nothing for now: one loan, still out past its day (`again` None) or returned late."""

    loan: View
    again: dt.date | None
    """The first day on which the person may borrow again."""


# one loan


def due_state(loan: View, today: dt.date) -> DueState:
    """How a loan stands on a day; one without a due date is never late, one returned on a day nobody knows neither."""
    if loan.state == "lost":
        return "lost"
    if loan.state == "returned":
        return "returned_late" if days_late(loan, today) else "returned"
    return "overdue" if days_late(loan, today) else "out"


def days_late(loan: View, today: dt.date) -> int:
    """Days past the due date at the return, or so far; 0 for one in time, lost, or of unknown dates."""
    due, back = _day(loan.get("due_on")), _day(loan.get("back_on"))
    until = today if loan.state == "out" else back if loan.state == "returned" else None
    return max(0, (until - due).days) if due is not None and until is not None else 0


def due_on(rules: Rules, today: dt.date) -> dt.date | None:
    """The day a book lent today is due (rule O-1); None where no rule says."""
    days = rules.number("O-1", "days")
    return today + dt.timedelta(days=days) if days is not None else None


# a book


def copies(book: View) -> int:
    """How many copies there are; one where nobody said."""
    told = book.get("copies")
    return told if isinstance(told, int) else 1


def free(book: View, loans: Iterable[View]) -> int:
    """Copies that are in: those there are without those out. Below zero when two lent the last one at once."""
    return copies(book) - sum(loan.state == "out" for loan in loans)


# a person


def blocked_until(loans: Iterable[View], rules: Rules, today: dt.date) -> Block | None:
    """Why the borrower of these loans borrows nothing today by rule O-2; None when nothing stands in the way.

    A book still out past its day weighs more than one returned late; of those, the one that holds longest.
    """
    months = rules.number("O-2", "months")
    if months is None:
        return None
    held = list(loans)
    late = [loan for loan in held if due_state(loan, today) == "overdue"]
    if late:
        return Block(min(late, key=lambda loan: (str(loan.get("due_on")), loan.id)), None)
    blocks = [
        Block(loan, again)
        for loan in held
        if due_state(loan, today) == "returned_late"
        and (back := _day(loan.get("back_on"))) is not None
        and (again := months_later(back, months)) > today
    ]
    return max(blocks, key=lambda block: (block.again or today, block.loan.id), default=None)


def may_lend(
    book: View, of_book: Sequence[View], member: str, of_member: Sequence[View], rules: Rules, today: dt.date
) -> list[Obstacle]:
    """What stands against lending a copy of the book to the member today; nothing when it may be lent.

    `of_book`: all loans of the book, `of_member`: all of the member.
    """
    found: list[Obstacle] = []
    if book.state == "withdrawn":
        found.append(Obstacle("withdrawn"))
    if any(loan.state == "out" and loan.get("member") == member for loan in of_book):
        found.append(Obstacle("has_it"))
    elif free(book, of_book) < 1:
        found.append(Obstacle("no_copy"))
    block = blocked_until(of_member, rules, today)
    if block is not None and block.again is None:
        values: dict[str, str | int] = {
            "loan": block.loan.id,
            "due": str(block.loan.get("due_on")),
            "days": days_late(block.loan, today),
        }
        found.append(Obstacle("overdue", "O-2", values))
    elif block is not None:
        values = {"loan": block.loan.id, "back": str(block.loan.get("back_on")), "again": str(block.again)}
        found.append(Obstacle("late", "O-2", values))
    limit = rules.number("O-1", "books")
    held = sum(loan.state == "out" for loan in of_member)
    if limit is not None and held >= limit:
        found.append(Obstacle("too_many", "O-1", {"held": held, "limit": limit}))
    return found


def may_renew(loan: View, rules: Rules, today: dt.date) -> Obstacle | None:
    """What stands against renewing the loan today by rule O-1; None when it may be renewed."""
    days, most, due = rules.number("O-1", "days"), rules.number("O-1", "renewals"), _day(loan.get("due_on"))
    if loan.state != "out":
        return Obstacle("not_out")
    if days is None or most is None or due is None:
        return Obstacle("no_due_date")
    if due < today:
        return Obstacle("renew_overdue", "O-1", {"due": due.isoformat(), "days": (today - due).days})
    if (loan.get("renewed") or 0) >= most:
        return Obstacle("no_more", "O-1", {"limit": most})
    return None


def renewed_until(loan: View, rules: Rules) -> dt.date:
    """The due date after a renewal that `may_renew` allows: the old one and the days of a loan."""
    due, days = _day(loan.get("due_on")), rules.number("O-1", "days")
    if due is None or days is None:
        raise ValueError("a loan without a due date cannot be renewed")
    return due + dt.timedelta(days=days)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the last of the month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None
