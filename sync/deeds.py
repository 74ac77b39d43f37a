"""What this person did, newest last, so that undo can take it back."""

from __future__ import annotations

import msgspec

from sync.cache.view import View
from sync.wire import Op

UNDO_DEPTH = 100
"""How many actions can be taken back, newest first."""


class Deed(msgspec.Struct, frozen=True):
    """What a call did, enough to take it back: the edits made, and the record as it was before."""

    op: Op
    before: View | None


class NoUndo(msgspec.Struct, frozen=True):
    """An action that cannot be taken back stands here, so that undo says so first and does not take another for it."""

    reason: str
