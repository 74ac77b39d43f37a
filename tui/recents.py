"""Which records were opened or edited lately on this device; kept in the account's folder and told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sync.cache.storage import Change
from sync.cache.view import View
from sync.clock import minute
from sync.deeds import Deed, NoUndo
from sync.workplace import Workplace
from tui.projecting import is_private

if TYPE_CHECKING:
    from tui.app import XindeApp

KEPT = "recent"
"""Document of `meta` that holds them."""

MOST = 60
"""Records kept; more than a person looks through."""


SOON = 2.0
"""Seconds until the folder knows which records were opened, so that several in a row are one line of the journal."""


class Recents:
    """Ids with when they were last at hand, the latest first."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        held = (place.repository.document("meta", KEPT) or {}).get("records", ())
        self._at: dict[str, str] = {str(rid): str(at) for rid, at in reversed(held)}
        self._noted: list[list[Deed] | NoUndo] = []
        """The actions that were looked at."""
        self.unsaved = False
        """True while the folder does not know the latest yet."""

    def touch(self, rid: str) -> None:
        """This record is at hand now."""
        if next(reversed(self._at), None) != rid:
            self._at.pop(rid, None)
            self.unsaved = True
        self._at[rid] = minute(self._place.clock)
        while len(self._at) > MOST:
            del self._at[next(iter(self._at))]

    def note_edits(self) -> None:
        """What this person did since the last look, in lists too, where nothing is opened."""
        done = list(self._place.desk.last)
        known = set(map(id, self._noted))
        self._noted = done
        for action in done:
            # The first edit of an action says what it is about, also where rows went along.
            if action and id(action) not in known and not isinstance(action, NoUndo):
                self.touch(action[0].op.rec)

    def views(self, *, projecting: bool = False) -> Iterator[tuple[str, View]]:
        """(when, record) of those that are still here, the latest first; before a room without what is private."""
        # Asked beside the screen, which goes on opening records.
        for rid, at in reversed(list(self._at.items())):
            view = self._place.repository.get(rid)
            if view is not None and not view.deleted and not (projecting and is_private(view)):
                yield at, view

    def change(self) -> Change:
        """What keeps them in the folder."""
        self.unsaved = False
        return ("meta", KEPT, {"records": [[rid, at] for rid, at in reversed(list(self._at.items()))]})

    def keep(self) -> None:
        """Keep them; for the thread that writes."""
        if self.unsaved:
            self._place.repository.commit([self.change()])


class Lately:
    """What is at hand in a running app, kept in the folder a moment after it changed and when the app ends."""

    def __init__(self, app: XindeApp) -> None:
        self._app = app
        self.recents = Recents(app.place)
        self._soon = False

    def opened(self, rid: str) -> None:
        """A page of this record is open; one nobody knows yet is not."""
        if self._app.place.repository.get(rid) is not None:
            self.recents.touch(rid)
            self._keep_soon()

    def edited(self) -> None:
        """Something was done; perhaps by this person."""
        self.recents.note_edits()
        self._keep_soon()

    def keep(self) -> None:
        """Keep them now."""
        self._soon = False
        self._app.keep(self.recents.keep, lambda failed: self._app.say_error(failed) if failed is not None else None)

    def _keep_soon(self) -> None:
        if self.recents.unsaved and not self._soon:
            self._soon = True
            self._app.set_timer(SOON, self.keep)
