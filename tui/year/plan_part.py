"""The plan against what was in one part of the year, for the report of a quarter. Pure functions over the rows of the year."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync.cache.view import View
from tui.year.gaps_year import last_day
from tui.year.periods import Period
from tui.year.plan_actual import Cell, TaskYear
from tui.year.study_year import HELD


class TaskPart(msgspec.Struct, frozen=True):
    """A task in one part of the year.

    `held`: sessions held in it, `so_far` from the beginning of the year to its end; null where a session without a date may
    belong to it, no months and no sessions are known, or not all may be read. `missing`: what is missing of the task once its last month lies behind; 0 before
    that, null while no months are given. `postponed`: sessions put off, or 1 for the task itself.
    """

    row: TaskYear
    held: int | None
    so_far: int | None
    missing: int | None
    postponed: int


def plan_part(rows: Iterable[TaskYear], period: Period) -> list[TaskPart]:
    """The tasks with a month or a session in the part, in the order of the plan; those without any month may belong to it."""
    return [_part(row, period) for row in rows if _concerns(row, period)]


def begins_by(task: View, day: str) -> bool:
    """True for a task whose first month has begun by a day, YYYY-MM-DD, or is not known."""
    first = str(task.get("month_from") or task.get("month_to") or "")
    return first[:7] <= day[:7]


def planned_in(task: View, period: Period) -> bool | None:
    """True for a task with a month in the part; None while its months are not known."""
    last = last_day(task)
    if last is None:
        return None
    return begins_by(task, period.last.isoformat()) and last >= period.first


def _concerns(row: TaskYear, period: Period) -> bool:
    return planned_in(row.task, period) is not False or any(cell.state != "nothing" for cell in _cells(row, period))


def _cells(row: TaskYear, period: Period) -> list[Cell]:
    return [cell for cell in row.cells if period.holds(cell.period.first)]


def _part(row: TaskYear, period: Period) -> TaskPart:
    cells, last = _cells(row, period), last_day(row.task)
    undated = any(session.state in HELD and not session.get("start") for session in row.undated)
    # Of a task without months and sessions nobody knows whether it was held.
    closed = row.state == "no_access" or undated or (row.state == "unknown" and not row.held)
    held = sum(session.state in HELD for cell in cells for session in cell.sessions)
    before = sum(
        session.state in HELD for cell in row.cells if cell.period.last <= period.last for session in cell.sessions
    )
    put_off = sum(session.state == "postponed" for cell in cells for session in cell.sessions)
    due = last is not None and last <= period.last
    return TaskPart(
        row,
        None if closed else held,
        None if closed else before,
        row.missing if due or row.missing is None else 0,
        put_off or int(row.state == "postponed"),
    )
