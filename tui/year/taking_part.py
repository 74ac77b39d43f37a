"""What each held session was for one person: there, excused, missing, or not known. Pure functions over one study year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sync.cache.view import View
from tui.year.attendance import status
from tui.year.study_year import StudyYear

COMMITTEE = "committee_meeting"
"""The form whose sessions only the committee reads."""

NOT_KNOWN = ("unmarked", "no_roll")


@dataclass(frozen=True, slots=True)
class Part:
    """One session and what its roll says of the person.

    `status` is that of the row; "unmarked" for 未点 while the roll call is not done, "no_roll" where the session has no
    roll and the person would have been expected. `made_up`: what was missed has been made up and verified.
    """

    session: View
    row: View | None
    status: str
    made_up: bool = False

    @property
    def record(self) -> str:
        """The record it stands in."""
        return self.session.id

    @property
    def known(self) -> bool:
        """False where nobody has said yet whether the person was there."""
        return self.status not in NOT_KNOWN


def parts(year: StudyYear, member: str) -> list[Part]:
    """The held sessions of the year that concern a person, in the order of `year.held`.

    Whoever holds no role of the committee in the year is on the roll of its meeting as an observer, whatever the row says:
    a device that does not read the committee could not know otherwise.
    """
    sits = year.sat_with_committee(member)
    on_roll = {session.id: _part(session, row, sits) for session, row in year.roll_of(member)}
    bare = {
        session.id: Part(session, None, "no_roll") for session in year.without_roll if expects(year, session, member)
    }
    both = on_roll | bare
    return [both[session.id] for session in year.held if session.id in both] if bare else list(on_roll.values())


def expects(year: StudyYear, view: View, member: str) -> bool:
    """True for a person expected at a session, or at what a task plans; at a committee meeting only those who sit with it."""
    return member in year.expected_at(view) and (view.get("form") != COMMITTEE or year.sat_with_committee(member))


def _part(session: View, row: View, sits: bool) -> Part:
    held = status(row, bool(session.get("roll_call_done"))) or "unmarked"
    if session.get("form") == COMMITTEE and not sits:
        return Part(session, row, "observer")
    return Part(session, row, held, held in ("leave", "absent") and bool(row.get("makeup_verified")))


def needs_of_sessions(year: StudyYear, member: str) -> list[str]:
    """The scopes in which the sessions of a person's year stand."""
    return [scope for scope in year.needs_of(member) if not scope.startswith("r:")]


def forms_of(session: View) -> set[str]:
    """The form of a sitting and what it was as well."""
    return {str(session.get("form")), *(session.get("also") or ())}


def length(session: View) -> int | None:
    """Minutes from start to end; None where one of them is not known, or the end lies before the start."""
    start, end = session.get("start"), session.get("end")
    if not start or not end or end < start:
        return None
    return int((dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(start)).total_seconds()) // 60


def rounded(minutes: int, step: int) -> int:
    """Rounded down to whole steps of minutes; as it is where the step is 0."""
    return minutes - minutes % step if step > 0 else minutes
