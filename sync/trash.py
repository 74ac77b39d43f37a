"""What was deleted: as the server tells it, and as this device still knows it; brought back by those who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sync.cache.storage import Change
from sync.cache.view import View
from sync.desk import Desk
from sync.problems import NotAllowed, NotFound
from sync.records.attempts import Attempt, Refusal
from sync.wire import Op, Record, Trashed


class Deleted(msgspec.Struct, frozen=True):
    """A deleted record; `fields` is None when its last content is known neither here nor, if it said so, at the server."""

    id: str
    kind: str
    scope: str
    at: str
    by: str | None
    fields: Mapping[str, Any] | None
    fv: Mapping[str, Any]
    created: Mapping[str, Any]
    rev: int = 0
    """The revision that deleted it; 0 when that was not sent yet."""
    erased: bool = False
    """True when the server said that the content was erased for good."""


def deleted_here(desk: Desk) -> list[Deleted]:
    """Deleted records this device knows, newest first: private ones, tombstones, and deletions not yet sent."""
    repository = desk.repository
    found = [
        _here(desk, view)
        for spec in repository.registry
        for view in repository.find(spec.name, deleted=True)
        if spec.name != "conflict"
    ]
    return _newest_first(found)


def _here(desk: Desk, view: View) -> Deleted:
    repository = desk.repository
    record = repository.document("shadow", view.id) or repository.document("private", view.id) or {}
    gone = record.get("del") or {}
    at, by = str(gone.get("at") or ""), gone.get("by")
    for op in repository.ops_of(view.id):
        if op.k == "del" and not gone:
            at, by = op.at, desk.member
    known = view.pending or repository.document("trash", view.id) is not None
    fields, rev = view.fields if known else None, view.rev if gone else 0
    return Deleted(view.id, view.kind, view.scope, at, by, fields, view.fv, view.created, rev)


def told(trashed: Trashed) -> Deleted:
    """A deleted record as the server tells it."""
    return Deleted(
        trashed.id,
        trashed.type,
        trashed.scope,
        trashed.at,
        trashed.by,
        trashed.f,
        trashed.fv,
        trashed.created,
        trashed.rev,
        erased=trashed.f is None,
    )


def together(desk: Desk, server: Iterable[Deleted], here: Iterable[Deleted]) -> list[Deleted]:
    """Both lists as one, newest first; what this device brought back meanwhile is left out, kinds it does not know too."""
    local = {each.id: each for each in here}
    found: dict[str, Deleted] = {}
    for each in server:
        back = any(op.k in ("restore", "new") for op in desk.repository.ops_of(each.id))
        if not back and not _lives_again(desk, each) and each.kind in desk.repository.registry:
            known = local.get(each.id)
            found[each.id] = known if known is not None and each.fields is None and known.fields is not None else each
    return _newest_first([*found.values(), *(each for each in local.values() if each.id not in found)])


def _lives_again(desk: Desk, item: Deleted) -> bool:
    """True when this device knows the record alive after that deletion; one it has not heard of yet is none."""
    view = desk.repository.get(item.id)
    return view is not None and not view.deleted and view.rev > item.rev


def _newest_first(found: Iterable[Deleted]) -> list[Deleted]:
    return sorted(found, key=lambda each: (_moment(each.at), each.id), reverse=True)


def _moment(at: str) -> float:
    try:
        return dt.datetime.fromisoformat(at).timestamp()
    except ValueError:
        return 0.0


def why_not_restore(desk: Desk, item: Deleted) -> Refusal | None:
    """None when this person may bring it back; else the reason."""
    if desk.repository.get(item.id) is not None and item.fields is None:
        return desk.rights.why_not(desk.record(item.id), "restore")
    return desk.rights.policy.refusal(
        Attempt(
            actor=desk.member,
            act="restore",
            kind=item.kind,
            rid=item.id,
            fields=dict(item.fields or {}),
            fv=dict(item.fv),
        )
    )


def restore(desk: Desk, item: Deleted) -> bool:
    """Bring a deleted record back; False when it is alive already. Raises NotAllowed, and NotFound for erased content."""
    view = desk.repository.get(item.id)
    unheard = view is not None and not view.deleted and view.rev < item.rev
    if view is not None and not view.deleted and not unheard:
        return False
    if item.fields is None:
        raise NotFound(item.id)
    if view is not None and desk.repository.document("trash", item.id) is not None:
        return desk.restore(item.id)
    refusal = why_not_restore(desk, item)
    if refusal is not None:
        raise NotAllowed(item.kind, refusal)
    # What the server told goes where the last content of a deletion seen here would be, so that the view has it at once.
    last: Record = {
        "id": item.id,
        "type": item.kind,
        "scope": item.scope,
        "f": dict(item.fields),
        "fv": dict(item.fv),
        "created": dict(item.created),
    }
    also: list[Change] = [] if unheard else [("trash", item.id, last)]
    desk.perform([_restoration(desk, item)], also)
    return True


def _restoration(desk: Desk, item: Deleted) -> Op:
    return desk.plain("restore", item.kind, item.id, item.scope)
