"""The weeks around the turn of the year in which plan, summary and assessment are due (rules W-1 and W-2). Dates only."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from tui.year.study_year import StudyYear


@dataclass(frozen=True, slots=True)
class Window:
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
    return _first_since(until, year.whole.last + dt.timedelta(days=1)) if until else None


def _around(year: StudyYear, turn: dt.date) -> Window | None:
    begins, ends = year.rules.word("W-1", "from"), year.rules.word("W-1", "until")
    if not begins or not ends:
        return None
    last = _first_since(ends, turn)
    remind = last - dt.timedelta(days=year.rules.number("W-1", "remind") or 0)
    return Window(_last_before(begins, last), last, remind)


def _first_since(written: str, day: dt.date) -> dt.date:
    """The first day written MM-DD that is not before `day`."""
    found = _on(day.year, written)
    return found if found >= day else _on(day.year + 1, written)


def _last_before(written: str, day: dt.date) -> dt.date:
    """The last day written MM-DD that is not after `day`."""
    found = _on(day.year, written)
    return found if found <= day else _on(day.year - 1, written)


def _on(year: int, written: str) -> dt.date:
    """The day of a year; a month that is shorter has it on its last day."""
    month, day = int(written[:2]), int(written[3:5])
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
