"""The server's bars, measured: python -m bench.load [PART…]; without a part all of them, and one table at the end."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace

from bench.load import alone, county, idle, places, playing, signing_in
from bench.load.county import County
from bench.load.places import Place

Row = tuple[str, str, str]
"""What was measured, what came of it, and the bar or what it is compared with."""


class Bench:
    """The parts; each prints what it finds and leaves rows for the table."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._asked = asked
        self._run = playing.Run(asked.devices, asked.play_branches, asked.seconds, asked.pause)
        self.rows: list[Row] = []
        self.failed = False

    def pushes(self) -> None:
        """Pushes a second: the service alone, over HTTP, and with PostgreSQL and several processes."""
        with places.sqlite() as place:
            assert place.folder is not None
            floor = alone.append_ms(place.folder)
            rate, cpu = alone.alone(place)
        self._row("one durable append of 40 KB", f"{floor:.2f} ms", "no durable commit is faster")
        self._row("SQLite, service alone", f"{rate:.0f} pushes/s", f"{cpu:.2f} ms of CPU each")
        with places.sqlite() as place:
            self._served(county.measure(place, 1), place, "bar 300 pushes/s")
        if not self._asked.postgres:
            return
        with places.postgres() as place:
            one = county.measure(place, 1)
            self._served(one, place, "")
        with places.postgres() as place:
            two = county.measure(place, 1, servers=2)
            self._served(two, place, f"{two.pushes / one.pushes:.2f} x one process", servers=2)

    def county(self) -> None:
        """The same branch alone, and among many."""
        with places.sqlite() as place:
            few = county.measure(place, 1)
            self._say(county.told(place, few))
        with places.sqlite() as place:
            many = county.measure(place, self._asked.branches)
            self._say(county.told(place, many))
        self.failed |= bool(few.wrong or many.wrong)
        among = f"among {many.branches} branches"
        size = f"{sum(many.rows.values())} rows, {many.megabytes:.0f} MB"
        self._row(
            f"a push {among}", f"{many.push_cpu:.2f} ms of CPU", f"{many.push_cpu / few.push_cpu:.2f} x alone; {size}"
        )
        for kind, name in (("pull", "first page"), ("heads", "heads")):
            now, before = many.figures.at(kind, 0.5), few.figures.at(kind, 0.5)
            self._row(f"{name} {among}", f"{now:.1f} ms", f"{now / before:.2f} x alone")

    def play(self) -> None:
        """Many devices with the real client code, and equal sums at the end."""
        self._played(places.sqlite, 1)
        if self._asked.postgres:
            self._played(places.postgres, 1)
            self._played(places.postgres, 2)

    def signin(self) -> None:
        """Sign-ins in parallel while others push."""
        with places.sqlite() as place:
            done = signing_in.sign_in(place, self._asked.signins)
        self._say(signing_in.told(place, done))
        count = sum(done.answered.values())
        self._row(f"{count} sign-ins at once", f"{done.peak_mb:.0f} MB at most", f"bar {signing_in.BAR_MB} MB")
        before, during = done.figures.at("before", 0.99), done.figures.at("during", 0.99)
        self._row("a push meanwhile, p99", f"{during:.0f} ms", f"{before:.0f} ms before")
        self.failed |= done.peak_mb >= signing_in.BAR_MB

    def idle(self) -> None:
        """Idle long polls, and one push to them."""
        with places.sqlite() as place:
            done = idle.hold(place, self._asked.people)
        self._say(idle.told(place, done))
        each = (done.held_mb - done.before_mb) * 1024 / done.polls
        self._row(f"{done.polls} idle long polls", f"{each:.0f} KB each", f"{done.cpu_at_rest:.3f} of a core at rest")
        self._row("all of them told of a push", f"{done.last_woken:.0f} ms", f"{done.wake_cpu:.2f} s of CPU")
        meanwhile, before = done.during.at("push", 1), done.alone.at("push", 1)
        self._row("a push meanwhile, at most", f"{meanwhile:.0f} ms", f"{before:.0f} ms before")
        self._row("a sync with nothing new", f"{done.bytes_304} bytes", "bar 1024, headers included")
        self.failed |= set(done.statuses) != {200} or done.bytes_304 >= 1024

    # saying it

    def _served(self, done: County, place: Place, bar: str, servers: int = 1) -> None:
        self._say(county.told(place, done))
        name = f"{place.name} over HTTP, {servers} process{'es' if servers > 1 else ''}"
        cpu = f"{done.push_cpu:.2f} ms of CPU each"
        self._row(name, f"{done.pushes:.0f} pushes/s", f"{bar}; {cpu}" if bar else cpu)
        self.failed |= bool(done.wrong)

    def _played(self, make: Callable[[], places.Making], servers: int) -> None:
        run = replace(self._run, servers=servers)
        with make() as place:
            done = playing.play(place, run)
            self._say(playing.told(place, run, done))
        name = f"{place.name}, {servers} process{'es' if servers > 1 else ''}: {run.devices} devices"
        equal = "WRONG" if done.wrong else "sums equal"
        self._row(name, f"{done.ops:.0f} edits/s", f"push p99 {done.figures.at('push', 0.99):.0f} ms; {equal}")
        self.failed |= bool(done.wrong)

    def _row(self, what: str, found: str, against: str) -> None:
        self.rows.append((what, found, against))

    def _say(self, lines: Iterable[str]) -> None:
        print("\n".join(lines), end="\n\n", flush=True)


PARTS = ("pushes", "county", "play", "signin", "idle")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--branches", type=int, default=300, help="branches of the county (300; 5000 take minutes)")
    parser.add_argument("--devices", type=int, default=24, help="devices that play (24)")
    parser.add_argument("--play-branches", type=int, default=4, help="of so many branches (4)")
    parser.add_argument("--seconds", type=float, default=20, help="for so long (20)")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between the syncs of a device (0.5)")
    parser.add_argument("--signins", type=int, default=200, help="sign-ins at once (200)")
    parser.add_argument(
        "--people", type=int, default=501, help="people of the branch that polls, four polls each (501)"
    )
    parser.add_argument("--no-postgres", dest="postgres", action="store_false", help="SQLite alone")
    asked = parser.parse_args()
    if unknown := [each for each in asked.parts if each not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    bench = Bench(asked)
    for part in asked.parts or PARTS:
        getattr(bench, part)()
    cores = len(os.sched_getaffinity(0))
    print(
        f"{cores} cores, shared by the server and whoever asks it; load before: {os.getloadavg()[2]:.1f} for 15 minutes"
    )
    wide = max(len(what) for what, _, _ in bench.rows)
    for what, found, against in bench.rows:
        print(f"{what:{wide}}  {found:>16}  {against}"[: max(80, shutil.get_terminal_size((160, 24)).columns)])
    raise SystemExit(1 if bench.failed else 0)


if __name__ == "__main__":
    main()
