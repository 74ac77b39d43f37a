"""What the server refused, as it is kept on this device until its author decides (PROTOCOL.md section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from sync.cache.repository import as_document, as_op
from sync.wire import Op, Result

CHANGED_SINCE = "changed_since"
"""Code of a signature or decision about what the server has in another version: its author looks again, and decides about that."""


class Parked(msgspec.Struct, frozen=True):
    """A refused edit with everything that hung on it; kept until its author decides."""

    id: str
    ops: tuple[Op, ...]
    code: str
    field: str | None
    reason: str | None
    at: str
    again: bool = False
    """True for what goes again by itself once nothing stands against it (PROTOCOL.md section 9)."""

    @property
    def first(self) -> Op:
        """The edit that was refused; the others hung on it."""
        return self.ops[0]


def parked_document(ops: Sequence[Op], result: Result, at: str) -> dict[str, Any]:
    """A refused edit with what hung on it, as the table `parked` holds it."""
    return {
        "ops": [as_document(op) for op in ops],
        "code": result.code,
        "field": result.field,
        "reason": result.reason,
        "at": at,
    }


def parked_of(key: str, document: Any) -> Parked:
    """A refused edit as it is kept."""
    ops = tuple(as_op(each) for each in document["ops"])
    again = bool(document.get("again"))
    return Parked(key, ops, document["code"] or "", document["field"], document["reason"], document["at"], again)


def grouped(refused: Sequence[tuple[Op, Result]], others: Iterable[Op]) -> list[tuple[str, list[Op], Result]]:
    """A refused `new` with everything that hangs on it is one item with one retry, and so is an approval with its version.

    What hangs on it is looked for among `others`, of which those count that were refused too or have no number yet.
    """
    if not refused:
        return []
    answered = {op.id for op, _ in refused}
    loose = [op for op in others if op.id in answered or op.n == 0]
    groups: list[tuple[str, list[Op], Result]] = []
    taken: set[str] = set()
    for op, result in refused:
        if op.id in taken:
            continue
        group, within = [op], {op.rec}
        taken.add(op.id)
        if op.k == "new":
            for other in loose:
                if other.id not in taken and _hangs_on(other, within):
                    group.append(other)
                    taken.add(other.id)
                    within.add(other.rec)
        elif _approves_plan(op):
            # An approval and the version it makes are one decision: refused, they wait for it together.
            made = [each for each in loose if _is_version_of(each, op.rec) and each.id not in taken]
            for other in made[:1]:
                group.append(other)
                taken.add(other.id)
        groups.append((op.id, group, result))
    return groups


def _hangs_on(op: Op, rids: set[str]) -> bool:
    """True when an op is about one of these records, or makes a record that names one of them."""
    if op.rec in rids:
        return True
    values = (change[1] for change in op.ch.values() if isinstance(change, list))
    return op.k == "new" and any(isinstance(value, str) and value in rids for value in values)


def _approves_plan(op: Op) -> bool:
    return op.type == "plan" and "state" in op.ch and bool(op.ch["state"][1] == "approved")


def _is_version_of(op: Op, plan: str) -> bool:
    return op.k == "new" and op.type == "plan_version" and bool(op.ch.get("plan", [None, None])[1] == plan)
