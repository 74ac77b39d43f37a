"""投影: while a screen is shown to a room, nothing is on it that not everybody in the room may read.

Private are drafts and notes (scope u), and what lives with one person and those in charge (scope r): submissions and the
commentary on them, grades, leave requests, self-study.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.workplace import Workplace

PRIVATE = ("u", "r")


def scope_is_private(scope: str) -> bool:
    """True for a scope that is one person's, or that person's and of those in charge."""
    return scope.partition(":")[0] in PRIVATE


def is_private(view: View | None) -> bool:
    """True for a record that must not be shown to a room; what is not here shows nothing."""
    return view is not None and scope_is_private(view.scope)


def kind_is_private(place: Workplace, spec: KindSpec | None, fields: Mapping[str, Any] | None = None) -> bool:
    """True when records of this kind are private; where it depends on the record they belong to, `fields` name it."""
    if spec is None:
        return True
    if spec.audience != "target's":
        return spec.audience in PRIVATE
    names = [name for name in ("target", "record") if (fields or {}).get(name)]
    return any(is_private(place.repository.get(str((fields or {})[name]))) for name in names)


def hides(place: Workplace, target: str) -> bool:
    """True when a line of Home about this record, text or page must not be shown."""
    if target in ("page:private", "page:vault"):
        return True
    if not target.startswith("typing:"):
        return is_private(place.repository.get(target))
    _, kind, rid = target.split(":", 2)
    view = place.repository.get(rid)
    if view is not None:
        return is_private(view) or kind_is_private(place, place.repository.registry.get(kind))
    preset = next((each.preset for each in place.unsaved.of(rid) if each.preset), None)
    # A conflict that is gone, or a text of a record nobody knows any more: better hidden than shown.
    return kind == "conflict" or kind_is_private(place, place.repository.registry.get(kind), preset)
