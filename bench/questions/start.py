"""Start: from the process to the first frame with real rows that answers a key, in a terminal of 80x24.

All programs run in turn, A B C A B C, so that whatever else the machine does meets all of them. The first round, which fills the
page cache and compiles, does not count. "Answers a key" is the moment the terminal has received what the key changed: a cursor
that moved, a character that was typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import rival, ten_years
from bench.asked import Asked
from bench.findings import Findings, Rival, at_least, at_most, below
from bench.load.processes import cpu_seconds
from bench.machine import disk_folder
from bench.spread import Spread, spread
from bench.terminal import DOWN, Program, xinde

TITLE = ("Start", "启动")

RARE = "鿋"
"""A character no program shows by itself."""

BARE = Path(rival.LOCKS) / "bare.py"


@dataclass
class Case:
    """A program to be started: what shows its rows, the key, and what the key must paint."""

    name: str
    start: Callable[[], Program]
    rows: Sequence[str]
    key: str
    answer: Sequence[str]
    shown: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """CPU seconds until it answered, which other programs disturb less than the clock."""

    def run(self) -> None:
        """Once."""
        with self.start() as program:
            shown = program.until(*self.rows) - program.begun
            program.drain()
            answered = program.answer(self.key, *self.answer) - program.begun
            self.work.append(cpu_seconds([program.pid]))
            program.quiet(1.0)
            self.memory.append(program.memory_mb())
        self.shown.append(shown)
        self.answered.append(answered)

    def found(self) -> Spread:
        """Seconds until it answered, the first run left out."""
        return spread(self.answered[1:] or self.answered)


def measure(asked: Asked, found: Findings) -> None:
    """Ours with nothing and with 10 000 records, a bare Textual app, posting, harlequin."""
    with disk_folder() as folder:
        cases = [_bare(), _ours_empty(folder)]
        sizes = asked.of((1_000, 10_000, 60_000), (500, 2_000))
        cases += [_ours(folder, size) for size in sizes]
        for make in (_posting, _harlequin):
            try:
                cases.append(make(folder))
            except rival.Missing as missing:
                found.note(f"{make.__name__.strip('_')}: {missing}")
        for _ in range(asked.of(9, 3)):
            for case in cases:
                case.run()
    bare, empty, *rest = cases
    ours, others = rest[: len(sizes)], rest[len(sizes) :]
    against = [Rival(each.name, each.found()) for each in (bare, *others)]
    found.row(("start, no records", "启动，没有记录"), empty.found(), "s", *against)
    middle = ours[min(1, len(ours) - 1)]
    ratio = middle.found().median / bare.found().median
    size = sizes[min(1, len(sizes) - 1)]
    found.row(
        (f"start, {size} records cached", f"启动，缓存 {size} 条记录"),
        middle.found(),
        "s",
        *against,
        bar=at_most(ratio, 1.4, ("at most 1.4 x a bare Textual app", "不超过空 Textual 程序的 1.4 倍")),
    )
    for other in others:
        times = other.found().median / middle.found().median
        words = (f"{other.name} takes more than twice as long", f"{other.name} 用时两倍以上")
        found.row(
            (f"start beside {other.name}", f"启动，与 {other.name} 比"),
            middle.found(),
            "s",
            Rival(other.name, other.found()),
            bar=at_least(times, 2.0, words),
            shown=False,
        )
    memory = spread(middle.memory)
    found.row(
        (f"memory of the app, {size} records", f"程序内存，{size} 条记录"),
        memory,
        "MB",
        *(Rival(each.name, spread(each.memory)) for each in (bare, *others)),
        bar=below(memory.median, 150, ("below 150 MB", "低于 150 MB")),
    )
    found.scale("start by records", {n: each.found().median for n, each in zip(sizes, ours, strict=True)}, "s")
    for case in cases:
        first = spread(case.shown[1:] or case.shown)
        found.note(
            f"{case.name}: rows stand after {first.median:.2f} s, the first key is answered after {case.found().median:.2f} s "
            f"and {spread(case.work).median:.2f} s of CPU"
        )


def _bare() -> Case:
    def start() -> Program:
        return Program([sys.executable, str(BARE)], {})

    return Case("a bare Textual app", start, ["第18次"], DOWN, ["第1次", "第2次"])


def _ours_empty(folder: Path) -> Case:
    home = folder / "empty"
    from sync.workplace import open_workplace
    from tui.screens.notice import READ

    with open_workplace(home) as place:
        place.start_alone("测试支部")
        place.repository.commit([("meta", READ, {"at": "2026-01-01T00:00:00+00:00"})])

    def start() -> Program:
        return xinde(home)

    # Nothing moves on an empty page: the key opens the help.
    return Case("ours, no records", start, ["F1"], "\x1bOP", ["Esc"])


def _ours(folder: Path, size: int) -> Case:
    people = 100 if size > 5000 else 20
    kept = ten_years.kept_home(people, 10 if size > 20_000 else 4, size if size < 60_000 else None)
    home = ten_years.copied(kept, folder / f"ours-{size}")
    return Case(f"ours, {size} records", lambda: xinde(home), [ten_years.MARK], DOWN, [ten_years.MARK])


def _own_places(folder: Path) -> Mapping[str, str]:
    """A home that holds nothing, for programs that keep settings."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {
        name: str(folder / name.lower())
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    return {"HOME": str(folder), **places}


def _posting(folder: Path) -> Case:
    program = rival.python_of("posting").parent / "posting"
    collection = folder / "requests"
    collection.mkdir()
    for number in range(1, 21):
        text = f"name: study{number:02}\nmethod: GET\nurl: http://127.0.0.1:9/{number}\n"
        (collection / f"study{number:02}.posting.yaml").write_text(text, "utf-8")
    environ = _own_places(folder / "posting")

    def start() -> Program:
        return Program([str(program), "--collection", str(collection)], environ, folder)

    return Case("posting", start, ["study05"], RARE, [RARE])


def _harlequin(folder: Path) -> Case:
    import sqlite3

    program = rival.python_of("harlequin").parent / "harlequin"
    base = folder / "study.db"
    with sqlite3.connect(base) as connection:
        connection.execute("CREATE TABLE studyrows (id INTEGER PRIMARY KEY, title TEXT)")
        connection.executemany("INSERT INTO studyrows (title) VALUES (?)", [(f"study{n:02}",) for n in range(1, 21)])
    connection.close()
    environ = _own_places(folder / "harlequin")

    def start() -> Program:
        return Program([str(program), "-a", "sqlite", str(base)], environ, folder)

    # What is in the database opens behind its name.
    return Case("harlequin", start, ["main"], RARE, [RARE])
