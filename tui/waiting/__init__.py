"""What Home shows: what waits for me, what I owe, what is coming, not yet synced, in conflict, recommended, and what is new."""

from __future__ import annotations

from collections.abc import Iterable

from sync.workplace import Workplace
from tui import recommended
from tui.projecting import hides
from tui.waiting.ahead import due
from tui.waiting.for_me import for_me
from tui.waiting.item import Group, Item
from tui.waiting.news import latest, unsynced
from tui.waiting.open_work import open_work
from tui.year.open_item import OpenItem

__all__ = ["Group", "Item", "groups"]


def groups(place: Workplace, items: Iterable[OpenItem] = (), *, projecting: bool = False) -> list[Group]:
    """All groups in the order of Home; an empty one is left out, except the first. `projecting`: without anything private.

    `items`: what is open in the branch, of which this person's is listed.
    """
    waiting = Group("waiting", tuple(for_me(place, projecting=projecting)))
    found = [
        waiting,
        open_work(place, items, {item.target for item in waiting.items}, projecting=projecting),
        Group("due", tuple(due(place))),
        Group("unsynced", tuple(unsynced(place))),
        Group("recommended", tuple(Item(*line) for line in recommended.home_lines(place))),
        Group("latest", tuple(latest(place))),
    ]
    if projecting:
        found = [
            Group(group.name, tuple(item for item in group.items if not item.private and not hides(place, item.target)))
            if group.name != "open"
            else group
            for group in found
        ]
    return [group for group in found if group.items or group.name == "waiting"]
