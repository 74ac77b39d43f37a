"""What is not known of a year: the facts its records lack, each with the record and the field. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sync.cache.view import View
from sync.records.registry import KINDS
from tui.year.attendance import status
from tui.year.study_year import StudyYear
from tui.year.taking_part import length

NEEDS = ("b", "c")
"""The scopes in which what may lack something stands: a device that does not hold one of them has no list of all."""

ROLL = "roll"
"""In place of a field: who was there is not known, or not of everybody."""

PLANNED = ("times", "minutes_planned")
"""What a task of the plan should say, so that the year ahead can be reckoned."""

NUMBERED = ("number", "issued_on")
"""What a governing document and a plan should say of themselves."""


class Unknown(msgspec.Struct, frozen=True):
    """One fact that is missing: a field of a record, "roll" for its roll call."""

    record: View
    field: str


def unknown(year: StudyYear) -> list[Unknown]:
    """Everything a year's figures and documents would need and its records do not say: sessions, plan, tasks, documents.

    Sessions that were held; governing documents of any year that are not repealed, since nobody knows of an undated one
    which year it is of.
    """
    found = [missing for session in year.held for missing in _of_session(year, session)]
    if year.plan is not None:
        found += _empty(year.plan, (*_needed("plan"), *NUMBERED))
    for task in year.tasks:
        if task.state != "cancelled":
            found += _empty(task, (*_needed("task"), *PLANNED))
    documents = [view for view in year.source.find("document") if view.state != "repealed" and _may_be_of(year, view)]
    for document in documents:
        found += _empty(document, (*_needed("document"), *NUMBERED))
    return found


def unseen(year: StudyYear) -> list[str]:
    """The scopes of which this device cannot say what is missing there: its list is not all where there are any."""
    return year.lacks(NEEDS)


def _of_session(year: StudyYear, session: View) -> list[Unknown]:
    # A session without a title is called by its form, so its title is not missing.
    found = _empty(session, [*(name for name in _needed("session") if name != "title"), "recorders"])
    if session.get("start") and session.get("end") and length(session) is None:
        found.append(Unknown(session, "end"))
    rows = year.rows(session)
    done = bool(session.get("roll_call_done"))
    if not rows or any(status(row, done) is None for row in rows):
        found.append(Unknown(session, ROLL))
    return found


def _may_be_of(year: StudyYear, document: View) -> bool:
    return document.get("issued_on") is None or year.in_year(document.get("issued_on"))


def _needed(kind: str) -> list[str]:
    return [name for name, declared in KINDS[kind].fields.items() if declared.needed]


def _empty(view: View, names: Iterable[str]) -> list[Unknown]:
    return [Unknown(view, name) for name in names if view.get(name) in (None, "", [])]
