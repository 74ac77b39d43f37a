"""Who is expected at a session, and what its roll call counts to. Pure functions over records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sync.cache.view import View
from sync.records.roster import in_force
from tui.year.audience import Branch, committee, invited, usual

CAME = ("present", "late", "left_early")
EXPECTED = (*CAME, "leave", "absent")
"""Statuses that count as expected; exempt and observers do not (DOMAIN.md section 4)."""


class Expected(msgspec.Struct, frozen=True):
    """A person who starts on the roll, and the section the person belonged to that day."""

    member: str
    section: str | None


class Counts(msgspec.Struct, frozen=True):
    """The figures of a roll call; `unmarked` are rows without a status while the roll call is not done."""

    expected: int = 0
    present: int = 0
    leave: int = 0
    absent: int = 0
    observer: int = 0
    exempt: int = 0
    late: int = 0
    left_early: int = 0
    unmarked: int = 0


def expected(
    form: str,
    day: str,
    members: Iterable[View],
    memberships: Sequence[View],
    aways: Sequence[View],
    appointments: Sequence[View],
    *,
    audience: str | None = None,
    sections: Sequence[View] = (),
) -> list[Expected]:
    """Active members not away on that day (YYYY-MM-DD), those the audience means or, where it is not understood, the form.

    Of a committee meeting always those who belong to the committee: nobody else reads what it writes down (scope c), so
    nobody else stands on its roll.
    """
    active = [view for view in members if view.state == "active"]
    people = chosen(form, Branch(day, active, memberships, appointments, sections), aways, audience)
    held: dict[str, list[View]] = {}
    for view in memberships:
        held.setdefault(str(view.get("member")), []).append(view)
    return [Expected(member, section_on(day, member, held.get(member, ()))) for member in people]


def chosen(form: str, branch: Branch, aways: Iterable[View], audience: str | None) -> list[str]:
    """Those of the people of a branch who are expected on its day, by audience and form; who is away is not."""
    away = {view.get("member") for view in aways if in_force(view.fields, branch.day)}
    there = [view.id for view in branch.members if view.id not in away]
    if form == "committee_meeting":
        meant = committee(branch) & set(there) or None
    else:
        meant = invited(branch, audience)
        meant = usual(branch, form) if meant is None else meant
    return [member for member in there if meant is None or member in meant]


def section_on(day: str, member: str, memberships: Sequence[View]) -> str | None:
    """The section a member belongs to on a day; of several, the one joined last."""
    held = [view for view in memberships if view.get("member") == member and in_force(view.fields, day)]
    last = max(held, key=lambda view: (view.get("from") or "", view.id), default=None)
    section: str | None = last.get("section") if last else None
    return section


def status(row: View, done: bool) -> str | None:
    """What a row counts as: a row without a status is 未点 (None) until the roll call is done, then present."""
    held: str | None = row.get("status")
    return "present" if held is None and done else held


def count(rows: Iterable[View], done: bool) -> Counts:
    """The figures of these rows; `done` = somebody has said that all others are present."""
    seen = [status(row, done) for row in rows]
    unmarked = seen.count(None)
    return Counts(
        expected=sum(each in EXPECTED for each in seen) + unmarked,
        present=sum(each in CAME for each in seen),
        leave=seen.count("leave"),
        absent=seen.count("absent"),
        observer=seen.count("observer"),
        exempt=seen.count("exempt"),
        late=seen.count("late"),
        left_early=seen.count("left_early"),
        unmarked=unmarked,
    )
