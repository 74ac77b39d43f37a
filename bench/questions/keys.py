"""Key to paint: typing in a text of 5 000 characters, moving in lists of 10 000, typing while a first sync of 10 000 records runs.

The real app in a terminal of 80x24; a key is painted when the terminal has received it. Keys come at a fast typist's pace, so autosave
and the clock do their work in between. During the sync the server is a real process on the same cores.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench import keys, typing
from bench.asked import Asked
from bench.counted import Counted
from bench.findings import Findings, below
from bench.machine import disk_folder
from bench.minutes import FIRST_SIGN, PAUSE
from bench.office import office, seated
from bench.spread import percentile, spread
from bench.terminal import DOWN, F4, PAGE_DOWN, Program, xinde
from bench.words import TOPICS, prose
from sync.workplace import Workplace, open_workplace
from tui.screens.notice import READ

TITLE = ("Keys", "按键")

MEDIAN_MS, LAST_MS = 16, 33
IDLE = 1.5
"""Seconds without a byte after which the pages have come."""


def measure(asked: Asked, found: Findings) -> None:
    """Texts, lists, and a sync."""
    _texts(asked, found)
    _lists(asked, found)
    _bytes(asked, found)
    _during_sync(asked, found)


def show(found: Findings, words: tuple[str, str], taken: list[float], *, bar: bool = True) -> None:
    """Median and 99th percentile against the bars."""
    middle, last = spread(taken), percentile(taken, 0.99)
    bars = (
        below(middle.median, MEDIAN_MS, ("median below 16 ms", "中位数低于 16 毫秒")),
        below(last, LAST_MS, ("99th percentile below 33 ms", "99 分位低于 33 毫秒")),
    )
    found.row((f"key to paint, {words[0]}", f"按键到显示，{words[1]}"), middle, "ms", bar=bars[0] if bar else None)
    what = (
        f"key to paint, {words[0]}, 99th percentile of {len(taken)}",
        f"按键到显示，{words[1]}，{len(taken)} 次的 99 分位",
    )
    found.row(what, spread([last]), "ms", bar=bars[1] if bar else None)


# a text


def _texts(asked: Asked, found: Findings) -> None:
    """Typed at the beginning of one paragraph, where every row below moves, and at its end; the cursor moved between."""
    points: dict[int, float] = {}
    for size in asked.of((500, 5_000, 20_000), (500, 5_000)):
        with disk_folder() as folder:
            typing.fill(folder, prose(Random(size), size).replace("\n", ""))
            told = typing.measure(folder, asked.of(100, 12), Random(size), size)
        points[size] = spread(told["first"]).median
        if size == 5_000:
            show(
                found,
                ("typing in a paragraph of 5 000 characters", "在 5 000 字的一段里打字"),
                [*told["first"], *told["last"]],
            )
            show(
                found,
                ("the cursor moved in such a paragraph", "在这样的一段里移动光标"),
                [*told["right"], *told["down"]],
            )
    found.scale("a key by characters of the text", points, "ms", keystroke=True)


def typed(app: Program, keys: int, chance: Random) -> list[float]:
    """Milliseconds from each character to its paint."""
    return [taken for _, taken in pressed(app, keys, chance)]


def pressed(
    app: Program, keys: int, chance: Random, going_on: Callable[[], bool] = lambda: True
) -> list[tuple[float, float]]:
    """When each character was typed, and milliseconds to its paint; no more of them once `going_on` says no."""
    found: list[tuple[float, float]] = []
    for number in range(keys):
        if not going_on():
            break
        sign = chr(FIRST_SIGN + number)
        begun = app.key(sign)
        found.append((begun, (app.until(sign) - begun) * 1000))
        app.quiet(chance.uniform(*PAUSE))
    return found


# a list


def _lists(asked: Asked, found: Findings) -> None:
    """The cursor moved in a list of notes, by rows and by pages."""
    moves: dict[int, float] = {}
    for size in asked.sizes(1_000, 10_000, 30_000):
        with disk_folder() as folder:
            with alone(folder) as place:
                notes(place, size)
            with xinde(folder) as app:
                app.until("F1")
                app.quiet(1.0)
                begun = app.key("5")
                shown = app.until(f"({size}", f"（{size}", f"{size} 条") - begun
                app.quiet(asked.of(12.0, 4.0))
                rows = moved(app, DOWN, count := asked.of(200, 20), Random(size))
                # Never as far as the last row, where nothing is painted any more.
                pages = moved(app, PAGE_DOWN, min(40, (size - count) // 25), Random(size))
        moves[size] = spread(rows).median
        found.note(
            f"a list of {size} notes stands {shown * 1000:.0f} ms after its key; a page down takes {spread(pages).median:.1f} ms"
        )
        if size == asked.of(10_000, 1_000):
            show(found, (f"in a list of {size}", f"在 {size} 条的列表里移动"), rows)
            show(found, (f"a page down in a list of {size}", f"在 {size} 条的列表里翻页"), pages, bar=False)
    found.scale("a cursor move by rows of the list", moves, "ms", keystroke=True)


def _bytes(asked: Asked, found: Findings) -> None:
    """What the terminal's line carries for a key: it may be slow."""
    with disk_folder() as folder:
        keys.fill(folder, asked.of(keys.NOTES, 60))
        for figures in keys.measure(folder, asked.of(40, 4)):
            sizes = spread([float(each) for each in figures.sizes])
            found.row((f"bytes of a key: {figures.name}", f"一个按键的字节数：{figures.name}"), sizes, "B", shown=False)


