"""The server's last known state on this device: records, cursors, checksums, and who this device is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sync.cache.repository import Repository
from sync.cache.storage import Change
from sync.canonical import SUM_MODULUS, record_sum
from sync.wire import Record, ScopeSum, is_tombstone


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose data folder this is; `alone` marks a branch that lives on this device only."""

    branch: str | None = None
    branch_name: str = ""
    member: str | None = None
    member_name: str = ""
    account: str | None = None
    login: str = ""
    server: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
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

    @property
    def cursors(self) -> dict[str, int]:
        """Per scope, the seq up to which this device has read."""
        return dict((self._repository.document("meta", "cursors") or {}).get("seq", {}))

    def cursors_change(self, cursors: Mapping[str, int]) -> Change:
        """The change that notes new cursors."""
        return ("meta", "cursors", {"seq": dict(cursors)})

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
            before = table.get(rid)
            changes.append(("shadow", rid, None if record.get("gone") else record))
            if is_tombstone(record) and before is not None and not is_tombstone(before):
                # The last content stays readable here, for undo and for "what was it?"; it goes with its scope.
                changes.append(("trash", rid, before))
            elif not is_tombstone(record) and self._repository.document("trash", rid) is not None:
                changes.append(("trash", rid, None))
        return changes

    def take_in(self, changes: Sequence[Change], waiting: Mapping[str, list[Any]] | None = None) -> None:
        """Commit changes of shadow records and what goes with them, keeping the checksums right."""
        repository = self._repository
        with repository.writing():
            sums = dict(self._all_sums())
            table = repository.storage.table("shadow")
            for name, key, after in changes:
                if name == "shadow":
                    _count(sums, table.get(key), -1)
                    _count(sums, after, +1)
            repository.commit(changes, waiting)
            self._sums = sums

    def scope_sum(self, scope: str) -> ScopeSum:
        """The checksum of what this device holds of a scope (PROTOCOL.md section 7)."""
        total, live = self._all_sums().get(scope, (0, 0))
        return ScopeSum(sum=f"{total:032x}", live=live)

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
            changes.append(self.cursors_change({s: seq for s, seq in self.cursors.items() if s not in gone}))
        return changes

    def _all_sums(self) -> dict[str, tuple[int, int]]:
        """Sums per scope: computed once after opening (0.15 s for 10 000 records, so in the sync thread), then kept up."""
        if self._sums is None:
            sums: dict[str, tuple[int, int]] = {}
            for _, record in self._repository.documents("shadow"):
                _count(sums, record, +1)
            self._sums = sums
        return self._sums


def _count(sums: dict[str, tuple[int, int]], record: Mapping[str, Any] | None, sign: int) -> None:
    if record is None:
        return
    fields = None if record.get("del") is not None else record["f"]
    total, live = sums.get(record["scope"], (0, 0))
    change = record_sum(record["id"], record["rev"], record["type"], fields)
    sums[record["scope"]] = ((total + sign * change) % SUM_MODULUS, live + (sign if fields is not None else 0))
