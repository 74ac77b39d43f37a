"""未被接受的修改: what the server refused stays with its author, who sends it again, keeps the text, or drops it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from sync.cache.parked import CHANGED_SINCE, Parked
from sync.cache.storage import Change
from sync.cache.view import View
from sync.clock import claimed, minute
from sync.desk import Desk
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay, NotFound
from sync.rebasing import Rebasing
from sync.records.decided_on import decided_on
from sync.records.kind import KindSpec
from sync.records.policy import Attempt
from sync.wire import Op


def parked(desk: Desk, key: str) -> Parked:
    """One refused edit; raises NotFound."""
    item = desk.queue.parked_item(key)
    if item is None:
        raise NotFound(key)
    return item


def retry(desk: Desk, item: Parked) -> None:
    """Submit again, with everything that hung on it; new op ids, since the old outcome stands for ever."""
    retry_all(desk, [item])


def retry_all(desk: Desk, items: Sequence[Parked]) -> None:
    """Submit several again as one action of this person, records before what hangs on them.

    A signature or decision about what has changed since is not sent again; raises InTheWay when there is nothing else.
    """
    wanted = [item for item in items if item.code != CHANGED_SINCE]
    if items and not wanted:
        raise InTheWay("sign_again")
    if _submit(desk, wanted):
        desk.no_undo("resubmitted")


def _submit(desk: Desk, items: Sequence[Parked]) -> bool:
    with desk.repository.writing():
        # What somebody discarded or kept as new meanwhile is not sent as well.
        items = [item for item in items if desk.queue.parked_item(item.id) is not None]
        ops = [_again(desk, op) for op in _here(desk, [op for item in in_order(items) for op in item.ops])]
        gone: list[Change] = [("parked", item.id, None) for item in items]
        if items:
            desk.perform(ops, gone, remember=False)
        return bool(items)


def by_cause(items: Sequence[Parked]) -> dict[str, list[Parked]]:
    """Refused edits under the code of their refusal; codes and edits in the order in which they came."""
    found: dict[str, list[Parked]] = {}
    for item in items:
        found.setdefault(item.code, []).append(item)
    return found


def in_order(items: Sequence[Parked]) -> list[Parked]:
    """Parents before children: an edit that makes a record comes before those that are about it or name it."""
    makers = {op.rec: item for item in items for op in item.ops if op.k == "new"}
    ordered: dict[str, Parked] = {}

    def place(item: Parked, above: frozenset[str]) -> None:
        if item.id in ordered:
            return
        for rid in _named(item):
            maker = makers.get(rid)
            # Two that name each other cannot both be first; then they stay as they came.
            if maker is not None and maker.id != item.id and maker.id not in above:
                place(maker, above | {item.id})
        ordered.setdefault(item.id, item)

    for item in items:
        place(item, frozenset())
    return list(ordered.values())


def _named(item: Parked) -> dict[str, None]:
    """Records an edit is about or names, by id."""
    found: dict[str, None] = {}
    for op in item.ops:
        found[op.rec] = None
        for change in op.ch.values():
            values = change.get("add", []) if isinstance(change, dict) else [change[1]]
            found.update({value: None for value in values if isinstance(value, str)})
    return found


def resubmit(desk: Desk) -> int:
    """Submit again, by itself and once, what a replay had refused and what nothing stands against any more.

    After a restore one device's edits hang on records that another device has yet to bring back (PROTOCOL.md section 9).
    Returns how many items.
    """
    found = [item for item in desk.queue.parked() if item.again and may_go(desk, item.first)]
    for item in found:
        _submit(desk, [item])
    return len(found)


def _here(desk: Desk, ops: Sequence[Op]) -> list[Op]:
    """Edits in the branch this folder belongs to: an older version sent what was made before joining as it was."""
    return Rebasing(desk.repository.registry, desk.branch).ops(ops)


def _again(desk: Desk, op: Op) -> Op:
    """The edit as a new one; one that settled a conflict which is not there any more is an ordinary change."""
    op = msgspec.structs.replace(op, id=desk.ids.op(), n=0, at=claimed(desk.clock))
    if op.k == "resolve" and (op.conflict is None or desk.repository.get(op.conflict) is None):
        return msgspec.structs.replace(op, k="put", conflict=None)
    return op


def may_go(desk: Desk, op: Op) -> bool:
    """True when what it is about is here, and its author may do it now, so far as this device can tell."""
    spec = desk.repository.registry[op.type]
    (op,) = _here(desk, [op])
    if op.k == "new":
        values = dict(own_text(spec, op))
        parent = desk.repository.get(str(values.get(spec.parent_field))) if spec.parent_field else None
        if spec.parent_field and (parent is None or parent.deleted):
            return False
        return desk.rights.policy.refusal(_creating(desk, op, values)) is None
    view = desk.repository.get(op.rec)
    if view is None:
        return False
    to = op.ch["state"][1] if "state" in op.ch else None
    act: Literal["put", "del", "restore"] = "del" if op.k == "del" else "restore" if op.k == "restore" else "put"
    if op.dig is not None and to is not None and (view.state != op.ch["state"][0] or op.dig != _about(desk, view, to)):
        # It was decided about something else than what is here now.
        return False
    return (
        desk.rights.policy.refusal(desk.rights.attempt(view, act, list(op.ch), to, _decided(desk, op), op.ch)) is None
    )


def _about(desk: Desk, view: View, to: str) -> str | None:
    return decided_on(desk.repository.registry[view.kind], view.id, view.fields, to, desk.facts)


def _decided(desk: Desk, op: Op) -> OnBehalf | None:
    """Whose decision the edit is, and what it rests on; None for one's own with nothing more said."""
    if op.basis is None:
        return None
    return OnBehalf(op.for_ or desk.member or "", op.basis, op.ref)


