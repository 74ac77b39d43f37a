"""A person's sections and duties of today in words; shared by the list of people and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from sync.cache.view import View
from sync.clock import today
from sync.entered import Entered
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import basis_text, listed, member_name, value_text
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


def told_apart(place: Workplace, members: Sequence[str | None], remarks: Sequence[str | None] = ()) -> list[str]:
    """The names of people; of those who share theirs with somebody here, the section or duty too.

    `remarks` has a remark for each, which stands in the same brackets.
    """
    shared = Counter(str(view.get("name")) for view in place.repository.find("member"))
    found = []
    for member, remark in zip_longest(members, remarks[: len(members)]):
        name, person = member_name(place, member), place.repository.get(str(member))
        where = _place_words(place, person) if person is not None and shared[name] > 1 else ""
        said = t("list.comma").join(each for each in (where, remark) if each)
        found.append(t("roll_call.who", name=name, where=said) if said else name)
    return found


def named(place: Workplace, member: str | None) -> str:
    """One person as `told_apart` names people."""
    return told_apart(place, [member])[0]


def field_words(place: Workplace, view: View, name: str) -> str:
    """A field's value in words as `value_text` has it, people as `told_apart` names them."""
    spec, value = place.repository.registry[view.kind], view.get(name)
    if not value or (declared := spec.fields.get(name)) is None or declared.target != "member":
        return value_text(place, spec, name, value)
    return listed(told_apart(place, value if isinstance(value, list) else [str(value)]))


def behalf_text(place: Workplace, member: str | None, how: Entered | None) -> str:
    """A name; with what was decided on paper, by word or in a meeting the basis, and who entered it for that person (代录)."""
    name = named(place, member)
    if how is None:
        return name
    if how.by is None or how.by == how.member:
        return t("versions.on_basis", who=name, basis=basis_text(how.basis))
    return t("cli.why.on_behalf", who=name, basis=basis_text(how.basis), by=named(place, how.by))


def _place_words(place: Workplace, person: View) -> str:
    """What tells a person from others of the name: the section, of whoever left the last one; else the duty or the title."""
    if found := section_words(place, person.id):
        return found
    held = place.repository.linked("membership", "member", person.id)
    last = max(held, key=lambda view: (view.get("to") or "", view.id), default=None)
    duties = duty_words(place, person)
    left = station_name(place, last.kind, last.fields) if last is not None and not duties else ""
    return duties or left or str(person.get("title") or "")


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
