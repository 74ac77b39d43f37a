"""Long work and the screen: the longest time the app's event loop was held during a first sync, an import, an export, an index.

The real app in a terminal, with a ticker of 1 ms inside (`bench.pauses`); the same app left alone tells what of it is the machine's.
For each, what ran during the longest pauses is told.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench import ten_years
from bench.asked import Asked
from bench.findings import Findings, below
from bench.machine import disk_folder
from bench.office import office, seated
from bench.spread import percentile, spread
from bench.terminal import DOWN, ESCAPE, Program
from bench.words import TOPICS, person

TITLE = ("Long work beside the screen", "长时间工作时的屏幕")

BAR_MS = 33
QUIT = "\x11"
SAVE = "\x13"
IMPORT = "\x1b[15;2~"
"""Shift+F5."""

FIND = "\x0b"

STILL = 3.0
"""Seconds; twice so long with nothing but a blinking cursor, and the index is taken for made."""

BLINKING = 700
"""Bytes a second that a blinking cursor writes at most; a growing list of results writes more."""

LONG = 600.0
"""Seconds after which work is taken for stuck."""


@dataclass
class Windows:
    """From when to when each work ran, and the pauses of the whole run."""

    names: dict[str, tuple[float, float]] = field(default_factory=dict)
    pauses: list[tuple[float, float, str]] = field(default_factory=list)

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Everything inside is this work."""
        begun = time.perf_counter()
        yield
        self.names[name] = (begun, time.perf_counter())

    def of(self, name: str) -> list[tuple[float, float, str]]:
        """The pauses of a work, the longest first."""
        begun, ended = self.names[name]
        return sorted((each for each in self.pauses if begun <= each[0] <= ended), key=lambda each: -each[1])


def measure(asked: Asked, found: Findings) -> None:
    """Each work in an app of its own."""
    count = asked.of(10_000, 500)
    rows = asked.of(5_000, 300)
    people, years = asked.of((100, 3), (20, 1))
    with disk_folder() as folder:
        with office(records=count, people=8) as place:
            seated(folder / "sync", place.holders[1], place.address).close()
            syncing = watched(folder, folder / "sync", lambda app, told: _first_sync(app, told, count))
        _show(found, syncing, f"a first sync of {count} records", f"第一次同步 {count} 条记录")
        idle = watched(folder, folder / "sync", _left_alone)
        _show(found, idle, "left alone", "什么也不做")
        home = folder / "import"
        _alone(home)
        book = workbook(folder / "books.xlsx", rows)
        imported = watched(folder, home, lambda app, told: _import(app, told, book))
        _show(found, imported, f"reading a workbook of {rows} rows", f"读入 {rows} 行的表格")
        _show(found, imported, f"taking in {rows} rows", f"导入 {rows} 行")
        home = ten_years.copied(ten_years.kept_home(people, years), folder / "export")
        _keep_folder(home, folder / "out")
        name = f"the inspection pack of {people} people"
        indexed = watched(folder, home, _index)
        _show(found, indexed, "making the index of the search", "建立搜索索引")
        exported = watched(folder, home, lambda app, told: _export(app, told, name))
        _show(found, exported, name, f"{people} 人的检查包")


def watched(folder: Path, home: Path, act: Callable[[Program, Windows], None]) -> Windows:
    """Run the app with its clock inside, and act on it."""
    report = folder / "pauses.json"
    report.unlink(missing_ok=True)
    told = Windows()
    words = [sys.executable, "-m", "bench.pauses", str(report)]
    with Program(words, {"XINDE_HOME": str(home)}) as app:
        app.until("F1")
        act(app, told)
        app.key(QUIT)
        end = time.perf_counter() + 30
        while not report.exists() and time.perf_counter() < end:
            app.quiet(0.1)
    told.pauses = [(when, length, what) for when, length, what in json.loads(report.read_text("utf-8"))]
    return told


