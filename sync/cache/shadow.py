"""The server's last known state on this device: records, cursors, checksums, and who this device is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from sync.cache.repository import Repository
from sync.cache.storage import Change
from sync.canonical import SUM_MODULUS, record_sum
from sync.invite import Server
from sync.records.kind import SCHEMA
from sync.wire import Record, ScopeSum


class Identity(msgspec.Struct, frozen=True):
    """Whose data folder this is; `alone` marks a branch that lives on this device only."""

    branch: str | None = None
    branch_name: str = ""
    member: str | None = None
    member_name: str = ""
    account: str | None = None
    login: str = ""
    server: str | None = None
    alone: bool = False
    fingerprint: str | None = None
    """SHA-256 of the one certificate the server is known by; None when the usual authorities vouch for it, or nothing is encrypted."""

    @property
    def at(self) -> Server | None:
        """Where the server is and how it is known."""
        return Server(self.server, self.fingerprint) if self.server is not None else None


class Progress(msgspec.Struct, frozen=True):
    """Where this device stands with the server; `n` is the last number given to an op under this device id."""

    device: str | None = None
    epoch: str | None = None
    n: int = 0
    synced_at: str | None = None
    skew: int = 0
    """Seconds the server's clock is ahead of this one."""
    stopped: str | None = None
    """Problem code that stopped sync until somebody decides; everything is kept."""
    purge_due: bool = False
    """True while bytes of a lost scope may still be in old files of the journal."""
    healed: int = 0
    """Scopes read again after a checksum did not match; zero unless something was wrong."""
    replay: Mapping[str, Any] | None = None
    """How far the edits of this device went again to a server that has gone back in time (sync.replay); None otherwise."""
    renew: bool = False
    """True while a new device id is needed: a number given under the present one will never come."""
    schema: int = SCHEMA
    """The newest edits the server understands."""


