"""Months and days as people say them in a search: 上个月, 三月, 2026年, 昨天, 上周; and which records lie in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import msgspec

from sync.records.dates import narrow
from tui.finding.entry import Facts
from tui.i18n import t
from tui.said_dates import read_day

RELATIVE = {
    "上月": -1,
    "上个月": -1,
    "last": -1,
    "本月": 0,
    "这个月": 0,
    "当月": 0,
    "this": 0,
    "下月": 1,
    "下个月": 1,
    "next": 1,
}
"""Words for a month -> how many months from this one."""

NUMERALS = {
    name: n for n, name in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})月?")
YEAR = re.compile(r"(\d{4})年?")
MONTH = re.compile(r"(\d{1,2})月?")

YEARS = {"去年": -1, "今年": 0, "明年": 1}

WEEK = re.compile(r"(上上|上个|上|本|这个|这|下个|下)(?:周|星期|礼拜)")
WEEKS = {"上上": -2, "上个": -1, "上": -1, "本": 0, "这个": 0, "这": 0, "下个": 1, "下": 1}

SAID_DAY = re.compile(
    r"(?:今|昨|前|大前|明|后|大后)[天日]|today|yesterday|tomorrow|(?:上上|上个|上|本|这|下个|下)?(?:周|星期|礼拜)[一二三四五六日天]"
)
"""Words for a day that nobody writes for anything else; dates in figures are found in the texts of the records."""


class Times(msgspec.Struct, frozen=True):
    """The time a word of a search says: which records lie in it, and what it was taken for."""

    holds: Callable[[Facts], bool]
    said: str


def times_of(word: str, day: dt.date) -> Times | None:
    """What a word says of time, seen from a day; None for one that says none, such as a bare number."""
    text = narrow(word).lower().replace(" ", "")
    if week := WEEK.fullmatch(text):
        first = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=WEEKS[week[1]])
        last = first + dt.timedelta(days=6)
        return Times(_between(first, last), t("find.from_to", first=first.isoformat(), last=last.isoformat()))
    if SAID_DAY.fullmatch(text) and (on := read_day(text, day.isoformat())) is not None:
        exact = dt.date.fromisoformat(on)
        return Times(_between(exact, exact), on)
    year = day.year + YEARS[text] if text in YEARS else None
    says_one = (text in RELATIVE and not text.isascii()) or text.endswith(("月", "年"))
    span = (year, None) if year is not None else month_of(text, day) if says_one else None
    return Times(lambda facts: within(facts.months, *span), month_words(*span)) if span is not None else None


def _between(first: dt.date, last: dt.date) -> Callable[[Facts], bool]:
    begin, end = first.toordinal(), last.toordinal()
    return lambda facts: begin <= facts.day <= end


def month_of(written: str, day: dt.date) -> tuple[int | None, int | None] | None:
    """(year, month) of a month as people write it, either None where it is not said; None when it is no month."""
    text = narrow(written).lower().replace(" ", "")
    if text in RELATIVE:
        number = day.year * 12 + day.month - 1 + RELATIVE[text]
        return number // 12, number % 12 + 1
    if text.removesuffix("月") in NUMERALS:
        return None, NUMERALS[text.removesuffix("月")]
    year: int | None
    if both := YEAR_MONTH.fullmatch(text):
        year, month = int(both[1]), int(both[2])
    elif whole := YEAR.fullmatch(text):
        return int(whole[1]), None
    elif alone := MONTH.fullmatch(text):
        year, month = None, int(alone[1])
    else:
        return None
    return (year, month) if 1 <= month <= 12 else None


def month_words(year: int | None, month: int | None) -> str:
    """A month, a year, or a month of every year in words."""
    if year is None:
        return t("find.every_month", month=month)
    return t("find.year", year=year) if month is None else f"{year}-{month:02}"


def within(months: tuple[int, int], year: int | None, month: int | None) -> bool:
    """True for a record from one month to another that reaches into these."""
    first, last = months
    if not last:
        return False
    if month is None:
        return year is not None and first // 12 <= year <= last // 12
    if year is None:
        # A span of a year or more holds every month.
        return last - first >= 11 or (month - 1 - first) % 12 <= last - first
    return first <= year * 12 + month - 1 <= last
