"""The history of a scope as a chain: each revision's hash holds the one before, so that the past cannot change unnoticed.

Source: PROTOCOL.md section 11a. How anything here is computed never changes, or no database could be verified any more.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from server_stub.tables import ScopeRow
from sync.canonical import canonical

BEFORE_THE_FIRST = ""
"""The hash before place 1 of a scope."""

SAID = ("rev", "scope", "k", "out", "by", "for", "basis", "ref", "dev", "at", "claimed", "op")
"""What a digest holds of a revision besides its record, the record's kind, and its words."""


def words_of(salt: str, changes: str, fields: str | None) -> str:
    """The digest of a revision's words, `ch` and `f` as they are stored.

    Salted: it stays when the words are erased, and short words could otherwise be guessed from it.
    """
    return _sha256(canonical([salt, changes, fields]))


def digest_of(kind: str, entry: Mapping[Any, Any], words: str) -> str:
    """The digest of everything a revision says; `entry` is a row of `hist`, `words` of `words_of`."""
    return _sha256(canonical([entry["rec"], kind, words, *(entry[name] for name in SAID)]))


def hash_after(before: str, digest: str) -> str:
    """The hash of a revision: of the hash before it and its own digest."""
    return _sha256(f"{before}{digest}".encode())


def words_in(entry: Mapping[Any, Any]) -> str:
    """The digest of the words of a row of `hist`: of those that are there, or the one kept when they were erased."""
    kept = entry["words"]
    return kept if kept is not None else words_of(entry["salt"], entry["ch"], entry["f"])


def link(place: ScopeRow, kind: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Make a row of `hist` the next one of its scope, whose row in the database is locked; returns it with place and hash."""
    salt = secrets.token_hex(16)
    place.places += 1
    place.chain = hash_after(place.chain, digest_of(kind, entry, words_of(salt, entry["ch"], entry["f"])))
    return {**entry, "place": place.places, "hash": place.chain, "salt": salt, "words": None}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
