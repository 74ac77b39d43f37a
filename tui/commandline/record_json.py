"""A record as `--json` shows it, the same in every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.workplace import Workplace


def record_of(view: View, spec: KindSpec, me: str | None = None) -> dict[str, Any]:
    """A record as `--json` shows it: every field of its kind, null where nothing is known yet; `me` made what waits."""
    return {
        "id": view.id,
        "kind": view.kind,
        "state": view.state,
        "fields": {**{n: [] if f.type == "set" else None for n, f in spec.fields.items()}, **view.fields},
        "scope": view.scope,
        "pending": view.pending,
        "deleted": view.deleted,
        "created": _stamp(view.created, me),
        "updated": _stamp(view.updated, me),
    }


def _stamp(stamp: Mapping[str, Any], me: str | None) -> dict[str, Any]:
    """When and by whom; an edit that waits is this person's."""
    return {**stamp, "by": me} if stamp and "by" not in stamp else dict(stamp)


def record(place: Workplace, rid: str) -> dict[str, Any]:
    """One record as `--json` shows it; raises NotFound."""
    view = place.desk.record(rid)
    return record_of(view, place.repository.registry[view.kind], place.desk.member)
