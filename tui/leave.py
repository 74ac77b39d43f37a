"""Leave of a session: who asked, who may decide, and what a granted one may become on the roll. Nothing here marks by itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.records.policy import Refusal
from sync.wire import Op
from sync.workplace import Workplace
from tui import roll
from tui.rights import why_not_new, why_not_write

ORDER = ("asked", "granted", "refused", "withdrawn")


def requests(place: Workplace, session: str) -> list[View]:
    """The requests for leave of a session that this device has, those to be decided first: nobody gets those of others."""
    found = place.repository.linked("leave_request", "session", session)
    return sorted(found, key=lambda view: (ORDER.index(view.state or ORDER[0]), str(view.created.get("at")), view.id))


def own(place: Workplace, session: str) -> View | None:
    """One's own request; there is one a session and person."""
    me = place.desk.member
    return next((view for view in requests(place, session) if me is not None and view.get("member") == me), None)


def amounts(place: Workplace, session: str) -> dict[str, int]:
    """How many of those this device has are in which state."""
    held = Counter(view.state for view in requests(place, session))
    return {state: held[state] for state in ORDER if held[state]}


def to_decide(place: Workplace) -> list[View]:
    """Open requests of others which this person may decide, of sessions that are still to be held or being held."""
    found = []
    for view in place.repository.find("leave_request"):
        session = place.repository.get(str(view.get("session")))
        if view.state != "asked" or view.get("member") == place.desk.member or session is None or session.deleted:
            continue
        if session.state != "cancelled" and place.desk.rights.why_not(view, "put", field="state", to="granted") is None:
            found.append(view)
    return found


def deciders(place: Workplace, request: View) -> list[str]:
    """Others who may decide on a request: secretary, clerk, and those in charge of the person's section."""
    member, me, roster = str(request.get("member")), place.desk.member, place.desk.facts.roster
    people = [view.id for view in place.repository.find("member") if view.state == "active" and view.id != me]
    return [each for each in people if roster.in_charge(each, member)]


def why_not_for(place: Workplace, request: View, decider: str, to: str) -> Refusal | None:
    """None when this person may enter that the decider made the transition; else the reason."""
    return place.desk.rights.why_not(request, "put", field="state", to=to, on_behalf=OnBehalf(decider, "spoken"))


# on the roll


def to_mark(place: Workplace, session: View) -> list[View]:
    """Granted requests whose person is not marked yet; none once somebody said that all others are present."""
    return [] if session.get("roll_call_done") else not_marked(place, session)


def not_marked(place: Workplace, session: View) -> list[View]:
    """Granted requests of whose person the roll says nothing, which counts as present once the roll call is done."""
    rows = place.repository.linked("attendance", "session", session.id)
    marked = {row.get("member") for row in rows if row.get("status")}
    found = requests(place, session.id)
    return [view for view in found if view.state == "granted" and view.get("member") not in marked]


def may_mark(place: Workplace, session: View, request: View) -> bool:
    """True when this person may mark the one who asked as on leave."""
    member = request.get("member")
    rows = place.repository.linked("attendance", "session", session.id)
    row = next((each for each in rows if each.get("member") == member), None)
    if row is not None:
        return why_not_write(place, row, "status") is None
    return why_not_new(place, "attendance", {"session": session.id, "member": member}) is None


def mark(place: Workplace, session: View, granted: list[View]) -> int:
    """Mark these people as on leave, as one action, and return how many; the roll learns neither kind nor reason.

    Raises NotAllowed.
    """
    ops = _marking(place, session, granted)
    if ops:
        place.desk.perform(ops)
    return len(ops)


def finish(place: Workplace, session: View, granted: list[View]) -> int:
    """Say that all others are present and mark these people as on leave, as one action; how many are on leave now.

    Raises NotAllowed.
    """
    if not granted:
        place.desk.set(session.id, {"roll_call_done": True})
        return 0
    desk, now = place.desk, place.desk.record(session.id)
    ops = _marking(place, now, granted)
    change = {"roll_call_done": [now.get("roll_call_done"), True]}
    desk.rights.check_change(now, change)
    desk.perform([*ops, desk.change("session", now.id, now.scope, change)])
    return len(ops)


def _marking(place: Workplace, session: View, granted: list[View]) -> list[Op]:
    desk = place.desk
    rows = {row.get("member"): row for row in place.repository.linked("attendance", "session", session.id)}
    ops = []
    for view in granted:
        member = str(view.get("member"))
        row = rows.get(member)
        if row is None:
            person = roll.entry(place, session, member)
            fields: dict[str, Any] = {"session": session.id, "member": member, "section": person.section}
            ops.append(desk.creation("attendance", {**fields, "expected": True, "status": "leave"}, None))
        elif not row.get("status"):
            change = {"status": [None, "leave"]}
            desk.rights.check_change(row, change)
            ops.append(desk.change("attendance", row.id, row.scope, change))
    return ops
