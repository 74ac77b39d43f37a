"""Time as the sync core sees it: passed in, never reached for."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """Wall clock with its zone, for display and for the branch's dates; and a monotonic one for waiting."""

    def now(self) -> dt.datetime:
        """The present moment with a zone."""
        ...

    def monotonic(self) -> float:
        """Seconds from some fixed point, never going back."""
        ...


class SystemClock:
    """The machine's own clock and zone."""

    def now(self) -> dt.datetime:
        """The present moment in local time."""
        return dt.datetime.now().astimezone()

    def monotonic(self) -> float:
        """Seconds since some fixed point."""
        return time.monotonic()


def claimed(clock: Clock) -> str:
    """The device's own time of an edit, to the second, with its offset; for display only (PROTOCOL.md section 16)."""
    return clock.now().isoformat(timespec="seconds")


def today(clock: Clock) -> str:
    """The local date, YYYY-MM-DD."""
    return clock.now().date().isoformat()


def minute(clock: Clock) -> str:
    """The local time as study records hold it, YYYY-MM-DDTHH:MM."""
    return clock.now().strftime("%Y-%m-%dT%H:%M")


def milliseconds(clock: Clock) -> int:
    """Milliseconds since 1970, for record ids."""
    return int(clock.now().timestamp() * 1000)


def utc(clock: Clock) -> str:
    """The present moment as this device takes it, in UTC to the second."""
    return clock.now().astimezone(dt.UTC).isoformat(timespec="seconds")


def seconds_ahead(server_time: str, clock: Clock) -> int:
    """Seconds the server's clock is ahead of this one; 0 for a time that cannot be read."""
    try:
        server = dt.datetime.fromisoformat(server_time)
    except ValueError:
        return 0
    return int((server - clock.now()).total_seconds()) if server.tzinfo else 0
