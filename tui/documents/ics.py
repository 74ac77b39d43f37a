"""A calendar as an iCalendar file (.ics). icalendar costs 200 ms to import, so this module is imported where a file is written."""

from __future__ import annotations

import datetime as dt

import icalendar

from tui.documents.calendar_file import CalendarFile, Event
from tui.documents.cleaning import clean
from tui.i18n import t


def ics(calendar: CalendarFile) -> bytes:
    """The file's content. Moments are the branch's own time without a zone: the meeting is at 9:00 wherever it is read."""
    made = icalendar.Calendar()
    made.add("prodid", "-//Xinde//Study year//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", clean(calendar.name))
    for event in calendar.events:
        made.add_component(_event(event, calendar))
    return bytes(made.to_ical())


def _event(event: Event, calendar: CalendarFile) -> icalendar.Event:
    made = icalendar.Event()
    title = t("documents.sample_title", title=event.title) if calendar.sample else event.title
    made.add("uid", f"{event.uid}@xinde")
    made.add("dtstamp", calendar.at.astimezone(dt.UTC))
    made.add("summary", clean(title))
    made.add("dtstart", event.start)
    if event.end is not None:
        made.add("dtend", event.end)
    if event.place:
        made.add("location", clean(event.place))
    if event.about:
        made.add("description", clean(event.about))
    if event.cancelled:
        made.add("status", "CANCELLED")
    return made
