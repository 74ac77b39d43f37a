"""The history of a scope as a chain: each revision's hash holds the one before, so that the past cannot change unnoticed.

Source: PROTOCOL.md section 11a. How anything here is computed never changes, or no database could be verified any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hashlib import sha256
from operator import itemgetter
from typing import Any

import msgspec

from server_stub.tables import ScopeRow

BEFORE_THE_FIRST = ""
"""The hash before place 1 of a scope."""

SAID = ("rev", "scope", "k", "out", "by", "for", "basis", "ref", "dev", "at", "claimed", "op")
"""What a digest holds of a revision besides its record, the record's kind, and its words."""

_said = itemgetter(*SAID)
# The canonical form of a list of texts, numbers and nulls; this runs for every revision of every push.
_canonical = msgspec.json.Encoder().encode


def words_of(salt: str, changes: str, fields: str | None) -> str:
    """The digest of a revision's words, `ch` and `f` as they are stored.

    Salted: it stays when the words are erased, and short words could otherwise be guessed from it.
    """
    return sha256(_canonical([salt, changes, fields])).hexdigest()


def digest_of(kind: str, entry: Mapping[Any, Any], words: str) -> str:
    """The digest of everything a revision says; `entry` is a row of `hist`, `words` of `words_of`."""
    return sha256(_canonical([entry["rec"], kind, words, *_said(entry)])).hexdigest()


def hash_after(before: str, digest: str) -> str:
    """The hash of a revision: of the hash before it and its own digest."""
    return sha256(f"{before}{digest}".encode()).hexdigest()


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
