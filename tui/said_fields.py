"""Days and times a person says, as the fields of records keep them; forms and commands alike."""

from __future__ import annotations

from sync.records.dates import narrow
from sync.records.fields import Field

AHEAD = frozenset({"action.due"})
"""Dates that lie ahead: 周五 is the next Friday, never the last."""


def read_said(kind: str, name: str, declared: Field, written: str, now: str, year: int | None = None) -> str | None:
    """A day or time as one says it, as the field keeps it; None for what is none, and for fields that are neither.

    `now` is the time by the clock, YYYY-MM-DDTHH:MM, `year` the year of months that are named without one.
    """
    from tui.due_words import read_due
    from tui.said_dates import NOW, read_day, read_time
    from tui.said_months import FIELDS, first_day, last_day, read_month

    today = now[:10]
    if declared.type == "time":
        return now if narrow(written).lower() in NOW else read_time(written, today)
    if declared.type != "date":
        return None
    if (kind, name) in FIELDS:
        month = read_month(written, today, year)
        return None if month is None else first_day(month) if FIELDS[kind, name] else last_day(month)
    return read_due(written, today) if f"{kind}.{name}" in AHEAD else read_day(written, today)
