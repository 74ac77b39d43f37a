"""The server: pushes a second of ten edits each and their latency, on SQLite and PostgreSQL, by one and two processes.

Eight devices push as fast as they are answered, over HTTP on loopback, on the cores that serve as well; every commit is on the disk
before it is answered. `python -m bench.load` has more of the kind: a county of branches, sign-ins, thousands of idle polls.
"""

from __future__ import annotations

import os

from bench.asked import Asked
from bench.findings import Findings, Rival, at_least
from bench.load import alone, county, places
from bench.load.county import County
from bench.spread import Spread, percentile, spread

TITLE = ("Server", "服务器")


def measure(asked: Asked, found: Findings) -> None:
    """SQLite first, and PostgreSQL where it is installed."""
    seconds = asked.of(9.0, 1.5)
    with places.sqlite() as place:
        assert place.folder is not None
        floor = alone.append_ms(place.folder)
    with places.sqlite() as place:
        one = county.measure(place, 1, seconds)
    bar = at_least(
        one.pushes,
        300,
        ("300 pushes/s of 10 ops each on SQLite, one process", "SQLite 一个进程每秒 300 次、每次 10 处修改"),
    )
    found.row(
        ("pushes of ten edits, SQLite, one process", "每次十处修改的上传，SQLite，一个进程"),
        _rates(one),
        "/s",
        bar=bar,
        better="more",
    )
    _latency(found, "SQLite", "one process", one)
    found.note(
        f"SQLite: {one.push_cpu:.2f} ms of the server's CPU a push; one append of 40 KB and its fsync takes {floor:.2f} ms"
    )
    points = {}
    for branches in asked.of((1, 20, 200), (1, 4)):
        with places.sqlite() as place:
            points[branches] = county.measure(place, branches, seconds / 3).push_cpu
    found.scale("a push by branches in the database", points, "ms of CPU", keystroke=True)
    if not has_postgres():
        found.note("PostgreSQL is not here (Debian: apt install postgresql)")
        return
    told = {}
    for servers in (1, 2):
        with places.postgres() as place:
            told[servers] = county.measure(place, 1, seconds, servers=servers)
    bar = at_least(
        told[2].pushes / told[1].pushes, 1.05, ("PostgreSQL scales with processes", "PostgreSQL 随进程数增长")
    )
    words = ("pushes of ten edits, PostgreSQL, two processes", "每次十处修改的上传，PostgreSQL，两个进程")
    found.row(words, _rates(told[2]), "/s", Rival("one process", _rates(told[1])), bar=bar, better="more")
    for servers, name in ((1, "one process"), (2, "two processes")):
        _latency(found, "PostgreSQL", name, told[servers])


def has_postgres() -> bool:
    """Whether a PostgreSQL of its own can be started here."""
    from tests.postgres import _owner_exists, _programs

    return _programs() is not None and (os.geteuid() != 0 or _owner_exists())


def _rates(done: County) -> Spread:
    return spread([done.pushes])


def _latency(found: Findings, place: str, processes: str, done: County) -> None:
    times = done.figures.times["push"]
    found.row((f"a push, {place}, {processes}", f"一次上传，{place}"), spread(times), "ms", shown=False)
    found.note(f"{place}, {processes}: a push, 99th percentile {percentile(times, 0.99):.1f} ms, {len(times)} of them")
