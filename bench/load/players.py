"""Many devices in several processes, which begin together, play, and are compared with the server at the end."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.load.device import Device
from bench.load.figures import Figures
from bench.load.holder import Holder
from sync.wire import ScopeSum

MOST_ROUNDS = 50
"""Rounds in which a queue must empty once nobody edits any more."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who plays, and against which address."""

    holder: Holder
    address: str


@dataclass
class Told:
    """What one process says when its devices have done something."""

    figures: Figures = field(default_factory=Figures)
    cpu: float = 0.0
    waiting: int = 0
    moved: int = 0
    healed: int = 0
    sums: list[tuple[Holder, dict[str, ScopeSum]]] = field(default_factory=list)


class Players:
    """The processes; `devices_folder` is where the data folders are."""

    def __init__(self, seats: Sequence[Seat], count: int, devices_folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for number in range(count):
            here, there = context.Pipe()
            mine = list(seats)[number::count]
            process = context.Process(target=_work, args=(there, mine, devices_folder, number), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)
        self.count = count
        self._heard("start")

    def play(self, seconds: float, pause: float) -> Told:
        """All at once; returns what they met."""
        return self._heard("play", seconds, pause)

    def write(self, count: int) -> Told:
        """So many new records on each device, not sent yet."""
        return self._heard("write", count)

    def settle(self) -> Told:
        """Sync until nothing moves any more; says how many edits still wait, and every checksum."""
        told = self._heard("round")
        for _ in range(MOST_ROUNDS):
            if not (told.moved or told.waiting):
                break
            told = self._heard("round")
        return told

    def close(self) -> None:
        """End the processes."""
        for pipe in self._pipes:
            pipe.send(("close", ()))
        for process in self._processes:
            process.join(30)
            if process.is_alive():
                process.terminate()

    def _heard(self, what: str, *words: float) -> Told:
        for pipe in self._pipes:
            pipe.send((what, words))
        whole = Told()
        for pipe in self._pipes:
            told: Told = pipe.recv()
            whole.figures.add(told.figures)
            whole.sums += told.sums
            for name in ("cpu", "waiting", "moved", "healed"):
                setattr(whole, name, getattr(whole, name) + getattr(told, name))
        return whole


@contextmanager
def players(seats: Sequence[Seat], count: int) -> Iterator[Players]:
    """Devices with data folders in memory where the system has such a place: each would have a disk of its own."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="xinde-devices-", dir=memory if memory.is_dir() else None) as folder:
        made = Players(seats, count, Path(folder))
        try:
            yield made
        finally:
            made.close()


# within each process


def _work(pipe: Connection, seats: list[Seat], folder: Path, number: int) -> None:
    with ExitStack() as stack:
        devices: list[Device] = []
        pool = stack.enter_context(ThreadPoolExecutor(max(1, len(seats))))
        while True:
            what, words = pipe.recv()
            if what == "close":
                return
            if what == "start":
                for place, seat in enumerate(seats):
                    name = f"{number}-{place}"
                    devices.append(Device(folder / name, seat.holder, seat.address, number * 10_000 + place))
                    stack.callback(devices[-1].close)
            pipe.send(_done(what, words, devices, pool))


def _done(what: str, words: Sequence[float], devices: list[Device], pool: ThreadPoolExecutor) -> Told:
    begun = time.process_time()
    acts: dict[str, Callable[[Device], Any]] = {
        "play": lambda each: each.play(*words),
        "write": lambda each: each.write(int(words[0])),
    }
    act = acts.get(what, Device.round)
    list(pool.map(act, devices))
    told = Told(cpu=time.process_time() - begun)
    for device in devices:
        figures = device.taken()
        told.figures.add(figures)
        if what == "round":
            told.sums.append((device.holder, device.sums()))
        told.moved += figures.counts["edits sent"] + figures.counts["records received"]
        told.waiting += device.waiting()
        told.healed += device.healed()
    return told
