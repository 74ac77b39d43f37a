"""Records as they stand in the database, and as they travel."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import RowMapping, select

from server_stub import tables
from sync.canonical import canonical
from sync.records.policy import Held
from sync.wire import Record

_decode = msgspec.json.decode
rec = tables.rec

COLUMNS = select(
    rec.c.id,
    rec.c.branch,
    rec.c.scope,
    rec.c.type,
    rec.c.rev,
    rec.c.seq,
    rec.c.v,
    rec.c.f,
    rec.c.fv,
    rec.c.created,
    rec.c.updated,
    rec.c.deleted,
    rec.c.parent,
)
"""What `row_of` needs of a record."""


@dataclass(slots=True)
class Row:
    """The latest state of a record; `fields` of a deleted one are those it last had, once they were looked up."""

    id: str
    branch: str
    scope: str
    type: str
    rev: int
    seq: int
    v: int
    fields: dict[str, Any]
    fv: dict[str, list[Any]] = field(default_factory=dict)
    created: dict[str, Any] = field(default_factory=dict)
    updated: dict[str, Any] = field(default_factory=dict)
    deleted: dict[str, Any] | None = None
    parent: str | None = None
    stored: str | None = None
    erased: bool = False
    """True for a deleted record whose last fields were erased for good."""
    seen_as: Held | None = None

    def encoded(self) -> str:
        """The fields in canonical form, as they are stored: encoded once for checksum, size and database."""
        if self.stored is None:
            self.stored = canonical(self.fields).decode()
        return self.stored

    def sum(self) -> int:
        """What this record adds to the checksum of its scope: `record_sum`, without encoding the fields again."""
        fields = "null" if self.deleted else self.encoded()
        return _sum(f'["{self.id}",{self.rev},"{self.type}",{fields}]')

    def held(self) -> Held:
        """The record as policy sees it."""
        if self.seen_as is None:
            self.seen_as = Held(self.type, self.fields, self.fv)
        return self.seen_as

    def values(self) -> dict[str, Any]:
        """The record as a row of the table `rec`."""
        return {
            "id": self.id,
            "branch": self.branch,
            "scope": self.scope,
            "type": self.type,
            "rev": self.rev,
            "seq": self.seq,
            "v": self.v,
            "f": None if self.deleted else self.encoded(),
            "fv": text(self.fv),
            "created": text(self.created),
            "updated": text(self.updated),
            "deleted": text(self.deleted) if self.deleted else None,
            "parent": self.parent,
        }

    def envelope(self) -> Record:
        """The record as it travels (PROTOCOL.md section 3): a tombstone has no fields."""
        if self.deleted:
            return _tombstone(self.id, self.type, self.scope, self.rev, self.seq, self.deleted)
        return {
            "id": self.id,
            "type": self.type,
            "scope": self.scope,
            "rev": self.rev,
            "seq": self.seq,
            "owner": owner_of(self.scope),
            "v": self.v,
            "f": self.fields,
            "fv": self.fv,
            "created": self.created,
            "updated": self.updated,
            "del": None,
        }


def text(value: Any) -> str:
    """JSON as it is stored."""
    return msgspec.json.encode(value).decode()


def _sum(written: str) -> int:
    return int.from_bytes(hashlib.sha256(written.encode()).digest()[:16], "big")


def owner_of(scope: str) -> str | None:
    """The member an `r:` scope is about; None for the scopes of many."""
    stream, _, rest = scope.partition(":")
    return rest.partition(":")[2] if stream == "r" else None


def row_of(row: RowMapping) -> Row:
    """A row of `COLUMNS`; a deleted record comes without its last fields."""
    gone = row["deleted"]
    return Row(
        id=row["id"],
        branch=row["branch"],
        scope=row["scope"],
        type=row["type"],
        rev=row["rev"],
        seq=row["seq"],
        v=row["v"],
        fields=_decode(row["f"]) if row["f"] is not None else {},
        fv=_decode(row["fv"]),
        created=_decode(row["created"]),
        updated=_decode(row["updated"]),
        deleted=_decode(gone) if gone is not None else None,
        parent=row["parent"],
        stored=row["f"],
    )


def _tombstone(rid: str, kind: str, scope: str, rev: int, seq: int, deleted: Mapping[str, Any]) -> Record:
    return {
        "id": rid,
        "type": kind,
        "scope": scope,
        "rev": rev,
        "seq": seq,
        "del": {"at": deleted["at"], "by": deleted["by"]},
    }
