"""What the rest of the year still holds for a person: sessions that are to come, and what the plan's tasks still plan."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync.cache.view import View
from tui.year.plan_actual import may_count
from tui.year.study_year import HELD, StudyYear
from tui.year.taking_part import expects, forms_of, length, observes

TO_COME = ("planned", "postponed", "running")


class Ahead(msgspec.Struct, frozen=True):
    """A session to come, or what a task still plans: how many times, how long each; None where that is not known."""

    record: str
    forms: frozenset[str]
    times: int | None
    minutes: int | None


def ahead(year: StudyYear, member: str) -> list[Ahead] | None:
    """What a person is still expected at in the year; None without a plan, since then anything may come."""
    if year.over:
        return []
    if not year.tasks:
        return None
    return [each for each, view in _to_come(year) if _concerns(year, view, member)]


def _to_come(year: StudyYear) -> list[tuple[Ahead, View]]:
    if "to_come" not in year.memory:
        year.memory["to_come"] = list(_gathered(year))
    found: list[tuple[Ahead, View]] = year.memory["to_come"]
    return found


def _gathered(year: StudyYear) -> Iterator[tuple[Ahead, View]]:
    tasks = {task.id: task for task in year.tasks}
    for session in year.sessions:
        if session.state in TO_COME:
            yield Ahead(session.id, frozenset(forms_of(session)), 1, _planned(session, tasks)), session
    for task in year.tasks:
        form, left = task.get("form"), _left(year, task)
        if left != 0:
            yield Ahead(task.id, frozenset({form} if form else ()), left, task.get("minutes_planned")), task


def _concerns(year: StudyYear, view: View, member: str) -> bool:
    if expects(year, view, member):
        return True
    on_roll = view.kind == "session" and any(row.get("member") == member for row in year.rows(view))
    return on_roll and not observes(year, view, member)


def _planned(session: View, tasks: dict[str, View]) -> int | None:
    known = length(session)
    task = tasks.get(str(session.get("task")))
    planned: int | None = task.get("minutes_planned") if task is not None else None
    return known if known is not None else planned


def _left(year: StudyYear, task: View) -> int | None:
    """How often a task is still to be carried out by sessions that nobody has made yet; None where the plan does not say."""
    if task.state not in ("planned", "postponed"):
        return 0
    times: int | None = task.get("times")
    first, last = (str(task.get(name) or "")[:7] for name in ("month_from", "month_to"))
    if times is None and first and last in ("", first):
        # A task of one month that does not say how often is meant once.
        times = 1
    made = sum(session.state in (*HELD, *TO_COME) for session in year.sessions_of(task.id) if may_count(task, session))
    return max(0, times - made) if times is not None else None
