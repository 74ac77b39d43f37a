"""An import carried out as one action, kept so that one step takes all of it back, also another day and after a sync."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.cache.view import View
from sync.clock import claimed
from sync.desk import Desk
from sync.problems import InTheWay, NotFound
from sync.wire import Op
from sync.workplace import Workplace
from tui.documents.incoming.files import judge
from tui.documents.incoming.grids import Grid, Unreadable
from tui.documents.incoming.judging import Change, Judgement, New, Progress, Ref, What, silent

LAST = "import"
"""Key of the `meta` document that says what the last import made."""


class TakenBack(msgspec.Struct, frozen=True):
    """What one step took back: records deleted, records whose fields are as before, and ids that were left and why."""

    deleted: int
    put_back: int
    left: tuple[tuple[str, str], ...]


class Shown(msgspec.Struct, frozen=True):
    """A file as it was shown to somebody who said yes: `digest` is that of the judgement, `file` the file's name."""

    what: What
    grids: list[Grid]
    clock: str | None
    file: str
    digest: str


def take_in_shown(place: Workplace, shown: Shown, progress: Progress = silent) -> int:
    """Carry out what was shown; returns how many records it made or changed.

    Raises InTheWay when it would be something else by now, Stopped, NotAllowed, FieldProblem: then nothing is done. What is
    handed over twice, since whoever took it in died before answering, is done once.
    """
    try:
        judgement = judge(place, shown.what, shown.grids, shown.clock, lambda done, of: progress(done, 2 * of))
    except Unreadable as error:
        raise InTheWay("import_changed") from error
    if judgement.digest != shown.digest:
        kept = last(place.desk)
        if kept is not None and kept.get("digest") == shown.digest:
            return amount(kept)
        raise InTheWay("import_changed")
    return take_in(place.desk, judgement, shown.file, lambda done, of: progress(of + done, 2 * of))


def take_in(desk: Desk, judgement: Judgement, file: str, progress: Progress = silent) -> int:
    """Carry out what was judged, as one action; returns how many records it made or changed.

    Raises Stopped, NotAllowed, FieldProblem, ParentUnknown: then nothing is done.
    """
    work = _Work(desk)
    edits = judgement.edits
    for done, edit in enumerate(edits):
        progress(done, len(edits))
        if isinstance(edit, New):
            work.make(edit)
        else:
            work.change(edit)
    progress(1, 1)
    if not work.ops:
        return 0
    kept = {
        "at": claimed(desk.clock),
        "what": judgement.what,
        "file": file,
        "digest": judgement.digest,
        "first": work.ops[0].id,
        "made": dict.fromkeys(work.made.values()),
        "changed": [[rid, name, before, after] for rid, name, before, after in work.changed],
    }
    # In one journal line with the records, so that they can be taken back whatever happens next.
    desk.perform(work.ops, [("meta", LAST, kept)])
    digests = {rid: desk.record(rid).digest() for rid in work.made.values()}
    desk.repository.commit([("meta", LAST, {**kept, "made": digests})])
    return amount(kept)


def amount(kept: Mapping[str, Any]) -> int:
    """How many records an import made or changed."""
    return len(kept["made"]) + len({rid for rid, *_ in kept["changed"]})


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


def is_newest(desk: Desk) -> bool:
    """True while the last import is also the last thing this person did here, so that undo means it."""
    return bool(desk.last) and _is_import(desk.last[-1], last(desk))


def _is_import(action: object, kept: Mapping[str, Any] | None) -> bool:
    first = kept.get("first") if kept is not None else None
    return first is not None and isinstance(action, list) and bool(action) and action[0].op.id == first


def take_back(desk: Desk, progress: Progress = silent) -> TakenBack:
    """Take the last import back, as one action; what somebody wrote in since stays, and is named. Undo offers it no more.

    Raises InTheWay where there is none, NotAllowed where this person may not, Stopped: then nothing is done.
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
    deleted, used = 0, _in_use(desk, kept["made"])
    # Rows before the session they belong to: what has lost its parent cannot be deleted by itself.
    for done, (rid, digest) in enumerate(reversed(list(kept["made"].items()))):
        progress(done, len(kept["made"]))
        try:
            view = desk.record(rid)
        except NotFound:
            left.append((rid, "gone"))
            continue
        if view.deleted:
            continue
        if rid in used:
            left.append((rid, "changed" if digest is not None and view.digest() != digest else "in_use"))
            continue
        ops.append(desk.deletion(view))
        deleted += 1
    progress(1, 1)
    desk.perform(ops, [("meta", LAST, None)], remember=False)
    desk.last[:] = [action for action in desk.last if not _is_import(action, kept)]
    return TakenBack(deleted, len(put_back), tuple(left))


def _in_use(desk: Desk, made: Mapping[str, str | None]) -> set[str]:
    """What of an import is not taken back: what was changed since, what other records have come to rest on, and what goes with it."""
    links: dict[str, set[str]] = {rid: set() for rid in made}
    used = set()
    for spec in desk.repository.registry:
        for view in desk.repository.find(spec.name):
            named = {each for value in view.fields.values() for each in _texts(value)} & made.keys() - {view.id}
            if view.id not in made:
                used |= named
                continue
            digest = made[view.id]
            if digest is not None and view.digest() != digest:
                used.add(view.id)
            # What a record is fixed to goes with it; what it names otherwise has to stay for it.
            fixed = {view.get(name) for name, field in spec.fields.items() if field.merge == "once"}
            for rid in named:
                links[view.id].add(rid)
                if rid in fixed:
                    links[rid].add(view.id)
    waiting = list(used)
    while waiting:
        more = links[waiting.pop()] - used
        used |= more
        waiting += more
    return used


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value] if isinstance(value, list) else []


def _why_not_back(view: View | None, name: str, after: Any) -> str | None:
    if view is None:
        return "gone"
    if view.deleted:
        return "deleted"
    return None if view.get(name) == after else "changed"
