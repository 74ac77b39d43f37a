"""Sync: first push, first pull, few changes, nothing new, and many devices at once, beside git with the same records as files.

Both ends are durable: our device syncs its journal, our server its SQLite (synchronous=FULL); git syncs every object and pack at both
ends (core.fsync=all, by its bulk way core.fsyncMethod=batch). A push is measured from what is saved on the device already: from our
queue, from git's commit. git has a repository on this disk (file://), ours goes over HTTP on loopback. Where many devices share this
machine, which in an office have a disk each, their folders and git's clones are in memory, the shared copy on the disk.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from bench import git
from bench.asked import Asked
from bench.counted import Counted
from bench.findings import Bar, Findings, Rival, below
from bench.load.players import Seat, players
from bench.machine import disk_folder
from bench.office import Office, Unequal, connected, entered, entry, office, synced, two_seats
from bench.spread import spread
from sync.workplace import Workplace

TITLE = ("Sync", "同步")

EDITS = 10
"""Edits of each device when many sync at once."""

GIT = "git"


def measure(asked: Asked, found: Findings) -> None:
    """Growing numbers of records, then the small syncs at the middle size, then many devices."""
    sizes = asked.sizes(2_000, 10_000)
    pushes: dict[int, float] = {}
    pulls: dict[int, float] = {}
    for size in sizes:
        runs = asked.of(3, 1)
        told = [_first(size, run, asked, found if size == sizes[-1] and run == 0 else None) for run in range(runs)]
        push, pull, git_commit, git_push, git_clone = (spread(each) for each in zip(*told, strict=True))
        pushes[size], pulls[size] = push.median, pull.median
        if size == sizes[-1]:
            for words, ours, theirs in (
                (("first push", "第一次上传"), push, git_push),
                (("first pull", "第一次下载"), pull, git_clone),
            ):
                what = (f"{words[0]}, {size} records of 2.5 KB", f"{words[1]}，{size} 条 2.5 KB 的记录")
                found.row(what, ours, "s", Rival(GIT, theirs))
            found.note(f"git needs {git_commit.median:.2f} s before, to add and commit the {size} files")
    found.scale("first push by records", pushes, "s")
    found.scale("first pull by records", pulls, "s")
    _devices(asked, found)


def _first(size: int, run: int, asked: Asked, found: Findings | None) -> tuple[float, float, float, float, float]:
    """Seconds of our push and pull, of git's commit, push and clone; with `found`, the small syncs afterwards."""
    rng = Random(run)
    with disk_folder() as folder, office(people=8) as place:
        texts = [entry(place.holders[0], n, rng) for n in range(size)]
        with two_seats(folder, place) as (mine, other):
            entered(mine, texts)
            push = _timed(mine.sync)
            pull = _timed(other.sync)
            if len(other.place.repository.linked("minute", "session", mine.holder.session)) < size:
                raise Unequal("the second device lacks records")
            shared = git.bare(folder / "shared")
            git.clone(shared, folder / "files")
            _written(folder / "files", texts)
            commit = git.committed(folder / "files")
            git_push = git.pushed(folder / "files")
            git_clone = git.clone(shared, folder / "other")
            if found is not None:
                _small(asked, found, folder, place, mine.place, other.place)
    return push, pull, commit, git_push, git_clone


