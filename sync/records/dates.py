"""Dates and times of day: the one form in which they are kept, and the spellings in which people write them."""

from __future__ import annotations

import datetime as dt
import re

DATE_FORM = r"\d{4}-\d\d-\d\d"
CLOCK_FORM = r"([01]\d|2[0-3]):[0-5]\d"
"""How dates and times of day are kept, as regular expressions."""

_SPELLINGS = tuple(
    re.compile(spelling, re.ASCII)
    for spelling in (
        r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2})(?: ?[日号])?",
        # An input method with Chinese punctuation on writes 。 and 、 where full stop and slash are pressed.
        r"(?P<year>\d{4}) ?(?P<sign>[-/.。、]) ?(?P<month>\d{1,2}) ?(?P=sign) ?(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
    )
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?: ?: ?(?P<minute>\d\d)| ?[时点](?: ?(?P<word>半|整)| ?(?P<minutes>\d{1,2}) ?分| ?(?P<bare>\d\d))?)",
    re.ASCII,
)
_NARROW = {0x3000: " ", **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}}
"""Full-width forms as an input method writes them; not NFKC, which would make 102 of 10²."""


def narrow(written: str) -> str:
    """`written` with full-width letters, digits, signs and spaces made half-width, and no blanks around it."""
    return written.translate(_NARROW).strip()


def is_date(value: str) -> bool:
    """True for a real calendar date written YYYY-MM-DD."""
    if not re.fullmatch(DATE_FORM, value, re.ASCII):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_moment(value: str) -> bool:
    """True for a real local time written YYYY-MM-DDTHH:MM."""
    # The hour is checked here: newer versions of Python read 24:00, older ones do not, and both ends must agree.
    day, _, clock = value.partition("T")
    return is_date(day) and re.fullmatch(CLOCK_FORM, clock, re.ASCII) is not None


def read_date(written: str) -> str | None:
    """YYYY-MM-DD of a date as a person writes it: 2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305; None for others.

    A date without its year is none: which year is meant is not for the program to guess.
    """
    day, rest = _day(_plain(written))
    return day if not rest else None


def read_moment(written: str) -> str | None:
    """YYYY-MM-DDTHH:MM of a date as `read_date` takes it, followed by 9:00, 9时, 9时30分 or 9点半; None for others."""
    plain = _plain(written)
    day, rest = _day(plain)
    if day is None or (rest[:1] not in (" ", "T") and plain.removesuffix(rest)[-1] not in "日号"):
        return None
    found = _CLOCK.fullmatch(rest.removeprefix("T").strip())
    if found is None:
        return None
    minute = "30" if found["word"] == "半" else found["minute"] or found["minutes"] or found["bare"] or "0"
    moment = f"{day}T{int(found['hour']):02}:{int(minute):02}"
    return moment if is_moment(moment) else None


def _plain(written: str) -> str:
    """Half-width, with one plain space for each run of blanks of any kind."""
    return " ".join(narrow(written).split())


def _day(plain: str) -> tuple[str | None, str]:
    """The date a text begins with, and what follows it."""
    for spelling in _SPELLINGS:
        found = spelling.match(plain)
        if found is not None:
            day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
            return (day if is_date(day) else None), plain[found.end() :]
    return None, plain
