"""What the server refused, as it is kept on this device until its author decides (PROTOCOL.md section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sync.cache.repository import as_document, as_op
from sync.wire import Op, Result

CHANGED_SINCE = "changed_since"
"""Code of a signature or decision about what the server has in another version: its author looks again, and decides about that."""


class Parked(msgspec.Struct, frozen=True):
    """A refused edit with everything that hung on it; kept until its author decides."""

    id: str
    ops: tuple[Op, ...]
    code: str
    field: str | None
    reason: str | None
    at: str
    again: bool = False
    """True for what goes again by itself once nothing stands against it (PROTOCOL.md section 9)."""

    @property
    def first(self) -> Op:
        """The edit that was refused; the others hung on it."""
        return self.ops[0]


def parked_document(ops: Sequence[Op], result: Result, at: str) -> dict[str, Any]:
    """A refused edit with what hung on it, as the table `parked` holds it."""
    return {
        "ops": [as_document(op) for op in ops],
        "code": result.code,
        "field": result.field,
        "reason": result.reason,
        "at": at,
    }


def parked_of(key: str, document: Any) -> Parked:
    """A refused edit as it is kept."""
    ops = tuple(as_op(each) for each in document["ops"])
    again = bool(document.get("again"))
    return Parked(key, ops, document["code"] or "", document["field"], document["reason"], document["at"], again)
