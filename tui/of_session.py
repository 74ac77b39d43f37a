"""What every page about one session knows of it."""

from __future__ import annotations

from sync.cache.view import View
from tui.page import Page


class OfSession(Page):
    """A page about a session: `rid` is its id."""

    rid: str

    @property
    def session(self) -> View | None:
        """The session, or None when this device no longer knows it."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None
