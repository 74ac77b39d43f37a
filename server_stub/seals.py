"""A seal: one short line over all that was written up to a moment, for the office's paper book.

Whoever changes the past with the right to write the database can also compute every hash anew; not the line on paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

SETTLED = dt.timedelta(minutes=5)
"""What is older has been committed by every process, whatever their clocks say."""

_WRITTEN = re.compile(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\dZ)[\s,]+([0-9a-fA-F]{4}(?:[- ]?[0-9a-fA-F]{4}){4})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seal:
    """`up_to`: the moment, YYYY-MM-DDTHH:MMZ; `code`: 20 hex digits."""

    up_to: str
    code: str

    def __str__(self) -> str:
        return f"{self.up_to} {'-'.join(self.code[at : at + 4] for at in range(0, len(self.code), 4))}"


def moment_of(now: dt.datetime) -> str:
    """Up to when a seal made now reaches: whole minutes of UTC."""
    return (now - SETTLED).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def is_within(at: str, up_to: str) -> bool:
    """True when something written at a moment of the database belongs to a seal."""
    return at[:16] < up_to[:16]


def seal_of(up_to: str, ends: Mapping[str, tuple[int, str]]) -> Seal:
    """The seal of scopes that had come to these places and hashes; those without a place yet count for nothing."""
    lines = "".join(f"{name} {place} {reached}\n" for name, (place, reached) in sorted(ends.items()) if place)
    return Seal(up_to, hashlib.sha256(f"{up_to}\n{lines}".encode()).hexdigest()[:20])


def read_seal(written: str) -> Seal:
    """A seal as it stands on paper; raises ValueError."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(
            "a seal is a time and five groups of four digits, such as 2026-09-21T09:50Z 3fa9-12cd-77e0-91ab-00c1"
        )
    return Seal(found[1], re.sub(r"[- ]", "", found[2]).lower())
