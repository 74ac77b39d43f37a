"""What this device knows of the vault: for each record the state it last had in common with the server, and how far it has read."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sync.cache.repository import Repository
from sync.cache.storage import Change
from sync.vault.keyfile import has_key

if TYPE_CHECKING:
    from sync.vault.engine import VaultRound

TABLE = "vault"
META = "vault"


class Place(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Where this device stands with the server's vault."""

    vault: str = ""
    epoch: str | None = None
    cursor: int = 0
    replaced: bool = False
    """True once the server said that another vault has taken the place of the one this device has the key of."""
    missing: bool = False
    """True once the server knew of no vault at all."""
    ring: int = 0
    """The revision of the server's key ring, as last heard; 0: none."""
    looked: str = ""
    """The local date on which a device without a key last asked whether there is a vault."""
    went_back: int = 0
    """How often the server had an older state of something than this device had seen there, without saying that it was restored."""
    last: str | None = None
    """When the last round that came to its end did so."""
    not_genuine: dict[str, int] = {}
    """Items that could not be opened, with their place in the server's order; what is here stays."""


class Sent(msgspec.Struct, kw_only=True):
    """What was sent, until its outcome is known: the same bytes go again, whatever was written meanwhile."""

    base: int
    on: str | None
    sealed: list[bytes]
    rec: dict[str, Any]


class Common(msgspec.Struct, kw_only=True):
    """The state of one record that this device last had in common with the server.

    `rev` and `on` name it there (0 and null: nothing is there); `rec` is its content, null when that is not known; `chain` are
    digests of it and its earlier states, newest first; `unsure` until the server, which was restored or replaced, shows it again.
    """

    rev: int = 0
    on: str | None = None
    rec: dict[str, Any] | None = None
    chain: list[str] = []
    unsure: bool = False
    sent: Sent | None = None


class VaultBook:
    """Reads and writes the table `vault` and its place in `meta`; needs no cryptography, so screens may ask it anything."""

    def __init__(self, repository: Repository, folder: Path | None) -> None:
        self.repository = repository
        self.folder = folder
        self.busy = threading.Lock()
        """Held by whoever runs a round, or changes the key."""
        self.last_round: VaultRound | None = None
        """What the last round of this process did; None before the first, and where the vault is off."""

    @property
    def is_on(self) -> bool:
        """True when this device has a key and its vault is the one the server keeps, as far as is known."""
        return has_key(self.folder) and not self.place.replaced

    @property
    def place(self) -> Place:
        """Where this device stands."""
        return msgspec.convert(self.repository.document("meta", META) or {}, Place)

    def place_change(self, place: Place) -> Change:
        """The change that notes it."""
        return ("meta", META, msgspec.to_builtins(place))

    def common(self, rid: str) -> Common | None:
        """What is known of one record."""
        document = self.repository.document(TABLE, rid)
        return msgspec.convert(document, Common) if document is not None else None

    def common_change(self, rid: str, common: Common) -> Change:
        """The change that notes it."""
        return (TABLE, rid, msgspec.to_builtins(common))

    def commons(self) -> Iterator[tuple[str, Common]]:
        """All of them."""
        for rid, document in self.repository.documents(TABLE):
            yield rid, msgspec.convert(document, Common)

    def holds(self, rid: str) -> bool:
        """True when the server keeps this record just as it stands here."""
        document = self.repository.document(TABLE, rid)
        record = self.repository.document("private", rid)
        if document is None or record is None or document["rev"] == 0 or document.get("unsure"):
            return False
        return is_in(document.get("rec"), record)

    def only_here(self, kind: str | None = None) -> list[str]:
        """Ids of the drafts and notes, of one kind or of all, that are on this device only, or newer here."""
        on = self.is_on
        return [
            rid
            for rid, record in self.repository.documents("private")
            if record.get("del") is None and kind in (None, record["type"]) and not (on and self.holds(rid))
        ]


def is_in(rec: Mapping[str, Any] | None, record: Mapping[str, Any]) -> bool:
    """True when a content, as it is stored, says what a record of the table `private` says."""
    gone = record.get("del") is not None
    if rec is None or rec["gone"] != gone or rec["type"] != record["type"]:
        return False
    return gone or rec["f"] == record["f"]