def as_new(desk: Desk, item: Parked) -> list[str]:
    """Keep the text in new records: a refused creation under new ids, a refused change as a private note. Returns the ids."""
    here = _here(desk, item.ops)
    renamed = {op.rec: desk.ids.record() for op in here if op.k == "new"}
    ops: list[Op] = []
    for op in here:
        spec = desk.repository.registry[op.type]
        if op.rec in renamed and not spec.key:
            changes = {name: _renamed(change, renamed) for name, change in op.ch.items()}
            ops.append(msgspec.structs.replace(op, id=desk.ids.op(), n=0, rec=renamed[op.rec], ch=changes))
        elif op.ch and op.type != "plan_version":
            # A version repeats what the plan says.
            ops.append(_as_note(desk, spec, op))
    desk.perform(ops, [("parked", item.id, None)])
    return [op.rec for op in ops]


def _creating(desk: Desk, op: Op, values: dict[str, Any]) -> Attempt:
    return desk.rights.creating(op.type, op.rec, values, op.scope, _decided(desk, op))


def discard(desk: Desk, item: Parked) -> None:
    """Drop the edit for good; raises NotFound when it is gone already.

    One of a scope that is not read here any more may quote others: its bytes leave the disk at the next round (section 12).
    """
    with desk.repository.writing():
        parked(desk, item.id)
        changes: list[Change] = [("parked", item.id, None)]
        desk.repository.commit([*changes, *desk.shadow.purge_changes(op.scope for op in item.ops)])


def own_text(spec: KindSpec, op: Op) -> list[tuple[str, Any]]:
    """What its author wrote, field by field: the new values only; what the program reckoned only where there is nothing else."""
    said = [
        (name, change.get("add", []) if isinstance(change, dict) else change[1])
        for name, change in op.ch.items()
        if name in spec.fields
    ]
    return [(name, value) for name, value in said if not spec.fields[name].by_program] or said


def _as_note(desk: Desk, spec: KindSpec, op: Op) -> Op:
    lines = [f"{spec.fields[name].label.zh}：{value}" for name, value in own_text(spec, op) if value not in (None, [])]
    known = desk.repository.get(op.rec)
    title = str(known.get(spec.title) or spec.label.zh) if known else spec.label.zh
    fields = {"title": title[:120], "body": "\n".join(lines), "at": minute(desk.clock)}
    return desk.creation("note", fields, None)


def _renamed(change: Any, renamed: dict[str, str]) -> Any:
    if isinstance(change, dict):
        return {key: [renamed.get(each, each) for each in values] for key, values in change.items()}
    return [change[0], renamed.get(change[1], change[1]) if isinstance(change[1], str) else change[1]]
