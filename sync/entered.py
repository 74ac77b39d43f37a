"""Whether a field was written as somebody else's decision, or by a meeting's resolution, and where that can be looked up."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync.cache.view import View
from sync.desk import Desk


class Entered(msgspec.Struct, frozen=True):
    """A decision of `member` was given on paper, by word or in a meeting, and entered by `by`, who may be the same."""

    by: str | None
    basis: str
    reference: str | None = None
    member: str | None = None


def entered(desk: Desk, view: View, field: str) -> Entered | None:
    """How a field that is fixed at creation was decided; None for one's own act with nothing more said."""
    waiting = desk.repository.ops_of(view.id)
    if waiting:
        op = waiting[-1]
        return Entered(desk.member, op.basis, op.ref, op.for_) if op.for_ is not None and op.basis is not None else None
    entry: Sequence[object] = view.fv.get(field) or ()
    how = entry[2] if len(entry) > 2 and isinstance(entry[2], dict) else {}
    if not how.get("for"):
        return None
    return Entered(str(entry[1]) if entry[1] else None, str(how.get("basis")), how.get("ref"), str(how["for"]))
