"""Which records are not deleted with one key: what others have decided on, and the rows of such a session."""

from __future__ import annotations

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, state_label

ABOVE = ("session", "target", "plan")
"""Fields that say what a record is a row of."""

OWN = frozenset({"note", "reflection", "submission", "publication", "comment", "recommendation", "grade"})
"""Kinds about a session or a text that are no part of what was decided on."""


def decided_words(place: Workplace, view: View) -> str:
    """The state in which others decided on the record, or on the session it is a row of; empty where nobody has."""
    spec = place.repository.registry[view.kind]
    if view.state in spec.decided:
        return state_label(spec, view.state)
    parent = next((found for name in ABOVE if (found := place.repository.get(str(view.get(name)))) is not None), None)
    if parent is None or view.kind in OWN:
        return ""
    of = place.repository.registry[parent.kind]
    return (
        t("delete.of", kind=kind_label(of), state=state_label(of, parent.state)) if parent.state in of.decided else ""
    )
