"""Why a command is dimmed: the refusal policy would give, in the reader's words, before anything is tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui.messages import refusal_text


def why_not_new(place: Workplace, kind: str, fields: Mapping[str, Any]) -> str | None:
    """Why this person may not make such a record now, or None."""
    refusal = place.desk.rights.why_not_new(kind, fields)
    return refusal_text(place, refusal) if refusal else None


def why_not_write(place: Workplace, view: View, field: str) -> str | None:
    """Why this person may not change the field now, or None."""
    refusal = place.desk.rights.why_not(view, "put", field=field)
    return refusal_text(place, refusal) if refusal else None


def why_not_delete(place: Workplace, view: View) -> str | None:
    """Why this person may not delete the record now, or None."""
    refusal = place.desk.rights.why_not(view, "del")
    return refusal_text(place, refusal) if refusal else None
