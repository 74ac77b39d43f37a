"""How long each item of an agenda took: from the stamps of its entries, and the clock for the item that is open now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


def used(entries: Iterable[tuple[str, str | None]], now: str | None) -> dict[str, int]:
    """Whole minutes by item; `entries` are (at, item), at and `now` local as YYYY-MM-DDTHH:MM.

    An entry's item lasts until the next entry; the last one's until `now`, or None where it is over. Items without an
    entry are not in the answer, since nothing is known of them.
    """
    stamps = sorted(((at, item) for at, item in entries), key=lambda each: each[0])
    found: dict[str, int] = {}
    for number, (at, item) in enumerate(stamps):
        until = stamps[number + 1][0] if number + 1 < len(stamps) else now
        if item is not None:
            found[item] = found.get(item, 0) + _between(at, until)
    return found


def _between(at: str, until: str | None) -> int:
    if until is None or until <= at:
        return 0
    try:
        return int((dt.datetime.fromisoformat(until) - dt.datetime.fromisoformat(at)).total_seconds()) // 60
    except ValueError:
        return 0
