"""One decision about several things at once: what each allows, and carrying it out as one action.

Decisions are the same for all kinds, agree or decline; what a kind makes of them is a step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from sync.cache.storage import Change
from sync.cache.view import View
from sync.problems import EditRefused
from sync.records.fields import FieldProblem
from sync.taken_along import step as step_of_record
from sync.typing_keys import typing_key
from sync.wire import Op
from sync.workplace import Workplace
from tui import studies
from tui.i18n import t
from tui.labels import state_label
from tui.messages import explain, refusal_text

Decision: TypeAlias = Literal["agree", "decline"]

DECISIONS: tuple[Decision, ...] = ("agree", "decline")


class Step(msgspec.Struct, frozen=True):
    """What a decision makes of a record: its new state, or the field that names who agreed; `remark` goes with it."""

    to: str = ""
    field: str = ""
    remark: str = ""
    needed: bool = False
    """True where the remark must say something."""


STEPS: dict[str, tuple[str, dict[Decision, Step]]] = {
    "session": (
        "submitted",
        {"agree": Step("approved", remark="remark"), "decline": Step("returned", remark="remark")},
    ),
    "plan": ("submitted", {"agree": Step("approved", remark="remark"), "decline": Step("returned", remark="remark")}),
    "leave_request": (
        "asked",
        {"agree": Step("granted", remark="decision"), "decline": Step("refused", remark="decision")},
    ),
    "submission": (
        "submitted",
        {"agree": Step("accepted", remark="remark"), "decline": Step("returned", remark="remark")},
    ),
    "study": ("claimed", {"agree": Step("confirmed"), "decline": Step("refused", remark="reason", needed=True)}),
}
"""Kind -> the state in which it is decided about, and what each decision makes of it."""

VERIFY: dict[Decision, Step] = {"agree": Step(field="makeup_verified")}
ADOPT: dict[Decision, Step] = {"agree": Step(field="adopted_by")}


def steps(place: Workplace, view: View) -> dict[Decision, Step]:
    """The decisions there are about a record as it stands, whoever may make them; none about most."""
    state, found = STEPS.get(view.kind, ("", {}))
    if found and view.state == state:
        return found
    if place.desk.member is None:
        # Who verified a make-up is somebody; on a device alone the roll call asks who it was.
        return {}
    if opened_by_another(place, view):
        return ADOPT
    if view.kind == "attendance" and (view.get("makeup") or view.get("makeup_on")) and not view.get("makeup_verified"):
        return VERIFY
    return {}


SETTLED = ("approved", "cancelled")
"""States in which it no longer matters that nobody adopted an unplanned session: its approval says so too."""


def opened_by_another(place: Workplace, view: View) -> bool:
    """True for an unplanned session that somebody else opened and nobody has adopted yet."""
    return view.created.get("by") not in (None, place.desk.member) and needs_adoption(place, view)


def needs_adoption(place: Workplace, view: View) -> bool:
    """True for an unplanned session that a member opened and nobody has adopted yet."""
    author = view.created.get("by") or place.desk.member
    if view.kind != "session" or view.get("adopted_by") or not author or author == view.get("host"):
        return False
    if view.state in SETTLED:
        return False
    return not place.desk.facts.roster.has_role(author, "secretary", "clerk", "section_head")


def is_decidable(place: Workplace, rid: str) -> bool:
    """True for a record about which there is anything to decide."""
    view = place.repository.get(rid)
    return view is not None and not view.deleted and bool(steps(place, view))


def records(place: Workplace, rid: str) -> list[View]:
    """The records a line stands for: of self-study all entries of that person's month that wait."""
    view = place.repository.get(rid)
    if view is None or view.deleted:
        return []
    if view.kind == "study":
        return studies.to_decide(place, str(view.get("member")), str(view.get("on"))[:7])
    return [view]


def why_not(place: Workplace, rid: str, decision: Decision) -> str | None:
    """Why this decision cannot be made about a line now, in words; None when it can."""
    found = records(place, rid)
    if not found:
        return t("decide.gone")
    for view in found:
        step = steps(place, view).get(decision)
        if step is None:
            spec = place.repository.registry[view.kind]
            return (
                t("decide.other_state", state=state_label(spec, view.state)) if spec.states else t("decide.only_agree")
            )
        refusal = place.desk.rights.why_not(view, "put", field=step.field or "state", to=step.to)
        if refusal is not None:
            return refusal_text(place, refusal)
    return None


def step_of(place: Workplace, rid: str, decision: Decision) -> tuple[View, Step] | None:
    """The first record of a line and what the decision makes of it."""
    found = records(place, rid)
    step = steps(place, found[0]).get(decision) if found else None
    return (found[0], step) if found and step is not None else None


class Decided(msgspec.Struct, frozen=True):
    """Lines the decision was made about, and those that are left with why."""

    done: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def decide(
    place: Workplace, rids: Sequence[str], decision: Decision, remark: str, asked_at: tuple[str, str] | None = None
) -> Decided:
    """Make the decision about all these lines that allow it, as one action; the others are left, each with its reason.

    `asked_at` = the record and field at which the remark was typed: it counts as saved by this. Raises what the disk refuses.
    """
    ops: list[Op] = []
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for rid in rids:
        reason, made = why_not(place, rid, decision), list[Op]()
        try:
            made = (
                [op for view in records(place, rid) for op in _ops(place, view, decision, remark)] if not reason else []
            )
        except (EditRefused, FieldProblem) as refused:
            reason = explain(refused, place, ids=False).text
        if reason is not None:
            left.append((rid, reason))
        else:
            ops += made
            done.append(rid)
    if ops:
        place.desk.perform(ops, _no_longer_typed(place, asked_at))
    return Decided(tuple(done), tuple(left))


def _ops(place: Workplace, view: View, decision: Decision, remark: str) -> Iterable[Op]:
    desk, step = place.desk, steps(place, view)[decision]
    wire: dict[str, Any] = (
        {"state": [view.state, step.to]} if step.to else {step.field: [view.get(step.field), desk.member]}
    )
    if step.remark and remark:
        wire[step.remark] = [view.get(step.remark), remark]
    if view.kind == "leave_request" and view.get("decided_by") != desk.member:
        wire["decided_by"] = [view.get("decided_by"), desk.member]
    desk.rights.check_change(view, wire)
    return step_of_record(desk, view, wire, None)


def _no_longer_typed(place: Workplace, asked_at: tuple[str, str] | None) -> list[Change]:
    key = typing_key(*asked_at) if asked_at else ""
    return [("typing", key, None)] if key and place.repository.document("typing", key) is not None else []
