"""Edits as earlier versions wrote them, read as this version writes them: an old queue can always be pushed (section 15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.records.kind import SCHEMA
from sync.wire import Op

UPCASTERS: Mapping[int, Callable[[Op], Op]] = {}
"""Version of an op -> what makes it one of the next; every version ever released stays here. Version 1 is the first."""


def upcast(op: Op) -> Op:
    """The edit in this version's form; one of a version that never was is left as it is, and refused."""
    while op.v < SCHEMA and op.v in UPCASTERS:
        op = UPCASTERS[op.v](op)
    return op
