"""What the cell of a person and a session says in the attendance matrix. Pure functions over one study year."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sync.records.roster import in_force
from tui.year.study_year import StudyYear
from tui.year.taking_part import Part, parts

RollMark: TypeAlias = Literal[
    "present",
    "late",
    "left_early",
    "leave",
    "absent",
    "leave_made_up",
    "absent_made_up",
    "duty",
    "exempt",
    "observer",
    "unmarked",
    "no_roll",
    "not_expected",
]
"""`duty`: away on the branch's record that day (驻村, 挂职, 借调), so not expected. Why somebody was on leave is not told here:
the kind of a leave is the person's own (scope r), also where it was an official one."""


def roll_marks(year: StudyYear, member: str) -> dict[str, RollMark]:
    """The mark of a person at each held session of the year, by the id of the session."""
    known = {part.sitting.session.id: part for part in parts(year, member)}
    away = [view.fields for view in year.source.linked("away", "member", member)]
    found: dict[str, RollMark] = {}
    for session in year.held:
        day = str(session.get("start") or "")[:10]
        out = bool(day) and any(in_force(each, day) for each in away)
        found[session.id] = _mark(known.get(session.id), out)
    return found


def _mark(part: Part | None, away: bool) -> RollMark:
    if part is None:
        return "duty" if away else "not_expected"
    match part.status:
        case "present" | "late" | "left_early" | "observer" | "no_roll" | "unmarked" as status:
            return status
        case "leave":
            return "leave_made_up" if part.made_up else "leave"
        case "absent":
            return "absent_made_up" if part.made_up else "absent"
        case "exempt":
            return "duty" if away else "exempt"
    return "unmarked"
