"""What each held session was for one person: there, excused, missing, or not known. Pure functions over one study year."""

from __future__ import annotations

import datetime as dt

import msgspec

from sync.cache.view import View
from tui.year.attendance import status
from tui.year.expecting import expected_at
from tui.year.makeup import MISSED
from tui.year.study_year import StudyYear

COMMITTEE = "committee_meeting"
"""The form whose sessions only the committee reads."""


class Sitting(msgspec.Struct, frozen=True):
    """A held session as it counts for everybody: its day (empty while not known), its forms, its minutes from start to end."""

    session: View
    day: str
    forms: frozenset[str]
    minutes: int | None
    approved: bool

    @property
    def form(self) -> str:
        """The form under which it was held."""
        return str(self.session.get("form"))


class Part(msgspec.Struct, frozen=True):
    """One session and what its roll says of the person.

    `status` is that of the row; "unmarked" for 未点 while the roll call is not done, "no_roll" where the session has no
    roll and the person would have been expected. `known`: somebody has said whether the person was there. `made_up`: what
    was missed has been made up and verified.
    """

    sitting: Sitting
    row: View | None
    status: str
    known: bool = True
    made_up: bool = False

    @property
    def values(self) -> dict[str, str | int]:
        """What the lines of figures say of it."""
        row = self.row.id if self.row is not None else ""
        return {"day": self.sitting.day, "form": self.sitting.form, "status": self.status, "row": row}


def parts(year: StudyYear, member: str) -> list[Part]:
    """The held sessions of the year that concern a person, in the order of `year.held`.

    Whoever holds no role of the committee in the year is on the roll of its meeting as an observer, whatever the row says:
    a device that does not read the committee could not know otherwise.
    """
    known: dict[str, list[Part]] = year.memory.setdefault("parts", {})
    if member not in known:
        known[member] = _parts(year, member)
    return known[member]


def _parts(year: StudyYear, member: str) -> list[Part]:
    sits, held = year.sat_with_committee(member), sittings(year)
    on_roll = {session.id: _part(held[session.id], row, sits) for session, row in year.roll_of(member)}
    bare = {
        session.id: Part(held[session.id], None, "no_roll", known=False)
        for session in year.without_roll
        if expects(year, session, member)
    }
    both = on_roll | bare
    return [both[rid] for rid in held if rid in both] if bare else list(on_roll.values())


def sittings(year: StudyYear) -> dict[str, Sitting]:
    """The held sessions of the year by their ids, in the order of `year.held`."""
    if "sittings" not in year.memory:
        year.memory["sittings"] = {session.id: _sitting(session) for session in year.held}
    found: dict[str, Sitting] = year.memory["sittings"]
    return found


def _sitting(session: View) -> Sitting:
    day, forms = str(session.get("start") or "")[:10], frozenset(forms_of(session))
    return Sitting(session, day, forms, length(session), session.state == "approved")


def _part(sitting: Sitting, row: View, sits: bool) -> Part:
    held = status(row, bool(sitting.session.get("roll_call_done")))
    if sitting.form == COMMITTEE and not sits:
        return Part(sitting, row, "observer")
    if held is None:
        return Part(sitting, row, "unmarked", known=False)
    return Part(sitting, row, held, made_up=held in MISSED and bool(row.get("makeup_verified")))


def observes(year: StudyYear, session: View, member: str) -> bool:
    """True at a committee meeting for whoever sat with no committee that year: other devices do not even see that person there."""
    return session.get("form") == COMMITTEE and not year.sat_with_committee(member)


def expects(year: StudyYear, view: View, member: str) -> bool:
    """True for a person expected at a session, or at what a task plans; at a committee meeting only those who sit with it."""
    return member in expected_at(year, view) and not observes(year, view, member)


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
