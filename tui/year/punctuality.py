"""What a mark says of the clock, and what the rules would say of the times. Pure functions over records."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from sync.cache.view import View

TIME_OF = {"late": "arrived", "left_early": "left"}
"""A status -> the field of the moment that goes with it."""

NO_TIMES = (None, "present", "leave", "exempt", "observer")
"""Statuses that say nothing of a moment; of an absent person the times stay, since they are why."""


class Advice(msgspec.Struct, frozen=True):
    """What the rules say where the mark says something else, and the minutes missed it is drawn from."""

    status: Literal["present", "late", "absent"]
    minutes: int


def times(row: View, session: View, status: str | None, now: str) -> dict[str, Any]:
    """The times that go with a mark made at `now` (YYYY-MM-DDTHH:MM): the present one, where the session is on now.

    A roll that is written up afterwards takes no time: when somebody came is then not known.
    """
    if status in NO_TIMES:
        return {name: None for name in TIME_OF.values() if row.get(name) is not None}
    name = TIME_OF.get(str(status))
    return {name: now} if name and row.get(name) is None and _is_on(session, now) else {}


def _is_on(session: View, now: str) -> bool:
    start, end = session.get("start"), session.get("end")
    if start and (now[:10] != start[:10] or now < start):
        return False
    return not end or bool(now <= end)


def advice(row: View, session: View, late_after: int | None, *, half_is_absent: bool) -> Advice | None:
    """A hint, never applied: later than so many minutes is late (rule A-1), half missed or more is absent (rule A-2).

    None where nothing differs, or the rule that would say so is off: `late_after` None, `half_is_absent` false.
    """
    held, start, end = row.get("status"), _moment(session.get("start")), _moment(session.get("end"))
    arrived, left = _moment(row.get("arrived")), _moment(row.get("left"))
    if held in ("leave", "exempt", "observer") or start is None or (arrived is None and left is None):
        return None
    after = max(0, _minutes(start, arrived)) if arrived else 0
    before = max(0, _minutes(left, end)) if left and end else 0
    length = _minutes(start, end) if end else 0
    if half_is_absent and length > 0 and 2 * (after + before) >= length:
        return Advice("absent", min(length, after + before)) if held != "absent" else None
    if arrived and late_after is not None and after > late_after:
        return Advice("late", after) if held not in ("late", "left_early") else None
    if half_is_absent and held == "absent" and length > 0:
        return Advice("present", after + before)
    return Advice("present", after) if late_after is not None and held == "late" and arrived else None


def _moment(value: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def _minutes(since: dt.datetime, until: dt.datetime) -> int:
    return int((until - since).total_seconds()) // 60
