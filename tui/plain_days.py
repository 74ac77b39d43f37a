"""Dates as they are spoken brought into figures (二月二十八号, 明年3月5号), and what is wrong with words that look like one."""

from __future__ import annotations

import calendar
import re
from typing import Literal

from sync.records.dates import narrow

DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
NUMERALS = "零一二三四五六七八九"
YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}

_YEAR_IN_WORDS = re.compile(r"[〇零一二三四五六七八九]{4}(?= ?年)")
_NUMBER_IN_WORDS = re.compile(r"[一二三四五六七八九十]{1,3}(?= ?[月日号])")
_OF_YEAR = re.compile(
    rf"({'|'.join(YEARS)}) ?的? ?(\d{{1,2}}) ?(?:月|[-/.。、]) ?(\d{{1,2}})(?!\d)(?: ?[日号])? ?",
    re.ASCII,
)
_END = r"(?!\d)(?: ?[日号])?"
_DATES = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}}) ?(?:年|[-/.。、]) ?(?P<month>\d{{1,2}}) ?(?:月|[-/.。、]) ?(?P<day>\d{{1,2}}){_END}",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?P<month>\d{{1,2}}) ?(?:月|[-/.。、]) ?(?P<day>\d{{1,2}}){_END}",
        r"(?P<day>\d{1,2}) ?[日号]",
    )
)
_MONTH = re.compile(
    rf"(?:(?:\d{{4}} ?年|{'|'.join(YEARS)}) ?\d{{1,2}} ?月份?|\d{{4}} ?[-/.] ?\d{{1,2}}|\d{{1,2}} ?月份?)",
    re.ASCII,
)
_LEAP = 2024
"""Without its year the 29th of February is a day."""

Wrong = Literal["no_such_day", "no_day"]


def plain(written: str, today: str) -> str:
    """`written` half-width and in small letters, with figures for Chinese numerals before 月 and 日, and the year for 明年."""
    said = " ".join(narrow(written).split()).lower()
    said = _YEAR_IN_WORDS.sub(lambda found: found[0].translate(DIGITS), said)
    said = _NUMBER_IN_WORDS.sub(lambda found: str(number(found[0]) or found[0]), said)
    return _OF_YEAR.sub(lambda found: f"{int(today[:4]) + YEARS[found[1]]}-{found[2]}-{found[3]} ", said).strip()


def number(numeral: str) -> int | None:
    """A number below 100 in Chinese numerals; None for what is none."""
    tens, ten, ones = numeral.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    first = NUMERALS.index(tens) if tens else (1 if ten else 0)
    return (first * 10 if ten else 0) + (NUMERALS.index(ones) if ones else 0)


def what_is_wrong(written: str, today: str) -> Wrong | None:
    """Why words that look like a day are none: the calendar has no such day, or they name a month only; None for others."""
    said = plain(written, today)
    for form in _DATES:
        if found := form.match(said):
            named = found.groupdict()
            year, month = int(named.get("year") or _LEAP), int(named.get("month") or 1)
            return None if _exists(year, month, int(named["day"])) else "no_such_day"
    return "no_day" if _MONTH.fullmatch(said) else None


def is_plainly_a_date(written: str, today: str) -> bool:
    """True for words that can be meant as nothing but a day, there or not: 2月30日, 2026-02-30; 3-45 may be pages."""
    said = plain(written, today)
    return any(form.fullmatch(said) for form in _DATES) and ("月" in said or len(said) >= 8)


def _exists(year: int, month: int, day: int) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
