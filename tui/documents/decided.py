"""Who accepted or returned what is printed: state and name, and where it was entered for somebody the basis (代录)."""

from __future__ import annotations

from sync.cache.view import View
from sync.entered import entered
from tui.documents.office import Office
from tui.i18n import t
from tui.labels import state_label
from tui.people_words import behalf_text, named

DECIDED = ("approved", "accepted", "returned")
"""States somebody decided about."""


def decided(office: Office, view: View) -> str:
    """The state of a record, with whoever decided where this device knows it."""
    place = office.place
    state = state_label(place.repository.registry[view.kind], view.state)
    known = view.fv.get("state")
    if view.state not in DECIDED or view.pending or not known:
        return state
    how = entered(place.desk, view, "state")
    if how is not None:
        return t("doc.decided", state=state, who=behalf_text(place, how.member, how))
    return t("doc.decided", state=state, who=named(place, str(known[1]))) if known[1] else state


def subject(view: View | None) -> View:
    """The record a document is about; LookupError where none was named."""
    if view is None:
        raise LookupError("this document is about a record")
    return view
