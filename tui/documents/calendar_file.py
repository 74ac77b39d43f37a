"""A calendar for any calendar program (RFC 5545)."""

from __future__ import annotations

import datetime as dt

import msgspec


class Event(msgspec.Struct, frozen=True):
    """A meeting, or a day on which something is due: `start` a local moment or a whole day, `end` None where it is not known.

    `uid` is the record's own id, so that a program that takes the file again changes the entry instead of making a second one.
    `cancelled`: the meeting was called off.
    """

    uid: str
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | None = None
    place: str = ""
    about: str = ""
    cancelled: bool = False


class CalendarFile(msgspec.Struct, frozen=True):
    """All entries; `name` is what the file is called, without the ending. `at` is when it was made."""

    name: str
    events: tuple[Event, ...]
    at: dt.datetime
    sample: bool = False
