"""When plan, summary and workbook are due, whatever month a study year begins in."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.year_records import member, study_year
from tui.year.packs import rules
from tui.year.study_year import StudyYear
from tui.year.windows import Window, closing_window, plan_window, workbook_day


def year(*changes: str, starts: int = 1, pack: str | None = None) -> StudyYear:
    return study_year(member(), pack=rules(pack, changes), starts=starts)


def days(window: Window | None) -> tuple[str, str, str]:
    assert window is not None
    return window.first.isoformat(), window.last.isoformat(), window.remind.isoformat()


def test_of_a_year_that_begins_in_january_the_dates_are_as_they_are_written() -> None:
    assert days(plan_window(year())) == ("2025-12-15", "2026-01-20", "2026-01-13")
    assert days(closing_window(year())) == ("2026-12-15", "2027-01-20", "2027-01-13")
    assert workbook_day(year(pack="example-2011")) == dt.date(2027, 1, 10)


@pytest.mark.parametrize(("starts", "first", "last"), [(4, "03-15", "04-20"), (9, "08-15", "09-20")])
def test_of_another_year_they_move_with_its_beginning(starts: int, first: str, last: str) -> None:
    found, closing = (days(window(year(starts=starts))) for window in (plan_window, closing_window))
    assert found[:2] == (f"2026-{first}", f"2026-{last}")
    assert closing[:2] == (f"2027-{first}", f"2027-{last}")
    whole = year(starts=starts).whole
    assert found[0] < whole.first.isoformat() < found[1], "around the turn"


def test_the_workbook_moves_too() -> None:
    assert workbook_day(year(starts=9, pack="example-2011")) == dt.date(2027, 9, 10)


def test_a_window_that_does_not_cross_the_turn_lies_on_its_side_of_it() -> None:
    before = year("W-1.until=12-31")
    assert days(plan_window(before))[:2] == ("2025-12-15", "2025-12-31")
    assert days(closing_window(before))[:2] == ("2026-12-15", "2026-12-31")
    after = year("W-1.from=01-05", "W-1.until=01-31")
    assert days(plan_window(after))[:2] == ("2026-01-05", "2026-01-31")
    assert workbook_day(year("W-2.until=12-31", pack="example-2011")) == dt.date(2026, 12, 31)


def test_a_shorter_month_has_the_day_on_its_last() -> None:
    assert days(plan_window(year("W-1.until=01-31", starts=2)))[1] == "2026-02-28"
    assert days(plan_window(year("W-1.from=12-31", starts=3)))[0] == "2026-02-28"


def test_a_window_longer_than_half_a_year_ends_where_it_ends() -> None:
    assert days(plan_window(year("W-1.from=02-01", "W-1.until=01-20")))[:2] == ("2025-02-01", "2026-01-20")
