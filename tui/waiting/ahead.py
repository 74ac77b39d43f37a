"""What is coming: the sessions of the next two weeks. One whose day has passed is an open item of who keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import title_of
from tui.waiting.item import Item

SOON = 14
"""Days ahead in which a session counts as near."""


def due(place: Workplace) -> Iterator[Item]:
    """Sessions planned for today and the next two weeks, the nearest first."""
    day = today(place.clock)
    until = (dt.date.fromisoformat(day) + dt.timedelta(days=SOON)).isoformat()
    for view in sorted(place.repository.find("session"), key=lambda v: v.get("start") or ""):
        start = (view.get("start") or "")[:10]
        if view.state == "planned" and day <= start <= until:
            where = view.get("place") or t("value.unknown")
            yield Item(view.id, t("home.session_soon", title=title_of(place, view), place=where), start)
