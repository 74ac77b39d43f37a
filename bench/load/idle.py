"""Thousands of idle long polls at one serving process: what they cost, and what one push to them does."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.load import branches, processes
from bench.load.figures import Figures
from bench.load.holder import Holder
from bench.load.line import Line
from bench.load.places import Place, Serving, serving
from bench.load.pushing import Pusher, epoch_of, push_for
from server_stub.store import Store

AT_ONCE = 50
"""Connections opened together; a real office's devices do not come all in one moment either."""


@dataclass
class Idle:
    """What was measured."""

    polls: int = 0
    before_mb: float = 0.0
    held_mb: float = 0.0
    cpu_at_rest: float = 0.0
    """Parts of one core while nobody does anything."""
    first_woken: float = 0.0
    last_woken: float = 0.0
    """Milliseconds from the push's answer until so many polls had theirs."""
    wake_cpu: float = 0.0
    alone: Figures = field(default_factory=Figures)
    during: Figures = field(default_factory=Figures)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes_304: int = 0


class _Poll:
    """One long poll of a device; `asked` once it was sent, `woken` when it was answered."""

    def __init__(self, holder: Holder, address: str) -> None:
        self._line = Line(address, holder.token)
        self._etag = ""
        self.woken = 0.0
        self.status = 0
        self.waiting: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Learn the tag, and then wait for another."""
        answer = await self._line.get("/v1/sync/heads")
        assert answer.status == 200, answer
        self._etag = answer.json()["etag"]

    def wait(self, seconds: int) -> None:
        """Wait at most so long, in a task of its own."""
        self.woken = 0.0
        self.waiting = asyncio.create_task(self._wait(seconds))

    async def _wait(self, seconds: int) -> None:
        answer = await self._line.get(f"/v1/sync/heads?wait={seconds}", self._etag)
        self.status, self.woken = answer.status, time.perf_counter()
        if answer.status == 200:
            self._etag = answer.json()["etag"]

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()


def hold(place: Place, people: int = 500, branches_count: int = 1, devices: int = 2, rest: float = 3.0) -> Idle:
    """Two polls of each device of everybody in these branches, at rest for a while, and then one push to one branch."""
    processes.raise_files()
    store = place.opened()
    try:
        source = branches.pattern(people)
        found = [_everybody(store, source, devices) for _ in range(branches_count)]
        with serving(place) as server:
            return asyncio.run(_hold(server, found, rest))
    finally:
        store.close()


def _everybody(store: Store, source: branches.Pattern, devices: int) -> list[Holder]:
    """One more branch, with so many devices of everybody in it; the first person has one more, which pushes."""
    (first,) = branches.copies(store, source, 1, 1)
    one = first[0]
    people = [member for member in branches.members_of(store, one.branch) if member != one.member]
    rest = store.write(
        lambda connection: branches.sign_in(connection, store, one.branch, people, one.session, devices=devices)
    )
    return [one, *rest]


async def _hold(server: Serving, found: Sequence[Sequence[Holder]], rest: float) -> Idle:
    address, done = server.addresses[0], Idle()
    pushing, *pollers = found[0]
    everybody = [*pollers, *(holder for others in found[1:] for holder in others)]
    polls = [_Poll(holder, address) for holder in everybody for _ in range(2)]
    done.polls, here = len(polls), 2 * len(pollers)
    pusher = Pusher(pushing, address, await epoch_of(address), 1)
    await push_for([pusher], 3.0, done.alone, pace=0.05)
    done.before_mb = server.memory_mb()
    for some in _parts(polls):
        await asyncio.gather(*(poll.begin() for poll in some))
    for some in _parts(polls):
        for poll in some:
            poll.wait(25)
        await asyncio.sleep(0.02)
    await _all_waiting(server)
    cpu, begun = server.cpu(), time.perf_counter()
    await asyncio.sleep(rest)
    done.cpu_at_rest = (server.cpu() - cpu) / (time.perf_counter() - begun)
    done.held_mb = server.memory_mb()
    cpu = server.cpu()
    await pusher.push(Figures())
    pushed = time.perf_counter()
    # Others go on pushing while everybody is told.
    waiting = [poll.waiting for poll in polls[:here] if poll.waiting is not None]
    told = asyncio.gather(*waiting)
    while not told.done():
        await pusher.push(done.during)
        await asyncio.sleep(0.05)
    await told
    done.wake_cpu = server.cpu() - cpu
    woken = sorted(poll.woken - pushed for poll in polls[:here])
    done.first_woken, done.last_woken = woken[0] * 1000, woken[-1] * 1000
    await asyncio.gather(*(poll.waiting for poll in polls if poll.waiting is not None))
    done.statuses.update(poll.status for poll in polls)
    done.bytes_304 = await _nothing_new(address, pushing)
    await asyncio.gather(pusher.close(), *(poll.close() for poll in polls))
    return done


async def _all_waiting(server: Serving) -> None:
    """Until the server has taken in every poll: it then has nothing to do any more."""
    quiet = 0
    while quiet < 3:
        before = server.cpu()
        await asyncio.sleep(0.3)
        quiet = quiet + 1 if server.cpu() - before < 0.02 else 0


async def _nothing_new(address: str, holder: Holder) -> int:
    """Bytes on the wire, headers included, of a sync that finds nothing new: one request and its 304."""
    line = Line(address, holder.token)
    etag = (await line.get("/v1/sync/heads")).json()["etag"]
    answer = await line.get("/v1/sync/heads?wait=0", etag)
    await line.close()
    assert answer.status == 304, answer
    return answer.sent + answer.received


def _parts(polls: Sequence[_Poll]) -> Iterator[Sequence[_Poll]]:
    for begun in range(0, len(polls), AT_ONCE):
        yield polls[begun : begun + AT_ONCE]


def told(place: Place, done: Idle) -> list[str]:
    """The outcome in lines."""
    each = (done.held_mb - done.before_mb) * 1024 / done.polls
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(done.statuses.items()))
    return [
        f"{place.name}: {done.polls} idle long polls at one process, answered {statuses}",
        f"memory {done.before_mb:.0f} MB without, {done.held_mb:.0f} MB with them: {each:.0f} KB each",
        f"CPU at rest {done.cpu_at_rest * 100:.1f} % of a core",
        f"after one push the first is told within {done.first_woken:.0f} ms, the last within {done.last_woken:.0f} ms",
        f"for which the server needs {done.wake_cpu:.2f} s of CPU",
        f"a push meanwhile: at most {done.during.at('push', 1):.0f} ms, median {done.during.at('push', 0.5):.0f} ms",
        f"a push before: at most {done.alone.at('push', 1):.0f} ms, median {done.alone.at('push', 0.5):.0f} ms",
        f"a sync with nothing new: {done.bytes_304} bytes there and back, headers included",
    ]
