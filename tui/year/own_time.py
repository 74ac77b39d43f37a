"""What a person studied alone or wrote, as lines of the year's hours: self-study, online courses, accepted reflections."""

from __future__ import annotations

from sync.cache.view import View
from tui.year.figures import Line
from tui.year.self_study import standing
from tui.year.study_year import StudyYear
from tui.year.taking_part import rounded

NOT_YET = {"waiting": "unconfirmed", "changed": "changed_since"}
"""Why an entry does not count, as the code of its line."""

COURSE = "course"
"""The channel that counts as an online course."""


def online_lines(year: StudyYear, member: str) -> list[Line]:
    """Online courses by rule H-3, the yearly cap of H-9 as a line of its own."""
    return _lines(year, member, online=True)


def study_lines(year: StudyYear, member: str) -> list[Line]:
    """All other self-study by rule H-2, the yearly cap of H-9 as a line of its own."""
    return _lines(year, member, online=False)


def _lines(year: StudyYear, member: str, *, online: bool) -> list[Line]:
    found = [
        _line(year, view, online=online)
        for view in year.studies_of(member)
        if (view.get("channel") == COURSE) == online and view.state != "refused"
    ]
    most = year.rules.number("H-9", "online" if online else "study")
    known = sum(line.counted for line in found if line.counted is not None)
    if most is not None and known > most:
        found.append(Line(member, "cap", most - known, "H-9", {"most": most}))
    return found


def _line(year: StudyYear, view: View, *, online: bool) -> Line:
    minutes, stands, rule = view.get("minutes"), standing(view), "H-3" if online else "H-2"
    values: dict[str, str | int] = {
        "day": str(view.get("on")),
        "what": str(view.get("what") or ""),
        "channel": str(view.get("channel") or ""),
    }
    if year.rules.rule("S-1") is not None and stands in NOT_YET:
        return Line(view.id, NOT_YET[stands], 0, "S-1", values)
    if not isinstance(minutes, int) or minutes < 0:
        return Line(view.id, "minutes_unknown", None, rule, values)
    counted = _course(year, minutes) if online else rounded(minutes, year.rules.number("H-2", "step") or 0)
    return Line(view.id, "course" if online else "study", counted, rule, {**values, "minutes": minutes})


def _course(year: StudyYear, minutes: int) -> int:
    rule = {name: year.rules.number("H-3", name) or 0 for name in ("full_from", "full", "half_from", "half", "least")}
    if minutes >= rule["full_from"]:
        return rule["full"]
    return rule["half"] if minutes >= rule["half_from"] else rule["least"]


def writing_lines(year: StudyYear, member: str) -> list[Line]:
    """Accepted reflections by rule H-8; those that wait for it count nothing yet."""
    each = year.rules.number("H-8", "minutes") or 0
    return [
        Line(
            view.id,
            "writing" if view.state == "accepted" else "not_accepted",
            each if view.state == "accepted" else 0,
            "H-8",
            {"day": year.made_on(view) or "", "title": str(view.get("title") or "")},
        )
        for view in year.submissions_of(member)
        if view.state in ("accepted", "submitted")
    ]
