"""补录: three working days by the holiday file, the device's first save corrected by its clock's error."""

from __future__ import annotations

import datetime as dt

import pytest

from tui.year.late_entry import Saved, first, late_entry
from tui.year.working_days import Calendar, Year, calendar, published

ZONE = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 3, 31, 12, tzinfo=ZONE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_every_year_of_the_file_says_where_it_is_from_and_holds_days_of_that_year() -> None:
    assert {2025, 2026} <= published().keys()
    for number, year in published().items():
        assert "国务院办公厅" in year.source
        assert year.verified
        assert {each.year for each in (*year.off, *year.working)} == {number}
        assert not year.off.keys() & year.working
        assert all(each.weekday() >= 5 for each in year.working), "a make-up day falls on a weekend"


@pytest.mark.parametrize(
    ("date", "works"),
    [
        ("2025-01-28", False),
        ("2025-02-05", True),
        ("2025-02-08", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-03-07", False),
        ("2026-09-25", False),
        ("2026-10-10", True),
        ("2031-10-01", True),
    ],
)
def test_working_days(date: str, works: bool) -> None:
    assert calendar().works(day(date)) is works


def test_the_branch_adds_days_off_of_its_own_and_what_is_no_date_is_passed_over() -> None:
    own = calendar(["2026-03-09", "春游"])
    assert not own.works(day("2026-03-09"))
    assert own.holiday(day("2026-03-09")) == ""
    assert own.after(day("2026-03-06"), 1) == day("2026-03-10")


def test_the_third_working_day_goes_round_the_spring_festival() -> None:
    # 2026-02-13 is a Friday; Saturday 14 is worked, 15 to 23 are off.
    assert calendar().after(day("2026-02-13"), 3) == day("2026-02-25")


@pytest.mark.parametrize(
    ("claimed", "verdict"), [("2026-03-10T23:59:00+08:00", "in_time"), ("2026-03-11T00:01:00+08:00", "late")]
)
def test_the_last_day_counts_whole(claimed: str, verdict: str) -> None:
    late = late_entry("2026-03-05T11:00", Saved(claimed, None, 0), NOW, calendar(), 3)
    assert (late.verdict, late.due) == (verdict, day("2026-03-10"))


def test_a_clock_that_is_behind_is_corrected() -> None:
    saved = Saved("2026-03-10T23:50:00+08:00", "2026-03-10T16:10:00+00:00", 20 * 60)
    late = late_entry("2026-03-05T11:00", saved, NOW, calendar(), 3)
    assert late.verdict == "late"
    assert late.at == dt.datetime(2026, 3, 11, 0, 10, tzinfo=ZONE)
    assert late.server is None, "the two times are the same by then"


def test_both_times_are_given_when_they_differ_by_a_day() -> None:
    offline = Saved("2026-03-06T09:00:00+08:00", "2026-03-20T01:00:00+00:00", 0)
    late = late_entry("2026-03-05T11:00", offline, NOW, calendar(), 3)
    assert late.verdict == "in_time", "the device's first save counts"
    assert late.server == dt.datetime(2026, 3, 20, 9, tzinfo=ZONE)
    hours = Saved("2026-03-06T09:00:00+08:00", "2026-03-06T20:00:00+00:00", 0)
    assert late_entry("2026-03-05T11:00", hours, NOW, calendar(), 3).server is None


def test_only_the_first_submission_counts() -> None:
    again = Saved("2026-03-30T09:00:00+08:00", None, 0)
    early = Saved(None, "2026-03-06T01:00:00+00:00")
    assert first([again, early]) is early
    assert first([Saved(None, None), Saved("kein Datum", None)]) is None


def test_what_is_not_known_is_not_judged() -> None:
    assert late_entry(None, None, NOW, calendar(), 3).verdict == "unknown"
    end = "2026-03-05T11:00"
    assert late_entry(end, None, NOW, calendar(), 3, submitted=True).verdict == "unknown"
    soon = "2026-03-09T01:00:00+00:00"
    assert late_entry(end, None, NOW, calendar(), 3, submitted=True, no_later_than=soon).verdict == "in_time"
    afterwards = "2026-03-29T01:00:00+00:00"
    assert late_entry(end, None, NOW, calendar(), 3, submitted=True, no_later_than=afterwards).verdict == "unknown"


def test_minutes_that_are_not_submitted_are_open_and_then_overdue() -> None:
    end = "2026-03-26T11:00"
    assert late_entry(end, None, NOW, calendar(), 3).verdict == "open"
    assert late_entry(end, None, NOW + dt.timedelta(days=1), calendar(), 3).verdict == "overdue"


def test_without_the_rule_nothing_is_late() -> None:
    saved = Saved("2026-03-30T09:00:00+08:00", None, 0)
    for end in ("2026-03-05T11:00", None):
        assert late_entry(end, saved, NOW, calendar(), None).verdict == "none"
    assert late_entry("2026-03-05T11:00", saved, NOW, calendar(), 20).verdict == "in_time", "a branch sets its own days"


def test_a_year_that_is_not_in_the_file_counts_monday_to_friday_and_says_so() -> None:
    late = late_entry("2031-09-30T11:00", Saved("2031-10-01T09:00:00+08:00", None, 0), NOW, calendar(), 3)
    assert late.by_weekdays == (2031,)
    assert late.due == day("2031-10-03")
    assert not late_entry("2026-03-05T11:00", None, NOW, calendar(), 3).by_weekdays
    over_new_year = Calendar({2030: Year({}, frozenset(), "", "")})
    assert late_entry("2030-12-31T11:00", None, NOW, over_new_year, 3).by_weekdays == (2031,)
    before = Calendar({2031: Year({}, frozenset(), "", "")})
    assert late_entry("2030-12-31T11:00", None, NOW, before, 3).by_weekdays == (2030,), (
        "the year of the session is missing"
    )
    assert late_entry("2030-12-31T11:00", None, NOW, Calendar({}), 3).by_weekdays == (2030, 2031)
