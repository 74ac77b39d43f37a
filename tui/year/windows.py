"""The weeks around the turn of the year in which plan, summary and assessment are due (rules W-1 and W-2). Dates only."""

from __future__ import annotations

import calendar
import datetime as dt

import msgspec

from tui.year.study_year import StudyYear

HALF = 6
"""The last month that counts to the beginning of a year, not to the end of the one before."""


class Window(msgspec.Struct, frozen=True):
    """From its first day to its last; a reminder is given from `remind` on."""

    first: dt.date
    last: dt.date
    remind: dt.date

    def days_left(self, today: dt.date) -> int | None:
        """Days to the last one, once a reminder is due; None before, and when it has passed."""
        return (self.last - today).days if self.remind <= today <= self.last else None


def plan_window(year: StudyYear) -> Window | None:
    """When the plan of this year is due: around its beginning (rule W-1)."""
    return _around(year, year.whole.first)


def closing_window(year: StudyYear) -> Window | None:
    """When the summary of this year and its assessment are due: around its end (rule W-1)."""
    return _around(year, year.whole.last + dt.timedelta(days=1))


def workbook_day(year: StudyYear) -> dt.date | None:
    """The day by which the workbook of this year is complete (rule W-2)."""
    until = year.rules.word("W-2", "until")
    return _nearest(until, year.whole.last + dt.timedelta(days=1)) if until else None


def _around(year: StudyYear, turn: dt.date) -> Window | None:
    begins, ends = year.rules.word("W-1", "from"), year.rules.word("W-1", "until")
    if not begins or not ends:
        return None
    first, last = _nearest(begins, turn), _nearest(ends, turn)
    if first > last:
        first = _nearest(begins, turn.replace(year=turn.year - 1))
    remind = last - dt.timedelta(days=year.rules.number("W-1", "remind") or 0)
    return Window(first, last, remind)


def _nearest(written: str, turn: dt.date) -> dt.date:
    """The day written MM-DD that lies nearest to the turn of the year: January to June follow it, July to December precede it.

    The rules are written for a year that begins in January. One that begins later is the same year some months on, and its dates
    move with it: of a year that begins in September 01-20 is 20 September. A shorter month has the day on its last.
    """
    month, day = int(written[:2]), int(written[3:5])
    later = month - 1 if month <= HALF else month - 13
    years, place = divmod(turn.month - 1 + later, 12)
    return dt.date(turn.year + years, place + 1, min(day, calendar.monthrange(turn.year + years, place + 1)[1]))
