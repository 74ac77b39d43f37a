"""Months as people type them; without a year they are the plan's."""

from __future__ import annotations

import pytest

from sync.records.registry import KINDS
from tui.said_fields import read_said
from tui.said_months import last_day, read_month, read_months

TODAY = "2026-11-27"


@pytest.mark.parametrize(
    ("said", "month"),
    [
        *(("三月", "2027-03"), ("3", "2027-03"), ("03", "2027-03"), ("3月", "2027-03"), ("３月份", "2027-03")),
        *(("2026-03", "2026-03"), ("2026年3月", "2026-03"), ("2026/3", "2026-03"), ("202603", "2026-03")),
        *(("十二月", "2027-12"), ("十一", "2027-11"), ("march", "2027-03"), ("2026-3-5", "2026-03")),
        *(("本月", "2026-11"), ("下月", "2026-12"), ("上个月", "2026-10")),
        *(("13", None), ("0", None), ("三", "2027-03"), ("尽快", None), ("", None), ("3-5", None), ("十三月", None)),
    ],
)
def test_a_month(said: str, month: str | None) -> None:
    assert read_month(said, TODAY, 2027) == month


@pytest.mark.parametrize(
    ("said", "months"),
    [
        *(
            ("3-5", ("2026-03", "2026-05")),
            ("三月至五月", ("2026-03", "2026-05")),
            ("3月到5月", ("2026-03", "2026-05")),
        ),
        *(("2027-03-2027-05", ("2027-03", "2027-05")), ("一季度", ("2026-01", "2026-03"))),
        *(("全年", ("2026-01", "2026-12")), ("下半年", ("2026-07", "2026-12")), ("三月", ("2026-03", "2026-03"))),
        *(("5-3", None), ("3-13", None), ("3-", None), ("-", None)),
    ],
)
def test_months(said: str, months: tuple[str, str] | None) -> None:
    assert read_months(said, TODAY) == months


def test_a_month_ends_on_its_last_day() -> None:
    assert (last_day("2028-02"), last_day("2026-12")) == ("2028-02-29", "2026-12-31")


def test_fields_take_what_is_said() -> None:
    task, now = KINDS["task"].fields, f"{TODAY}T10:05"
    assert read_said("task", "month_from", task["month_from"], "二月", now, 2028) == "2028-02-01"
    assert read_said("task", "month_to", task["month_to"], "二月", now, 2028) == "2028-02-29"
    assert read_said("task", "month_to", task["month_to"], "3-5", now) is None
    start = KINDS["session"].fields["start"]
    assert (
        read_said("session", "start", start, "现在", now) == read_said("session", "start", start, "ｎｏｗ", now) == now
    )
