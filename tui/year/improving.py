"""学用转化: the checks of a change at work, 30 and 90 days after it began (DOMAIN.md section 2). Pure functions over records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from sync.cache.view import View

CHECKS = (30, 90)
"""Days after the start on which a change is looked at again."""


class Check(msgspec.Struct, frozen=True):
    """A look at a change that is still to be written down, and its day (YYYY-MM-DD)."""

    view: View
    days: int
    day: str

    @property
    def field(self) -> str:
        """The field its note goes into."""
        return f"after_{self.days}"

    def is_due(self, today: str) -> bool:
        """True from its day on."""
        return self.day <= today


def checks(view: View) -> list[Check]:
    """What is still to be looked at, first things first; only a change on trial, whose start is known, has checks."""
    started = view.get("started")
    if view.state != "trying" or not started:
        return []
    begun = dt.date.fromisoformat(started)
    open_ = [days for days in CHECKS if not str(view.get(f"after_{days}") or "").strip()]
    return [Check(view, days, (begun + dt.timedelta(days=days)).isoformat()) for days in open_]


def due(views: Iterable[View], today: str) -> list[Check]:
    """Every check whose day has come, the oldest first."""
    found = [check for view in views for check in checks(view) if check.is_due(today)]
    return sorted(found, key=lambda check: (check.day, check.view.id))


def ripe(view: View) -> bool:
    """True for a change on trial whose 90 days were written down: it may be kept."""
    return view.state == "trying" and bool(str(view.get("after_90") or "").strip())
