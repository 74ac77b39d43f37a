"""Where the records of a year come from, and on which day one was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from sync.cache.view import View


class Source(Protocol):
    """Where records come from: the repository of a device, or a test's own."""

    def get(self, rid: str) -> View | None:
        """A record."""
        ...

    def find(self, kind: str) -> list[View]:
        """All records of a kind that are not deleted."""
        ...

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """Those of a kind whose field, fixed at creation, names the record."""
        ...


def made_on(view: View, zone: dt.tzinfo | None = None) -> str | None:
    """The day a record was made, YYYY-MM-DD in the zone: by the server's time, before it heard of it by the device's own."""
    return _day(view.created, zone)


def changed_on(view: View, zone: dt.tzinfo | None = None) -> str | None:
    """The day a record was changed last, in the same way."""
    return _day(view.updated, zone)


def _day(stamp: Mapping[str, Any], zone: dt.tzinfo | None) -> str | None:
    told = stamp.get("at") or stamp.get("claimed")
    try:
        moment = dt.datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None
    if moment is None:
        return None
    return (moment.astimezone(zone) if moment.tzinfo is not None else moment).date().isoformat()
