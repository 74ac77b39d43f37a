"""Submitting a private reflection: a new record with exactly the text its author saw (PROTOCOL.md section 17, lesson 2)."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from sync.desk import Desk
from sync.problems import InTheWay, NeededFirst

COPIED = ("title", "body", "knowledge_point", "use_at_work", "book", "session", "task", "source")
"""Fields of a reflection that leave the device with it."""


def what_leaves(desk: Desk, rid: str) -> dict[str, Any]:
    """Exactly the fields of the submission that `submit` would make; raises NotFound, NeededFirst, InTheWay."""
    reflection = desk.record(rid)
    if reflection.kind != "reflection" or reflection.deleted:
        raise InTheWay("not_a_draft")
    if desk.shadow.identity.alone:
        raise InTheWay("alone_never_submits")
    if desk.member is None:
        raise InTheWay("join_first")
    missing = [name for name in ("title", "body") if not reflection.get(name)]
    if missing:
        raise NeededFirst("reflection", missing)
    fields = {name: reflection.get(name) for name in COPIED if reflection.get(name) is not None}
    earlier = submission_of(desk, reflection)
    if earlier is not None:
        if stands(earlier):
            raise InTheWay("already_submitted", state=str(earlier.state))
        fields["replaces"] = earlier.id
    return {"author": desk.member, **fields}


def stands(submission: View) -> bool:
    """True while it was neither returned nor withdrawn, so that its draft is not submitted again."""
    return submission.state in ("submitted", "accepted") and not submission.deleted


def submission_of(desk: Desk, reflection: View) -> View | None:
    """The submission last made from a draft, if this device knows it."""
    made = reflection.get("submission")
    return desk.repository.get(made) if made else None


def draft_of(desk: Desk, submission: str) -> View | None:
    """The draft a submission was last made from, if it is on this device."""
    drafts = desk.repository.find("reflection")
    return next((view for view in drafts if view.get("submission") == submission), None)


def draft_again(desk: Desk, submission: str) -> str:
    """The draft to go on in after a return: the one it was made from, else a new one of the submitted text. Returns its id.

    Submitting that draft replaces the submission. Raises NotFound.
    """
    held = draft_of(desk, submission)
    if held is not None:
        return held.id
    sent = desk.record(submission)
    copied = {name: sent.get(name) for name in COPIED if sent.get(name) is not None}
    return desk.create("reflection", {**copied, "submission": submission})


def submit(desk: Desk, rid: str, seen: dict[str, Any]) -> str:
    """Make the submission of what the author saw and return its id; raises InTheWay when the draft changed since."""
    if what_leaves(desk, rid) != seen:
        raise InTheWay("draft_changed")
    made = desk.new_id("submission", seen)
    creation = desk.creation("submission", seen, made)
    reflection = desk.record(rid)
    link = desk.change("reflection", rid, reflection.scope, {"submission": [reflection.get("submission"), made]})
    desk.perform([creation, link])
    return made


def people_in_charge(desk: Desk) -> list[str]:
    """Members who will read a submission of mine today: in charge of me by role or section (PROTOCOL.md section 1)."""
    me = desk.member or ""
    people = {view.get("member") for view in desk.repository.find("appointment")}
    return sorted(p for p in people if p and p != me and desk.facts.roster.in_charge(p, me))
