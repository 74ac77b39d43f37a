"""What of one year's plan goes into the next: tasks a year later, planned again, under the numbers that follow."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sync.approving import TASK_FIELDS
from sync.cache.view import View
from tui.year.plan_actual import TaskYear

CARRIED = tuple(name for name in TASK_FIELDS if name != "number")
"""What a task takes along: what was decided about it; progress, reason and evidence are of the year that passed."""

PLAN_CARRIED = ("guiding", "requirements")
"""What next year's plan may take over, where its author wants it."""

SAME = ("topic", "track", "form")
"""Two tasks that agree in these are one task, carried over already."""

TITLE = 120


def not_done(rows: Iterable[TaskYear]) -> list[View]:
    """Tasks of a year that are neither done nor cancelled."""
    return [row.task for row in rows if row.state != "done" and row.task.state not in ("closed", "cancelled")]


def there_already(task: View, next_tasks: Iterable[View]) -> bool:
    """True when next year's plan has such a task, whoever wrote it there."""
    return any(all(task.get(name) == other.get(name) for name in SAME) for other in next_tasks)


def carried(tasks: Sequence[View], plan: str, next_tasks: Iterable[View]) -> list[dict[str, Any]]:
    """The fields of the tasks to be made in the plan of that id, in the order given, numbered after those it has."""
    number = max((view.get("number") or 0 for view in next_tasks), default=0)
    found = []
    for place, task in enumerate(tasks, start=1):
        fields = {name: value for name in CARRIED if (value := task.get(name)) not in (None, "", [])}
        fields |= {name: a_year_later(fields[name]) for name in ("month_from", "month_to") if name in fields}
        found.append({"plan": plan, "number": number + place, **fields})
    return found


def next_plan(plan: View, *, texts: bool) -> dict[str, Any]:
    """The fields of next year's plan, still a draft; with `texts` its guiding text and requirements are those of this year."""
    year = int(plan.get("year"))
    fields: dict[str, Any] = {"year": year + 1}
    title = str(plan.get("title") or "")
    if str(year) in title:
        fields["title"] = title.replace(str(year), str(year + 1), 1)[:TITLE]
    if texts:
        fields |= {name: value for name in PLAN_CARRIED if (value := plan.get(name))}
    return fields


def a_year_later(day: str) -> str:
    """The same day of the next year, YYYY-MM-DD; the last of February stays the last."""
    date = dt.date.fromisoformat(day)
    year = date.year + 1
    last = calendar.monthrange(year, date.month)[1]
    at_end = date.day == calendar.monthrange(date.year, date.month)[1]
    return date.replace(year=year, day=last if at_end else min(date.day, last)).isoformat()