def _small(asked: Asked, found: Findings, folder: Path, at: Office, mine: Workplace, other: Workplace) -> None:
    """Syncs of one change, a hundred, and none: from the one device to the other."""
    first, second = at.holders[:2]
    minutes = mine.repository.linked("minute", "session", first.session)
    size = len(minutes)
    rounds = asked.of(15, 3)
    files = sorted((folder / "files").glob("*/*.json"))
    with Counted(at.address) as relay, connected(first, relay.address) as line, connected(second, relay.address) as far:
        for count in (1, 100):
            sent: list[float] = []
            got: list[float] = []
            git_sent: list[float] = []
            git_got: list[float] = []
            loads: list[tuple[int, int]] = []
            for turn in range(rounds if count == 1 else max(3, rounds // 3)):
                for n in range(count):
                    view = minutes[(turn * count + n) % size]
                    mine.desk.set(view.id, {"text": f"第{turn}次修改。{view.get('text')}"[:700]})
                    path = files[(turn * count + n) % len(files)]
                    path.write_text(f"{path.read_text('utf-8')} {turn}", "utf-8")
                git.committed(folder / "files")
                relay.forget()
                sent.append(_timed(lambda: synced(mine, line)) * 1000)
                loads.append((relay.sent + relay.received, relay.turns))
                got.append(_timed(lambda: synced(other, far)) * 1000)
                git_sent.append(git.pushed(folder / "files") * 1000)
                git_got.append(git.pulled(folder / "other") * 1000)
            for words, ours, theirs in (
                (("sends", "上传"), sent, git_sent),
                (("receives", "下载"), got, git_got),
            ):
                what = (
                    f"a device {words[0]} {count} change{'s' if count > 1 else ''}, {size} records",
                    f"{words[1]} {count} 处修改，共 {size} 条",
                )
                found.row(what, spread(ours), "ms", Rival(GIT, spread(theirs)))
            found.note(
                f"sending {count}: {loads[-1][0] / 1024:.1f} KB both ways, headers included, in {loads[-1][1]} round trips"
            )
        # The branch's tag: what a device asks for when nothing was edited, as the app does with its long poll.
        tag = far.heads(None)
        none: list[float] = []
        for _ in range(rounds):
            relay.forget()
            none.append(_timed(lambda: far.heads(tag)) * 1000)
        weight = relay.sent + relay.received
        git_none = [git.pulled(folder / "other") * 1000 for _ in range(rounds)]
        bar = Bar(("one round trip", "一次往返"), relay.turns == 1)
        what = (f"a sync with nothing new, {size} records", f"没有新内容的同步，共 {size} 条")
        found.row(what, spread(none), "ms", Rival(GIT, spread(git_none)), bar=bar)
        light = below(weight, 1024, ("below 1 KB a branch", "每个支部低于 1 KB"))
        found.row(
            ("bytes of a sync with nothing new, both ways", "没有新内容的同步，双向字节"),
            spread([weight]),
            "B",
            bar=light,
        )
        relay.forget()
        whole = _timed(lambda: synced(other, far)) * 1000
        found.note(
            f"a whole round with nothing new (F5): {whole:.0f} ms, {relay.sent + relay.received} bytes, {relay.turns} round trips"
        )


def _devices(asked: Asked, found: Findings) -> None:
    """So many devices, each with ten new records, all at once, until each has everybody's."""
    points: dict[int, float] = {}
    for count in asked.of((2, 10, 50), (2, 4)):
        ours = _ours_together(count)
        theirs = _git_together(count)
        points[count] = ours
        words = (
            f"{count} devices at once, {EDITS} records each, until all have all",
            f"{count} 台设备同时同步，各 {EDITS} 条，直到各处都有",
        )
        found.row(words, spread([ours]), "s", Rival(GIT, spread([theirs])))
    # Everybody must receive everybody's: the work grows with the square of the devices, whoever does it.
    found.scale(
        "devices at once, for each record that a device receives",
        {n: s / (n * n * EDITS) * 1000 for n, s in points.items()},
        "ms",
    )


def _ours_together(count: int) -> float:
    with office(people=count) as place:
        seats = [Seat(each, place.address) for each in place.holders]
        with players(seats, min(2, count)) as people:
            people.settle()
            people.write(EDITS)
            begun = time.perf_counter()
            told = people.settle()
            seconds = time.perf_counter() - begun
        held = {sums[f"b:{holder.branch}"].sum for holder, sums in told.sums}
        if told.waiting or len(held) != 1:
            raise Unequal("the devices are not equal")
    return seconds


def _git_together(count: int) -> float:
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with disk_folder() as folder, tempfile.TemporaryDirectory(prefix="xinde-bench-", dir=memory) as quick:
        shared = git.bare(folder / "shared")
        clones = [Path(quick) / f"clone-{n}" for n in range(count)]
        git.clone(shared, clones[0])
        (clones[0] / "first").write_text("first", "utf-8")
        git.committed(clones[0])
        git.pushed(clones[0])
        rng = Random(count)
        for n, each in enumerate(clones):
            if n:
                git.clone(shared, each)
            for k in range(EDITS):
                (each / f"{n}-{k}.json").write_text(
                    json.dumps({"text": "".join(rng.choices("学习会议讨论记录", k=690))}, ensure_ascii=False), "utf-8"
                )
            git.committed(each)
        with ThreadPoolExecutor(count) as pool:
            begun = time.perf_counter()
            list(pool.map(git.pushed, clones))
            list(pool.map(git.pulled, clones))
            seconds = time.perf_counter() - begun
        if any(len(list(each.glob("*.json"))) != count * EDITS for each in clones):
            raise Unequal("the clones are not equal")
    return seconds


def _written(folder: Path, texts: list[dict[str, str]]) -> None:
    """A file a record, a hundred a folder."""
    for n, fields in enumerate(texts):
        place = folder / f"{n // 100:04}"
        place.mkdir(exist_ok=True)
        (place / f"{n:06}.json").write_text(json.dumps(fields, ensure_ascii=False, indent=1), "utf-8")


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
