"""Conflicts, shown and settled by people (PROTOCOL.md section 10)."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from sync.apply import DELETED
from sync.cache.repository import as_op
from sync.cache.view import View
from sync.desk import Desk
from sync.problems import InTheWay, NotAllowed, NotFound
from sync.records.fields import Field, check_value
from sync.taken_along import step
from sync.wire import Op


class OpenConflict(msgspec.Struct, frozen=True):
    """Two edits of one field that did not merge: what stands, and what the other wrote."""

    id: str
    record: str
    kind: str | None
    field: str
    current: Any
    """What stands now in this device's view (for a deleted record: what stood when it was deleted)."""
    mine: Any
    by: str
    at: str
    parent: View | None
    op: str
    """The edit that did not merge."""

    @property
    def deleted(self) -> bool:
        """True when the record is deleted: the choice is to bring it back with `mine`, or to let it go."""
        return self.parent is not None and self.parent.deleted

    @property
    def of_delete(self) -> bool:
        """True when a delete met content its author had not seen."""
        return self.field == DELETED


def open_conflicts(desk: Desk) -> list[OpenConflict]:
    """Conflicts nobody has settled yet, oldest first; one settled here and not yet synced is no longer listed."""
    settled = {each.op.conflict for each in desk.queue.waiting() if each.op.k == "resolve"}
    found = [
        _shown(desk, view)
        for view in desk.repository.find("conflict")
        if view.state == "open" and view.id not in settled
    ]
    return sorted(found, key=lambda each: (each.at, each.id))


def conflict(desk: Desk, rid: str) -> OpenConflict:
    """One open conflict by its id; raises NotFound."""
    for each in open_conflicts(desk):
        if each.id == rid:
            return each
    raise NotFound(rid)


def _shown(desk: Desk, view: View) -> OpenConflict:
    parent = desk.repository.get(str(view.get("record")))
    name = str(view.get("field"))
    declared = desk.repository.registry[parent.kind].fields.get(name) if parent else None
    current = parent.get(name) if parent and not parent.deleted else _value(view.get("current"), declared)
    return OpenConflict(
        id=view.id,
        record=str(view.get("record")),
        kind=parent.kind if parent else None,
        field=name,
        current=current,
        mine=_value(view.get("mine"), declared),
        by=str(view.get("by")),
        at=str(view.get("at")),
        parent=parent,
        op=str(view.get("op")),
    )


class Writer(msgspec.Struct, frozen=True):
    """Who wrote a side of a conflict and when, as far as this device knows: a member, and a stamp of whatever zone."""

    by: str | None
    at: str | None


def who_stands(desk: Desk, item: OpenConflict) -> Writer:
    """Whose value stands now: of an own edit the server has not taken yet this member's."""
    parent = item.parent
    if parent is None or item.of_delete or item.deleted:
        return Writer(None, None)
    if item.field in parent.edited:
        return Writer(desk.member, parent.updated.get("claimed"))
    rev, by = parent.fv.get(item.field) or (None, None)
    # Of a revision before the last one a device knows who, not when; the history does.
    at = parent.updated.get("at") if rev == parent.rev and not parent.pending else None
    return Writer(by, at)


def who_differs(desk: Desk, item: OpenConflict) -> Writer:
    """Who wrote the other value; when this device did, the time is when it was written, else when the server heard of it."""
    made = _own_edit(desk, item)
    return Writer(item.by, made.at if made is not None else item.at)


def written_on(desk: Desk, item: OpenConflict) -> tuple[Any] | None:
    """What the other value was written on, known on the device that wrote it alone; None elsewhere, and for sets."""
    made = _own_edit(desk, item)
    change = made.ch.get(item.field) if made is not None and made.k in ("put", "resolve") else None
    return (change[0],) if isinstance(change, list) and len(change) == 2 else None


def _own_edit(desk: Desk, item: OpenConflict) -> Op | None:
    held = desk.repository.document("archive", item.op)
    return as_op(held["op"]) if held is not None else None


def _value(stored: Any, declared: Field | None) -> Any:
    """A conflict's value as the field holds it: what is not a string stands there as JSON."""
    if stored is None or declared is None or declared.type not in ("int", "bool", "set"):
        return stored
    try:
        return json.loads(stored)
    except ValueError:
        return stored


