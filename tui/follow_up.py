"""上次遗留: action items that earlier sessions of the same form left open, for the next one to follow up."""

from __future__ import annotations

from sync.cache.view import View
from sync.workplace import Workplace


def forms_of(session: View) -> set[str]:
    """The form of a session, and those it was at the same time."""
    return {str(session.get("form")), *(session.get("also") or ())}


def left_open(place: Workplace, session: View) -> list[View]:
    """Open action items of earlier sessions of that form, by due date; a session without a time comes after all others."""
    forms, start = forms_of(session), session.get("start") or "9999"
    found = []
    for action in place.repository.find("action"):
        if action.state != "open" or action.get("session") == session.id:
            continue
        earlier = place.repository.get(str(action.get("session")))
        if earlier is None or earlier.deleted or not forms_of(earlier) & forms:
            continue
        if earlier.get("start") and earlier.get("start") < start:
            found.append(action)
    return sorted(found, key=lambda view: (view.get("due") or "9999", view.id))
