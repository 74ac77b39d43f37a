"""Undo as an inverse edit: it goes the way of every edit, and stands back when somebody else was there since.

What cannot be taken back does not stand in the way of what was done before it: it is refused once and then left alone.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sync.apply import new_values
from sync.cache.view import View
from sync.deeds import Deed, NoUndo
from sync.desk import Desk
from sync.problems import EditRefused, NotAllowed, UndoRefused
from sync.records.fields import FieldProblem
from sync.wire import Op

SIGNED_AND_SEALED = ("signature", "amendment")
"""Kinds nobody may delete, so that what was sent stands."""

HANDED_IN = ("submission", "publication")
"""Kinds that end by a state of theirs, never by a deletion."""


class Undone(msgspec.Struct, frozen=True):
    """What was taken back; `settled` when it was the answer to a conflict, which stays settled: only the text is back."""

    deeds: list[Deed]
    settled: bool = False


def undo(desk: Desk) -> Undone:
    """Take the last action back and return what was undone.

    Raises UndoRefused and NotAllowed: then nothing was done, and the next call takes the action before it.
    """
    if not desk.last:
        raise UndoRefused("nothing")
    deeds = desk.last[-1]
    if isinstance(deeds, NoUndo):
        desk.last.pop()
        raise UndoRefused(deeds.reason)
    try:
        settled = _take_back(desk, deeds)
    except (EditRefused, FieldProblem):
        desk.last.pop()
        raise
    desk.last.pop()
    return Undone(deeds, settled)


def _take_back(desk: Desk, deeds: list[Deed]) -> bool:
    """True when only the text is back, and the conflict that was settled stays so."""
    made = {deed.op.rec for deed in deeds if deed.op.k == "new" and deed.before is None}
    ops: dict[str, list[Op]] = {rid: [] for rid in made}
    for deed in deeds:
        if deed.op.rec in made:
            ops[deed.op.rec].append(deed.op)
    for rid, each in ops.items():
        _as_made(desk, rid, each)
    # A record made in the same action goes as a whole; the states it was taken through need no way back.
    deeds = [deed for deed in deeds if not (_is_step(deed.op) and deed.op.rec in made)]
    if desk.shadow.identity.alone and any(_is_step(deed.op) for deed in deeds):
        _put_back(desk, deeds)
    elif any(_only_by_withdrawing(desk, deed.op) for deed in deeds):
        _withdraw(desk, deeds)
    elif any(deed.op.k == "resolve" for deed in deeds):
        if not _withdrawn(desk, deeds):
            _restore_text(desk, deeds)
            return True
    else:
        _take_back_or_undo(desk, deeds)
    return False


def _take_back_or_undo(desk: Desk, deeds: list[Deed]) -> None:
    """What this person may not undo by an edit, such as a result nobody may delete, is taken back while it was never sent."""
    try:
        _perform_inverse(desk, deeds)
    except NotAllowed:
        if not _withdrawn(desk, deeds):
            raise


def _only_by_withdrawing(desk: Desk, op: Op) -> bool:
    """State changes, decisions, submissions and what is signed have no inverse edit; unsent, they are simply taken back.

    On a device alone nothing is ever sent, and a signature or an amendment is deleted like anything else.
    """
    if op.k == "new" and op.type in SIGNED_AND_SEALED:
        return not desk.shadow.identity.alone
    return _is_step(op) or (op.k == "new" and op.type in HANDED_IN)


def _is_step(op: Op) -> bool:
    return "state" in op.ch and op.k == "put"


def _put_back(desk: Desk, deeds: list[Deed]) -> None:
    """On a device alone a step is taken back as if it had not been made, with what it took along, such as signatures."""
    steps = [deed for deed in deeds if _is_step(deed.op)]
    if any(deed.op.k == "new" and deed.op.type == "submission" for deed in deeds):
        raise UndoRefused("sent")
    for deed in steps:
        view = desk.repository.get(deed.op.rec)
        if view is None or view.deleted:
            raise UndoRefused("gone" if view is None else "deleted")
        _unchanged(desk, deed.op, {name: each[1] for name, each in deed.op.ch.items() if not isinstance(each, dict)})
    along = [deed for deed in reversed(deeds) if not _is_step(deed.op)]
    inverse = [op for deed in along if (op := _inverse(desk, deed)) is not None]
    desk.perform(inverse, [desk.put_back(deed) for deed in steps], remember=False)


def _withdrawn(desk: Desk, deeds: list[Deed]) -> bool:
    return not desk.shadow.identity.alone and desk.queue.withdraw([deed.op.id for deed in deeds])


def _restore_text(desk: Desk, deeds: list[Deed]) -> None:
    """A sent answer to a conflict closes it for good (PROTOCOL.md section 10); what it changed has an inverse like any edit."""
    if any("state" in deed.op.ch for deed in deeds):
        raise UndoRefused("sent")
    if all(deed.op.k == "resolve" and not deed.op.ch for deed in deeds):
        raise UndoRefused("settled")
    # Deleting what was brought back for its text is inverse enough; a digest of both in one action would not fit.
    reborn = {deed.op.rec for deed in deeds if deed.op.k == "restore"}
    _perform_inverse(
        desk, [deed for deed in deeds if deed.op.k != "resolve" or (deed.op.ch and deed.op.rec not in reborn)]
    )


def _perform_inverse(desk: Desk, deeds: list[Deed]) -> None:
    inverse = [op for deed in reversed(deeds) if (op := _inverse(desk, deed)) is not None]
    desk.perform(inverse, remember=False)


def _withdraw(desk: Desk, deeds: list[Deed]) -> None:
    shared = [deed.op.id for deed in deeds if desk.repository.registry[deed.op.type].shared]
    private = [deed for deed in deeds if not desk.repository.registry[deed.op.type].shared]
    inverse = [op for deed in private if (op := _inverse(desk, deed)) is not None]
    if desk.shadow.identity.alone or not desk.queue.withdraw(shared):
        if any(deed.op.type == "plan_version" for deed in deeds):
            # A version stands for good: what was approved is changed by a new one.
            raise UndoRefused("approved")
        raise UndoRefused("sent")
    if inverse:
        desk.perform(inverse, remember=False)


def _inverse(desk: Desk, deed: Deed) -> Op | None:
    op = deed.op
    view = desk.repository.get(op.rec)
    if view is None:
        raise UndoRefused("gone")
    spec = desk.repository.registry[op.type]
    if op.k == "new":
        if deed.before is not None and not deed.before.deleted:
            raise UndoRefused("joined")
        if view.deleted:
            return None
        _unchanged(desk, op, {name: value for name, value in new_values(spec, op).items() if name != "state"})
        return desk.deletion(view)
    if op.k == "del":
        return desk.restoration(view) if view.deleted else None
    if op.k == "restore":
        return None if view.deleted else desk.deletion(view)
    if view.deleted:
        raise UndoRefused("deleted")
    changes: dict[str, Any] = {}
    for name, change in op.ch.items():
        if isinstance(change, dict):
            held = set(view.get(name) or ())
            before = set((deed.before.get(name) if deed.before else None) or ())
            add, remove = set(change.get("del", ())) & before, set(change.get("add", ())) - before
            changes[name] = {"add": sorted(add - held), "del": sorted(remove & held)}
        else:
            _unchanged(desk, op, {name: change[1]})
            changes[name] = [change[1], deed.before.get(name) if deed.before else change[0]]
    desk.rights.require(desk.rights.attempt(view, "put", list(changes), wire=changes))
    return desk.change(op.type, op.rec, op.scope, changes)


def _as_made(desk: Desk, rid: str, ops: list[Op]) -> None:
    """Raise UndoRefused when a record went on since this action made it: a book that was returned was lent, whoever lent it.

    Another's word in a field of it stays as well; one's own was taken back before, or refused to be.
    """
    view = desk.repository.get(rid)
    if view is None or view.deleted:
        return
    spec, given = desk.repository.registry[view.kind], {name for op in ops for name in op.ch}
    state = next((op.ch["state"][1] for op in reversed(ops) if "state" in op.ch), spec.first_state)
    if spec.states and view.state != state:
        raise UndoRefused("changed", field="state", by=_author(view, "state"))
    for name, value in view.fields.items():
        by = _author(view, name)
        if name not in given and value not in (None, "", []) and by is not None and by != desk.member:
            raise UndoRefused("changed", field=name, by=by)


def _author(view: View, name: str) -> str | None:
    entry = view.fv.get(name)
    return entry[1] if entry else None


def _unchanged(desk: Desk, op: Op, values: dict[str, Any]) -> None:
    """Raise UndoRefused, with who it was, when a field no longer holds what this action gave it."""
    view = desk.record(op.rec)
    for name, value in values.items():
        if view.get(name) != value:
            raise UndoRefused("changed", field=name, by=_author(view, name))
