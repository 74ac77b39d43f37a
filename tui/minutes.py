"""The minutes of a session: their order, a new entry at the end, an entry moved. Each call is one action of the writer thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.clock import milliseconds, minute
from sync.desk import typing_key
from sync.problems import NotAllowed
from sync.workplace import Workplace
from tui.positions import insertion, stamped

LINE = "text"
"""The half-typed line is journaled under the session's id and this name."""


def ordered(place: Workplace, session: str) -> list[View]:
    """The entries by position, then time, then id (kinds.toml: minute)."""
    entries = place.repository.linked("minute", "session", session)
    return sorted(entries, key=lambda view: (str(view.get("pos")), str(view.get("at")), view.id))


def enter(place: Workplace, session: str, text: str, about: Mapping[str, Any], at: str | None = None) -> str:
    """Append an entry and return its id; `about` are its type, speaker and agenda item, `at` when Enter was pressed.

    The journaled half of this line goes in the same journal line. Raises NotAllowed, FieldProblem.
    """
    desk = place.desk
    last = next(reversed(ordered(place, session)), None)
    seconds = milliseconds(place.clock) // 1000 + place.shadow.progress.skew
    fields = {name: value for name, value in about.items() if value is not None}
    fields |= {"session": session, "text": text, "at": at or minute(place.clock)}
    fields["pos"] = stamped(str(last.get("pos")) if last else None, seconds)
    op = desk.creation("minute", fields, None)
    key = typing_key(session, LINE)
    typed = place.repository.document("typing", key)
    # The next line may have been journaled already: only this line's own beginning goes.
    own = typed is not None and text.startswith(str(typed["text"]).strip())
    desk.perform([op], also=[("typing", key, None)] if own else [])
    return op.rec


def move(place: Workplace, rid: str, by: int) -> bool:
    """Move an entry so many places down (up when negative), as one action; False at the end of the list.

    Raises NotFound, NotAllowed.
    """
    desk = place.desk
    view = desk.record(rid)
    others = [each for each in ordered(place, str(view.get("session"))) if each.id != rid]
    before = sum(_place(each) < _place(view) for each in others)
    after = before + by
    if not 0 <= after <= len(others):
        return False
    refusal = desk.why_not(view, "put", field="pos")
    if refusal is not None:
        raise NotAllowed("minute", refusal)
    key, moved = insertion([str(each.get("pos")) for each in others], after)
    places = [(others[index], pos) for index, pos in moved.items()] + [(view, key)]
    desk.perform([desk.change("minute", each.id, each.scope, {"pos": [each.get("pos"), pos]}) for each, pos in places])
    return True


def _place(view: View) -> tuple[str, str, str]:
    return str(view.get("pos")), str(view.get("at")), view.id
