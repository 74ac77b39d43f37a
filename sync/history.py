"""The past of a record: revisions put together again from what each changed, and one author's changes of ten minutes as one.

Pure: what the server knows comes in pages (`Past.take`), what this device knows from its view, queue and archive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from sync.apply import DELETED
from sync.cache.repository import as_op
from sync.cache.view import View
from sync.desk import Desk
from sync.problems import EditRefused, InTheWay
from sync.records.fields import FieldProblem
from sync.records.kind import KindSpec
from sync.wire import History, Op, Revision

TOGETHER = 600
"""Seconds within which one author's changes of one record are shown as one."""


class Step(msgspec.Struct, frozen=True):
    """One revision: who did what when, and the record after it.

    `fields` are whole only when `whole`: what this device alone knows has just the changes. Of a deletion they are the last
    ones; None once they were erased. A change is (before, after); of a set of this device's own edits (taken out, added).
    """

    rev: int
    k: str
    by: str | None
    at: str
    changes: Mapping[str, tuple[Any, Any]]
    fields: Mapping[str, Any] | None = None
    deleted: bool = False
    whole: bool = False
    for_: str | None = None
    basis: str | None = None
    ref: str | None = None
    waiting: bool = False
    """True for an own edit that the server has not accepted yet."""


class Past(msgspec.Struct):
    """The revisions read so far, newest first; `more` while the server has older ones."""

    steps: list[Step] = msgspec.field(default_factory=list)
    more: bool = True
    _fields: dict[str, Any] | None = None

    @property
    def before(self) -> int | None:
        """What to ask the server for next: revisions older than this one; None for the newest page."""
        return self.steps[-1].rev if self.steps else None

    def take(self, page: History) -> None:
        """Add the next page."""
        if not self.steps:
            self._fields = dict(page.f) if page.f is not None else None
        for revision in page.revisions:
            self.steps.append(self._step(revision))
        self.more = page.more and bool(page.revisions)

    def _step(self, revision: Revision) -> Step:
        """The revision with the record after it; from here on `_fields` are those before it."""
        gone = revision.ch.get(DELETED)
        deleted = gone is not None and bool(gone[1])
        if deleted:
            self._fields = dict(revision.f) if revision.f is not None else None
        after = self._fields
        changes = {name: (change[0], change[1]) for name, change in revision.ch.items() if name != DELETED}
        if after is not None and not deleted:
            self._fields = undone(after, changes)
        return Step(
            rev=revision.rev,
            k=revision.k,
            by=revision.by,
            at=revision.at,
            changes=changes,
            fields=after,
            deleted=deleted,
            whole=after is not None,
            for_=revision.for_,
            basis=revision.basis,
            ref=revision.ref,
        )


