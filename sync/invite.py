"""An invite: one string without spaces that carries the server's address, a code used once, and perhaps a fingerprint.

`xinde1-<address>-<code>-<check>`, or with a pinned certificate `xinde1-<address>-<fingerprint>-<code>-<check>`: base32 in
small letters, so that it survives chat programs, capital letters and a telephone; the check tells a typing error from a
wrong invite without asking the server. An address card is the same without the code: it says where the server is and by
which certificate it is known, and lets nobody in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from typing import Literal
from urllib.parse import urlsplit

import msgspec

PREFIX = "xinde1"
CODE_BITS = 80
CODE_LETTERS = 16
_CHECK_LETTERS = 6
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CODE = re.compile(f"[a-z2-7]{{{CODE_LETTERS}}}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT_LETTERS = 52
_LONGEST = 2000


class InviteUnreadable(ValueError):
    """The string is no invite; `reason`: not_an_invite, newer (of a later version), mistyped (the check does not match), address_card."""

    def __init__(self, reason: Literal["not_an_invite", "newer", "mistyped", "address_card"]) -> None:
        super().__init__(reason)
        self.reason = reason


class Server(msgspec.Struct, frozen=True):
    """Where a server is, and SHA-256 of the one certificate it is known by as 64 hex digits (None: authorities vouch for it)."""

    address: str
    fingerprint: str | None = None


class Invite(msgspec.Struct, frozen=True):
    """What an invite says: where the server is, the code it is known by there, SHA-256 of a pinned certificate as 64 hex digits."""

    address: str
    code: str
    fingerprint: str | None = None

    @property
    def server(self) -> Server:
        """Where it leads."""
        return Server(self.address, self.fingerprint)


def new_code(bits: int) -> str:
    """A code of 80 random bits, given as a number below 2^80."""
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LETTERS))


def normal_code(code: str) -> str:
    """A code as it is compared: what a person typed, without spaces, full-width letters and capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).lower()


def in_groups(fingerprint: str, digits: int = 64) -> str:
    """The first digits of a fingerprint in groups of four, as people compare them."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, digits, 4))


def encode(invite: Invite) -> str:
    """The invite as one string; raises ValueError for an address, code or fingerprint that is none."""
    if not _CODE.fullmatch(invite.code):
        raise ValueError("not a code")
    return _written([*_server_parts(invite.server), invite.code])


def encode_card(server: Server) -> str:
    """The address card of a server; raises ValueError for an address or fingerprint that is none."""
    return _written(_server_parts(server))


def decode(written: str) -> Invite:
    """What an invite says, however it was copied; raises InviteUnreadable."""
    server, code = _read(written)
    if code is None:
        raise InviteUnreadable("address_card")
    return Invite(server.address, code, server.fingerprint)


def decode_card(written: str) -> Server:
    """Where an address card leads, or an invite, whose code is left alone; raises InviteUnreadable."""
    return _read(written)[0]


def _read(written: str) -> tuple[Server, str | None]:
    if len(written) > _LONGEST:
        raise InviteUnreadable("not_an_invite")
    parts = normal_code(written).split("-")
    if parts[0] != PREFIX:
        if not re.fullmatch(r"xinde\d+", parts[0]) or len(parts) < 2:
            raise InviteUnreadable("not_an_invite")
        # With this version's figure all is right: then the figure is what was mistyped.
        raise InviteUnreadable("mistyped" if parts[-1] == _check([PREFIX, *parts[1:-1]]) else "newer")
    if len(parts) not in (3, 4, 5) or parts[-1] != _check(parts[:-1]):
        raise InviteUnreadable("mistyped")
    said = parts[2:-1]
    code = said.pop() if said and _CODE.fullmatch(said[-1]) else None
    if len(said) > 1 or any(len(each) != _FINGERPRINT_LETTERS for each in said):
        raise InviteUnreadable("mistyped")
    try:
        server = Server(_bytes(parts[1]).decode(), _bytes(said[0]).hex() if said else None)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InviteUnreadable("mistyped") from error
    if not _is_sound(server):
        raise InviteUnreadable("mistyped")
    return server, code


def _server_parts(server: Server) -> list[str]:
    if not _is_sound(server):
        raise ValueError("not an http or https address, or not a SHA-256 fingerprint of one that is encrypted")
    pinned = [] if server.fingerprint is None else [_letters(bytes.fromhex(server.fingerprint))]
    return [PREFIX, _letters(server.address.encode()), *pinned]


def _written(parts: list[str]) -> str:
    return "-".join([*parts, _check(parts)])


def _is_sound(server: Server) -> bool:
    """A plain http address has no certificate: one with a fingerprint would promise what cannot be kept."""
    pinned = server.fingerprint
    return _is_address(server.address) and (
        pinned is None or (server.address.startswith("https:") and _FINGERPRINT.fullmatch(pinned) is not None)
    )


def _is_address(address: str) -> bool:
    try:
        split = urlsplit(address)
        port_is_one = split.port is None or split.port > 0
    except ValueError:
        return False
    return split.scheme in ("http", "https") and bool(split.hostname) and port_is_one and address.isprintable()


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _bytes(letters: str) -> bytes:
    return base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))


def _check(parts: list[str]) -> str:
    """30 bits over everything before: a typing error passes once in a thousand million times."""
    return _letters(hashlib.sha256("-".join(parts).encode()).digest())[:_CHECK_LETTERS]
