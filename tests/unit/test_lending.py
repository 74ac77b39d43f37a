"""The rules of the reading room, day by day; ISBNs however they are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sync.cache.view import View
from tui.year.isbn import is_isbn, isbn_key
from tui.year.lending import (
    blocked_until,
    days_late,
    due_on,
    due_state,
    free,
    may_lend,
    may_renew,
    months_later,
    renewed_until,
)
from tui.year.packs import NONE, rules

TODAY = dt.date(2026, 3, 10)
RULES = rules(None)


def loan(rid: str = "l", member: str = "m", book: str = "b", **fields: Any) -> View:
    return View(rid, "loan", "b:1", {"book": book, "member": member, "state": "out", "due_on": "2026-03-20", **fields})


def book(**fields: Any) -> View:
    return View("b", "book", "b:1", {"title": "公文写作", "state": "in_stock", **fields})


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("9787115162670", "9787115162670"),
        ("978-7-115-16267-0", "9787115162670"),
        ("ISBN 978 7 115 16267 0", "9787115162670"),
        ("ISBN：7-115-16267-0", "9787115162670"),
        ("７１１５１６２６７０", "9787115162670"),
        ("0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("3001·1718", "30011718"),
        ("H152/1", None),
        ("", None),
        (None, None),
    ],
)
def test_an_isbn_is_the_same_however_it_is_written(written: str | None, key: str | None) -> None:
    assert isbn_key(written) == key


def test_a_wrong_check_digit_is_no_isbn_but_still_a_number_to_find_a_book_by() -> None:
    assert not is_isbn("7-115-16267-6")
    assert isbn_key("7-115-16267-6") == "7115162676"
    assert is_isbn("7-115-16267-0")


def test_a_loan_is_late_from_the_day_after_its_due_date() -> None:
    assert due_state(loan(due_on="2026-03-10"), TODAY) == "out"
    assert due_state(loan(due_on="2026-03-09"), TODAY) == "overdue"
    assert days_late(loan(due_on="2026-03-07"), TODAY) == 3
    back = {"state": "returned", "due_on": "2026-03-01"}
    assert due_state(loan(**back, back_on="2026-03-01"), TODAY) == "returned"
    assert due_state(loan(**back, back_on="2026-03-02"), TODAY) == "returned_late"
    assert due_state(loan(**back), TODAY) == "returned", "on which day it came back nobody knows"
    assert due_state(loan(due_on=None), TODAY) == "out"
    assert due_state(loan(state="lost", due_on="2026-01-01"), TODAY) == "lost"


def test_copies_that_nobody_counted_are_one_and_two_lent_at_once_leave_less_than_none() -> None:
    assert free(book(), []) == 1
    assert free(book(copies=3), [loan("1"), loan("2", state="returned")]) == 2
    assert free(book(), [loan("1"), loan("2", "n")]) == -1


def test_who_returned_late_waits_a_month_and_who_has_not_returned_waits_for_that() -> None:
    late = loan("late", state="returned", due_on="2026-02-01", back_on="2026-02-20")
    block = blocked_until([late], RULES, TODAY)
    assert block is not None
    assert block.again == dt.date(2026, 3, 20)
    assert blocked_until([late], RULES, dt.date(2026, 3, 19)) is not None
    assert blocked_until([late], RULES, dt.date(2026, 3, 20)) is None
    out = loan("out", due_on="2026-03-01")
    block = blocked_until([late, out], RULES, TODAY)
    assert block is not None
    assert (block.loan.id, block.again) == ("out", None)
    assert blocked_until([late, out], rules(NONE), TODAY) is None
    assert blocked_until([late, out], rules(None, ["O-2=off"]), TODAY) is None


def test_of_several_late_returns_the_longest_wait_counts() -> None:
    first = loan("1", state="returned", due_on="2026-02-01", back_on="2026-02-20")
    second = loan("2", state="returned", due_on="2026-02-01", back_on="2026-03-05")
    block = blocked_until([second, first], RULES, TODAY)
    assert block is not None
    assert block.again == dt.date(2026, 4, 5)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2026-01-31", 1, "2026-02-28"), ("2027-12-15", 2, "2028-02-15"), ("2026-03-05", 0, "2026-03-05")],
)
def test_a_month_later_is_the_same_day_or_the_last(day: str, months: int, later: str) -> None:
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


def codes(*of_member: View, of_book: tuple[View, ...] = (), **fields: Any) -> list[str]:
    return [each.code for each in may_lend(book(**fields), of_book, "m", of_member, RULES, TODAY)]


def test_what_stands_against_a_loan() -> None:
    assert codes() == []
    assert codes(state="withdrawn") == ["withdrawn"]
    assert codes(of_book=(loan(member="n"),)) == ["no_copy"]
    assert codes(of_book=(loan(),)) == ["has_it"]
    assert codes(loan("1", book="x"), loan("2", book="y")) == ["too_many"]
    assert codes(loan("1", book="x", due_on="2026-03-01"), loan("2", book="y")) == ["overdue", "too_many"]
    late = loan("1", book="x", state="returned", due_on="2026-03-01", back_on="2026-03-05")
    [found] = may_lend(book(), [], "m", [late], RULES, TODAY)
    assert (found.code, found.rule, found.values["again"], found.overridable) == ("late", "O-2", "2026-04-05", True)
    assert not any(each.overridable for each in may_lend(book(), [loan(member="n")], "m", [], RULES, TODAY))


def test_a_pack_that_judges_nothing_forbids_nothing_and_knows_no_due_date() -> None:
    nothing = rules(NONE)
    held = [loan(str(n), book=str(n)) for n in range(9)]
    assert may_lend(book(), [], "m", held, nothing, TODAY) == []
    assert due_on(nothing, TODAY) is None
    assert due_on(RULES, TODAY) == dt.date(2026, 4, 9)


def test_a_loan_is_renewed_once_before_its_day_is_over() -> None:
    assert may_renew(loan(due_on="2026-03-10"), RULES, TODAY) is None
    assert renewed_until(loan(due_on="2026-03-10"), RULES) == dt.date(2026, 4, 9)
    for fields, code in (
        ({"due_on": "2026-03-09"}, "renew_overdue"),
        ({"renewed": 1}, "no_more"),
        ({"state": "returned"}, "not_out"),
        ({"due_on": None}, "no_due_date"),
    ):
        found = may_renew(loan(**fields), RULES, TODAY)
        assert found is not None
        assert found.code == code
    assert may_renew(loan(renewed=1), rules(None, ["O-1.renewals=2"]), TODAY) is None
