"""What is worth a word when a task is added to a plan or gets other months; nothing of it is in the way."""

from __future__ import annotations

from collections.abc import Collection

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t
from tui.year.periods import year_of

MONTHS = ("month_from", "month_to")


def of_new_task(place: Workplace, task: View | None) -> str:
    """That the plan was approved without it, and that its months are over or not the plan's; empty where none is so."""
    if task is None or task.kind != "task":
        return ""
    plan = place.repository.get(str(task.get("plan")))
    ends = str(task.get("month_to") or task.get("month_from") or "")[:7]
    outside = of_months(place, task)
    over = t("plan.month_over", month=ends) if ends and ends < today(place.clock)[:7] else ""
    words = [
        t("plan.added_to_approved") if plan is not None and plan.state == "approved" else "",
        # A month of another year is the wrong one, over or not.
        outside or over,
    ]
    return "".join(words)


def of_changed_task(place: Workplace, task: View | None, changed: Collection[str]) -> str:
    """That the months it was given lie outside the plan's year; empty where others changed, or it is no task."""
    if task is None or task.kind != "task" or not any(name in MONTHS for name in changed):
        return ""
    return of_months(place, task)


def of_months(place: Workplace, task: View) -> str:
    """That a month of a task lies outside the year of its plan; empty where none does, or the year is not known."""
    plan = place.repository.get(str(task.get("plan")))
    year = plan.get("year") if plan is not None else None
    settings = place.repository.find("settings")
    starts = settings[0].get("year_starts") if settings else None
    begins = starts if isinstance(starts, int) and 1 <= starts <= 12 else 1
    months = [str(task.get(name))[:7] for name in MONTHS if task.get(name)]
    outside = next((month for month in months if year and year_of(month, begins) != year), None)
    return t("plan.month_outside", month=outside, year=year) if outside else ""
