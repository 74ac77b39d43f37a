"""Dates ahead as people say them at a meeting: 下周三, 3-5, +7, 月底. What was understood is shown before it is saved."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from sync.records.dates import read_date
from tui.plain_days import plain

WEEKDAYS = {**{sign: number for number, sign in enumerate("一二三四五六日")}, "天": 6}
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "today": 0, "tomorrow": 1}
WEEKS = {"": None, "本": 0, "这": 0, "下": 1, "下个": 1, "下下": 2}

_AHEAD = re.compile(r"\+ ?(\d{1,3})|(\d{1,3}) ?[天日](?:之?后|以?内)")
_WEEKS_AHEAD = re.compile(r"(\d{1,2}) ?(?:个星期|周)(?:之?后|以?内)")
_WEEKDAY = re.compile(r"(本|这|下下|下个|下|)(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH = re.compile(r"(next )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_MONTH_DAY = re.compile(r"(\d{1,2}) ?(?:[-/.。、]|月) ?(\d{1,2}) ?[日号]?")
_DAY = re.compile(r"(\d{1,2}) ?[日号]")


def read_due(written: str, today: str) -> str | None:
    """YYYY-MM-DD of a date not before `today` (YYYY-MM-DD), or None; only a date with its year may be past.

    A day of this week that is over is none: whether the next week was meant is not for the program to guess.
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
    return found.isoformat() if found and found >= now else None


def _relative(said: str, now: dt.date) -> dt.date | None:
    if said in DAYS:
        return now + dt.timedelta(days=DAYS[said])
    if ahead := _AHEAD.fullmatch(said):
        return now + dt.timedelta(days=int(ahead[1] or ahead[2]))
    if ahead := _WEEKS_AHEAD.fullmatch(said):
        return now + dt.timedelta(weeks=int(ahead[1]))
    if day := _WEEKDAY.fullmatch(said):
        return _weekday(now, WEEKDAYS[day[2]], WEEKS[day[1]])
    if day := _ENGLISH.fullmatch(said):
        return _weekday(now, ENGLISH.index(day[2]), 1 if day[1] else None)
    return None


def _weekday(now: dt.date, number: int, weeks: int | None) -> dt.date:
    """Of this week or one after it, weeks beginning on Monday; without a week the next such day after today."""
    if weeks is None:
        return now + dt.timedelta(days=(number - now.weekday() - 1) % 7 + 1)
    return now + dt.timedelta(days=number - now.weekday() + 7 * weeks)


def _in_calendar(said: str, now: dt.date) -> dt.date | None:
    match said:
        case "月底" | "本月底" | "月末":
            return _last(now.year, now.month)
        case "下月底" | "下个月底" | "下月末":
            return _last(now.year + now.month // 12, now.month % 12 + 1)
        case "年底" | "年末":
            return dt.date(now.year, 12, 31)
    if day := _MONTH_DAY.fullmatch(said):
        month, number = int(day[1]), int(day[2])
        this = dt.date(now.year, month, number)
        return this if this >= now else dt.date(now.year + 1, month, number)
    if day := _DAY.fullmatch(said):
        return _next_numbered(now, int(day[1]))
    return None


def _next_numbered(now: dt.date, number: int) -> dt.date | None:
    """The next day with this number, today included; a month without one is passed over."""
    year, month = now.year, now.month
    for _ in range(3):
        if number <= _last(year, month).day and dt.date(year, month, number) >= now:
            return dt.date(year, month, number)
        year, month = year + month // 12, month % 12 + 1
    return None


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
