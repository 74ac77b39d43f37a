"""The study year of this device: gathered from its records, by its branch's rules, with what it may read."""

from __future__ import annotations

import datetime as dt

from sync.clock import today
from sync.workplace import Workplace
from tui.year.packs import Rules, rules
from tui.year.periods import year_of
from tui.year.study_year import StudyYear, gather
from tui.year.working_days import Calendar, calendar


def study_year(place: Workplace, year: int | None = None) -> StudyYear:
    """The year asked for, by default the one today lies in, as this device knows it now."""
    day = today(place.clock)
    found = gather(
        place.repository,
        year if year is not None else int(day[:4]),
        dt.date.fromisoformat(day),
        branch_calendar(place),
        lambda scope: reads(place, scope),
        place.clock.now().tzinfo,
    )
    if year is None and (current := year_of(day, found.starts)) != found.year:
        return study_year(place, current)
    return found


def branch_rules(place: Workplace) -> Rules:
    """The rules the branch has chosen and adapted."""
    held = place.repository.find("settings")
    return rules(held[0].get("rule_pack"), held[0].get("rules_changed") or ()) if held else rules(None)


def branch_calendar(place: Workplace) -> Calendar:
    """The published days and those of the branch's settings."""
    own = [each for settings in place.repository.find("settings") for each in settings.get("holidays") or ()]
    return calendar(own)


def reads(place: Workplace, scope: str) -> bool:
    """True when this device holds the scope whole: "b", "c", or "r:<member>".

    A device alone holds everything there is; a joined one what its roles give it, once that has been read.
    """
    if place.identity.alone:
        return True
    me, shadow = place.desk.member, place.shadow
    if me is None:
        return False
    stream, _, owner = scope.partition(":")
    full = f"{stream}:{place.desk.branch}" + (f":{owner}" if owner else "")
    return place.desk.facts.roster.reads(me, full) and full in shadow.cursors and full not in shadow.reading
