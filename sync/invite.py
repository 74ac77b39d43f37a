"""An invite: one string without spaces that carries the server's address, a code used once, and perhaps a fingerprint.

`xinde1-<address>-<code>-<check>`, or with a pinned certificate `xinde1-<address>-<fingerprint>-<code>-<check>`: base32 in
small letters, so that it survives chat programs, capital letters and a telephone; the check tells a typing error from a
wrong invite without asking the server.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

PREFIX = "xinde1"
CODE_BITS = 80
CODE_LETTERS = 16
_CHECK_LETTERS = 6
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CODE = re.compile(f"[a-z2-7]{{{CODE_LETTERS}}}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_LONGEST = 2000


class InviteUnreadable(ValueError):
    """The string is no invite; `reason`: not_an_invite, newer (of a later version), mistyped (the check does not match)."""

    def __init__(self, reason: Literal["not_an_invite", "newer", "mistyped"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Invite:
    """What an invite says: where the server is, the code it is known by there, SHA-256 of a pinned certificate as 64 hex digits."""

    address: str
    code: str
    fingerprint: str | None = None


def new_code(bits: int) -> str:
    """A code of 80 random bits, given as a number below 2^80."""
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LETTERS))


def normal_code(code: str) -> str:
    """A code as it is compared: what a person typed, without spaces, full-width letters and capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).lower()


def encode(invite: Invite) -> str:
    """The invite as one string; raises ValueError for an address, code or fingerprint that is none."""
    if not _is_address(invite.address) or not _CODE.fullmatch(invite.code):
        raise ValueError("not an http or https address, or not a code")
    parts = [PREFIX, _letters(invite.address.encode())]
    if invite.fingerprint is not None:
        if not _FINGERPRINT.fullmatch(invite.fingerprint):
            raise ValueError("not a SHA-256 fingerprint")
        parts.append(_letters(bytes.fromhex(invite.fingerprint)))
    parts.append(invite.code)
    return "-".join([*parts, _check(parts)])


def decode(written: str) -> Invite:
    """What an invite says, however it was copied; raises InviteUnreadable."""
    if len(written) > _LONGEST:
        raise InviteUnreadable("not_an_invite")
    parts = normal_code(written).split("-")
    if parts[0] != PREFIX:
        if not re.fullmatch(r"xinde\d+", parts[0]) or len(parts) < 2:
            raise InviteUnreadable("not_an_invite")
        # With this version's figure all is right: then the figure is what was mistyped.
        raise InviteUnreadable("mistyped" if parts[-1] == _check([PREFIX, *parts[1:-1]]) else "newer")
    if len(parts) not in (4, 5) or parts[-1] != _check(parts[:-1]) or not _CODE.fullmatch(parts[-2]):
        raise InviteUnreadable("mistyped")
    try:
        address = _bytes(parts[1]).decode()
        fingerprint = _bytes(parts[2]).hex() if len(parts) == 5 else None
    except (binascii.Error, UnicodeDecodeError) as error:
        raise InviteUnreadable("mistyped") from error
    if not _is_address(address) or (fingerprint is not None and not _FINGERPRINT.fullmatch(fingerprint)):
        raise InviteUnreadable("mistyped")
    return Invite(address, parts[-2], fingerprint)


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
