"""更正: what came too late for signed minutes, proposed as amendments; the refused edit stays until they are made."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync.cache.parked import Parked
from sync.cache.storage import Change
from sync.desk import Desk
from sync.problems import InTheWay
from sync.records.policy import Refusal
from sync.typing_keys import asked, typing_key
from sync.wire import Op

REASON = "amendment"
"""Under this name the reason is journaled at the session while it is being written."""


class Late(msgspec.Struct, frozen=True):
    """One refused edit of signed minutes: the session, and what an amendment of it would be about."""

    session: str
    target: str
    op: Op


def late(desk: Desk, item: Parked) -> list[Late]:
    """What of a refused edit can become amendments; empty where it is not about minutes that are signed."""
    if item.code != "signed":
        return []
    found = []
    for op in item.ops:
        session = _session_of(desk, op)
        if session is None:
            return []
        view = desk.repository.get(op.rec)
        # An entry that never came to be has no place of its own to be corrected at.
        here = op.k != "new" and view is not None and not view.deleted
        found.append(Late(session, op.rec if here else session, op))
    return found


def _session_of(desk: Desk, op: Op) -> str | None:
    spec = desk.repository.registry.get(op.type)
    if spec is None or spec.parent_field != "session":
        return None
    view = desk.repository.get(op.rec)
    change = op.ch.get("session")
    named = view.get("session") if view is not None else change[1] if isinstance(change, list) else None
    session = desk.repository.get(str(named)) if named else None
    return session.id if session is not None and not session.deleted else None


def why_not_amend(desk: Desk, session: str) -> Refusal | None:
    """None when this person may write amendments of the session; else the reason."""
    return desk.rights.why_not_new("amendment", {"session": session, "target": session})


def amend(desk: Desk, items: Sequence[Parked], proposals: Sequence[tuple[Late, str]], reason: str) -> list[str]:
    """Make amendments of what was refused, each with its text, as one action, and let the refused edits go with it.

    Returns the ids. Raises InTheWay when one of them was settled otherwise meanwhile, NotAllowed, FieldProblem.
    """
    with desk.repository.writing():
        if any(desk.queue.parked_item(item.id) is None for item in items):
            raise InTheWay("changed_meanwhile")
        ops = [
            desk.creation(
                "amendment", {"session": each.session, "target": each.target, "reason": reason, "text": text}, None
            )
            for each, text in proposals
        ]
        gone: list[Change] = [("parked", item.id, None) for item in items]
        keys = [typing_key(each.session, asked(REASON)) for each, _ in proposals[:1]]
        gone += [("typing", key, None) for key in keys if desk.repository.document("typing", key) is not None]
        # Taking it back would leave neither the amendments nor what was refused.
        desk.perform(ops, gone, remember=False)
        desk.no_undo("amended")
    return [op.rec for op in ops]
