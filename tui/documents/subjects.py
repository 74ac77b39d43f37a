"""What the documents of a year are about: its sessions, people, reflections and quarters, and what each is called in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.cache.view import View
from sync.workplace import Workplace
from tui.documents.kinds import About, DocumentKind, Subject
from tui.documents.office import Office
from tui.i18n import t
from tui.labels import state_label
from tui.year.periods import year_of
from tui.years import study_year


def subjects(office: Office, kind: DocumentKind) -> list[Subject]:
    """What there is one document of this kind each for, in the year; for the year or the branch itself there is one."""
    return LISTED[kind.about](office)


def title(office: Office, subject: Subject) -> str:
    """What a document is about, in a line; empty for the year or the branch itself."""
    if subject.quarter is not None:
        return t("export.quarter", n=subject.quarter)
    view = subject.record
    if view is None:
        return ""
    if view.kind == "session":
        return f"{day(office, view) or t('value.unknown')} {office.title(view)}"
    if view.kind == "submission":
        spec = office.place.repository.registry["submission"]
        return f"{office.name(view.get('author'))} {office.title(view)}（{state_label(spec, view.state)}）"
    return office.title(view)


def day(office: Office, view: View) -> str:
    """The day of a record, YYYY-MM-DD: a session's start, a document's date, else when it was made; empty where it is not known."""
    found = {"session": "start", "document": "issued_on", "plan": "issued_on"}.get(view.kind)
    return str(view.get(found) or "")[:10] if found else office.year.made_on(view) or ""


def _sessions(office: Office) -> list[Subject]:
    return [Subject(view) for view in office.year.held]


def _quarters(office: Office) -> list[Subject]:
    """Those that have begun; a report on one that has not would be a prophecy."""
    parts = enumerate(office.year.cut("quarter"), 1)
    return [Subject(quarter=number) for number, part in parts if part.stands(office.year.today) != "ahead"]


def _people(office: Office) -> list[Subject]:
    return [Subject(view) for view in office.year.people]


def _submissions(office: Office) -> list[Subject]:
    return [Subject(view) for each in office.year.people for view in office.year.submissions_of(each.id)]


def _governing(office: Office) -> list[Subject]:
    """Documents with a text that was in force by the end of the year, by number and date."""
    last = office.year.whole.last.isoformat()
    found = [
        view
        for view in office.place.repository.find("document")
        if view.state != "draft" and view.get("body") and (view.get("issued_on") or "") <= last
    ]
    return [Subject(view) for view in sorted(found, key=lambda view: (view.get("issued_on") or "", view.id))]


def _one(office: Office) -> list[Subject]:
    return [Subject()]


LISTED: Mapping[About, Callable[[Office], list[Subject]]] = {
    "session": _sessions,
    "quarter": _quarters,
    "person": _people,
    "submission": _submissions,
    "document": _governing,
    "year": _one,
    "branch": _one,
}


def year_for(place: Workplace, view: View) -> int | None:
    """The study year a record belongs to: a session's or plan's own, else that of its day; None where neither is known."""
    named = view.get("year")
    if isinstance(named, int):
        return named
    now = study_year(place)
    on = str(view.get("start") or "") if view.kind == "session" else now.made_on(view) or ""
    return year_of(on, now.starts) if on and view.kind in ("session", "submission") else None
