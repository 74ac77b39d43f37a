"""The cache: durable save, get, filtered list, open and memory, beside TinyDB's two storages and SQLite, at growing sizes.

Everybody holds the same records of 2.5 KB, each in a process of its own. A save is on the disk when it returns: TinyDB's JSONStorage
syncs each write by itself; CachingMiddleware is flushed after each save, which is the only way it keeps one; SQLite runs in WAL with
synchronous=FULL. Each fills with its own bulk call. A filtered list is what a page shows: the records of one state, decoded.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from bench.aside import aside
from bench.asked import Asked
from bench.cache import compaction
from bench.findings import Findings, Rival, at_least, at_most, below
from bench.machine import append_ms, disk_folder, resident_mb
from bench.spread import Spread, spread
from bench.stores import STORES
from sync.cache.table import open_database

TITLE = ("Cache", "本机缓存")


class Measured(TypedDict):
    """What one store needed: milliseconds of each append before it, of each save, get, list and opening, MB of memory and on disk."""

    append: list[float]
    save: list[float]
    get: list[float]
    list: list[float]
    open: list[float]
    memory: float
    disk: float


def measure(asked: Asked, found: Findings) -> None:
    """Each store at each size."""
    sizes = asked.sizes(1_000, 10_000, 50_000)
    stores = ("ours", "json", "caching", "sqlite")
    names = {"json": "TinyDB JSONStorage", "caching": "TinyDB CachingMiddleware, flushed", "sqlite": "SQLite WAL FULL"}
    told: dict[tuple[str, int], Measured] = {}
    with disk_folder() as folder:
        for size in sizes:
            for store in stores:
                place = folder / f"{store}-{size}"
                place.mkdir()
                told[store, size] = aside("bench.questions.cache:one", store, str(place), size)
        floor = spread(append_ms(folder))
        slices = _compaction(folder / f"ours-{sizes[1]}")
    for size in sizes:
        of = {store: told[store, size] for store in stores}

        def figures(what: str, size: int = size) -> tuple[Spread, list[Rival]]:
            ours, *others = (spread(_list_of(told[store, size], what)) for store in stores)
            return ours, [Rival(names[store], each) for store, each in zip(stores[1:], others, strict=True)]

        middle = size == sizes[1]
        saved, others = figures("save")
        gain = others[0].found.median / saved.median
        bar = at_least(gain, 100, ("100 x faster than TinyDB's own storage", "比 TinyDB 自带存储快 100 倍"))
        found.row(
            (f"durable save, {size} records", f"可靠保存一次，{size} 条"),
            saved,
            "ms",
            *others,
            bar=bar if middle else None,
        )
        if middle:
            words = ("within 3 x of one append + fsync", "不超过一次追加加 fsync 的 3 倍")
            bar = at_most(saved.median / floor.median, 3, words)
            found.row(
                (f"durable save beside the disk, {size} records", f"可靠保存一次与磁盘相比，{size} 条"),
                saved,
                "ms",
                Rival("append + fsync of 2.5 KB", floor),
                bar=bar,
            )
        for what, words in (("get", ("get by id", "按编号取一条")), ("list", ("filtered list", "筛选列表"))):
            ours, others = figures(what)
            found.row((f"{words[0]}, {size} records", f"{words[1]}，{size} 条"), ours, "ms", *others, shown=middle)
        ours, others = figures("open")
        limit = below(ours.median, 500, ("below 0.5 s", "低于 0.5 秒"))
        found.row((f"open, {size} records", f"打开，{size} 条"), ours, "ms", *others, bar=limit if middle else None)
        memory = [Rival(names[store], spread([of[store]["memory"]])) for store in stores[1:]]
        found.row(
            (f"memory, {size} records", f"内存，{size} 条"), spread([of["ours"]["memory"]]), "MB", *memory, shown=middle
        )
    # The disk is not the same at each size: a save is told in appends that were measured right before it.
    saves = {size: _middle(told["ours", size], "save") / _middle(told["ours", size], "append") for size in sizes}
    found.scale("cache: save", saves, "x an append and fsync")
    for what in ("get", "list", "open"):
        points = {size: _middle(told["ours", size], what) for size in sizes}
        found.scale(f"cache: {what}", points, "ms")
    longest, median, worst = slices
    found.note(
        f"compaction of {sizes[1]} records: longest slice {longest * 1000:.1f} ms; a save meanwhile {median * 1000:.2f} ms in the median, "
        f"{worst * 1000:.1f} ms at most"
    )
    found.note(
        "ours and SQLite read single records; both TinyDB storages rewrite the whole file for a save, which is what they do"
    )


def _middle(measured: Measured, what: str) -> float:
    return statistics.median(_list_of(measured, what))


def _list_of(measured: Measured, what: str) -> list[float]:
    """One of the lists by its name."""
    values = dict(measured)[what]
    assert isinstance(values, list), what
    return values


def _compaction(place: Path) -> tuple[float, float, float]:
    db = open_database(str(place / "cache"))
    try:
        return compaction(db.journal)
    finally:
        db.close()


# within the process of one store


def one(store: str, folder: str, size: int) -> Measured:
    """Fill, open, save, get and list."""
    before = _empty_memory()
    opened: list[float] = []
    made = STORES[store](Path(folder), size)
    made.fill()
    made.close()
    gc.collect()
    for _ in range(3 if size <= 10_000 else 2):
        begun = time.perf_counter()
        made.open()
        opened.append((time.perf_counter() - begun) * 1000)
        made.close()
    # Filling leaves memory behind that opening would find: so it is measured where nothing was filled.
    memory = float(aside("bench.questions.cache:memory", store, folder, size)) if before else 0.0
    made.open()
    slow = store in ("json", "caching")
    rng = [(n * 7919) % size for n in range(300)]
    answer: Measured = {
        "append": append_ms(Path(folder), count=100),
        "save": _taken(made.save, rng[: (20 if size <= 1000 else 5) if slow else 300]),
        "get": _taken(made.get, rng[:5] if store == "json" else rng),
        "list": _taken(lambda _: made.listed(), rng[: 3 if slow else 20]),
        "open": opened,
        "memory": memory,
        "disk": sum(each.stat().st_size for each in Path(folder).rglob("*") if each.is_file()) / 1e6,
    }
    made.close()
    return answer


def memory(store: str, folder: str, size: int) -> float:
    """MB that opening, and reading once, takes."""
    made = STORES[store](Path(folder), size)
    before = _empty_memory()
    made.open()
    made.listed()
    gc.collect()
    return resident_mb(os.getpid()) - before


def _empty_memory() -> float:
    gc.collect()
    return resident_mb(os.getpid())


def _taken(call: Callable[[int], object], numbers: list[int]) -> list[float]:
    found = []
    for n in numbers:
        begun = time.perf_counter()
        call(n)
        found.append((time.perf_counter() - begun) * 1000)
    return found
