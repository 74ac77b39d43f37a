"""Signatures of a session: each vouches for what stands here, and a return takes them away (kinds.toml: signature)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server_stub.book import Book
from server_stub.deed import Deed
from server_stub.rows import Row
from sync.apply import DELETED, Applied, Rejected
from sync.records.kind import Registry
from sync.records.signing import SIGNED_FIELDS, UNSIGNED, digest_of


class Signatures:
    """Looks at the signatures of one transaction; `touched` collects the ids of those it took away."""

    def __init__(self, book: Book, registry: Registry, touched: dict[str, None]) -> None:
        self._book = book
        self._registry = registry
        self._touched = touched

    def check(self, session: Row, values: Mapping[str, Any]) -> None:
        """Raise Rejected unless the signature is of what the session says here and now.

        What another recorder brought in meanwhile was not seen by who signed: they look again, and sign again.
        """
        if session.fields.get("state") in UNSIGNED:
            raise Rejected("forbidden", "session", "state")
        kinds = [kind for kind in SIGNED_FIELDS if kind in self._registry and kind != "session"]
        rows = [(kind, row.id, row.fields) for kind in kinds for row in self._book.rows_of(session.id, kind)]
        if values.get("digest") != digest_of(session.fields, rows):
            raise Rejected("changed_since")

    def void(self, session: str, deed: Deed) -> None:
        """Take away every signature of a session that is returned."""
        spec = self._registry.get("signature")
        if spec is None:
            return
        signed = [row.id for row in self._book.rows_of(session, "signature")]
        self._book.load(signed)
        for row in filter(None, map(self._book.get, signed)):
            self._touched[row.id] = None
            gone = replace(deed, k="del", for_=None, basis=None, ref=None, dig=None)
            self._book.record(spec, row.id, row.scope, Applied("applied", None, {DELETED: (False, True)}), gone)
