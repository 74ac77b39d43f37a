"""Text that is being typed, journaled every half second, so that a killed app reopens with it there (DESIGN.md, data flow 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sync.cache.repository import Repository
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.clock import Clock, claimed, minute
from sync.desk import Desk
from sync.typing_keys import ASKED, typing_key

MERGE = "merge"
"""Under this name the half-written merge of a conflict is journaled."""


class Unsaved(msgspec.Struct, frozen=True):
    """Text of one field that was typed and journaled but not saved; `base` is what its editor was loaded with."""

    rid: str
    kind: str
    scope: str
    field: str
    base: str | None
    text: str
    at: str
    new: bool = False
    """True when the record itself was never saved: its form was still open."""
    preset: Mapping[str, Any] | None = None
    """Fields the new record was begun with: the session, plan or text it belongs to."""
    proposed: Mapping[str, Any] | None = None
    """Fields the form of the new record proposed, and may still be changed: its number, its recorder."""

    @property
    def asked(self) -> tuple[str, str] | None:
        """For the answer to a question: what was asked, and of what; None for the text of a field."""
        if not self.field.startswith(ASKED):
            return None
        name, _, of = self.field.removeprefix(ASKED).partition(":")
        return name, of


class UnsavedText:
    """Keeps and finds the text of open editors; safe to call from the writer thread."""

    def __init__(self, repository: Repository, shadow: Shadow, clock: Clock) -> None:
        self._repository = repository
        self._shadow = shadow
        self._clock = clock

    def keep(
        self,
        rid: str,
        field: str,
        base: str | None,
        text: str,
        *,
        kind: str,
        scope: str = "",
        new: bool = False,
        preset: Mapping[str, Any] | None = None,
        proposed: Mapping[str, Any] | None = None,
    ) -> None:
        """Journal what an editor holds now; durable when this returns, raises CacheStopped on a disk error."""
        document = {
            "rid": rid,
            "kind": kind,
            "scope": scope,
            "field": field,
            "base": base,
            "text": text,
            "at": claimed(self._clock),
            "new": new,
            "preset": dict(preset) if preset else None,
            "proposed": dict(proposed) if proposed else None,
        }
        self._repository.commit([("typing", typing_key(rid, field), document)])

    def of(self, rid: str) -> list[Unsaved]:
        """Unsaved texts of one record."""
        return [each for each in self.all() if each.rid == rid]

    def all(self) -> list[Unsaved]:
        """Every unsaved text on this device, oldest first."""
        found = [Unsaved(**dict(document)) for _, document in self._repository.documents("typing")]
        return sorted(found, key=lambda each: each.at)

    def forget(self, rid: str, *fields: str) -> None:
        """Drop unsaved texts of a record: of the fields named, or of all; for when the user discards them."""
        keys = [typing_key(rid, name) for name in fields or [each.field for each in self.of(rid)]]
        with self._repository.writing():
            held = {key: typed for key in keys if (typed := self._repository.document("typing", key)) is not None}
            changes: list[Change] = [("typing", key, None) for key in held]
            scopes = [each["scope"] for each in held.values() if each.get("scope")]
            self._repository.commit([*changes, *self._shadow.purge_changes(scopes)])


def keep_as_note(desk: Desk, rid: str, title: str, text: str, *, only: str | None = None) -> str:
    """Make a private note of an unsaved text, which is then unsaved no longer; one journal line. Returns the note's id.

    With `only`, what was typed into the record's other fields stays.
    """
    limit = desk.repository.registry["note"].fields["title"].limit
    note = desk.creation("note", {"title": title[: limit or None], "body": text, "at": minute(desk.clock)}, None)
    held = [
        key for key, each in desk.repository.documents("typing") if each["rid"] == rid and only in (None, each["field"])
    ]
    desk.perform([note], [("typing", key, None) for key in held])
    return note.rec
