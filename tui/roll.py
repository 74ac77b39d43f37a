"""The roll of a session: who stands on it, in which order, and who is still missing from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sync.cache.view import View
from sync.clock import minute, today
from sync.workplace import Workplace
from tui.i18n import language
from tui.pinyin import closeness
from tui.year.attendance import Counts, Expected, count, expected, section_on
from tui.year.audience import READY, Branch, not_understood, usual_name
from tui.year.punctuality import times
from tui.year.quorum import Quorum, quorum, voters
from tui.years import branch_rules


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


def audience_doubt(place: Workplace, session: View) -> tuple[list[str], str] | None:
    """The words of the audience nobody here understands, and the ready audience expected in their place; None without any."""
    branch = _branch(place, day_of(place, session))
    words = not_understood(branch, session.get("audience"))
    return (words, usual_name(branch, str(session.get("form")))) if words else None


def usual_name_of(place: Workplace, form: str, day: str) -> str:
    """Which ready audience a form is for when nobody says so."""
    return usual_name(_branch(place, day), form)


def ready_label(name: str) -> str:
    """A ready audience in the reader's language."""
    return READY[name].zh if language() == "zh" else READY[name].en


def audience_words(place: Workplace, form: str | None, day: str, written: str | None) -> str:
    """For whom a session is: as it was written, else the form's usual people on that day; empty without either."""
    return written or (ready_label(usual_name_of(place, form, day)) if form else "")


def _branch(place: Workplace, day: str) -> Branch:
    find = place.repository.find
    active = [view for view in find("member") if view.state == "active"]
    return Branch(day, active, find("membership"), find("appointment"), find("section"))


def entry(place: Workplace, session: View, member: str) -> Expected:
    """A person to put on the roll, whoever it is."""
    return Expected(member, section_on(day_of(place, session), member, place.repository.find("membership")))


def put_on_roll(place: Workplace, session: str, people: list[Expected]) -> int:
    """Make the rows of these people as one action, nobody marked, and return how many; raises NotAllowed."""
    records: list[tuple[str, dict[str, Any], str | None]] = [
        ("attendance", _fields(session, each, expected=True), None) for each in people
    ]
    return len(place.desk.create_all(records)) if records else 0


class Beginning(msgspec.Struct, frozen=True):
    """What is missing before the roll can be called: people, observers, and rows of observers that do not say so yet."""

    people: Sequence[Expected]
    observers: Sequence[Expected]
    unmarked: Sequence[View]

    def __bool__(self) -> bool:
        return bool(self.people or self.observers or self.unmarked)


def beginning(place: Workplace, session: View) -> Beginning:
    """What putting everybody on the roll would do now; those the session names as observers are observers on it."""
    named = list(session.get("observers") or ())
    there = {row.get("member"): row for row in place.repository.linked("attendance", "session", session.id)}
    known = (member for member in named if place.repository.get(member) is not None)
    return Beginning(
        [each for each in missing(place, session) if each.member not in named],
        [entry(place, session, member) for member in known if member not in there],
        [there[member] for member in named if member in there and there[member].get("status") is None],
    )


def begin(place: Workplace, session: View) -> Beginning:
    """Put everybody on the roll as one action, nobody marked but the observers, and return who; raises NotAllowed."""
    desk, found = place.desk, beginning(place, session)
    fields: list[dict[str, Any]] = [_fields(session.id, each, expected=True) for each in found.people]
    fields += [_fields(session.id, each, expected=False) | {"status": "observer"} for each in found.observers]
    ops = [desk.creation("attendance", each, None) for each in fields]
    for row in found.unmarked:
        change = {"status": [None, "observer"]}
        desk.rights.check_change(row, change)
        ops.append(desk.change("attendance", row.id, row.scope, change))
    if ops:
        desk.perform(ops)
    return found


def _fields(session: str, person: Expected, *, expected: bool) -> dict[str, Any]:
    return {"session": session, "member": person.member, "section": person.section, "expected": expected}


def mark(place: Workplace, rid: str, status: str | None) -> bool:
    """Say a status of one row as one edit, with the time now where the status has one and the session is on.

    None: nothing is known yet. False when the row says so already. Raises NotFound, NotAllowed.
    """
    row = place.desk.record(rid)
    session = place.desk.record(str(row.get("session")))
    return place.desk.set(rid, {"status": status, **times(row, session, status, minute(place.clock))})


def matching(place: Workplace, rows: Sequence[View], written: str) -> list[View]:
    """The rows of those whom initials, a reading or a name fit: the whole of it first, then its beginning, then a part."""
    found: list[tuple[int, View]] = []
    for row in rows:
        member = place.repository.get(str(row.get("member")))
        if member is not None:
            close = closeness(written, str(member.get("name")), member.get("pinyin_override"))
            found += [(close, row)] if close is not None else []
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def quorum_of(place: Workplace, session: View) -> Quorum:
    """Whether enough of those entitled are here, as of now."""
    repository = place.repository
    committee = voters(day_of(place, session), repository.find("appointment"))
    return quorum(
        {str(session.get("form")), *(session.get("also") or ())},
        repository.linked("attendance", "session", session.id),
        bool(session.get("roll_call_done")),
        {view.id: view.get("standing") for view in repository.find("member")},
        committee,
        judged=branch_rules(place).rule("V-1") is not None,
    )


def done_at(place: Workplace, session: View) -> str | None:
    """When the roll call was said to be done; None where a later edit of the session hides it from this device."""
    if not session.get("roll_call_done"):
        return None
    if session.pending:
        edits = [each.op for each in place.queue.waiting() if each.op.rec == session.id]
        return next((op.at for op in reversed(edits) if "roll_call_done" in op.ch), None)
    entry = session.fv.get("roll_call_done")
    known = entry is not None and entry[0] == session.rev
    return (session.updated.get("at") or session.updated.get("claimed")) if known else None


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
