"""The one byte form of a value that digests and checksums are made of (PROTOCOL.md section 3)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

_encode = msgspec.json.Encoder(order="sorted").encode
SUM_MODULUS = 2**128
_PLAIN = frozenset((str, int, bool, type(None)))


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; raises TypeError on a float anywhere."""
    _refuse_floats(value)
    return _encode(value)


def _refuse_floats(value: Any) -> None:
    # Exact types first: this runs over every field of every record whose checksum changes.
    if type(value) in _PLAIN:
        return
    if isinstance(value, float):
        raise TypeError("no floats on the wire")
    if isinstance(value, dict | Mapping):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)


def digest(fields: Mapping[str, Any] | None) -> str:
    """SHA-256/16 of the fields as a person saw them, 32 hex digits: what a delete names."""
    return hashlib.sha256(canonical(fields)).hexdigest()[:32]


def record_sum(rid: str, rev: int, kind: str, fields: Mapping[str, Any] | None) -> int:
    """What one record adds to its scope's checksum, below 2^128 (PROTOCOL.md section 7)."""
    return int.from_bytes(hashlib.sha256(canonical([rid, rev, kind, fields])).digest()[:16], "big")