def moved(app: Program, key: str, keys: int, chance: Random) -> list[float]:
    """Milliseconds from each key to the first paint after it."""
    found: list[float] = []
    for _ in range(keys):
        app.drain()
        begun = app.key(key)
        found.append((app.painted() - begun) * 1000)
        app.quiet(chance.uniform(*PAUSE))
    return found


def alone(folder: Path) -> Workplace:
    """A branch of this device alone whose first notice was read; close it."""
    place = open_workplace(folder)
    place.start_alone("测试支部")
    place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])
    return place


def notes(place: Workplace, count: int) -> None:
    """So many private notes, in a few journal lines."""
    rng = Random(count)
    for begin in range(0, count, 1000):
        fields = [
            {
                "at": f"{2020 + n % 7}-{n % 12 + 1:02}-{n % 28 + 1:02}T09:00",
                "body": f"{n:05} {rng.choice(TOPICS)}，{prose(rng, 60)}",
            }
            for n in range(begin, min(count, begin + 1000))
        ]
        place.desk.perform([place.desk.creation("note", each, None) for each in fields], remember=False)


# a sync


def _during_sync(asked: Asked, found: Findings) -> None:
    """A note is written from the moment the app stands until nothing comes any more; as often as gives enough keys."""
    taken: list[float] = []
    records = asked.of(10_000, 1_500)
    lasted: list[float] = []
    with disk_folder() as folder, office(records=records, people=8) as place:
        for run in range(asked.of(8, 2)):
            home = folder / f"home-{run}"
            # The relay tells when the pages have come: a key counts while they do.
            with Counted(place.address) as relay:
                seated(home, place.holders[1 + run % 6], relay.address).close()
                relay.forget()
                with xinde(home) as app:
                    app.until("F1")
                    begun = time.perf_counter()
                    app.key(F4)
                    app.until("私人笔记")
                    # The first key of a new page pays for its imports, sync or not.
                    app.key("记")
                    app.until("记")
                    keys = pressed(app, 400, Random(run), lambda: time.perf_counter() - relay.last < IDLE)
                    taken += [ms for when, ms in keys if when <= relay.last]
                    lasted.append(relay.last - begun)
    found.note(
        f"a first sync of {records} records with somebody typing takes {spread(lasted).median:.1f} s; {len(taken)} keys fell into it"
    )
    if taken:
        show(found, (f"while a first sync of {records} records runs", f"第一次同步 {records} 条记录时"), taken)
