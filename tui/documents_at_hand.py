"""Which documents can be made of what a screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.cache.view import View
from tui.at_hand import record_at_hand

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import XindeApp

OF_KIND = {
    "session": ("minutes", "sign_in"),
    "submission": ("reflection",),
    "plan": ("plan",),
    "member": ("file", "assessment"),
    "document": ("governing",),
    "book": ("books", "loans", "overdue"),
    "loan": ("loans", "overdue"),
}
"""Kind of a record -> the documents that are made of it."""

OWN = frozenset({"session", "submission", "plan", "member", "document"})
"""Kinds with a document of each record of its own; the others lead to those of the whole branch."""


def documented(app: XindeApp, screen: Screen[Any]) -> View | None:
    """The record at hand of which there are documents; none on Home, whose lines are of everything."""
    if getattr(screen, "SCOPE", "") == "home":
        return None
    member = getattr(screen, "member", None)
    session = getattr(screen, "session_at_hand", None) or getattr(screen, "session", None)
    if isinstance(member, str):
        view = app.place.repository.get(member)
    elif session is not None:
        view = app.place.repository.get(session) if isinstance(session, str) else session
    else:
        view = record_at_hand(screen)
    if view is not None and view.kind == "publication":
        view = app.place.repository.get(str(view.get("submission")))
    return view if isinstance(view, View) and not view.deleted and view.kind in OF_KIND else None
