"""The threads requests are served in: some read, some write, two sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from server_stub.intake import Pushed, Taken
from server_stub.passwords import AT_ONCE
from server_stub.problems import ProtocolProblem
from server_stub.store import Store
from server_stub.writer import Writer

_T = TypeVar("_T")

READERS = 8
"""Threads that read at once; each has a connection, and the interpreter runs one at a time anyway."""

MOST_SIGN_INS = 40
"""Sign-ins that wait or run: a client gives up after 20 s, and each takes a quarter of one on a small machine."""


class Threads:
    """Runs the work of requests; what met a database that went away is done again."""

    def __init__(self, store: Store, take: Callable[[Sequence[Pushed]], Sequence[Taken | Exception]]) -> None:
        self._patiently = store.patiently
        self._writer = Writer[Pushed, Taken](lambda jobs: store.patiently(lambda: take(jobs)), store.writers)
        # Sign-ins wait here, not in the threads that pulls need.
        self._doors = CapacityLimiter(AT_ONCE)
        self.signing_in = 0
        """How many are at the door, within or before it."""
        self._readers = CapacityLimiter(READERS)

    async def read(self, work: Callable[[], _T]) -> _T:
        """Run in a thread beside others that read."""
        return await to_thread.run_sync(self._patiently, work, limiter=self._readers)

    async def sign_in(self, work: Callable[[], _T]) -> _T:
        """Run in one of the threads that compute hashes of passwords; raises ProtocolProblem busy when too many wait already."""
        if self.signing_in >= MOST_SIGN_INS:
            raise ProtocolProblem(503, "busy", "too many people are signing in", retry_after=10)
        # Counted here: the limiter itself sees those who come together only when all of them have passed.
        self.signing_in += 1
        try:
            return await to_thread.run_sync(self._patiently, work, limiter=self._doors)
        finally:
            self.signing_in -= 1

    async def write(self, work: Callable[[], _T]) -> _T:
        """Run in a thread that writes."""
        return await self._writer.run(lambda: self._patiently(work))

    async def push(self, pushed: Pushed) -> Taken:
        """Take a push in, with others that wait for the same commit."""
        return await self._writer.do(pushed)

    def close(self) -> None:
        """Finish what waits to be written."""
        self._writer.close()
