"""How a private record that two devices of one member changed becomes one: field by field, and nothing written is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.apply import Rejected, Target, apply_op
from sync.canonical import canonical
from sync.private_copy import SECOND
from sync.records.kind import KindSpec
from sync.vault.items import Content
from sync.wire import Op


class Merged(msgspec.Struct, frozen=True):
    """What the record is from now on; `second`: what of this device could not be merged, to live on as a record of its own."""

    content: Content
    second: Content | None = None


def merge(spec: KindSpec | None, base: Content | None, theirs: Content, own: Content) -> Merged:
    """The content after the server's state `theirs` met this device's `own`; `base` is what both began from, if that is known.

    Deleting takes effect on what the deleter saw only: where the other side went on writing, the record lives. What the server
    has stands in a conflict, as everywhere; this device's whole record is then kept beside it.
    """
    if own.same(theirs) or own.same(base):
        return Merged(theirs)
    if theirs.same(base):
        return Merged(own)
    if theirs.gone or own.gone:
        return Merged(own if theirs.gone else theirs)
    if spec is None or theirs.type != own.type:
        return Merged(theirs, own)
    before: Mapping[str, Any] = base.f if base is not None and not base.gone else {}
    changes = {name: change for name in {**own.f, **before} if (change := _change(spec, name, before, theirs.f, own.f))}
    op = Op(id="", k="put", type=own.type, rec="", scope="", v=own.v, at="", ch=changes)
    try:
        applied = apply_op(spec, Target(theirs.f), op)
    except Rejected:
        # Fields of a newer version, or both together above the limit: both are kept.
        return Merged(theirs, own)
    newest = own if _when(own) > _when(theirs) else theirs
    content = msgspec.structs.replace(
        theirs,
        f=applied.fields or {},
        v=max(theirs.v, own.v),
        updated=newest.updated,
        created=theirs.created or own.created,
    )
    if applied.clashes:
        return Merged(content, second_copy(spec, own))
    return Merged(content)


def second_copy(spec: KindSpec, own: Content) -> Content:
    """A content under a title that tells it from its other half."""
    title = own.f.get(spec.title)
    if not isinstance(title, str):
        return own
    room = (spec.fields[spec.title].limit or len(title) + len(SECOND)) - len(SECOND)
    return msgspec.structs.replace(own, f={**own.f, spec.title: title[:room] + SECOND})


def _change(
    spec: KindSpec, name: str, before: Mapping[str, Any], theirs: Mapping[str, Any], own: Mapping[str, Any]
) -> Any:
    """What this device did to a field, as an edit says it; None when it did nothing, or both did the same."""
    was, now = before.get(name), own.get(name)
    if _same(was, now) or _same(theirs.get(name), now):
        return None
    declared = spec.fields.get(name)
    if declared is not None and declared.type == "set":
        old, new = set(was or ()), set(now or ())
        return {"add": sorted(new - old), "del": sorted(old - new)}
    return [was, now]


def _same(one: Any, two: Any) -> bool:
    return canonical(one) == canonical(two)


def _when(content: Content) -> str:
    return str(content.updated.get("at") or "")
