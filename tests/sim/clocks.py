"""Time in a simulated run: one true time that only steps move, and the clocks of server and devices that show it."""

from __future__ import annotations

import datetime as dt

BEGIN = dt.datetime(2026, 9, 1, 0, 0, 0, tzinfo=dt.UTC)
OFFICE = dt.timezone(dt.timedelta(hours=8))


class World:
    """The true time."""

    def __init__(self) -> None:
        self.now = BEGIN

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += dt.timedelta(seconds=seconds)


class ServerClock:
    """The server's clock, which is right."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> dt.datetime:
        """The present moment in UTC."""
        return self._world.now

    def today(self) -> str:
        """The date at the office."""
        return self._world.now.astimezone(OFFICE).date().isoformat()


class DeviceClock:
    """A device's clock, which may be wrong by any amount and may jump."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        """What the device takes for the present moment."""
        return (self._world.now + self.ahead).astimezone(OFFICE)

    def monotonic(self) -> float:
        """Seconds since the run began."""
        return (self._world.now - BEGIN).total_seconds()

    def set_to(self, year: int) -> None:
        """Jump to the same moment of another year, as after an empty battery."""
        self.ahead = self._world.now.replace(year=year) - self._world.now
