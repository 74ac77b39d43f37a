"""Which record a screen is about, so that a command of the whole app knows what it is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sync.cache.view import View

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import XindeApp


def record_at_hand(screen: Screen[object]) -> View | None:
    """The record under the cursor of a list, else the one the page shows; None where there is none, or none saved yet.

    A page says so by `at_hand` (an id or None), or by what lists and forms have anyway: `current`, `rid`.
    """
    if not screen.is_mounted:
        return None
    if hasattr(screen, "at_hand"):
        rid = screen.at_hand
    else:
        current = getattr(screen, "current", None)
        rid = current.id if isinstance(current, View) else getattr(screen, "rid", None)
    return cast("XindeApp", screen.app).place.repository.get(rid) if isinstance(rid, str) else None
