"""Working days of the fictional branch: Monday to Friday without the holidays that fall on the same date every year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

FIXED_HOLIDAYS = {(1, 1), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))}
"""New Year, Labour Day, National Day. The Spring Festival moves, so the sample plans nothing from 20 January to 25 February."""


def is_weekday(day: dt.date) -> bool:
    """True from Monday to Friday."""
    return day.weekday() < 5


def is_workday(day: dt.date) -> bool:
    """True on a weekday that is no fixed holiday."""
    return is_weekday(day) and (day.month, day.day) not in FIXED_HOLIDAYS


def workday_from(day: dt.date) -> dt.date:
    """The day itself or the next working day."""
    return day if is_workday(day) else shifted(day, 1)


def workday_until(day: dt.date) -> dt.date:
    """The day itself or the last working day before it."""
    return day if is_workday(day) else shifted(day, -1)


def shifted(day: dt.date, count: int, counts: Callable[[dt.date], bool] = is_workday) -> dt.date:
    """The day `count` working days later, or earlier when negative."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not counts(day):
            day += step
    return day


def moment(day: dt.date, clock: str) -> dt.datetime:
    """The day at a clock time HH:MM."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock))


def written(at: dt.datetime) -> str:
    """A moment as a record holds it: YYYY-MM-DDTHH:MM."""
    return at.strftime("%Y-%m-%dT%H:%M")


def month_ends(year: int, month: int) -> dt.date:
    """The last day of a month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
