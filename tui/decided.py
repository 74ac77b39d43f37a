"""Which records are not deleted with one key: what others have decided on, and the rows of such a session."""

from __future__ import annotations

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, state_label


def decided_words(place: Workplace, view: View) -> str:
    """The state in which others decided on the record, or on the session it is a row of; empty where nobody has."""
    spec = place.repository.registry[view.kind]
    if view.state in spec.decided:
        return state_label(spec, view.state)
    parent = place.repository.get(str(view.get("session"))) if spec.audience == "session" else None
    if parent is None:
        return ""
    of = place.repository.registry[parent.kind]
    return (
        t("delete.of", kind=kind_label(of), state=state_label(of, parent.state)) if parent.state in of.decided else ""
    )
