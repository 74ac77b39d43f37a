"""The minutes of a session: their order, a new entry at the end, an entry moved or split. Each call is one action of the writer thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sync.cache.view import View
from sync.problems import NotAllowed
from sync.typing_keys import typing_key
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import listed, member_name
from tui.positions import insertion, stamped

LINE = "text"
"""The half-typed line is journaled under the session's id and this name."""


def ordered(place: Workplace, session: str) -> list[View]:
    """The entries by position, then time, then id (kinds.toml: minute)."""
    entries = place.repository.linked("minute", "session", session)
    return sorted(entries, key=lambda view: (str(view.get("pos")), str(view.get("at")), view.id))


class Stamp(NamedTuple):
    """A moment by the server's clock: `at` as records hold it (local, YYYY-MM-DDTHH:MM), `seconds` since 1970."""

    at: str
    seconds: int


def stamp(place: Workplace) -> Stamp:
    """Now, as the server's clock has it: this device's clock corrected by the skew the last sync measured."""
    now = place.clock.now() + dt.timedelta(seconds=place.shadow.progress.skew)
    return Stamp(now.strftime("%Y-%m-%dT%H:%M"), int(now.timestamp()))


def enter(place: Workplace, session: str, text: str, about: Mapping[str, Any], when: Stamp | None = None) -> str:
    """Append an entry and return its id; `about` are its type, speaker and agenda item, `when` Enter was pressed.

    The journaled half of this line goes in the same journal line. Raises NotAllowed, FieldProblem.
    """
    desk = place.desk
    when = when or stamp(place)
    last = next(reversed(ordered(place, session)), None)
    fields = {name: value for name, value in about.items() if value is not None}
    fields |= {"session": session, "text": text, "at": when.at}
    fields["pos"] = stamped(str(last.get("pos")) if last else None, when.seconds)
    op = desk.creation("minute", fields, None)
    key = typing_key(session, LINE)
    typed = place.repository.document("typing", key)
    # The next line may have been journaled already: only this line's own beginning goes.
    own = typed is not None and text.startswith(str(typed["text"]).strip())
    desk.perform([op], also=[("typing", key, None)] if own else [])
    return op.rec


CARRIED = ("session", "at", "agenda_item", "speaker", "entry", "about")
"""What both halves of a split entry have."""


def halves(text: str, at: int) -> tuple[str, str] | None:
    """The text cut in two before character `at`, or None where one half would be empty."""
    first, second = text[:at].rstrip(), text[at:].lstrip()
    return (first, second) if first and second else None


def split(place: Workplace, rid: str, first: str, second: str) -> str:
    """Leave `first` in the entry and make one of `second` right behind it; returns the new entry's id.

    Both keep time, speaker and item. Raises NotFound, NotAllowed.
    """
    desk = place.desk
    view = desk.record(rid)
    changes: dict[str, dict[str, Any]] = {rid: {"text": [view.get("text"), first]}}
    desk.rights.check_change(view, changes[rid])
    entries = ordered(place, str(view.get("session")))
    behind = next(number for number, each in enumerate(entries) if each.id == rid) + 1
    pos, moved = insertion([str(each.get("pos")) for each in entries], behind)
    for index, key in moved.items():
        changes.setdefault(entries[index].id, {})["pos"] = [entries[index].get("pos"), key]
    fields = {name: view.get(name) for name in CARRIED if view.get(name) is not None}
    made = desk.creation("minute", {**fields, "text": second, "pos": pos}, None)
    scopes = {each.id: each.scope for each in entries}
    desk.perform([*(desk.change("minute", each, scopes[each], change) for each, change in changes.items()), made])
    return made.rec


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
    refusal = desk.rights.why_not(view, "put", field="pos")
    if refusal is not None:
        raise NotAllowed("minute", refusal)
    key, moved = insertion([str(each.get("pos")) for each in others], after)
    places = [(others[index], pos) for index, pos in moved.items()] + [(view, key)]
    desk.perform([desk.change("minute", each.id, each.scope, {"pos": [each.get("pos"), pos]}) for each, pos in places])
    return True


def _place(view: View) -> tuple[str, str, str]:
    return str(view.get("pos")), str(view.get("at")), view.id


def duties(place: Workplace, session: str) -> dict[str, str]:
    """Whom the entries of a session ask to do something, and by when: entry -> words, for those with an action item."""
    found: dict[str, list[str]] = {}
    for action in place.repository.linked("action", "session", session):
        who = member_name(place, action.get("owner")) if action.get("owner") else t("value.unknown")
        words = t("minutes.duty", who=who, due=action.get("due") or t("value.unknown"))
        found.setdefault(str(action.get("minute")), []).append(words)
    return {entry: listed(words) for entry, words in found.items()}
