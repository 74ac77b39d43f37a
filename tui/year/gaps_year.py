"""What the year itself still lacks: its plan, the tasks of it, the sessions the frequency rules ask for, summary and workbook."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from sync.cache.view import View
from tui.year.frequency import frequency
from tui.year.open_item import SOON, OpenItem, Owing, open_item
from tui.year.owing import CLERK, SECRETARY, Duties
from tui.year.plan_actual import AHEAD, TaskYear, needs, plan_actual
from tui.year.study_year import StudyYear
from tui.year.taking_part import COMMITTEE
from tui.year.windows import Window, closing_window, plan_window, workbook_day

CLOSING = 10
"""Days before the end of a period from which a session its rule still asks for is listed."""


def has_begun(year: StudyYear) -> bool:
    """True for a year of which there is anything: of one without a plan and a session only its plan is asked for."""
    return year.plan is not None or bool(year.sessions)


# the plan


def plan_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """The plan missing, not submitted or not approved, in its window and after it (rule W-1)."""
    window, plan = plan_window(year), year.plan
    if window is None or year.today < window.first:
        return
    values: dict[str, str | int] = {"year": year.year, **_reminder(window, year.today)}
    if plan is None:
        yield open_item("plan_missing", "page:plans", CLERK, window.last, year.today, rule="W-1", values=values)
    elif plan.state == "submitted":
        yield open_item(
            "plan_unapproved", plan.id, SECRETARY, _until(year, plan, window), year.today, rule="W-1", values=values
        )
    elif plan.state in ("draft", "returned"):
        code = "plan_unsubmitted" if _until(year, plan, window) else "plan_revised"
        yield open_item(code, plan.id, CLERK, _until(year, plan, window), year.today, rule="W-1", values=values)


def _until(year: StudyYear, plan: View, window: Window) -> dt.date | None:
    """None for a plan that was approved once and is being changed: no rule says until when."""
    return None if year.source.linked("plan_version", "plan", plan.id) else window.last


def _reminder(window: Window, today: dt.date) -> dict[str, int]:
    left = window.days_left(today)
    return {} if left is None else {"days": left}


# its tasks


def task_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Tasks whose months end with sessions missing, and those put off without a new month."""
    for row in plan_actual(year):
        task, last = row.task, last_day(row.task)
        owing = _owes_task(task, duties)
        if row.state == "postponed" and (last is None or last < year.today):
            yield open_item("task_postponed", task.id, owing, None, year.today, needs=needs(task))
            continue
        missing = _missing(row)
        if row.state in ("missing", "open") and last is not None and missing > 0 and _near(last, year.today):
            values = {"times": row.times or 1, "held": row.held, "missing": missing}
            code = "task_missing" if last < year.today else "task_due"
            yield open_item(code, task.id, owing, last, year.today, needs=needs(task), values=values)


def _missing(row: TaskYear) -> int:
    """How often it is still to be held; before its months are over, what is set down already is not missing."""
    if row.missing:
        return row.missing
    return (row.times or 1) - row.held - sum(session.state in AHEAD for session in row.sessions)


def last_day(task: View) -> dt.date | None:
    """The last day of a task's last month; None while no month is given, or they are crossed."""
    first, last = (str(task.get(name) or "")[:7] for name in ("month_from", "month_to"))
    if not (first or last) or (last and first > last):
        return None
    year, month = int((last or first)[:4]), int((last or first)[5:7])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _owes_task(task: View, duties: Duties) -> Owing:
    if duties.in_post(task.get("owner")):
        return duties.named(task.get("owner"))
    return duties.heads(task.get("owner_section"))


def task_needs(year: StudyYear) -> list[str]:
    """The committee's scope too where a task is a meeting of the committee."""
    return sorted({scope for task in year.tasks for scope in needs(task)} | {"b"})


# what the frequency rules ask for


def frequency_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Sessions a rule asked for in a period that is over, or asks for in its last days."""
    if not has_begun(year):
        return
    for due in frequency(year):
        last = due.period.last
        if due.state != "missed" and not (due.state == "open" and 0 <= (last - year.today).days <= CLOSING):
            continue
        owing = SECRETARY if due.form == COMMITTEE else CLERK
        values: dict[str, str | int] = {
            "form": due.form,
            "per": due.period.per,
            "number": due.period.number,
            "first": due.period.first.isoformat(),
            "times": due.times,
            "held": len(due.sessions),
            "missing": due.times - len(due.sessions),
        }
        if due.group is not None:
            values["group"] = due.group
        scopes = ("b", "c") if due.form == COMMITTEE else ("b",)
        yield open_item(
            "frequency",
            f"page:session:{due.form}",
            owing,
            last,
            year.today,
            rule=due.rule.id,
            needs=scopes,
            values=values,
        )


def frequency_needs(year: StudyYear) -> list[str]:
    """The committee's scope too where a rule asks for its meetings."""
    return ["b", *(["c"] if any(rule.values.get("form") == COMMITTEE for rule in year.rules.family("F")) else [])]


# summary and workbook


def closing_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """The annual summary missing or a draft still, in its window and after it (rule W-1)."""
    window = closing_window(year)
    if window is None or year.today < window.first or not has_begun(year):
        return
    values: dict[str, str | int] = {"year": year.year, **_reminder(window, year.today)}
    written = summaries(year, window)
    if not written:
        yield open_item("summary_missing", "page:documents", CLERK, window.last, year.today, rule="W-1", values=values)
    elif all(view.state == "draft" for view in written):
        yield open_item("summary_draft", written[0].id, SECRETARY, window.last, year.today, rule="W-1", values=values)


def summaries(year: StudyYear, window: Window) -> list[View]:
    """Summaries of the year: issued, else made, from its window on and within a year; or whose title names the year."""
    found = []
    for view in year.source.find("document"):
        day = str(view.get("issued_on") or year.made_on(view) or "")
        inside = window.first.isoformat() <= day < window.first.replace(year=window.first.year + 1, day=1).isoformat()
        if view.get("doc_kind") == "summary" and (inside or str(year.year) in str(view.get("title"))):
            found.append(view)
    return sorted(found, key=lambda view: view.id)


def workbook_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """The workbook of the year, complete once all its sessions are approved (rule W-2)."""
    day = workbook_day(year)
    left = sum(session.state != "approved" for session in year.held)
    if day is not None and left and _near(day, year.today):
        yield open_item(
            "workbook",
            "page:sessions",
            CLERK,
            day,
            year.today,
            rule="W-2",
            needs=("b", "c"),
            values={"year": year.year, "n": left},
        )


def _near(day: dt.date, today: dt.date) -> bool:
    return (day - today).days <= SOON
