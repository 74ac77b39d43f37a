"""What this person did, newest last, so that undo can take it back."""

from __future__ import annotations

from dataclasses import dataclass

from sync.cache.view import View
from sync.wire import Op

UNDO_DEPTH = 100
"""How many actions can be taken back, newest first."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a call did, enough to take it back: the edits made, and the record as it was before."""

    op: Op
    before: View | None


@dataclass(frozen=True, slots=True)
class NoUndo:
    """An action that cannot be taken back stands here, so that undo says so first and does not take another for it."""

    reason: str
