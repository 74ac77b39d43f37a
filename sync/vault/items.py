"""One record, sealed: each field on its own, bound to account, vault, record, revision and its own name, its length hidden.

The first value of an item says what no other may show: which record and kind, the names of the fields, when it was made and
changed, whether it is deleted, and what its earlier states were. The server sees how many fields are filled, and about how long.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.canonical import canonical
from sync.vault.keys import NONCE_BYTES, derived

HEAD = "$head"
PAD = 64
"""Plain values are filled up to a multiple of so many bytes."""

CHAIN = 32
"""Earlier states an item names, newest first; by them a device knows whether it has seen the state an edit began from."""

Stamp = dict[str, str | None]


class Content(msgspec.Struct, kw_only=True):
    """What a private record is, apart from its id: as it is merged, sealed, and compared. `gone`: deleted, without fields."""

    type: str
    v: int
    f: dict[str, Any]
    gone: bool = False
    created: Stamp = {}
    updated: Stamp = {}

    def digest(self) -> str:
        """What tells two contents apart, 16 hex digits; times do not count."""
        return hashlib.sha256(canonical([self.type, self.f, self.gone])).hexdigest()[:16]

    def same(self, other: Content | None) -> bool:
        """True when both say the same; times do not count."""
        return other is not None and (self.type, self.gone) == (other.type, other.gone) and _equal(self.f, other.f)


class Head(msgspec.Struct, kw_only=True):
    """The first value of an item; unknown members are of a newer version and do no harm."""

    rid: str
    type: str
    v: int
    names: list[str]
    gone: bool
    created: Stamp
    updated: Stamp
    chain: list[str]


class Opened(msgspec.Struct, kw_only=True):
    """An item that was opened."""

    rid: str
    content: Content
    chain: list[str]


class NotGenuine(Exception):
    """These values were not sealed for this place: changed, cut, exchanged with others, or given under another revision."""


class Sealer:
    """Seals and opens the items of one vault; `random` gives bytes."""

    def __init__(self, account: str, vault: str, key: bytes, random: Callable[[int], bytes]) -> None:
        self._account = account
        self._vault = vault
        self._random = random
        self._cipher = ChaCha20Poly1305(derived(key, "items"))
        self._blind = derived(key, "ids")

    def item_id(self, rid: str) -> str:
        """The id under which the server keeps a record: it tells neither the record nor when it was made."""
        return hmac.digest(self._blind, rid.encode(), hashlib.sha256)[:16].hex()

    def seal(self, rid: str, rev: int, content: Content, chain: list[str]) -> list[bytes]:
        """The values of a record under the revision it will have; `chain` are digests of its earlier states, newest first."""
        names = sorted(content.f)
        head = Head(
            rid=rid,
            type=content.type,
            v=content.v,
            names=names,
            gone=content.gone,
            created=content.created,
            updated=content.updated,
            chain=chain[:CHAIN],
        )
        item = self.item_id(rid)
        values = [(HEAD, msgspec.to_builtins(head)), *((name, content.f[name]) for name in names)]
        return [self._sealed(item, rev, name, len(names), value) for name, value in values]

    def open(self, item: str, rev: int, sealed: list[bytes]) -> Opened:
        """The record of an item; raises NotGenuine."""
        if not sealed:
            raise NotGenuine(item)
        try:
            head = msgspec.convert(self._opened(item, rev, HEAD, len(sealed) - 1, sealed[0]), Head)
            if (
                len(head.names) != len(sealed) - 1
                or self.item_id(head.rid) != item
                or len(set(head.names)) < len(head.names)
            ):
                raise NotGenuine(item)
            pairs = zip(head.names, sealed[1:], strict=True)
            fields = {name: self._opened(item, rev, name, len(head.names), value) for name, value in pairs}
        except (InvalidTag, ValueError, RecursionError):
            # msgspec's refusals are ValueErrors too.
            raise NotGenuine(item) from None
        content = Content(
            type=head.type, v=head.v, f=fields, gone=head.gone, created=head.created, updated=head.updated
        )
        return Opened(rid=head.rid, content=content, chain=head.chain)

    def _sealed(self, item: str, rev: int, name: str, count: int, value: Any) -> bytes:
        plain = canonical(value)
        plain = len(plain).to_bytes(4, "big") + plain
        plain += b"\0" * (-len(plain) % PAD)
        nonce = self._random(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound(item, rev, name, count))

    def _opened(self, item: str, rev: int, name: str, count: int, value: bytes) -> Any:
        nonce, sealed = value[:NONCE_BYTES], value[NONCE_BYTES:]
        plain = self._cipher.decrypt(nonce, sealed, self._bound(item, rev, name, count))
        length = int.from_bytes(plain[:4], "big")
        if length > len(plain) - 4:
            raise ValueError("longer than it is")
        return msgspec.json.decode(plain[4 : 4 + length])

    def _bound(self, item: str, rev: int, name: str, count: int) -> bytes:
        return canonical(["xinde-item", 1, self._account, self._vault, item, rev, name, count])


def _equal(one: dict[str, Any], two: dict[str, Any]) -> bool:
    # Python takes True for 1; the canonical form does not.
    return one == two and canonical(one) == canonical(two)