def resolve(desk: Desk, item: OpenConflict, value: Any) -> None:
    """Let `value` stand and close the conflict; the base is what was shown as current, so a stale answer conflicts again.

    A deleted record lives again with it. Raises InTheWay, NotFound, FieldProblem, NotAllowed, ForbiddenTransition, NeededFirst.
    """
    if item.of_delete or item.parent is None:
        raise InTheWay("not_a_value")
    declared = desk.repository.registry[item.parent.kind].field(item.field)
    value = check_value(item.field, declared, value)
    before: list[Op] = []
    if item.deleted:
        before.append(_plain(desk, item, "restore"))
    changes = _changes(item, declared, value)
    if changes:
        desk.rights.check_change(item.parent, changes)
    _close(desk, item, changes, before)


def _changes(item: OpenConflict, declared: Field, value: Any) -> dict[str, Any]:
    """What letting `value` stand changes, as it goes on the wire."""
    if declared.type == "set":
        old, new = set(item.current or ()), set(value or ())
        return {item.field: {"add": sorted(new - old), "del": sorted(old - new)}} if old != new else {}
    return {item.field: [item.current, value]} if value != item.current else {}


def check_keep(desk: Desk, item: OpenConflict) -> None:
    """Raise NotAllowed when this person may not settle the conflict at all."""
    _require_closing(desk, item)


def check_take(desk: Desk, item: OpenConflict) -> None:
    """Raise what stands against letting the other value stand, before it is tried."""
    _require_closing(desk, item)
    if item.parent is None:
        raise NotFound(item.record)
    if item.of_delete:
        if not item.parent.deleted:
            desk.deletion(item.parent)
        return
    if item.deleted:
        desk.restoration(item.parent)
    changes = _changes(item, desk.repository.registry[item.parent.kind].field(item.field), item.mine)
    if changes:
        desk.rights.check_change(item.parent, changes)


class Settled(msgspec.Struct, frozen=True):
    """A conflict that is settled: by whom, and what stands now in the record it was about."""

    by: str | None
    field: str
    mine: Any
    value: Any
    parent: View | None


def settled(desk: Desk, rid: str) -> Settled | None:
    """What became of a conflict that is no longer open; None for one this device does not know (any more)."""
    view = desk.repository.get(rid)
    if view is None or view.kind != "conflict":
        return None
    here = any(each.op.conflict == rid for each in desk.queue.waiting() if each.op.k == "resolve")
    entry = view.fv.get("state")
    shown = _shown(desk, view)
    by = desk.member if here else (entry[1] if entry else None)
    return Settled(by, shown.field, shown.mine, shown.current, shown.parent)


def keep_current(desk: Desk, item: OpenConflict) -> None:
    """Let what stands stand and close the conflict."""
    _close(desk, item, {}, [])


def take_mine(desk: Desk, item: OpenConflict) -> None:
    """Let the other value stand: for a text in full, for a refused delete the deletion of what is shown now."""
    if not item.of_delete:
        resolve(desk, item, item.mine)
        return
    before = [] if item.parent is None or item.parent.deleted else [_plain(desk, item, "del")]
    _close(desk, item, {}, before)


def _plain(desk: Desk, item: OpenConflict, k: str) -> Op:
    if item.parent is None or item.kind is None:
        raise NotFound(item.record)
    if k == "del":
        return desk.deletion(item.parent)
    return desk.restoration(item.parent)


def _close(desk: Desk, item: OpenConflict, changes: dict[str, Any], before: list[Op]) -> None:
    held = _require_closing(desk, item)
    if changes and item.parent is not None:
        desk.perform([*before, *step(desk, item.parent, changes, None, k="resolve", conflict=item.id)])
        return
    op = desk.change(item.kind or "conflict", item.record, held.scope, changes, k="resolve", conflict=item.id)
    desk.perform([*before, op])


def _require_closing(desk: Desk, item: OpenConflict) -> View:
    held = desk.record(item.id)
    refusal = desk.rights.policy.refusal(desk.rights.attempt(held, "put", ["state"], "closed"))
    if refusal is not None:
        raise NotAllowed("conflict", refusal)
    return held