class Shadow:
    """Applies what the server says to the local copy."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._sums: dict[str, tuple[int, int]] | None = None

    # who and where

    @property
    def identity(self) -> Identity:
        """Whose folder this is."""
        return Identity(**(self._repository.document("meta", "identity") or {}))

    @property
    def progress(self) -> Progress:
        """Where sync stands."""
        return Progress(**(self._repository.document("meta", "progress") or {}))

    def identity_change(self, identity: Identity) -> Change:
        """The change that makes this folder `identity`'s."""
        return ("meta", "identity", asdict(identity))

    def progress_change(self, **values: Any) -> Change:
        """The change that notes where sync stands."""
        return ("meta", "progress", asdict(replace(self.progress, **values)))

    def purge_changes(self, scopes: Iterable[str]) -> list[Change]:
        """The change that lets bytes leave the disk at the next round, if what is dropped was of a scope not read here any more.

        It may quote others (PROTOCOL.md section 12).
        """
        unread = {scope for scope in scopes if not scope.startswith("u:")} - self.cursors.keys()
        return [self.progress_change(purge_due=True)] if unread and self.progress.epoch is not None else []

    @property
    def cursors(self) -> dict[str, int]:
        """Per scope, the seq up to which this device has read."""
        return dict((self._repository.document("meta", "cursors") or {}).get("seq", {}))

    @property
    def reading(self) -> set[str]:
        """Scopes that are being read for the first time."""
        return set((self._repository.document("meta", "cursors") or {}).get("reading", ()))

    @property
    def unread(self) -> set[str]:
        """Scopes the branch has records of, of which this device has read none yet: the pages under way have not come to them."""
        return set((self._repository.document("meta", "cursors") or {}).get("unread", ()))

    def cursors_change(
        self, cursors: Mapping[str, int], reading: Iterable[str] = (), unread: Iterable[str] = ()
    ) -> Change:
        """The change that notes new cursors, which scopes are still being read for the first time, and which are not begun."""
        known = {"unread": sorted(unread)} if unread else {}
        return ("meta", "cursors", {"seq": dict(cursors), "reading": sorted(reading), **known})

    # records

    def records_changes(self, records: Iterable[Record]) -> list[Change]:
        """The changes that take in records of the server; an older revision than the one here is passed over."""
        table = self._repository.storage.table("shadow")
        newest: dict[str, Record] = {}
        for record in records:
            known = newest.get(record["id"]) or table.get(record["id"])
            if record.get("gone"):
                if known is not None and known["scope"] == record["scope"]:
                    newest[record["id"]] = record
                continue
            if known is None or known.get("gone") or record["rev"] > known["rev"]:
                newest[record["id"]] = record
        changes: list[Change] = []
        for rid, record in newest.items():
            if record.get("gone"):
                changes += [("shadow", rid, None), *self.trash_removal(rid)]
            else:
                changes += self.replacement(rid, table.get(rid), record)
        return changes

    def replacement(self, rid: str, before: Mapping[str, Any] | None, record: Mapping[str, Any]) -> list[Change]:
        """The changes that put `record` in the place of `before`."""
        changes: list[Change] = [("shadow", rid, record)]
        if record.get("del") is not None:
            if before is not None and before.get("del") is None:
                # The last content stays readable here, for undo and for "what was it?"; it goes with its scope.
                changes.append(("trash", rid, before))
        else:
            changes += self.trash_removal(rid)
        return changes

    def trash_removal(self, rid: str) -> list[Change]:
        """The changes that forget the last content of a deleted record."""
        return [("trash", rid, None)] if self._repository.document("trash", rid) is not None else []

    def purged(self, floors: Mapping[str, int]) -> list[Change]:
        """The changes that drop tombstones the server has purged, up to a seq per scope (PROTOCOL.md section 11)."""
        changes: list[Change] = []
        for table in ("shadow", "fresh") if floors else ():
            for rid, record in self._repository.documents(table):
                if record.get("del") is not None and record["seq"] <= floors.get(record["scope"], 0):
                    changes += [(table, rid, None), *(self.trash_removal(rid) if table == "shadow" else ())]
        return changes

    def take_in(self, changes: Sequence[Change], waiting: Mapping[str, list[Any]] | None = None) -> None:
        """Commit changes of shadow records and what goes with them, keeping the checksums right."""
        repository = self._repository
        with repository.writing():
            sums = dict(self._all_sums())
            table = repository.storage.table("shadow")
            for name, key, after in changes:
                if name == "shadow" and key is not None:
                    _count(sums, table.get(key), -1)
                    _count(sums, after, +1)
            repository.commit(changes, waiting)
            self._sums = sums

    def scope_sum(self, scope: str) -> ScopeSum:
        """The checksum of what this device holds of a scope (PROTOCOL.md section 7)."""
        return _told(*self._all_sums().get(scope, (0, 0)))

    def scopes(self) -> set[str]:
        """Scopes this device holds records or a cursor of."""
        held = {record["scope"] for _, record in self._repository.documents("shadow")}
        return held | set(self.cursors)

    def scope_removal(self, scopes: Iterable[str], *, keep_cursor: bool = False) -> list[Change]:
        """The changes that remove every record of these scopes, their trash, and their cursors."""
        gone = set(scopes)
        changes: list[Change] = [
            (table, rid, None)
            for table in ("shadow", "trash")
            for rid, record in self._repository.documents(table)
            if record["scope"] in gone
        ]
        if not keep_cursor:
            kept = {s: seq for s, seq in self.cursors.items() if s not in gone}
            changes.append(self.cursors_change(kept, self.reading - gone, self.unread - gone))
        return changes

    def _all_sums(self) -> dict[str, tuple[int, int]]:
        """Sums per scope: computed once after opening (0.15 s for 10 000 records, so in the sync thread), then kept up."""
        if self._sums is None:
            sums: dict[str, tuple[int, int]] = {}
            for _, record in self._repository.documents("shadow"):
                _count(sums, record, +1)
            self._sums = sums
        return self._sums


def sum_of(records: Iterable[Mapping[str, Any]]) -> ScopeSum:
    """The checksum of the records of one scope."""
    sums: dict[str, tuple[int, int]] = {}
    for record in records:
        _count(sums, record, +1)
    return _told(*next(iter(sums.values()), (0, 0)))


def _told(total: int, live: int) -> ScopeSum:
    return ScopeSum(sum=f"{total:032x}", live=live)


def _count(sums: dict[str, tuple[int, int]], record: Mapping[str, Any] | None, sign: int) -> None:
    if record is None:
        return
    fields = None if record.get("del") is not None else record["f"]
    total, live = sums.get(record["scope"], (0, 0))
    change = record_sum(record["id"], record["rev"], record["type"], fields)
    sums[record["scope"]] = ((total + sign * change) % SUM_MODULUS, live + (sign if fields is not None else 0))
