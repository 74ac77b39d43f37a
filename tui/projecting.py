"""投影: while a screen is shown to a room, nothing is on it that not everybody in the room may read.

Private are drafts and notes (scope u), what lives with one person and those in charge (scope r): submissions and the
commentary on them, grades, leave requests, self-study; and the committee's records (scope c), except that a committee
meeting may be projected in its own room: pages of that session show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.workplace import Workplace

COMMITTEE = "c"
PRIVATE = ("u", "r", COMMITTEE)


def scope_is_private(scope: str) -> bool:
    """True for a scope that is one person's, that person's and of those in charge, or the committee's."""
    return scope.partition(":")[0] in PRIVATE


def is_private(view: View | None, at: str | None = None) -> bool:
    """True for a record that must not be shown to a room; what is not here shows nothing. `at`: on a page of that session."""
    if view is None or not scope_is_private(view.scope):
        return False
    return view.scope.partition(":")[0] != COMMITTEE or at is None or session_of(view) != at


def page_is_private(view: View | None) -> bool:
    """True for a record whose own page must not be shown; a committee meeting's may be, in that meeting."""
    return view is not None and is_private(view, session_of(view))


def session_of(view: View) -> str | None:
    """The session a record is, or is a row of."""
    if view.kind == "session":
        return view.id
    named = view.get("session") or view.get("target") or view.get("record")
    return str(named) if named else None


def kind_is_private(place: Workplace, spec: KindSpec | None, fields: Mapping[str, Any] | None = None) -> bool:
    """True when records of this kind are private; where it depends on the record they belong to, `fields` name it."""
    if spec is None:
        return True
    if spec.audience != "target's":
        return spec.audience in PRIVATE
    names = [name for name in ("target", "record") if (fields or {}).get(name)]
    return any(page_is_private(place.repository.get(str((fields or {})[name]))) for name in names)


def hidden(place: Workplace, ids: Iterable[Any], at: str | None = None) -> set[str]:
    """Which of these values name a record that must not be shown to a room; `at`: on a page of that session."""
    return {each for each in ids if isinstance(each, str) and is_private(place.repository.get(each), at)}


def names_private(place: Workplace, spec: KindSpec, fields: Mapping[str, Any], at: str | None = None) -> bool:
    """True when a link of these fields names a record that must not be shown; a title may say too much, as of a plan's meeting."""
    return any(value_is_private(place, spec, name, held, at) for name, held in fields.items())


def value_is_private(place: Workplace, spec: KindSpec, name: str, held: Any, at: str | None = None) -> bool:
    """True when this value of a field names a record that must not be shown; sets as they are, or as a change of them."""
    declared = spec.fields.get(name)
    if declared is None or declared.target is None:
        return False
    if isinstance(held, Mapping):
        held = [each for part in held.values() for each in part]
    return bool(hidden(place, held if isinstance(held, list | tuple) else [held], at))


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
