"""The recovery code: 130 random bits to be written on paper, in groups, with two signs that show a slip of the pen."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U; the first three are read as 1, 1 and 0."""

LENGTH = 26
GROUP = 4
BITS = 5 * LENGTH

_PRIME = 1021
"""The largest below 2^10: every single wrong sign, and two neighbours exchanged, change the remainder."""

_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code(random: Callable[[int], bytes]) -> str:
    """A new code, as it is shown once: seven groups of four."""
    number = int.from_bytes(random((BITS + 7) // 8), "big") % (1 << BITS)
    signs = _signs(number, LENGTH) + _signs(number % _PRIME, 2)
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def as_key(written: str) -> bytes | None:
    """The bits of a code however it was typed (small letters, blanks, full-width signs), or None when a sign is wrong."""
    plain = unicodedata.normalize("NFKC", written).upper().translate(_READ_AS)
    signs = "".join(c for c in plain if c not in "-‐‑–—ー－ \t\r\n")
    if len(signs) != LENGTH + 2 or any(c not in SIGNS for c in signs):
        return None
    number, check = _number(signs[:LENGTH]), _number(signs[LENGTH:])
    return number.to_bytes((BITS + 7) // 8, "big") if number % _PRIME == check else None


def _signs(number: int, length: int) -> str:
    return "".join(SIGNS[number >> 5 * (length - 1 - place) & 31] for place in range(length))


def _number(signs: str) -> int:
    number = 0
    for c in signs:
        number = number << 5 | SIGNS.index(c)
    return number
