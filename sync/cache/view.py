"""A record as its reader sees it: the server's last known state with the reader's own waiting edits on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from sync.apply import Clash, Rejected, Target, apply_op
from sync.canonical import digest
from sync.records.kind import KindSpec
from sync.records.policy import Held
from sync.wire import Op, Record


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


class View(msgspec.Struct, frozen=True):
    """One record, read-only; `pending` = own edits not yet accepted by the server, `clashes` = what they will meet there."""

    id: str
    kind: str
    scope: str
    fields: Mapping[str, Any]
    rev: int = 0
    deleted: bool = False
    pending: bool = False
    fv: Mapping[str, Any] = msgspec.field(default_factory=_nothing)
    created: Mapping[str, Any] = msgspec.field(default_factory=_nothing)
    updated: Mapping[str, Any] = msgspec.field(default_factory=_nothing)
    clashes: tuple[Clash, ...] = ()
    edited: frozenset[str] = frozenset()
    """Fields that own edits not yet accepted give another value."""

    @property
    def state(self) -> str | None:
        """The record's state, or None for a kind without states."""
        state: str | None = self.fields.get("state")
        return state

    def get(self, name: str) -> Any:
        """A field's value, or None when it is not known."""
        return self.fields.get(name)

    def digest(self) -> str:
        """What a delete names: SHA-256/16 of the fields as seen here."""
        return digest(dict(self.fields))

    def held(self) -> Held:
        """The record as policy sees it."""
        return Held(self.kind, self.fields, self.fv)


def view_of(spec: KindSpec, rid: str, base: Record | None, last: Record | None, ops: Iterable[Op]) -> View | None:
    """shadow ⊕ queue for one record (PROTOCOL.md section 8); `last` holds a deleted record's last known fields."""
    target: Target | None = None
    scope = ""
    if base is not None:
        scope = base["scope"]
        gone = base.get("del") is not None
        fields = (last or {}).get("f", {}) if gone else base["f"]
        target = Target(fields, gone)
    pending = False
    claimed: dict[str, Any] = {}
    clashes: list[Clash] = []
    edited: set[str] = set()
    for op in ops:
        pending = True
        scope = scope or op.scope
        claimed = {"claimed": op.at, "at": None}
        try:
            applied = apply_op(spec, target, op)
        except Rejected:
            # The server will refuse it too and the edit is then parked with its text; until then it shows nothing.
            continue
        clashes += applied.clashes
        edited |= applied.changed.keys()
        if applied.fields is None:
            target = Target(target.fields if target else {}, deleted=True)
        else:
            target = Target(applied.fields)
    if target is None:
        return None
    envelope = base if base is not None and base.get("del") is None else (last or {})
    return View(
        id=rid,
        kind=spec.name,
        scope=scope,
        fields=MappingProxyType(dict(target.fields)),
        rev=base["rev"] if base else 0,
        deleted=target.deleted,
        pending=pending,
        fv=MappingProxyType(envelope.get("fv") or {}),
        created=MappingProxyType(envelope.get("created") or claimed),
        updated=MappingProxyType(claimed or envelope.get("updated") or {}),
        clashes=tuple(clashes),
        edited=frozenset(edited),
    )
