"""学习日历: the sessions of the year and the days on which something is due, for any calendar program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sync.cache.view import View
from tui import agenda
from tui.documents.calendar_file import CalendarFile, Event
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.i18n import t
from tui.labels import state_label
from tui.projecting import is_private
from tui.session_record import forms
from tui.year.expecting import months_of
from tui.year.lending import due_state
from tui.year.windows import closing_window, plan_window, workbook_day

CALLED_OFF = ("postponed", "cancelled")
"""States of a session that is not held when it says; one that was put off says anew when it is."""


def calendar(office: Office, about: Subject) -> CalendarFile:
    """The office's year: sessions, tasks, open action items, own loans, and the windows of plan and summary."""
    year = office.year
    committee = year.reads("c")
    sessions = [each for each in year.sessions if committee or not is_private(each)]
    events = [
        *(event for each in sessions for event in _session(office, each)),
        *(event for each in year.tasks for event in _task(office, each)),
        *(event for each in sessions for event in _actions(office, each)),
        *_loans(office),
        *_windows(office),
    ]
    name = t("doc.calendar.name", branch=office.branch, year=year.year)
    return CalendarFile(name, tuple(events), office.place.clock.now(), is_sample((*sessions, *year.tasks)))


def _marked(session: View, title: str) -> str:
    """What the committee discusses is nobody else's business: whoever shares a calendar has to see it."""
    return t("doc.calendar.committee", title=title) if is_private(session) else title


def _moment(written: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None


def _session(office: Office, view: View) -> Iterator[Event]:
    """A session that says when it begins, else nothing; one called off says so and why."""
    start, end = _moment(view.get("start")), _moment(view.get("end"))
    if start is None:
        return
    place, off = office.place, view.state in CALLED_OFF
    title = office.title(view)
    state = state_label(place.repository.registry["session"], view.state)
    about = [
        f"{office.label('session', 'form')}{t('error.colon')}{forms(place, view)}",
        f"{office.label('session', 'host')}{t('error.colon')}{office.value(view, 'host')}",
        *(f"{each.get('number')}. {each.get('title')}" for each in agenda.items(place, view.id)),
        *([f"{state}{t('error.colon')}{view.get('reason') or t('value.unknown')}"] if off else []),
    ]
    yield Event(
        view.id,
        _marked(view, t("doc.calendar.off", state=state, title=title) if off else title),
        start,
        end if end is not None and end > start else None,
        str(view.get("place") or ""),
        "\n".join(about),
        cancelled=off,
    )


def _task(office: Office, view: View) -> Iterator[Event]:
    """The last day of a task's months; nothing of one that is done, put off or gives no month."""
    months = months_of(view)
    if months is None or view.state != "planned":
        return
    number, topic = view.get("number"), str(view.get("topic"))
    about = [
        f"{office.label('task', name)}{t('error.colon')}{words}"
        for name in ("form", "lead", "owner", "owner_section")
        if (words := office.value(view, name))
    ]
    yield Event(view.id, t("doc.calendar.task", number=number, topic=topic), months[1], about="\n".join(about))


def _actions(office: Office, session: View) -> Iterator[Event]:
    """Action items of a session that are open and say until when."""
    for each in office.linked("action", "session", session.id):
        if each.state == "open" and each.get("due"):
            title = t("doc.calendar.action", text=each.get("text"), owner=office.name(each.get("owner")))
            about = t("doc.calendar.from", title=office.title(session))
            yield Event(each.id, _marked(session, title), dt.date.fromisoformat(each.get("due")), about=about)


def _loans(office: Office) -> Iterator[Event]:
    """Books of whoever sits here, in whichever year they were borrowed: on a device alone nobody is named."""
    member = office.place.desk.member
    loans: Iterable[View] = office.linked("loan", "member", member) if member else ()
    for each in loans:
        if due_state(each, office.year.today) in ("out", "overdue") and each.get("due_on"):
            title = t("doc.calendar.loan", title=office.value(each, "book"))
            yield Event(each.id, title, dt.date.fromisoformat(each.get("due_on")))


def _windows(office: Office) -> Iterator[Event]:
    """The last days for plan, summary and workbook (rules W-1 and W-2); none that a branch has switched off."""
    year, branch = office.year, office.place.desk.branch
    for name, window in (("plan_due", plan_window(year)), ("summary_due", closing_window(year))):
        if window is not None:
            about = t("doc.calendar.window", first=window.first, last=window.last)
            yield Event(f"{branch}-{name}-{year.year}", _due(name, year.year), window.last, about=about)
    day = workbook_day(year)
    if day is not None:
        yield Event(f"{branch}-workbook_due-{year.year}", _due("workbook_due", year.year), day)


def _due(name: str, year: int) -> str:
    return t(f"doc.calendar.{name}", year=year)
