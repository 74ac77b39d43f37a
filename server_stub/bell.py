"""Wakes the long polls of a branch when something was pushed; lives in the event loop's thread."""

from __future__ import annotations

import asyncio
from collections import Counter

from server_stub.problems import ProtocolProblem

POLLS_PER_DEVICE = 2


class Bell:
    """One bell a branch; whoever waits takes its cord first, then looks, then waits, so that no ring is missed."""

    def __init__(self) -> None:
        self._cords: dict[str, asyncio.Event] = {}
        self._waiting: Counter[str] = Counter()
        self.closed = False

    def cord(self, branch: str) -> asyncio.Event:
        """An event that the next ring sets; set already when everybody was sent home."""
        cord = self._cords.setdefault(branch, asyncio.Event())
        if self.closed:
            cord.set()
        return cord

    def ring(self, branch: str) -> None:
        """Something of this branch may have changed."""
        cord = self._cords.pop(branch, None)
        if cord is not None:
            cord.set()

    def ring_all(self) -> None:
        """Something may have changed anywhere: nobody knows what was missed."""
        for branch in list(self._cords):
            self.ring(branch)

    def close(self) -> None:
        """Send everybody home: the server stops."""
        self.closed = True
        self.ring_all()

    def enter(self, device: str) -> None:
        """Count a long poll of a device; raises ProtocolProblem slow_down for the third at once."""
        if self._waiting[device] >= POLLS_PER_DEVICE:
            raise ProtocolProblem(429, "slow_down", "two long polls of this device are waiting", retry_after=5)
        self._waiting[device] += 1

    def leave(self, device: str) -> None:
        """A long poll has ended."""
        self._waiting[device] -= 1
        if self._waiting[device] <= 0:
            del self._waiting[device]
