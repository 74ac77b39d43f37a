"""Days and times as people say them, before us or behind: 昨天, 下周三, 3-5, +7, 下午3点, 明天9点半, 1530.

A day that may lie on either side is the nearer one. What was understood is shown before it is saved.
"""

from __future__ import annotations

import datetime as dt
import re

from sync.records.dates import read_moment
from tui.due_words import read_due
from tui.i18n import t
from tui.past_words import read_past
from tui.plain_days import NUMERALS, number, plain

NOW = frozenset({"现在", "此刻", "now"})
"""Words for the time by the clock."""

FIRST = ("月初", "本月初")
LAST_MONTH = ("上月底", "上个月底", "上月末")

_NUMBER = f"{NUMERALS}十"
_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)? ?"
    rf"(?P<hour>\d{{1,2}}|[{_NUMBER}]{{1,3}}|两)"
    r"(?: ?: ?(?P<minute>\d\d)"
    rf"| ?[点时](?: ?(?P<word>半|整|一刻|三刻)| ?(?P<said>\d{{1,2}}|[{_NUMBER}]{{1,3}}) ?分?)?)"
    r" ?(?P<half>am|pm)?",
    re.ASCII,
)
_TWILIGHT = re.compile(r"^([今昨明])([晚早])上?(?=.)")
"""明晚8点 is at eight in the evening."""

_BARE = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d\d)|(?P<whole>\d{1,2}) ?(?P<half>am|pm)", re.ASCII)
_WORDS = {"半": 30, "整": 0, "一刻": 15, "三刻": 45, None: 0}


def read_day(written: str, today: str) -> str | None:
    """YYYY-MM-DD of a day near `today` (YYYY-MM-DD), or None for what says none."""
    said = plain(written, today)
    now = dt.date.fromisoformat(today)
    if said in FIRST:
        return now.replace(day=1).isoformat()
    if said in LAST_MONTH:
        return (now.replace(day=1) - dt.timedelta(days=1)).isoformat()
    found = [day for day in (read_past(said, today), read_due(said, today)) if day is not None]
    return min(found, key=lambda day: abs(dt.date.fromisoformat(day) - now)) if found else None


def read_time(written: str, today: str, day: str | None = None) -> str | None:
    """YYYY-MM-DDTHH:MM of a day as `read_day` takes it and a time by the clock; a time alone is of `day`, else of today."""
    whole = read_moment(written)
    if whole is not None:
        return whole
    said = _TWILIGHT.sub(r"\1天 \2上", plain(written, today))
    for found in _ways(said):
        date = said[: found.start()].strip()
        clock = _clock(found)
        on = read_day(date, today) if date else day or today
        if on is not None and clock is not None:
            return f"{on}T{clock}"
    return None


def is_no_hour(written: str, today: str) -> bool:
    """True for a clock no day has, behind a day or alone: 25:00, 3-5 9:70, 下午25点."""
    said = _TWILIGHT.sub(r"\1天 \2上", plain(written, today))
    ways = ((said[: found.start()].strip(), _clock(found)) for found in _ways(said))
    return any(clock is None and (not date or read_day(date, today) is not None) for date, clock in ways)


def shown_day(day: str) -> str:
    """A day with its weekday, as it is shown to whoever said it in other words."""
    return f"{day} {t(f'weekday.{dt.date.fromisoformat(day[:10]).isoweekday()}')}"


def _ways(said: str) -> list[re.Match[str]]:
    """The ways to read a clock from the end of what was said, the longest first."""
    matches = (pattern.fullmatch(said, at) for at in range(len(said)) for pattern in (_CLOCK, _BARE))
    return [each for each in matches if each is not None]


def _clock(found: re.Match[str]) -> str | None:
    named = found.groupdict()
    hour = _number(named.get("whole") or named["hour"])
    minute = _WORDS[named.get("word")] if not named.get("minute") else int(named["minute"])
    if named.get("said"):
        minute = _number(named["said"])
    half = named.get("half")
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    exact = hour_of(hour, named.get("part"))
    return f"{exact:02}:{minute:02}" if exact is not None and exact < 24 and minute < 60 else None


def _number(said: str) -> int:
    """A number below 60 in figures or in words; 99 for what is none."""
    if said.isdigit():
        return int(said)
    if said == "两":
        return 2
    found = number(said)
    return 99 if found is None else found


def hour_of(hour: int, part: str | None) -> int | None:
    """The hour of 24 for an hour said with its part of the day; None where the two do not go together."""
    match part:
        case None:
            return hour
        case "凌晨":
            return hour % 12 if hour <= 12 else None
        case "上午" | "早上" | "早晨" | "清晨" | "早":
            return hour if hour <= 12 else None
        case "中午":
            return {11: 11, 12: 12, 1: 13, 13: 13}.get(hour)
        case "下午" | "傍晚":
            return hour + 12 if 1 <= hour < 12 else hour if 12 <= hour < 20 else None
    return hour + 12 if 5 <= hour < 12 else hour if hour >= 17 else None
