"""Scopes read again from the start, beside the copy in use, which stays as it is until the new one is whole.

Source: PROTOCOL.md sections 8 (checksums), 9 (restore) and 11 (reset, fail-safe).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import asdict

from sync.cache.repository import Repository
from sync.cache.shadow import Shadow, sum_of
from sync.cache.storage import Change
from sync.wire import PullAnswer, Record, ScopeSum, is_tombstone

FEW = 20
PART = 0.3
"""More than 20 records *and* more than 30 % of a scope do not vanish without somebody's word (PROTOCOL.md section 11)."""

Reason = Literal["restore", "checksum", "reset"]


class Reread(msgspec.Struct, frozen=True):
    """What is being read again: `scopes`, or all of them; how far, and whether many records may vanish by it."""

    reason: Reason
    scopes: tuple[str, ...] | None = None
    cursors: Mapping[str, int] = msgspec.field(default_factory=dict)
    allowed: bool = False

    def covers(self, scope: str) -> bool:
        """True for a scope that is read again."""
        return self.scopes is None or scope in self.scopes


class Swap(msgspec.Struct, frozen=True):
    """What putting the new copy in place changes: the records that vanish by it as they were, and whether some went back."""

    changes: list[Change]
    vanished: list[Record]
    went_back: bool


class FreshCopy:
    """The copy that is being read."""

    def __init__(self, repository: Repository, shadow: Shadow) -> None:
        self._repository = repository
        self._shadow = shadow

    @property
    def now(self) -> Reread | None:
        """What is being read again, or None."""
        document = self._repository.document("meta", "reread")
        if document is None:
            return None
        scopes = document["scopes"]
        return Reread(**{**document, "scopes": None if scopes is None else tuple(scopes)})

    def begin_changes(self, reason: Reason, scopes: Collection[str] | None = None) -> list[Change]:
        """The changes that begin to read scopes, or all, again; what was begun before is forgotten."""
        begun = Reread(reason, None if scopes is None else tuple(sorted(scopes)))
        return [("fresh", None, None), _note(begun)]

    def allow_change(self) -> Change | None:
        """The change that lets many records vanish."""
        now = self.now
        return None if now is None else _note(Reread(now.reason, now.scopes, now.cursors, allowed=True))

    def end_changes(self) -> list[Change]:
        """The changes that forget what was read."""
        return [("fresh", None, None), ("meta", "reread", None)]

    def cursors(self) -> dict[str, int]:
        """The cursors of a pull: of scopes that are read again, as far as that went."""
        now = self.now
        if now is None:
            return self._shadow.cursors
        return {**{s: seq for s, seq in self._shadow.cursors.items() if not now.covers(s)}, **now.cursors}

    def reading(self) -> list[str]:
        """Scopes that are read from the start and not yet to the end."""
        now = self.now
        again = {scope for scope in now.cursors if now.covers(scope)} if now is not None else set()
        return sorted(again | self._shadow.reading)

    def page_changes(self, answer: PullAnswer) -> list[Change]:
        """The changes that take in a page: records of scopes read again stand aside, others go where they always do."""
        now = self.now
        aside = self._repository.storage.table("fresh")
        newest: dict[str, Record] = {}
        others: list[Record] = []
        for record in answer.changes:
            if now is None or not now.covers(record["scope"]):
                others.append(record)
                continue
            known = newest.get(record["id"]) or aside.get(record["id"])
            if record.get("gone"):
                if known is not None and known["scope"] == record["scope"]:
                    newest[record["id"]] = record
            elif known is None or known.get("gone") or record["rev"] > known["rev"]:
                newest[record["id"]] = record
        changes: list[Change] = [
            ("fresh", rid, None if record.get("gone") else record) for rid, record in newest.items()
        ]
        if now is not None:
            again = {scope: seq for scope, seq in answer.cursors.items() if now.covers(scope)}
            changes.append(_note(Reread(now.reason, now.scopes, {**now.cursors, **again}, now.allowed)))
        rest = {scope: seq for scope, seq in answer.cursors.items() if now is None or not now.covers(scope)}
        before = self._shadow.cursors
        reading = self._shadow.reading | {scope for scope in rest if not before.get(scope)} if answer.more else set()
        changes += self._shadow.records_changes(others)
        cursors = {**before, **rest}
        unread = set(answer.scopes) - cursors.keys() if answer.more else set()
        return [*changes, self._shadow.cursors_change(cursors, reading, unread)]

    def scope_sum(self, scope: str) -> ScopeSum:
        """The checksum of a scope, of the new copy if it is read again (PROTOCOL.md section 7)."""
        now = self.now
        if now is None or not now.covers(scope):
            return self._shadow.scope_sum(scope)
        return sum_of([each for _, each in self._repository.documents("fresh") if each["scope"] == scope])

    def swap(self, scopes: Sequence[str]) -> Swap:
        """What it takes to put the new copy in place of the old one; `scopes` are those the account reads today."""
        now = self.now
        assert now is not None
        fresh = {rid: each for rid, each in self._repository.documents("fresh") if each["scope"] in scopes}
        changes: list[Change] = []
        vanished: list[Record] = []
        went_back = False
        for rid, old in self._repository.documents("shadow"):
            if not now.covers(old["scope"]) or old["scope"] not in scopes:
                continue
            new = fresh.pop(rid, None)
            if new is None:
                changes += [("shadow", rid, None), *self._shadow.trash_removal(rid)]
                vanished.append(dict(old))
                # Only what was deleted and purged vanishes, and that is told by a reset.
                went_back = went_back or now.reason == "checksum"
            elif new != old:
                went_back = went_back or (now.reason == "checksum" and is_older(new, old))
                changes += self._shadow.replacement(rid, old, new)
        changes += [("shadow", rid, each) for rid, each in fresh.items()]
        kept = {s: seq for s, seq in self._shadow.cursors.items() if not now.covers(s)}
        changes.append(self._shadow.cursors_change({**kept, **{s: q for s, q in now.cursors.items() if s in scopes}}))
        return Swap([*changes, *self.end_changes()], vanished, went_back)

    def is_many(self, vanished: Sequence[Record]) -> bool:
        """True when so much of a scope would vanish that somebody should be asked first."""
        counts: dict[str, int] = {}
        for record in vanished:
            if not is_tombstone(record):
                counts[record["scope"]] = counts.get(record["scope"], 0) + 1
        return any(count > FEW and count > PART * self._shadow.scope_sum(scope).live for scope, count in counts.items())


def is_older(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """True when a record went back, or is at the same revision in other words: that is another history of the server."""
    other = (new.get("f"), new.get("del") is None) != (old.get("f"), old.get("del") is None)
    return new["rev"] < old["rev"] or (new["rev"] == old["rev"] and other)


def _note(reread: Reread) -> Change:
    document: dict[str, Any] = asdict(reread)
    document["scopes"] = None if reread.scopes is None else list(reread.scopes)
    document["cursors"] = dict(reread.cursors)
    return ("meta", "reread", document)
