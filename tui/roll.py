"""The roll of a session: who stands on it, in which order, and who is still missing from it."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.year.attendance import Counts, Expected, count, expected, section_on


def day_of(place: Workplace, session: View) -> str:
    """The date of a session, YYYY-MM-DD; today while it is not known."""
    return (session.get("start") or "")[:10] or today(place.clock)


def rows(place: Workplace, session: str) -> list[View]:
    """Attendance rows by section, then by the order of people."""
    return sorted(place.repository.linked("attendance", "session", session), key=lambda row: _order(place, row))


def missing(place: Workplace, session: View) -> list[Expected]:
    """Expected people who do not stand on the roll yet."""
    repository = place.repository
    there = {row.get("member") for row in repository.linked("attendance", "session", session.id)}
    people = expected(
        str(session.get("form")),
        day_of(place, session),
        repository.find("member"),
        repository.find("membership"),
        repository.find("away"),
        repository.find("appointment"),
        audience=session.get("audience"),
        sections=repository.find("section"),
    )
    return [each for each in people if each.member not in there]


def entry(place: Workplace, session: View, member: str) -> Expected:
    """A person to put on the roll, whoever it is."""
    return Expected(member, section_on(day_of(place, session), member, place.repository.find("membership")))


def put_on_roll(place: Workplace, session: str, people: list[Expected]) -> int:
    """Make the rows of these people as one action, nobody marked, and return how many; raises NotAllowed."""
    records: list[tuple[str, dict[str, Any], str | None]] = [
        ("attendance", {"session": session, "member": each.member, "section": each.section, "expected": True}, None)
        for each in people
    ]
    return len(place.desk.create_all(records)) if records else 0


def counts(place: Workplace, session: View) -> Counts:
    """The figures of a session's roll call as of now."""
    return count(place.repository.linked("attendance", "session", session.id), bool(session.get("roll_call_done")))


def _order(place: Workplace, row: View) -> tuple[bool, int, str, int, str, str]:
    get = place.repository.get
    section, member = get(row.get("section") or ""), get(str(row.get("member")))
    return (
        section is None,
        (section.get("sort") if section else None) or 0,
        str(section.get("name")) if section else "",
        (member.get("sort") if member else None) or 0,
        str(member.get("name")) if member else "",
        row.id,
    )
