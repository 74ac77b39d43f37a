"""The threads that write: one for SQLite. Pushes that wait together share one commit: an fsync costs as much as the work of a push."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from server_stub.problems import ProtocolProblem

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")
_T = TypeVar("_T")

TOGETHER = 16
"""Jobs of one commit at most, so that nobody waits long for the others."""

MOST_WAITING = 200
"""Jobs that wait; more are answered `busy`."""


class Writer(Generic[_Job, _Result]):
    """Does jobs, some at a time, in the order they come with one thread; `work` gives a result or an error for each."""

    def __init__(self, work: Callable[[Sequence[_Job]], Sequence[_Result | Exception]], threads: int = 1) -> None:
        self._work = work
        self._most = threads
        self._threads = ThreadPoolExecutor(threads, "writer")
        self._waiting: deque[tuple[_Job, asyncio.Future[_Result]]] = deque()
        self._turn = threading.Lock()
        self._busy = 0

    async def do(self, job: _Job) -> _Result:
        """The result of a job; raises what the work says, or ProtocolProblem busy."""
        if len(self._waiting) >= MOST_WAITING:
            raise ProtocolProblem(503, "busy", "too many writes are waiting", retry_after=2)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Result] = loop.create_future()
        with self._turn:
            self._waiting.append((job, future))
            start = self._busy < self._most
            self._busy += start
        if start:
            self._threads.submit(self._some, loop)
        return await future

    async def run(self, work: Callable[[], _T]) -> _T:
        """Something else that writes, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Finish what waits, and end the threads."""
        while self._busy:
            self._threads.submit(lambda: None).result()
        self._threads.shutdown()

    def _some(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._turn:
            jobs = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        # Another thread may have taken what this one was begun for.
        results = self._tried([job for job, _ in jobs]) if jobs else []
        with self._turn:
            if self._waiting:
                self._threads.submit(self._some, loop)
            else:
                self._busy -= 1
        futures = [future for _, future in jobs]
        loop.call_soon_threadsafe(_deliver, futures, results)

    def _tried(self, jobs: Sequence[_Job]) -> Sequence[_Result | Exception]:
        try:
            return self._work(jobs)
        # Whatever it is, it goes to whoever waits for it.
        except Exception as error:  # noqa: BLE001
            if len(jobs) == 1:
                return [error]
        # One of them is the cause; the others shall not suffer from it.
        return [result for job in jobs for result in self._tried([job])]


def _deliver(futures: Sequence[asyncio.Future[_Result]], results: Sequence[_Result | Exception]) -> None:
    for future, result in zip(futures, results, strict=True):
        # A client that went away has cancelled its future.
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
