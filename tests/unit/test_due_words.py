"""Dates ahead as people say them; 5 March 2026 was a Thursday."""

from __future__ import annotations

import pytest

from tui.due_words import read_due


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-3-31", "2026-03-31"),
        ("2025年12月1日", "2025-12-01"),
        ("+7", "2026-03-12"),
        ("＋７", "2026-03-12"),
        ("10天内", "2026-03-15"),
        ("2周后", "2026-03-19"),
        ("今天", "2026-03-05"),
        ("后天", "2026-03-07"),
        ("周五", "2026-03-06"),
        ("星期四", "2026-03-12"),
        ("周三", "2026-03-11"),
        ("本周日", "2026-03-08"),
        ("下周三", "2026-03-11"),
        ("下下周一", "2026-03-16"),
        ("3-5", "2026-03-05"),
        ("3-4", "2027-03-04"),
        ("4月8日", "2026-04-08"),
        ("4。8", "2026-04-08"),
        ("31号", "2026-03-31"),
        ("2日", "2026-04-02"),
        ("月底", "2026-03-31"),
        ("下月底", "2026-04-30"),
        ("年底", "2026-12-31"),
        ("Tomorrow", "2026-03-06"),
        ("next wednesday", "2026-03-11"),
        ("fri", "2026-03-06"),
    ],
)
def test_what_is_said_is_a_date(said: str, day: str) -> None:
    assert read_due(said, "2026-03-05") == day


@pytest.mark.parametrize(
    "said", ["尽快", "13-40", "2-30", "周八", "32号", "+", "七天后", "", "3-5 上午", "本周一", "这周三"]
)
def test_what_is_no_date_is_left_to_the_person(said: str) -> None:
    assert read_due(said, "2026-03-05") is None


def test_the_month_after_december_is_january() -> None:
    assert read_due("下月底", "2026-12-30") == "2027-01-31"
    assert read_due("5号", "2026-12-30") == "2027-01-05"


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        ("31日", "2026-04-05", "2026-05-31"),
        ("30号", "2026-01-31", "2026-03-30"),
        ("29日", "2027-02-01", "2027-03-29"),
        ("31号", "2026-11-30", "2026-12-31"),
        ("31号", "2026-12-31", "2026-12-31"),
    ],
)
def test_a_day_a_month_does_not_have_is_the_next_one_there_is(said: str, today: str, day: str) -> None:
    assert read_due(said, today) == day
