"""补录: whether the minutes of a session were completed within the working days of rule L-1. Pure; source: DOMAIN.md section 4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from tui.year.working_days import Calendar

APART = dt.timedelta(days=1)
"""From this difference on the device's time and the server's are both printed."""

Verdict = Literal["in_time", "late", "open", "overdue", "unknown", "none"]
"""`open` and `overdue`: not submitted yet, before and after the last day; `none`: there is nothing to be completed, or no rule."""


class Saved(msgspec.Struct, frozen=True):
    """An entry into submitted: the device's own time, by how many seconds its clock was behind, and the server's time.

    `skew` None: this device does not know how wrong the other device's clock was.
    """

    claimed: str | None
    server: str | None
    skew: int | None = None

    @property
    def by_device(self) -> dt.datetime | None:
        """The device's first save, corrected where its error is known."""
        moment = _moment(self.claimed)
        return moment + dt.timedelta(seconds=self.skew or 0) if moment is not None else None

    @property
    def by_server(self) -> dt.datetime | None:
        """When the server heard of it; None while it has not."""
        return _moment(self.server)

    @property
    def at(self) -> dt.datetime | None:
        """The moment that counts."""
        return self.by_device or self.by_server


class LateEntry(msgspec.Struct, frozen=True):
    """The verdict, the last day in time, when it was completed by the device and, where far off, by the server.

    `by_weekdays`: years that the holiday file does not have, so that Monday to Friday counted.
    """

    verdict: Verdict
    due: dt.date | None = None
    at: dt.datetime | None = None
    server: dt.datetime | None = None
    by_weekdays: tuple[int, ...] = ()


def first(saves: Iterable[Saved]) -> Saved | None:
    """The earliest of several entries into submitted; a return and a second one change nothing."""
    known = [(at, each) for each in saves if (at := each.at) is not None]
    return min(known, key=lambda pair: pair[0])[1] if known else None


def late_entry(
    end: str | None,
    completed: Saved | None,
    now: dt.datetime,
    calendar: Calendar,
    days: int | None,
    *,
    submitted: bool = False,
    no_later_than: str | None = None,
) -> LateEntry:
    """The verdict on a session that ended at `end` (local, YYYY-MM-DDTHH:MM); `now` gives the zone.

    `days`: working days within which it is to be completed (rule L-1); None where the rule is off, so that nothing is late.
    `submitted`: it was completed, though when is not known here; `no_later_than` is a moment by which it was.
    """
    if days is None:
        return LateEntry("none")
    if end is None:
        return LateEntry("unknown")
    day = dt.date.fromisoformat(end[:10])
    due = calendar.after(day, days)
    by_weekdays = tuple(year for year in range(day.year, due.year + 1) if not calendar.knows(year))
    if completed is not None and completed.at is not None:
        at, server = completed.at.astimezone(now.tzinfo), completed.by_server
        apart = server is not None and abs(server - completed.at) >= APART
        verdict: Verdict = "in_time" if at.date() <= due else "late"
        return LateEntry(verdict, due, at, server.astimezone(now.tzinfo) if server and apart else None, by_weekdays)
    if submitted:
        bound = _moment(no_later_than)
        known = bound is not None and bound.astimezone(now.tzinfo).date() <= due
        return LateEntry("in_time" if known else "unknown", due, by_weekdays=by_weekdays)
    return LateEntry("open" if now.date() <= due else "overdue", due, by_weekdays=by_weekdays)


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
