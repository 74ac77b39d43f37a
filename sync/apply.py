"""One edit applied to one record: the same pure function on the server, which decides, and in the device's view.

Source: PROTOCOL.md sections 4 and 5. Permission and storage are the caller's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from sync.canonical import canonical, digest
from sync.merge import Merged, merge_field, merge_set
from sync.records.fields import SET_ELEMENTS, TEXT_BYTES, FieldProblem, check_elements, check_value
from sync.records.kind import KindSpec
from sync.wire import MAX_FIELDS, MAX_RECORD_BYTES, Op

Outcome = Literal["applied", "merged", "noop", "conflict"]
DELETED = "$deleted"
"""The field a conflict names when a delete met content its author had not seen."""


class Rejected(Exception):
    """The op is refused whole: `code` of PROTOCOL.md section 14, the `field` it is about, a stable `reason`."""

    def __init__(self, code: str, field: str | None = None, reason: str | None = None) -> None:
        super().__init__(f"{code} {field or ''} {reason or ''}".strip())
        self.code = code
        self.field = field
        self.reason = reason


class Target(msgspec.Struct, frozen=True):
    """The record an op meets: its fields, or for a deleted one `deleted` and the fields it last had (when known)."""

    fields: Mapping[str, Any]
    deleted: bool = False


class Clash(msgspec.Struct, frozen=True):
    """A field that could not be merged: what stands, and the whole of what the author wrote."""

    field: str
    current: Any
    mine: Any


class Applied(msgspec.Struct):
    """What an op makes of a record; `fields` None means a tombstone."""

    outcome: Outcome
    fields: dict[str, Any] | None
    changed: dict[str, tuple[Any, Any]] = msgspec.field(default_factory=dict)
    """Field -> (before, after), only what really changed."""
    clashes: list[Clash] = msgspec.field(default_factory=list)
    combined: list[str] = msgspec.field(default_factory=list)
    both: list[str] = msgspec.field(default_factory=list)
    """Fields in which two insertions at one place were both kept, one after the other."""


def apply_op(spec: KindSpec, target: Target | None, op: Op) -> Applied:
    """The record after `op`; raises Rejected for what can never be applied."""
    check_shape(spec, op)
    return apply_checked(spec, target, op)


def apply_checked(spec: KindSpec, target: Target | None, op: Op) -> Applied:
    """`apply_op` for an op that went through `check_shape` already, as permission must be asked in between."""
    match op.k:
        case "new":
            return _apply_new(spec, target, op)
        case "del":
            return _apply_delete(target, op)
        case "restore":
            return _apply_restore(target, op)
        case _:
            return _apply_put(spec, target, op)


def check_shape(spec: KindSpec, op: Op) -> None:
    """Raise Rejected when a value, a field or a change of state can never be right for this kind."""
    if len(op.ch) > MAX_FIELDS:
        raise Rejected("too_large", None, "too_many_fields")
    for name, change in op.ch.items():
        try:
            declared = spec.field(name)
            if isinstance(change, dict):
                if declared.type != "set" or not change.keys() <= {"add", "del"}:
                    raise FieldProblem(name, "not_a_set")
                _checked(check_elements(name, change.get("add", [])), change.get("add", []), name)
                _checked(check_elements(name, change.get("del", []), kept=True), change.get("del", []), name)
                continue
            if not isinstance(change, list) or len(change) != 2 or declared.type == "set":
                raise FieldProblem(name, "not_a_change")
            for value, kept in zip(change, (True, False), strict=True):
                _checked(check_value(name, declared, value, kept=kept), value, name)
        except FieldProblem as problem:
            large = problem.code in ("text_too_long", "too_long", "too_many_elements")
            raise Rejected("too_large" if large else "invalid_field", name, problem.code) from problem
        if declared.once and op.k != "new":
            raise Rejected("invalid_field", name, "fixed_at_creation")
        if declared.needed == "!!" and change[1] in (None, ""):
            raise Rejected("invalid_field", name, "needed_at_creation")
    if op.k == "new":
        _check_creation(spec, op)
    elif "state" in op.ch:
        along = spec.going_along(op.ch["state"][1])
        extra = [n for n in op.ch if n != "state" and n not in along]
        if extra:
            raise Rejected("invalid_field", extra[0], "not_with_a_transition")
    if op.k in ("del", "restore") and op.ch:
        raise Rejected("invalid_field", next(iter(op.ch)), "no_changes_here")
    if op.k == "del" and op.dig is None:
        raise Rejected("invalid_field", "dig", "needed")


def _checked(canonical_value: Any, given: Any, name: str) -> None:
    """Values travel in canonical form, or two devices would compute two checksums."""
    if isinstance(given, list):
        given = sorted(set(given)) if all(isinstance(each, str) for each in given) else given
    if canonical_value != given:
        raise FieldProblem(name, "not_canonical")


def _check_creation(spec: KindSpec, op: Op) -> None:
    for name, declared in spec.fields.items():
        if declared.needed == "!!" and name not in op.ch:
            raise Rejected("invalid_field", name, "needed_at_creation")
    first = op.ch.get("state")
    if first is not None and first[1] != spec.first_state:
        raise Rejected("invalid_field", "state", "not_the_first_state")


def new_values(spec: KindSpec, op: Op) -> dict[str, Any]:
    """The fields a `new` op creates, nulls left out, the first state filled in."""
    values: dict[str, Any] = {}
    for name, change in op.ch.items():
        value = merge_set([], change.get("add", []), []) if isinstance(change, dict) else change[1]
        if value is not None and value != []:
            values[name] = value
    if spec.first_state is not None:
        values["state"] = spec.first_state
    return values


def creation_changes(values: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of an op that creates a record of these fields; what `new_values` reads."""
    return {name: ({"add": value} if isinstance(value, list) else [None, value]) for name, value in values.items()}


