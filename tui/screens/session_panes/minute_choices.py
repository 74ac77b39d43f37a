"""Whom and what an entry of the minutes can be about."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from sync.workplace import Workplace
from tui import agenda
from tui.choices import records
from tui.i18n import t
from tui.screens.pick import Choice


def speakers(place: Workplace, entries: Sequence[View], now: str | None) -> list[Choice]:
    """Everybody, whoever spoke last first, the present speaker after the earlier ones, and nobody."""
    people = {choice.id: choice for choice in records(place, "member")}
    spoke = dict.fromkeys(str(view.get("speaker")) for view in reversed(entries) if view.get("speaker"))
    recent = [member for member in spoke if member in people and member != now]
    if now in people:
        recent.insert(1, str(now))
    rest = [member for member in people if member not in recent]
    return [*(people[member] for member in [*recent, *rest]), Choice("", t("minutes.nobody"))]


def agenda_items(place: Workplace, session: str) -> list[Choice]:
    """The items of the agenda by number, those that are not done first, and none."""
    items = sorted(agenda.items(place, session), key=lambda view: bool(view.get("done")))
    choices = [Choice(view.id, f"{view.get('number')} {view.get('title')}") for view in items]
    return [*choices, Choice("", t("minutes.no_item"))]
