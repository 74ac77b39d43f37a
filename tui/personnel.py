"""What is done about people: moved to another section, a duty begun or ended, away, left, back. Each is one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sync.cache.view import View
from sync.clock import today
from sync.records.roster import Roster
from sync.wire import Op
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, listed, member_name, record_name, role_label, state_label
from tui.rights import why_not_write
from tui.year.charge import Reading, readings
from tui.year.people_tables import roster_key
from tui.year.personnel import day_before, stations

NAMED = 6
"""So many names are said of whom somebody reads; of more, how many there are."""


class Step(msgspec.Struct, frozen=True):
    """One record that is changed (`view`), or made when there is none, with its new values."""

    kind: str
    fields: Mapping[str, Any]
    view: View | None = None


def moved(place: Workplace, member: str, section: str, day: str) -> list[Step]:
    """Into another section from a day on: what was open ends the day before; what begins that day is corrected."""
    held = place.repository.linked("membership", "member", member)
    steps = [Step("membership", {"to": day_before(day)}, view) for view in held if _open_before(view, day)]
    same = next((view for view in held if view.get("from") == day), None)
    if same is None:
        return [*steps, Step("membership", {"member": member, "section": section, "from": day})]
    return [*steps, Step("membership", {"section": section, "to": None}, same)]


def _open_before(view: View, day: str) -> bool:
    """True for what had begun before a day and is not over on it."""
    begun = (view.get("from") or "") < day
    return begun and (view.get("to") or "9999") >= day


def ended(view: View, day: str) -> list[Step]:
    """A section, a duty or an absence whose last day this is."""
    return [Step(view.kind, {"to": day}, view)]


def left(place: Workplace, member: View, day: str) -> tuple[list[Step], list[View]]:
    """Leaving the branch, this day being the last: sections, duties and absences end; and what this person may not end."""
    steps: list[Step] = []
    kept: list[View] = []
    for view in stations(place.repository, member.id):
        if (view.get("to") or "9999") <= day:
            continue
        may = place.desk.rights.why_not(view, "put", field="to") is None
        if may and (view.get("from") or "") <= day:
            steps += ended(view, day)
        else:
            kept.append(view)
    return [*steps, Step("member", {"state": "left"}, member)], kept


def back(place: Workplace, member: View, section: str, day: str) -> list[Step]:
    """In post again, in a section from a day on."""
    return [Step("member", {"state": "active"}, member), *moved(place, member.id, section, day)]


def carry_out(place: Workplace, steps: Sequence[Step]) -> bool:
    """Make all of it one action; raises NotAllowed, FieldProblem, ForbiddenTransition, and then nothing is done."""
    desk = place.desk
    ops: list[Op] = []
    for step in steps:
        if step.view is None:
            ops.append(desk.creation(step.kind, step.fields, None))
            continue
        wire = {n: [step.view.get(n), value] for n, value in step.fields.items() if step.view.get(n) != value}
        if wire:
            desk.rights.check_change(step.view, wire)
            ops.append(desk.change(step.kind, step.view.id, step.view.scope, wire))
    if ops:
        desk.perform(ops)
    return bool(ops)


# what changes for those who read


def rosters(place: Workplace, steps: Sequence[Step], day: str) -> tuple[Roster, Roster]:
    """Who is in charge of whom without and with these steps, on a day but not before today."""
    on = max(day, today(place.clock))
    held = {kind: place.repository.find(kind) for kind in ("appointment", "membership")}
    changed = {step.view.id: step.fields for step in steps if step.view is not None}
    before = {kind: [view.fields for view in views] for kind, views in held.items()}
    after = {
        kind: [
            *({**view.fields, **changed.get(view.id, {})} for view in views),
            *(step.fields for step in steps if step.view is None and step.kind == kind),
        ]
        for kind, views in held.items()
    }
    return (
        Roster(before["appointment"], before["membership"], on),
        Roster(after["appointment"], after["membership"], on),
    )


def reading_lines(place: Workplace, steps: Sequence[Step], day: str) -> list[str]:
    """Who will read whose records from then on, and who no longer."""
    members = sorted(place.repository.find("member"), key=roster_key)
    before, after = rosters(place, steps, day)
    found = readings(before, after, [view.id for view in members if view.state != "left" or view.id in _named(steps)])
    return [line for each in found for line in _words(place, each)]


def _named(steps: Sequence[Step]) -> set[str]:
    views = (step.view for step in steps if step.view is not None)
    return {view.id if view.kind == "member" else str(view.get("member")) for view in views}


def _words(place: Workplace, each: Reading) -> list[str]:
    who = member_name(place, each.reader)
    lines = []
    for how, people in (("gained", each.gained), ("lost", each.lost)):
        if people:
            names = listed(member_name(place, rid) for rid in people[:NAMED])
            more = t("personnel.more", n=len(people)) if len(people) > NAMED else ""
            lines.append(t(f"personnel.reading_{how}", who=who, names=names + more))
    if each.committee:
        lines.append(t(f"personnel.committee_{each.committee}", who=who))
    return lines


# in words


def step_words(place: Workplace, step: Step) -> str:
    """What a step does, in a line."""
    spec = place.repository.registry[step.kind]
    if step.kind == "member":
        return t("personnel.state", state=state_label(spec, str(step.fields.get("state"))))
    fields = {**(step.view.fields if step.view else {}), **step.fields}
    what = f"{kind_label(spec)} {station_name(place, step.kind, fields)}".rstrip()
    return f"{what}{t('error.colon')}{span(fields)}"


def station_name(place: Workplace, kind: str, fields: Mapping[str, Any]) -> str:
    """The section, the duty with its sections, or why a person was away."""
    match kind:
        case "membership":
            return record_name(place, str(fields.get("section")))
        case "appointment":
            sections = listed(record_name(place, each) for each in fields.get("sections") or ())
            role = role_label(str(fields.get("role")), place)
            return t("personnel.of_sections", role=role, sections=sections) if sections else role
    return str(fields.get("note") or "")


def span(fields: Mapping[str, Any]) -> str:
    """From when to when."""
    first, last = fields.get("from") or t("value.unknown"), fields.get("to")
    return t("personnel.span", first=first, last=last) if last else t("personnel.since", first=first)


def heads_still(place: Workplace, member: str, steps: Sequence[Step], day: str) -> list[str]:
    """Of whoever heads a section and moves: that the duty goes on, and with it what it lets read."""
    ending = {step.view.id for step in steps if step.view is not None and step.kind == "appointment"}
    found = []
    for view in place.repository.linked("appointment", "member", member):
        goes_on = (view.get("to") or "9999") >= day and view.id not in ending
        if view.get("role") == "section_head" and goes_on:
            name = station_name(place, "appointment", view.fields)
            found.append(t("personnel.heads_still", who=member_name(place, member), duty=name))
    return found


def kept_words(place: Workplace, view: View) -> str:
    """Why something goes on although the person left: who may end it, or that it begins later."""
    why = why_not_write(place, view, "to") or t("personnel.begins_later")
    what = f"{kind_label(place.repository.registry[view.kind])} {station_name(place, view.kind, view.fields)}".rstrip()
    return f"{what}{t('error.colon')}{why}"
