"""What looks odd about a session, each with its reason and the records behind it; a warning never blocks. Pure functions.

Source: DOMAIN.md section 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from sync.cache.view import View
from tui.year.attendance import CAME, status
from tui.year.paragraphs import Equal
from tui.year.working_days import Calendar

SHORT, LONG = 20, 240
"""Minutes below and above which the length of a session is worth a word."""


class Caution(msgspec.Struct, frozen=True):
    """One warning: `code` names its sentence, `values` fill it (a member or a record by its id), `records` are what it is about."""

    code: str
    records: tuple[str, ...] = ()
    values: Mapping[str, str] = msgspec.field(default_factory=dict)


class Index(Protocol):
    """Finds paragraphs of 80 characters or more that an earlier record has too."""

    def equals(self, views: Iterable[View]) -> list[Equal]:
        """See ParagraphIndex."""
        ...


def two_places(session: View, rows: Iterable[View], others: Iterable[tuple[View, Sequence[View]]]) -> list[Caution]:
    """People who were at this session and at another one that overlaps it elsewhere; `others` with their rolls."""
    here = {row.get("member"): row.id for row in rows if _came(row, session)}
    found = []
    for other, roll in others:
        if other.id == session.id or not overlap(session, other) or _same_place(session, other):
            continue
        for row in roll:
            if row.get("member") in here and _came(row, other):
                member = str(row.get("member"))
                found.append(
                    Caution("two_places", (here[member], row.id, other.id), {"member": member, "other": other.id})
                )
    return found


def overlap(one: View, other: View) -> bool:
    """True when two sessions, whose times are both known, share some time."""
    a, b, c, d = one.get("start"), one.get("end"), other.get("start"), other.get("end")
    return bool(a and b and c and d) and a < d and c < b


def _came(row: View, session: View) -> bool:
    # Whoever nobody marked is not said to have been anywhere before the roll call is done.
    return status(row, bool(session.get("roll_call_done"))) in CAME


def _same_place(one: View, other: View) -> bool:
    return bool(one.get("place")) and one.get("place") == other.get("place")


def on_holiday(session: View, calendar: Calendar) -> list[Caution]:
    """The session began on a published holiday, or a day off of the branch."""
    start = session.get("start")
    day = dt.date.fromisoformat(start[:10]) if start else None
    name = calendar.holiday(day) if day else None
    if day is None or name is None:
        return []
    return [Caution("holiday" if name else "own_holiday", (session.id,), {"day": day.isoformat(), "name": name})]


def host_absent(session: View, rows: Iterable[View]) -> list[Caution]:
    """The host is marked as on leave or absent."""
    host = session.get("host")
    away = [row for row in rows if host and row.get("member") == host and row.get("status") in ("leave", "absent")]
    return [Caution("host_absent", (row.id,), {"member": str(host)}) for row in away]


def length(session: View) -> list[Caution]:
    """Under 20 minutes or over 4 hours, from start to end."""
    start, end = session.get("start"), session.get("end")
    if not start or not end:
        return []
    minutes = int((dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)).total_seconds()) // 60
    code = "backwards" if minutes < 0 else "short" if minutes < SHORT else "long" if minutes > LONG else None
    return [Caution(code, (session.id,), {"n": str(minutes)})] if code else []


def equal_paragraphs(session: View, minutes: Iterable[View], index: Index) -> list[Caution]:
    """Paragraphs of 80 characters or more that an earlier record has word for word."""
    return [
        Caution("equal", (each.record, each.earlier), {"begins": each.begins, "other": each.earlier})
        for each in index.equals([session, *minutes])
    ]


def too_early(
    session: View, made: Iterable[View], completed: dt.datetime | None, zone: dt.tzinfo | None
) -> list[Caution]:
    """Signatures and reflections on the session made before it ended, and minutes completed before that.

    Entries are written while it lasts: those are not odd.
    """
    end = session.get("end")
    if not end:
        return []
    over = dt.datetime.fromisoformat(end)
    found = []
    for view in made:
        at = _local(str(view.created.get("claimed") or view.created.get("at") or ""), zone)
        if at is not None and at < over:
            found.append(Caution(f"early_{view.kind}", (view.id,), {"at": f"{at:%Y-%m-%d %H:%M}", "record": view.id}))
    if completed is not None and (at := completed.astimezone(zone).replace(tzinfo=None)) < over:
        found.append(Caution("early_session", (session.id,), {"at": f"{at:%Y-%m-%d %H:%M}"}))
    return found


def early_roll(session: View, called: str | None, zone: dt.tzinfo | None) -> list[Caution]:
    """The roll call was said to be done (`called`, an instant) before the session began: one of the two times is wrong."""
    start, at = session.get("start"), _local(called or "", zone)
    if not start or at is None or at >= dt.datetime.fromisoformat(start):
        return []
    return [Caution("early_roll", (session.id,), {"at": f"{at:%Y-%m-%d %H:%M}", "start": start.replace("T", " ")})]


def _local(text: str, zone: dt.tzinfo | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None)
    except ValueError:
        return None