def _apply_new(spec: KindSpec, target: Target | None, op: Op) -> Applied:
    values = new_values(spec, op)
    if target is None or target.deleted:
        changed = {name: (None, value) for name, value in values.items()}
        return _sized(Applied("merged" if target else "applied", values, changed))
    changes = {name: change for name, change in op.ch.items() if name != "state"}
    applied = _merge_fields(spec, target.fields, {n: _from_null(c) for n, c in changes.items()})
    return _sized(applied)


def _from_null(change: Any) -> Any:
    # Whoever creates a thing has seen nothing of it: neither a base to compare with nor elements to take away.
    return {"add": change.get("add", [])} if isinstance(change, dict) else [None, change[1]]


def _apply_put(spec: KindSpec, target: Target | None, op: Op) -> Applied:
    if target is None:
        # A put for a record that is not there must never create it (PROTOCOL.md section 17, lesson 1).
        raise Rejected("no_such_record")
    if target.deleted:
        # What says only what was there when it was deleted asks nobody for a decision, and needs no right.
        clashes = [
            Clash(name, target.fields.get(name), mine)
            for name, change in op.ch.items()
            if not _alike(mine := _mine(change, target.fields.get(name)), target.fields.get(name))
            and (isinstance(change, dict) or change[0] != change[1])
        ]
        return Applied("conflict" if clashes else "noop", None, clashes=clashes)
    _check_transition(spec, target.fields, op)
    return _sized(_merge_fields(spec, target.fields, op.ch))


def _alike(one: Any, two: Any) -> bool:
    """Equality of values, in which nothing is nothing however it is written."""
    return one == two or (one in (None, "", []) and two in (None, "", []))


def _mine(change: Any, current: Any) -> Any:
    return (
        merge_set(current or [], change.get("add", []), change.get("del", []))
        if isinstance(change, dict)
        else change[1]
    )


def _check_transition(spec: KindSpec, current: Mapping[str, Any], op: Op) -> None:
    change = op.ch.get("state")
    if change is None:
        return
    before, after = change
    if after in (before, current.get("state")):
        return
    step = spec.transition(before, after)
    if step is None:
        raise Rejected("invalid_field", "state", "forbidden_transition")
    # What an earlier step gave as its reason says nothing of this one.
    if step.requires and op.ch.get(step.requires, (None, None))[1] in (None, ""):
        raise Rejected("invalid_field", step.requires, "needed_with_transition")


def _merge_fields(spec: KindSpec, current: Mapping[str, Any], changes: Mapping[str, Any]) -> Applied:
    """Merge each changed field by its own rule; a conflict keeps what stands (PROTOCOL.md section 5)."""
    fields = dict(current)
    done = Applied("noop", fields)
    for name, change in changes.items():
        before = current.get(name)
        if isinstance(change, dict):
            after: Any = merge_set(before or [], change.get("add", []), change.get("del", []))
            if len(after) > SET_ELEMENTS and len(after) > len(before or []):
                raise Rejected("too_large", name, "too_many_elements")
        else:
            merged = merge_field(spec.fields[name].merge, change[0], before, change[1])
            if isinstance(merged.value, str) and merged.value != before and len(merged.value.encode()) > TEXT_BYTES:
                # Each text is within the limit and both together are not: what stands stays, and both can be seen.
                merged = Merged(before, conflict=True)
            after = merged.value
            if merged.conflict:
                done.clashes.append(Clash(name, merged.value, change[1]))
            if merged.combined and after != before:
                done.combined.append(name)
            if merged.both_inserted:
                done.both.append(name)
        if after in (None, []):
            after = None
            fields.pop(name, None)
        else:
            fields[name] = after
        if after != (before if before != [] else None):
            done.changed[name] = (before, after)
    if done.clashes:
        done.outcome = "conflict"
    elif done.combined:
        done.outcome = "merged"
    elif done.changed:
        done.outcome = "applied"
    return done


def _sized(applied: Applied) -> Applied:
    if applied.fields is not None and applied.changed and len(canonical(applied.fields)) > MAX_RECORD_BYTES:
        raise Rejected("too_large", None, "record_too_large")
    return applied


def _apply_delete(target: Target | None, op: Op) -> Applied:
    if target is None:
        raise Rejected("no_such_record")
    if target.deleted:
        return Applied("noop", None)
    if digest(target.fields) != op.dig:
        return Applied("conflict", dict(target.fields), clashes=[Clash(DELETED, None, None)])
    return Applied("applied", None, {DELETED: (False, True)})


def _apply_restore(target: Target | None, op: Op) -> Applied:
    if target is None:
        raise Rejected("no_such_record")
    if not target.deleted:
        return Applied("noop", dict(target.fields))
    return Applied("applied", dict(target.fields), {DELETED: (True, False)})
