"""Book numbers as a scanner, a title page or a person gives them, made comparable."""

from __future__ import annotations

import re

from sync.records.dates import narrow

_DASHES = re.compile(r"[\s\-‐‑‒–—―−－.·•]")
_LABEL = re.compile(r"^(?:ISBN|书号)(?:-?1[03])?[::]?", re.IGNORECASE)


def isbn_key(written: str | None) -> str | None:
    """The 13 digits of an ISBN written in any way; of an older book number that is none, its digits; None for anything else.

    ISBN-10 and ISBN-13 of one title give the same key (ISO 2108). Hyphens, blanks and full-width digits do not matter.
    """
    plain = _DASHES.sub("", _LABEL.sub("", narrow(written or "").upper()))
    if re.fullmatch(r"\d{13}", plain) and _check13(plain[:12]) == plain[12]:
        return plain
    if re.fullmatch(r"\d{9}[\dX]", plain) and _check10(plain[:9]) == plain[9]:
        return "978" + plain[:9] + _check13("978" + plain[:9])
    return plain if re.fullmatch(r"\d{5,13}X?", plain) else None


def is_isbn(written: str | None) -> bool:
    """True for a whole ISBN whose check digit is right."""
    key = isbn_key(written)
    return key is not None and len(key) == 13 and key.isdigit() and _check13(key[:12]) == key[12]


def _check13(digits: str) -> str:
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


def _check10(digits: str) -> str:
    rest = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return "X" if rest == 10 else str(rest)
