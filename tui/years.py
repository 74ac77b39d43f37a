"""The study year of this device: gathered from its records, by its branch's rules, with what it may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sync.clock import today
from sync.records.roster import Roster
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
        reader(place),
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
    """True when this device holds the scope whole: "b", "c", or "r:<member>"; whoever asks often makes a `reader`."""
    return reader(place)(scope)


def reader(place: Workplace) -> Callable[[str], bool]:
    """Says of scopes whether this device holds them whole, as things are now: "b", "c", "r:<member>".

    A device alone holds everything there is; a joined one what its roles give it, once that has been read. The branch names
    no scope in which nobody has written yet: one of a person that this account read already when it last heard from the
    branch, and that is not on its way, is whole because there is nothing in it.
    """
    me, shadow, branch = place.desk.member, place.shadow, place.desk.branch
    if place.identity.alone:
        return lambda scope: True
    if me is None:
        return lambda scope: False
    cursors, under_way = shadow.cursors, shadow.reading | shadow.unread
    now, then = place.desk.facts.roster, _roster_of_last_round(place)

    def holds(scope: str) -> bool:
        stream, _, owner = scope.partition(":")
        full = f"{stream}:{branch}" + (f":{owner}" if owner else "")
        if not now.reads(me, full) or full in under_way:
            return False
        return full in cursors or (stream == "r" and then is not None and then.reads(me, full))

    return holds


def _roster_of_last_round(place: Workplace) -> Roster | None:
    """Roles as of the day on which this device last heard everything; None before it did."""
    at = place.shadow.progress.synced_at
    if at is None:
        return None
    find = place.repository.find
    day = dt.datetime.fromisoformat(at).astimezone(place.clock.now().tzinfo).date().isoformat()
    return Roster([v.fields for v in find("appointment")], [v.fields for v in find("membership")], day)
