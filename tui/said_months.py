"""Months as people write them in a plan: 三月, 3, 3月, 2026-03, 本月; and spans of them: 3-5, 三月至五月, 一季度, 全年."""

from __future__ import annotations

import calendar
import re

from sync.records.dates import narrow, read_date

FIELDS = {("task", "month_from"): "month_to", ("task", "month_to"): ""}
"""Dates of which only the month counts: the field that takes the last month where a span is written, empty for none."""

_FIGURES = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_FIGURES |= {"十": 10, "十一": 11, "十二": 12, "元": 1, "正": 1}
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPANS = {"全年": (1, 12), "上半年": (1, 6), "下半年": (7, 12)}
_SPANS |= {f"{begins}{sign}季度": (3 * n - 2, 3 * n) for begins in ("", "第") for n, sign in enumerate("一二三四", 1)}
_RELATIVE = {"上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "这月": 0, "下月": 1, "下个月": 1}

_WITH_YEAR = re.compile(r"(?P<year>\d{4})(?: ?[-/.。、年] ?(?P<month>\d{1,2}) ?月?份?|(?P<short>\d\d))", re.ASCII)
_FIGURE = re.compile(r"(\d{1,2}) ?月?份?", re.ASCII)
_WORD = re.compile(rf"({'|'.join(sorted(_FIGURES, key=len, reverse=True))}) ?月?份?")
_BETWEEN = re.compile(r" ?(?:[-–—~至到/、]|\bto\b) ?")

Month = tuple[int, int]
"""Year and month."""


def read_months(written: str, today: str, year: int | None = None) -> tuple[str, str] | None:
    """The first and last month meant, YYYY-MM each, or None; a month without a year is of `year`, else of this year."""
    said = " ".join(narrow(written).split()).lower()
    own = year or int(today[:4])
    if said in _SPANS:
        first, last = _SPANS[said]
        return _shown((own, first)), _shown((own, last))
    month = _month(said, today, own)
    if month is not None:
        return _shown(month), _shown(month)
    for sign in _BETWEEN.finditer(said):
        begins = _month(said[: sign.start()], today, own)
        ends = _month(said[sign.end() :], today, begins[0]) if begins is not None else None
        if begins is not None and ends is not None and begins <= ends:
            return _shown(begins), _shown(ends)
    return None


def read_month(written: str, today: str, year: int | None = None) -> str | None:
    """YYYY-MM of one month, or None."""
    found = read_months(written, today, year)
    return found[0] if found is not None and found[0] == found[1] else None


def first_day(month: str) -> str:
    """YYYY-MM-DD, as a record keeps the month in which something begins."""
    return f"{month}-01"


def last_day(month: str) -> str:
    """YYYY-MM-DD, as a record keeps the month in which something ends."""
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]}"


def _month(said: str, today: str, year: int) -> Month | None:
    day = read_date(said)
    if day is not None:
        return int(day[:4]), int(day[5:7])
    if said in _RELATIVE:
        months = int(today[:4]) * 12 + int(today[5:7]) - 1 + _RELATIVE[said]
        return months // 12, months % 12 + 1
    if found := _WITH_YEAR.fullmatch(said):
        return _real(int(found["year"]), int(found["month"] or found["short"]))
    if found := _FIGURE.fullmatch(said):
        return _real(year, int(found[1]))
    if found := _WORD.fullmatch(said):
        return year, _FIGURES[found[1]]
    if len(said) >= 3 and said[:3] in _ENGLISH and said.isalpha():
        return year, _ENGLISH.index(said[:3]) + 1
    return None


def _real(year: int, month: int) -> Month | None:
    return (year, month) if 1 <= month <= 12 else None


def _shown(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}"
