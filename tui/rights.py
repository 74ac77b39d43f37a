"""Why a command is dimmed: the refusal policy would give, in the reader's words, before anything is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui.asked_for import form_names
from tui.messages import refusal_text


def why_not_new(place: Workplace, kind: str, fields: Mapping[str, Any]) -> str | None:
    """Why this person may not make such a record now, or None."""
    refusal = place.desk.rights.why_not_new(kind, fields)
    return refusal_text(place, refusal) if refusal else None


def why_not_write(place: Workplace, view: View, field: str) -> str | None:
    """Why this person may not change the field now, or None."""
    refusal = place.desk.rights.why_not(view, "put", field=field)
    return refusal_text(place, refusal) if refusal else None


def why_not_edit(place: Workplace, view: View, names: Iterable[str] | None = None) -> str | None:
    """Why this person may change no field that the record's form asks for (or none of `names`), or None.

    What was typed in it and could not be saved is not lost behind a refusal: that form opens.
    """
    asked = form_names(place.repository.registry[view.kind], there=True) if names is None else names
    first: str | None = None
    for name in asked:
        why = why_not_write(place, view, name)
        if why is None:
            return None
        first = first or why
    return None if first is None or place.unsaved.of(view.id) else first


def why_not_delete(place: Workplace, view: View) -> str | None:
    """Why this person may not delete the record now, or None."""
    refusal = place.desk.rights.why_not(view, "del")
    return refusal_text(place, refusal) if refusal else None
