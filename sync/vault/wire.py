"""What travels between a device and the server for the vault: the key ring, and values neither of them names (routes /v1/vault)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta as Said

from sync.wire import look_at
from sync.wire_forms import LARGEST, Count, Whole

MOST_ITEMS = 500
"""Items of one push, and of one page of a pull."""

MOST_VALUES = 64
"""Sealed values of one item: its fields and one more."""

ITEM_BYTES = 512 * 1024
"""What the sealed values of one item may have together; a record has 256 KiB at most."""

RING_BYTES = 4096
QUOTA_ITEMS = 20_000
QUOTA_BYTES = 64 * 1024 * 1024
"""What one account may keep."""

Hex = Annotated[str, Said(extra_json_schema={"pattern": "^[0-9a-f]{32}$"})]
Ring = Annotated[str, Said(description=f"at most {RING_BYTES} bytes", extra_json_schema={"maxLength": RING_BYTES})]
Sealed = Annotated[
    list[
        Annotated[
            bytes,
            Said(extra_json_schema={"pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"}),
        ]
    ],
    Said(
        description=f"together at most {ITEM_BYTES} bytes",
        extra_json_schema={"minItems": 1, "maxItems": MOST_VALUES},
    ),
]
Base = Annotated[int, Said(ge=0, le=LARGEST - 1)]


class RingState(msgspec.Struct, kw_only=True):
    """Answer of GET and PUT /v1/vault: the key ring and its revision; none, and 0, while there is no vault."""

    rev: int
    ring: str | None
    epoch: str
    time: str


class PutRing(msgspec.Struct, kw_only=True):
    """Body of PUT /v1/vault: `base` is the revision it replaces; another `vault` than before forgets the items of that one."""

    base: Base
    vault: Hex
    ring: Ring


class SealedItem(msgspec.Struct, kw_only=True):
    """One record as the server keeps it: a blind id, how often it changed, where it stands in the account's order."""

    id: str
    rev: int
    seq: int
    sealed: list[bytes]


class OfferedItem(msgspec.Struct, kw_only=True):
    """One record to keep: taken only if what is kept now has the revision `base` and the digest `on` (0 and null: nothing)."""

    id: Hex
    base: Base
    on: Hex | None
    sealed: Sealed


class VaultPush(msgspec.Struct, kw_only=True):
    """Body of POST /v1/vault/push."""

    vault: str
    epoch: str
    items: Annotated[list[OfferedItem], Said(extra_json_schema={"maxItems": MOST_ITEMS})]


class Stored(msgspec.Struct, kw_only=True):
    """What became of one offered item: `stale` when another one is kept, whose revision is `rev` (0: none)."""

    id: str
    out: Literal["stored", "stale"]
    rev: int


class VaultPushAnswer(msgspec.Struct, kw_only=True):
    """Answer of a push; `items` are what is kept instead of the stale ones, as many as fit."""

    results: list[Stored]
    items: list[SealedItem]
    head: int
    epoch: str
    time: str


class VaultPull(msgspec.Struct, kw_only=True):
    """Body of POST /v1/vault/pull: what changed after `after`."""

    vault: str
    epoch: str | None
    after: Count
    limit: Whole = MOST_ITEMS


class VaultPullAnswer(msgspec.Struct, kw_only=True):
    """One page of items in the account's order; `ring` is the revision of the key ring."""

    items: list[SealedItem]
    cursor: int
    more: bool
    ring: int
    epoch: str
    time: str


def digest_of(sealed: Sequence[bytes]) -> str:
    """What names an item's values without opening them, 32 hex digits: the same on device and server."""
    told = hashlib.sha256()
    for each in sealed:
        told.update(len(each).to_bytes(4, "big") + each)
    return told.hexdigest()[:32]


look_at(list(globals().values()))
