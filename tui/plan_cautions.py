"""What is worth a word when a task is added to a plan; nothing of it is in the way."""

from __future__ import annotations

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t


def of_new_task(place: Workplace, task: View | None) -> str:
    """That the plan was approved without it, and that its months are over; empty where neither is so, or it is no task."""
    if task is None or task.kind != "task":
        return ""
    plan = place.repository.get(str(task.get("plan")))
    ends = str(task.get("month_to") or task.get("month_from") or "")[:7]
    words = [
        t("plan.added_to_approved") if plan is not None and plan.state == "approved" else "",
        t("plan.month_over", month=ends) if ends and ends < today(place.clock)[:7] else "",
    ]
    return "".join(words)
