"""What was made before joining, as records of the branch that was joined: its scopes, its natural keys, and links to them.

A device that belongs to no branch yet keeps shared records under a branch of no one (LOCAL_BRANCH); there is no such scope at
any server. The edits were never accepted by anybody, so they may still be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sync.apply import new_values
from sync.cache.repository import Repository, as_document, as_op
from sync.cache.storage import Change
from sync.records.ids import LOCAL_BRANCH, natural_id
from sync.records.kind import KindSpec, Registry
from sync.records.scopes import branch_of
from sync.typing_keys import typing_key
from sync.wire import Op


class Rebasing:
    """Moves edits of the branch of no one into a branch; edits of any other branch stay as they are."""

    def __init__(self, registry: Registry, branch: str) -> None:
        self._registry = registry
        self._branch = branch
        self.renamed: dict[str, str] = {}
        """Old id -> the id it has in the branch, for natural keys met so far."""

    def scope(self, scope: str) -> str:
        """The scope in the branch."""
        if branch_of(scope) != LOCAL_BRANCH:
            return scope
        stream, _, rest = scope.partition(":")
        owner = rest.removeprefix(LOCAL_BRANCH)
        return f"{stream}:{self._branch}{owner}"

    def ops(self, ops: Iterable[Op]) -> list[Op]:
        """Edits in the order they were made: what makes a record comes before what links to it."""
        return [self._op(op) for op in ops]

    def _op(self, op: Op) -> Op:
        spec = self._registry.get(op.type)
        if spec is None or branch_of(op.scope) != LOCAL_BRANCH or self._branch == LOCAL_BRANCH:
            return op
        changes = {name: self._change(spec, name, change) for name, change in op.ch.items()}
        moved = msgspec.structs.replace(op, scope=self.scope(op.scope), ch=changes)
        if op.k == "new" and spec.key:
            values = new_values(spec, moved)
            own = natural_id(self._branch, spec.name, [values.get(name) for name in spec.key])
            self.renamed[op.rec] = self._branch if spec.key == ("branch",) else own
        return msgspec.structs.replace(moved, rec=self.renamed.get(op.rec, op.rec))

    def _change(self, spec: KindSpec, name: str, change: Any) -> Any:
        if isinstance(change, dict):
            return {sign: self._value(spec, name, elements) for sign, elements in change.items()}
        return [self._value(spec, name, value) for value in change]

    def fields(self, spec: KindSpec | None, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Field values with the new ids in their links."""
        return {name: self._value(spec, name, value) for name, value in fields.items()}

    def _value(self, spec: KindSpec | None, name: str, value: Any) -> Any:
        declared = spec.fields.get(name) if spec is not None else None
        if spec is None or declared is None or not (declared.target or name == spec.parent_field):
            return value
        if isinstance(value, list):
            return sorted(self.renamed.get(each, each) for each in value)
        return self.renamed.get(value, value) if isinstance(value, str) else value


def rebased(
    repository: Repository, branch: str, changes: Sequence[Change], waiting: Mapping[str, list[Op]]
) -> tuple[list[Change], dict[str, list[Op]]]:
    """Changes of a joining, made to be about the branch joined, and the refused edits and open editors moved with them.

    Of `changes` those of the queue come first and in order, then those of drafts and notes; `waiting` goes with the queue.
    """
    moving = Rebasing(repository.registry, branch)
    moved: list[Change] = []
    by_id: dict[str, Op] = {}
    for table, key, document in changes:
        if table == "queue" and document is not None:
            (op,) = moving.ops([as_op(document["op"])])
            by_id[op.id] = op
            document = {**document, "op": as_document(op)}
        elif table == "private" and document is not None:
            spec = repository.registry.get(document["type"])
            document = {**document, "f": moving.fields(spec, document["f"])}
        moved.append((table, key, document))
    ops: dict[str, list[Op]] = {rid: [] for rid in waiting}
    for rid, own in waiting.items():
        ops[moving.renamed.get(rid, rid)] = [by_id.get(op.id, op) for op in own]
    for key, document in repository.documents("parked"):
        before = [as_op(each) for each in document["ops"]]
        after = moving.ops(before)
        if after != before:
            moved.append(("parked", key, {**document, "ops": [as_document(op) for op in after]}))
    return [*moved, *_typing(repository, moving)], ops


def _typing(repository: Repository, moving: Rebasing) -> list[Change]:
    """Unsaved text keeps its editor: the record it is about and what that was begun with have new names."""
    changes: list[Change] = []
    for key, document in repository.documents("typing"):
        rid = moving.renamed.get(document["rid"], document["rid"])
        spec = repository.registry.get(document["kind"])
        begun = {n: moving.fields(spec, document[n]) for n in ("preset", "proposed") if document.get(n)}
        moved = {**document, "rid": rid, "scope": moving.scope(document.get("scope") or ""), **begun}
        if moved != document:
            changes += [("typing", key, None)] if rid != document["rid"] else []
            changes.append(("typing", typing_key(rid, document["field"]), moved))
    return changes
