"""Dates behind us as people say them of what they did: 昨天, 上周三, 3-5, 5日. What was understood is shown before it is saved."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from sync.records.dates import read_date
from tui.due_words import ENGLISH, WEEKDAYS
from tui.plain_days import plain

DAYS = {
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "前天": 2,
    "大前天": 3,
    "today": 0,
    "yesterday": 1,
}
WEEKS = {"": None, "本": 0, "这": 0, "上": 1, "上个": 1, "上上": 2}

_AGO = re.compile(r"-(\d{1,3})|(\d{1,3}) ?[天日]前")
_WEEKDAY = re.compile(r"(本|这|上上|上个|上|)(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH = re.compile(r"(last )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_MONTH_DAY = re.compile(r"(\d{1,2})(?: ?[-/.。、] ?(\d{1,2})| ?月 ?(\d{1,2}) ?[日号]?)")
_DAY = re.compile(r"(\d{1,2}) ?[日号]")


def read_past(written: str, today: str) -> str | None:
    """YYYY-MM-DD of a day not after `today` (YYYY-MM-DD), or None; only a date with its year may lie ahead.

    Without a year the last such day is meant, and a weekday without a week the last one, today included.
    """
    said = plain(written, today)
    whole = read_date(said)
    if whole is not None:
        return whole
    now = dt.date.fromisoformat(today)
    try:
        found = _relative(said, now) or _in_calendar(said, now)
    except (ValueError, OverflowError):
        return None
    return found.isoformat() if found and found <= now else None


def _relative(said: str, now: dt.date) -> dt.date | None:
    if said in DAYS:
        return now - dt.timedelta(days=DAYS[said])
    if ago := _AGO.fullmatch(said):
        return now - dt.timedelta(days=int(ago[1] or ago[2]))
    if day := _WEEKDAY.fullmatch(said):
        return _weekday(now, WEEKDAYS[day[2]], WEEKS[day[1]])
    if day := _ENGLISH.fullmatch(said):
        return _weekday(now, ENGLISH.index(day[2]), 1 if day[1] else None)
    return None


def _weekday(now: dt.date, number: int, weeks: int | None) -> dt.date:
    """Of this week or one before it, weeks beginning on Monday; without a week the last such day."""
    if weeks is None:
        return now - dt.timedelta(days=(now.weekday() - number) % 7)
    return now + dt.timedelta(days=number - now.weekday() - 7 * weeks)


def _in_calendar(said: str, now: dt.date) -> dt.date | None:
    if day := _MONTH_DAY.fullmatch(said):
        month, number = int(day[1]), int(day[2] or day[3])
        # The 29th of February may lie four years back, and eight across a century.
        years = (now.year - back for back in range(9))
        days = (dt.date(y, month, number) for y in years if _exists(y, month, number))
        return next((each for each in days if each <= now), None)
    if day := _DAY.fullmatch(said):
        return _last_numbered(now, int(day[1]))
    return None


def _exists(year: int, month: int, number: int) -> bool:
    return 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]


def _last_numbered(now: dt.date, number: int) -> dt.date | None:
    """The last day with this number, today included; a month without one is passed over."""
    year, month = now.year, now.month
    for _ in range(3):
        if _exists(year, month, number) and dt.date(year, month, number) <= now:
            return dt.date(year, month, number)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None
