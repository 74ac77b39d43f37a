"""What one session after the other adds to a year: hours for whoever was there, reflections on it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from sync.cache.view import View
from tui.year.figures import Figure, Line, total, without
from tui.year.hours import session_line
from tui.year.report import PersonYear
from tui.year.study_year import StudyYear
from tui.year.taking_part import Part, sittings

PRESENTS = "lead"
"""The kind of an agenda item whose presenter leads the study."""


def session_hours(year: StudyYear) -> Figure:
    """The minutes each held session counts for somebody who was present, a line a session; no rule, no figure."""
    step = year.rules.number("H-1", "step")
    if step is None:
        return without("session_hours", "minutes", "not_applicable")
    lines = [session_line(year, Part(each, None, "present"), step) for each in sittings(year).values()]
    return total("session_hours", "minutes", lines, ("H-1",))


def session_reflections(year: StudyYear, people: Iterable[PersonYear]) -> Figure:
    """The accepted reflections of the year that name a session, a line each with the session as its record.

    To be supplied while nobody of the year is known.
    """
    figures = [each.written for each in people]
    if any(each.missing == "no_access" for each in figures):
        return without("reflections", "count", "no_access")
    if not figures:
        return without("reflections", "count", "to_supply")
    lines = []
    for line in (line for each in figures for line in each.lines if line.counted):
        view = year.source.get(line.record)
        if view is not None and view.get("session"):
            lines.append(Line(str(view.get("session")), "reflection", line.counted, "", line.values))
    return total("reflections", "count", lines)


def leads(year: StudyYear, session: View) -> list[str]:
    """Who led the study at a session: who presented a leading item of its agenda or one of its materials, each once.

    The study lead that the plan names is not among them: the plan does not say who did it.
    """
    items = year.source.linked("agenda_item", "session", session.id)
    items = sorted((item for item in items if item.get("item_kind") == PRESENTS), key=_number)
    found = [*items, *sorted(year.source.linked("material", "target", session.id), key=lambda view: view.id)]
    return list(dict.fromkeys(str(view.get("presenter")) for view in found if view.get("presenter")))


def _number(item: View) -> tuple[int, str]:
    return (item.get("number") or 0, item.id)


def is_led(session: View) -> bool:
    """True for a form at which somebody leads the study, so that who it was is to be supplied where nobody is named."""
    return session.get("form") in ("collective_study", "special_topic", "lecture")
