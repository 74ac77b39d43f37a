"""An import carried out as one action, kept so that one step takes all of it back, also another day and after a sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sync.cache.view import View
from sync.clock import claimed
from sync.desk import Desk
from sync.problems import InTheWay, NotFound
from sync.wire import Op
from tui.documents.incoming.judging import Change, Judgement, New, Ref

LAST = "import"
"""Key of the `meta` document that says what the last import made."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What one step took back: records deleted, records whose fields are as before, and ids that were left and why."""

    deleted: int
    put_back: int
    left: tuple[tuple[str, str], ...]


def take_in(desk: Desk, judgement: Judgement, file: str) -> int:
    """Carry out what was judged, as one action; returns how many records it made or changed.

    Raises NotAllowed, FieldProblem, ParentUnknown: then nothing is done.
    """
    work = _Work(desk)
    for edit in judgement.edits:
        if isinstance(edit, New):
            work.make(edit)
        else:
            work.change(edit)
    if not work.ops:
        return 0
    kept = {
        "at": claimed(desk.clock),
        "what": judgement.what,
        "file": file,
        "made": dict.fromkeys(work.made.values()),
        "changed": [[rid, name, before, after] for rid, name, before, after in work.changed],
    }
    # In one journal line with the records, so that they can be taken back whatever happens next.
    desk.perform(work.ops, [("meta", LAST, kept)])
    digests = {rid: desk.record(rid).digest() for rid in work.made.values()}
    desk.repository.commit([("meta", LAST, {**kept, "made": digests})])
    return len(work.made) + len({rid for rid, *_ in work.changed})


class _Work:
    """The edits of one import, checked as they are made."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.ops: list[Op] = []
        self.made: dict[str, str] = {}
        self.changed: list[tuple[str, str, Any, Any]] = []
        self._scopes: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def make(self, edit: New) -> None:
        """A record, and the states it is taken through."""
        fields = {name: self._meant(value) for name, value in edit.fields.items()}
        op = self.desk.creation(edit.kind, fields, None, self._scopes)
        self._scopes[op.rec] = (op.scope, fields)
        self.made[edit.name] = op.rec
        self.ops.append(op)
        spec = self.desk.repository.registry[edit.kind]
        state = spec.first_state
        for to in edit.steps:
            self.ops.append(self.desk.change(edit.kind, op.rec, op.scope, {"state": [state, to]}))
            state = to

    def change(self, edit: Change) -> None:
        """Fields of a record that is there."""
        view = self.desk.record(edit.rid)
        spec = self.desk.repository.registry[edit.kind]
        wire: dict[str, Any] = {}
        for name, (before, after) in edit.fields.items():
            after = self._meant(after)
            self.changed.append((edit.rid, name, before, after))
            if spec.field(name).type == "set":
                old, new = set(before or ()), set(after or ())
                wire[name] = {"add": sorted(new - old), "del": sorted(old - new)}
            else:
                wire[name] = [before, after]
        self.desk.rights.check_change(view, wire, None)
        self.ops.append(self.desk.change(edit.kind, edit.rid, view.scope, wire))

    def _meant(self, value: Any) -> Any:
        return self.made[value.name] if isinstance(value, Ref) else value


# and back


def last(desk: Desk) -> Mapping[str, Any] | None:
    """What the last import made and changed, while it has not been taken back."""
    return desk.repository.document("meta", LAST)


def take_back(desk: Desk) -> TakenBack:
    """Take the last import back, as one action; what somebody wrote in since stays, and is named.

    Raises InTheWay where there is none, NotAllowed where this person may not: then nothing is done.
    """
    kept = last(desk)
    if kept is None:
        raise InTheWay("no_import")
    ops: list[Op] = []
    left: list[tuple[str, str]] = []
    put_back: set[str] = set()
    for rid, name, before, after in reversed(kept["changed"]):
        view = desk.repository.get(rid)
        why = _why_not_back(view, name, after)
        if view is None or why is not None:
            left.append((rid, why or "gone"))
            continue
        if desk.repository.registry[view.kind].field(name).type == "set":
            old, new = set(before or ()), set(after or ())
            ops.append(
                desk.change(view.kind, rid, view.scope, {name: {"add": sorted(old - new), "del": sorted(new - old)}})
            )
        else:
            ops.append(desk.change(view.kind, rid, view.scope, {name: [after, before]}))
        put_back.add(rid)
    deleted = 0
    # Rows before the session they belong to: what has lost its parent cannot be deleted by itself.
    for rid, digest in reversed(list(kept["made"].items())):
        try:
            view = desk.record(rid)
        except NotFound:
            left.append((rid, "gone"))
            continue
        if view.deleted:
            continue
        if digest is not None and view.digest() != digest:
            left.append((rid, "changed"))
            continue
        ops.append(desk.deletion(view))
        deleted += 1
    desk.perform(ops, [("meta", LAST, None)])
    return TakenBack(deleted, len(put_back), tuple(left))


def _why_not_back(view: View | None, name: str, after: Any) -> str | None:
    if view is None:
        return "gone"
    if view.deleted:
        return "deleted"
    return None if view.get(name) == after else "changed"
