"""The months, quarters and halves of a study year, which may begin in any month. Dates only."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from tui.year.packs import Per

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class Period(msgspec.Struct, frozen=True):
    """Part of a study year: the `number`-th month, quarter or half of it, from its first day to its last."""

    per: Per
    number: int
    first: dt.date
    last: dt.date

    def holds(self, day: str | dt.date | None) -> bool:
        """True for a day in it; a text counts by its date, what is not known lies nowhere."""
        if isinstance(day, str):
            day = dt.date.fromisoformat(day[:10])
        return day is not None and self.first <= day <= self.last

    def stands(self, today: dt.date) -> Literal["over", "now", "ahead"]:
        """How it lies to a day."""
        return "over" if self.last < today else "now" if self.first <= today else "ahead"


def whole(year: int, starts: int = 1) -> Period:
    """The study year that begins in month `starts` of the year."""
    return Period("year", 1, dt.date(year, starts, 1), _month(year, starts, 12) - dt.timedelta(days=1))


def parts(year: int, per: Per, starts: int = 1) -> list[Period]:
    """The year cut into parts, in order."""
    length = MONTHS[per]
    return [
        Period(
            per, n + 1, _month(year, starts, n * length), _month(year, starts, (n + 1) * length) - dt.timedelta(days=1)
        )
        for n in range(12 // length)
    ]


def year_of(day: str, starts: int = 1) -> int:
    """The study year a date, YYYY-MM-DD…, lies in."""
    year, month = int(day[:4]), int(day[5:7])
    return year if month >= starts else year - 1


def _month(year: int, month: int, later: int) -> dt.date:
    years, rest = divmod(month - 1 + later, 12)
    return dt.date(year + years, rest + 1, 1)