def undone(fields: Mapping[str, Any], changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The fields before these changes."""
    before = {name: value for name, value in fields.items() if name not in changes}
    before.update({name: old for name, (old, _) in changes.items() if old not in (None, [])})
    return before


class Entry(msgspec.Struct, frozen=True):
    """Revisions shown as one, newest first."""

    steps: tuple[Step, ...]

    @property
    def newest(self) -> Step:
        """The last of them, after which the record was as it is shown."""
        return self.steps[0]

    @property
    def k(self) -> str:
        """What was done: the record was made, changed, deleted, brought back, or a conflict about it settled."""
        return "new" if any(step.k == "new" for step in self.steps) else self.newest.k

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """What all of them together changed, fields in the order they were first touched; what came back is no change."""
        found: dict[str, tuple[Any, Any]] = {}
        for step in reversed(self.steps):
            for name, (before, after) in step.changes.items():
                found[name] = (found[name][0] if name in found else before, after)
        return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def grouped(steps: Sequence[Step], together: int = TOGETHER) -> list[Entry]:
    """Steps (newest first) as entries: one author's changes within `together` seconds are one, deletions stand alone."""
    entries: list[list[Step]] = []
    for step in steps:
        last = entries[-1] if entries else None
        if last is not None and _belongs(last, step, together):
            last.append(step)
        else:
            entries.append([step])
    return [Entry(tuple(each)) for each in entries]


def _belongs(entry: Sequence[Step], step: Step, together: int) -> bool:
    newest, last = entry[0], entry[-1]
    if _alone(newest) or _alone(last) or _alone(step) or last.k == "new":
        return False
    same = ("by", "for_", "basis", "ref", "waiting")
    if any(getattr(newest, name) != getattr(step, name) for name in same):
        return False
    apart = _seconds(newest.at, step.at)
    return apart is not None and 0 <= apart <= together


def _alone(step: Step) -> bool:
    return step.deleted or step.k in ("del", "restore")


def _seconds(later: str, earlier: str) -> float | None:
    try:
        return (dt.datetime.fromisoformat(later) - dt.datetime.fromisoformat(earlier)).total_seconds()
    except (ValueError, TypeError):
        return None


# what this device knows


def waiting_here(desk: Desk, rid: str) -> list[Step]:
    """Own edits of a record that the server has not accepted yet, newest first."""
    return [_own(op, desk.member, op.at, waiting=True) for op in reversed(desk.repository.ops_of(rid))]


def known_here(desk: Desk, rid: str) -> list[Step]:
    """All this device knows of a record's past without the server: own edits, and who last changed each field."""
    accepted = [
        (str(each["at"]), as_op(each["op"]))
        for _, each in desk.repository.documents("archive")
        if each["op"]["rec"] == rid
    ]
    steps = [_own(op, desk.member, at, waiting=False) for at, op in accepted]
    own = {name for step in steps for name in step.changes}
    record = desk.repository.document("shadow", rid) or desk.repository.document("trash", rid)
    if record is not None:
        steps += _last_changes(record, desk.member, own)
    steps.sort(key=lambda step: (_moment(step.at), step.rev), reverse=True)
    return waiting_here(desk, rid) + steps


def _own(op: Op, member: str | None, at: str, *, waiting: bool) -> Step:
    changes = {
        name: ((change.get("del", []), change.get("add", [])) if isinstance(change, dict) else (change[0], change[1]))
        for name, change in op.ch.items()
    }
    return Step(
        rev=0,
        k=op.k,
        by=member,
        at=at,
        changes=changes,
        deleted=op.k == "del",
        for_=op.for_,
        basis=op.basis,
        ref=op.ref,
        waiting=waiting,
    )


def _last_changes(record: Mapping[str, Any], member: str | None, own: Iterable[str]) -> list[Step]:
    """One step a revision that still shows in the record; of others' older ones this device knows nothing."""
    skipped = set(own)
    by_rev: dict[int, Step] = {}
    for name, entry in (record.get("fv") or {}).items():
        rev, by = int(entry[0]), entry[1]
        if by == member and name in skipped:
            continue
        entered = entry[2] if len(entry) > 2 and isinstance(entry[2], Mapping) else {}
        at = record.get("created") if rev == 1 else (record.get("updated") if rev == record["rev"] else None)
        step = by_rev.get(rev) or Step(
            rev,
            "new" if rev == 1 else "put",
            by,
            str((at or {}).get("at") or ""),
            {},
            for_=entered.get("for"),
            basis=entered.get("basis"),
            ref=entered.get("ref"),
        )
        by_rev[rev] = replace(step, changes={**step.changes, name: (None, (record.get("f") or {}).get(name))})
    return list(by_rev.values())


def _moment(at: str) -> str:
    try:
        return dt.datetime.fromisoformat(at).astimezone(dt.UTC).isoformat()
    except ValueError:
        return ""


# bringing an older one back


class Return(msgspec.Struct, frozen=True):
    """What bringing an older revision back changes, as (now, then), and which fields stay for what reason."""

    changes: dict[str, tuple[Any, Any]]
    refused: dict[str, Exception]


def returning(desk: Desk, view: View, fields: Mapping[str, Any]) -> Return:
    """What would change in the record as it is now; states are not brought back, they have transitions of their own."""
    spec = desk.repository.registry[view.kind]
    changes: dict[str, tuple[Any, Any]] = {}
    refused: dict[str, Exception] = {}
    for name in spec.fields:
        now, then = view.get(name), fields.get(name)
        if name == "state" or (now or None) == (then or None) or (now == then):
            continue
        try:
            desk.rights.check_change(view, {name: _on_wire(spec, name, now, then)})
        except (EditRefused, FieldProblem) as problem:
            refused[name] = problem
        else:
            changes[name] = (now, then)
    return Return(changes, refused)


def _on_wire(spec: KindSpec, name: str, now: Any, then: Any) -> Any:
    if spec.fields[name].type != "set":
        return [now, then]
    held, wanted = set(now or ()), set(then or ())
    return {"add": sorted(wanted - held), "del": sorted(held - wanted)}


def bring_back(desk: Desk, rid: str, changes: Mapping[str, tuple[Any, Any]]) -> bool:
    """Make the changes shown, as one ordinary edit that undo takes back; text half-typed into these fields stays unsaved.

    Raises InTheWay when a field was changed since it was shown, NotFound, NotAllowed, FieldProblem.
    """
    with desk.repository.writing():
        view = desk.record(rid)
        if any(view.get(name) != now for name, (now, _) in changes.items()):
            raise InTheWay("changed_meanwhile")
        return desk.set(rid, {name: then for name, (_, then) in changes.items()})
