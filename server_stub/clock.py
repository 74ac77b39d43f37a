"""The server's time, passed in: the only clock that decides anything (PROTOCOL.md section 16)."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """The moment in UTC, and the date at the office."""

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> str:
        """The server's local date, YYYY-MM-DD: roles hold by days."""
        ...


class SystemClock:
    """The machine's own clock and zone."""

    def now(self) -> dt.datetime:
        """The present moment in UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> str:
        """The machine's local date."""
        return dt.datetime.now().astimezone().date().isoformat()


def stamp(moment: dt.datetime) -> str:
    """A moment as it stands on the wire and in the database: UTC to the second, so that text order is time order."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def milliseconds(clock: Clock) -> int:
    """Milliseconds since 1970, for record ids."""
    return int(clock.now().timestamp() * 1000)
