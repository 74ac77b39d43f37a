"""How a point in time is told and sorted: stamps are the server's UTC or a device's own time, people read their own zone."""

from __future__ import annotations

import datetime as dt

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t

LAST = "9999"
"""Sorts what is not known behind everything that is."""

UTC = ("+00:00", "Z")


def local(at: str, zone: dt.tzinfo | None) -> dt.datetime | None:
    """A stamp in a zone; one without a zone is taken as it is. None for what is no stamp."""
    try:
        when = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    return when.astimezone(zone) if when.tzinfo is not None else when


def moment(place: Workplace, at: str) -> str:
    """A server's or device's time in this device's zone, to the minute."""
    when = local(at, place.clock.now().tzinfo)
    if when is None:
        return at[:16].replace("T", " ") or t("history.unknown_time")
    return when.strftime("%Y-%m-%d %H:%M")


def day(place: Workplace, at: str) -> str:
    """The day of a stamp in this device's zone, YYYY-MM-DD; empty for what is no stamp."""
    when = local(at, place.clock.now().tzinfo)
    return when.date().isoformat() if when else ""


def made(view: View) -> str:
    """When a record was made, as the server heard of it, before that as its device says; empty while neither is known."""
    return str(view.created.get("at") or view.created.get("claimed") or "")


def changed(view: View) -> str:
    """When a record was changed last, in the same way."""
    return str(view.updated.get("at") or view.updated.get("claimed") or "")


def order(at: str) -> str:
    """What stamps are sorted by, whichever zones they are told in; what is no stamp comes last."""
    # Nearly all are the server's, and reading each of ten thousand costs 20 ms.
    if at.endswith(UTC):
        return at.removesuffix(UTC[0]).removesuffix(UTC[1])
    when = local(at, dt.UTC)
    return when.isoformat().removesuffix(UTC[0]) if when else LAST
