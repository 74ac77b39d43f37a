"""What policy needs to know, from the records of this transaction: roles as they are when an edit is applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from server_stub.book import Book
from server_stub.reading import ROSTER_KINDS, roster_for
from sync.records.kind import Registry
from sync.records.policy import Held
from sync.records.roster import Roster
from sync.records.signing import is_signed


class BookFacts:
    """Policy's facts; `people` are those whose rights are asked for: who pushes, and whose decisions they enter."""

    def __init__(self, book: Book, registry: Registry, people: Collection[str], today: str) -> None:
        self._book = book
        self._registry = registry
        self._people = people
        self._today = today
        self._roster: Roster | None = None
        self._keepers: dict[str, frozenset[str]] = {}
        self._signed: dict[str, bool] = {}

    @property
    def roster(self) -> Roster:
        """Roles and memberships as of the server's date."""
        if self._roster is None:
            book = self._book
            self._roster = roster_for(
                self._people, book.of_kind("appointment"), lambda: book.of_kind("membership"), self._today
            )
        return self._roster

    def changed(self, kind: str, rid: str) -> None:
        """A record of `kind` has changed within this transaction: the next edit is judged by what it says now."""
        if kind in ROSTER_KINDS:
            self._roster = None
        elif kind == "session":
            self._keepers.pop(rid, None)
            self._signed.pop(rid, None)
        elif kind == "signature":
            self._signed.clear()

    def held(self, rid: str) -> Held | None:
        """A record of this branch, a deleted one with its last fields."""
        row = self._book.get(rid)
        return row.held() if row is not None and row.branch == self._book.branch else None

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The living records of a kind whose fixed link names `rid`."""
        return {each: fields for each, fields in self._book.living(kind).items() if fields.get(field) == rid}

    def keepers(self, session: str) -> Collection[str]:
        """Whoever was host or recorder of the session at any of its revisions (PROTOCOL.md section 6)."""
        if session not in self._keepers:
            people: set[str] = set()
            for changes in self._book.changes_of(session):
                people.update(filter(None, changes.get("host", ())))
                for recorders in changes.get("recorders", ()):
                    people.update(recorders or ())
            self._keepers[session] = frozenset(people)
        return self._keepers[session]

    def signed(self, session: str) -> bool:
        """True when host and recorder have both signed the same content; a registry without signatures knows no signed session."""
        if session not in self._signed:
            # Asked for each edit of minutes or roll: read once, until the session or a signature changes.
            self._signed[session] = self._read_signed(session)
        return self._signed[session]

    def _read_signed(self, session: str) -> bool:
        if "signature" not in self._registry:
            return False
        rows = [row.fields for row in self._book.rows_of(session, "signature")]
        held = self._book.get(session) if rows else None
        return held is not None and is_signed(rows, held.fields)