def _show(found: Findings, told: Windows, name: str, chinese: str) -> None:
    """The longest pause of a work against the bar, and what ran in the three longest."""
    pauses = told.of(name)
    longest = 1000 * pauses[0][1] if pauses else 1000 * 0.010
    words = ("never holds the screen above 33 ms", "占住屏幕不超过 33 毫秒")
    row = (f"longest pause of the screen: {name}", f"屏幕最长停顿：{chinese}")
    found.row(row, spread([longest]), "ms", bar=below(longest, BAR_MS, words) if name != "left alone" else None)
    begun, ended = told.names[name]
    above = [each for each in pauses if each[1] * 1000 > BAR_MS]
    if pauses:
        p99 = percentile([each[1] * 1000 for each in pauses], 0.99)
        found.note(
            f"{name}: {ended - begun:.1f} s, {len(above)} pauses above 33 ms; of those above 10 ms the 99th percentile is {p99:.0f} ms"
        )
    for _, length, what in above[:3]:
        found.note(f"{length * 1000:.0f} ms: {what}")


# what is done


def _first_sync(app: Program, told: Windows, count: int) -> None:
    with told.during(f"a first sync of {count} records"):
        app.until("已同步", patience=LONG)
        app.quiet(1.0)


def _left_alone(app: Program, told: Windows) -> None:
    app.quiet(3.0)
    with told.during("left alone"):
        app.quiet(5.0)


def _import(app: Program, told: Windows, book: Path) -> None:
    rows = book.stem
    app.quiet(1.0)
    app.key("9")
    app.quiet(2.0)
    app.key(IMPORT)
    app.quiet(2.0)
    app.key(f"\x1b[200~{book}\x1b[201~")
    app.quiet(1.0)
    count = int(rows.rpartition("-")[2])
    with told.during(f"reading a workbook of {count} rows"):
        app.key("\r")
        app.until(f"新增 {count} 行", patience=LONG)
        app.quiet(1.0)
    app.key(SAVE)
    app.quiet(1.0)
    with told.during(f"taking in {count} rows"):
        app.key("\r")
        app.until(f"共 {count} 条记录", patience=LONG)
        app.quiet(1.0)
    app.key(ESCAPE)


def _index(app: Program, told: Windows) -> None:
    app.quiet(3.0)
    app.key(FIND)
    app.quiet(1.0)
    # The page and its modules are there by now; the index is made while a word stands and its results grow.
    app.key(ten_years.MARK)
    with told.during("making the index of the search"):
        end, still = time.perf_counter() + LONG, 0
        while still < 2 and time.perf_counter() < end:
            still = still + 1 if len(app.quiet(STILL)) < BLINKING * STILL else 0


def _export(app: Program, told: Windows, name: str) -> None:
    app.quiet(3.0)
    app.key("=")
    app.quiet(3.0)
    # The pack is the last of the list.
    app.key(DOWN * 30)
    app.quiet(2.0)
    with told.during(name):
        app.key(SAVE)
        app.until("已导出", patience=LONG)
        app.quiet(1.0)


def _alone(home: Path) -> None:
    from sync.workplace import open_workplace
    from tui.screens.notice import READ

    with open_workplace(home) as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])


def _keep_folder(home: Path, out: Path) -> None:
    """Documents go there, without being asked for."""
    from sync.workplace import open_workplace
    from tui.export_folder import KEPT

    out.mkdir()
    with open_workplace(home) as place:
        place.repository.commit([("meta", KEPT, {"folder": str(out)})])


def workbook(path: Path, rows: int) -> Path:
    """A list of so many books, no two alike; the number of rows is in its name."""
    import openpyxl

    path = path.with_stem(f"{path.stem}-{rows}")
    rng = Random(rows)
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("图书")
    sheet.append(["书名", "作者", "册数"])
    for number in range(rows):
        sheet.append([f"{rng.choice(TOPICS)}读本第{number + 1}册", person(rng), number % 5 + 1])
    made.save(path)
    return path
