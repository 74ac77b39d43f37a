"""What policy needs to know, read from the view: the same questions the server answers from its database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sync.cache.repository import Changed, Repository
from sync.clock import Clock, today
from sync.records.policy import Held
from sync.records.roster import Roster
from sync.records.signing import is_signed
from sync.signatures import standing


class ViewFacts:
    """Policy's facts as this device knows them; the server decides again with its own when the edit arrives."""

    def __init__(self, repository: Repository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock
        self._roster: Roster | None = None
        repository.watch(self._forget)

    def _forget(self, changed: Changed) -> None:
        if changed.kinds & {"appointment", "membership"}:
            self._roster = None

    @property
    def roster(self) -> Roster:
        """Roles and memberships as of today."""
        day = today(self._clock)
        roster = self._roster
        if roster is None or roster.today != day:
            appointments = [view.fields for view in self._repository.find("appointment")]
            memberships = [view.fields for view in self._repository.find("membership")]
            roster = self._roster = Roster(appointments, memberships, day)
        return roster

    def held(self, rid: str) -> Held | None:
        """A record as this device knows it."""
        view = self._repository.get(rid)
        return view.held() if view else None

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The living records of a kind whose fixed link names `rid`."""
        return {view.id: view.fields for view in self._repository.linked(kind, field, rid)}

    def keepers(self, session: str) -> Collection[str]:
        """Host and recorders as of now; earlier ones only the server knows, and it lets their rows in."""
        view = self._repository.get(session)
        if view is None:
            return frozenset()
        return {view.get("host") or "", *(view.get("recorders") or ())} - {""}

    def signed(self, session: str) -> bool:
        """True when host and recorder have both signed the same content, and it was not returned since."""
        if "signature" not in self._repository.registry:
            return False
        rows = [row.fields for row in standing(self._repository, session)]
        view = self._repository.get(session) if rows else None
        return view is not None and is_signed(rows, view.fields)
