"""Days and times a person says, as the fields of records keep them; forms and commands alike."""

from __future__ import annotations

from sync.records.dates import narrow
from sync.records.fields import Field, FieldProblem

AHEAD = frozenset({"action.due"})
"""Dates that lie ahead: 周五 is the next Friday, never the last."""

BEHIND = frozenset({"study.on"})
"""Dates that lie behind: 周五 is the last Friday, never the next."""

LENGTHS = frozenset({"study.minutes"})
"""Minutes of one day."""

DAY = 24 * 60
"""The minutes there are in a day."""


def read_said(kind: str, name: str, declared: Field, written: str, now: str, year: int | None = None) -> str | None:
    """A day or time as one says it, as the field keeps it; None for what is none, and for fields that are neither.

    `now` is the time by the clock, YYYY-MM-DDTHH:MM, `year` the year of months that are named without one.
    """
    from tui.due_words import read_due
    from tui.past_words import read_past
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
    if f"{kind}.{name}" in BEHIND:
        return read_past(written, today) or read_due(written, today)
    return read_due(written, today) if f"{kind}.{name}" in AHEAD else read_day(written, today)


def why_not(kind: str, name: str, declared: Field, written: str, now: str) -> FieldProblem | None:
    """Why the field cannot take a day or time as it is said: there is none, the hour is missing, it lies ahead, or no day is so long.

    None for what the field can take, and for words that say nothing like a day.
    """
    from tui.plain_days import what_is_wrong
    from tui.said_dates import is_no_hour, read_day
    from tui.said_months import FIELDS

    today, value = now[:10], written.strip()
    if f"{kind}.{name}" in LENGTHS:
        minutes = narrow(value)
        return FieldProblem(name, "over_a_day") if minutes.isdecimal() and int(minutes) > DAY else None
    if not value or declared.type not in ("date", "time") or (kind, name) in FIELDS:
        return None
    found = read_said(kind, name, declared, value, now)
    if found is not None:
        return FieldProblem(name, "day_ahead") if f"{kind}.{name}" in BEHIND and found > today else None
    code: str | None = what_is_wrong(value, today)
    if code is None and declared.type == "time":
        code = "no_hour" if read_day(value, today) else "no_such_hour" if is_no_hour(value, today) else None
    return FieldProblem(name, code, value=value[:40]) if code else None
