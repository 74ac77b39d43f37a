"""A person's sections and duties of today in words; shared by the list of people and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import listed, member_name
from tui.personnel import station_name
from tui.year.people_tables import roster_key
from tui.year.personnel import open_on

LAST = (True, (False, 0, "", ""))
"""Where people of no section stand."""


def sections_of(place: Workplace, member: str) -> list[str]:
    """The ids of the sections a person is in today, the one entered first first."""
    held = place.repository.linked("membership", "member", member)
    now = open_on(held, today(place.clock))
    return [str(view.get("section")) for view in sorted(now, key=lambda view: view.get("from") or "")]


def section_words(place: Workplace, member: str) -> str:
    """Their names."""
    return listed(station_name(place, "membership", {"section": rid}) for rid in sections_of(place, member))


def told_apart(place: Workplace, members: Sequence[str | None]) -> list[str]:
    """The names of people; of those who share theirs with somebody here, the section or duty too."""
    shared = Counter(str(view.get("name")) for view in place.repository.find("member"))
    found = []
    for member in members:
        name, person = member_name(place, member), place.repository.get(str(member))
        where = ""
        if person is not None and shared[name] > 1:
            where = section_words(place, person.id) or duty_words(place, person) or str(person.get("title") or "")
        found.append(t("roll_call.who", name=name, where=where) if where else name)
    return found


def place_of_section(place: Workplace, member: str) -> tuple[bool, tuple[bool, int, str, str]]:
    """Where a person's section stands among the sections."""
    sections = [place.repository.get(rid) for rid in sections_of(place, member)]
    first = min((roster_key(view) for view in sections if view is not None), default=None)
    return LAST if first is None else (False, first)


def duty_words(place: Workplace, person: View) -> str:
    """The duties of today, and that a person is away."""
    day = today(place.clock)
    duties = open_on(place.repository.linked("appointment", "member", person.id), day)
    words = [station_name(place, "appointment", each.fields) for each in duties]
    if open_on(place.repository.linked("away", "member", person.id), day):
        words.append(t("people.away"))
    return listed(words)
