"""Who is expected at a session, or at what a task plans, on the days on which it was or can be. Pure functions over one study year."""

from __future__ import annotations

import datetime as dt

from sync.cache.view import View
from tui.year.attendance import chosen
from tui.year.audience import Branch
from tui.year.belonging import span
from tui.year.study_year import HELD, StudyYear

DATED = ("membership", "away", "appointment")
"""Kinds of record by which a day differs from the one before."""


def expected_at(year: StudyYear, view: View) -> frozenset[str]:
    """Who is expected at a session, or at what a task plans, by its audience and form, on any day on which it may be.

    People not away who belonged to the branch that day, whether or not they have left since.
    """
    known: dict[str, frozenset[str]] = year.memory.setdefault("expected", {})
    if view.id not in known:
        form, audience = str(view.get("form")), view.get("audience")
        people = [_on(year, form, audience, day) for day in _differing(year, *days_of(year, view))]
        known[view.id] = frozenset().union(*people)
    return known[view.id]


def days_of(year: StudyYear, view: View) -> tuple[dt.date, dt.date]:
    """First and last day on which a session was or may be held, or a task carried out, as things are known today.

    The day it starts; held without one, any day of the year so far; still to be held, any that is left of the year: of a task
    those of its own months, unless they have passed.
    """
    begun, now, end = view.get("start"), year.so_far, year.whole.last
    if begun and view.state != "postponed":
        return dt.date.fromisoformat(begun[:10]), dt.date.fromisoformat(begun[:10])
    if view.state in HELD:
        return year.whole.first, now
    months = months_of(view) if view.kind == "task" and view.state != "postponed" else None
    if months is not None:
        first, last = max(now, months[0]), min(end, months[1])
        return (first, last) if first <= last else (now, end)
    return now, end


def months_of(task: View) -> tuple[dt.date, dt.date] | None:
    """First day of a task's first month to last day of its last; None while no month is given, or they are crossed."""
    known = [str(day) for day in (task.get("month_from"), task.get("month_to")) if day]
    if not known:
        return None
    first, last = (dt.date.fromisoformat(day[:10]).replace(day=1) for day in (known[0], known[-1]))
    after = last.replace(year=last.year + 1, month=1) if last.month == 12 else last.replace(month=last.month + 1)
    return (first, after - dt.timedelta(days=1)) if first <= last else None


def _differing(year: StudyYear, first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day, and each later one on which somebody comes, goes, or takes up or lays down a duty."""
    turns = {first.toordinal()}
    for begins, ends in _spans(year):
        turns |= {day for day in (begins, ends + 1) if first.toordinal() < day <= last.toordinal()}
    return [dt.date.fromordinal(day) for day in sorted(turns)]


def _spans(year: StudyYear) -> list[tuple[int, int]]:
    if "spans" not in year.memory:
        year.memory["spans"] = [span(view) for kind in DATED for view in year.source.find(kind)]
    found: list[tuple[int, int]] = year.memory["spans"]
    return found


def _on(year: StudyYear, form: str, audience: str | None, day: dt.date) -> frozenset[str]:
    """Who is expected on one day; sessions of one form and audience share the answer."""
    known: dict[tuple[str, str | None, dt.date], frozenset[str]] = year.memory.setdefault("expected_on", {})
    if (form, audience, day) not in known:
        find = year.source.find
        branch = Branch(day.isoformat(), year.in_post(day), find("membership"), find("appointment"), find("section"))
        known[form, audience, day] = frozenset(chosen(form, branch, find("away"), audience))
    return known[form, audience, day]
