"""Search in all text of 10 000 records, beside grep over the same text in files and SQLite's FTS5 with trigrams.

grep reads warm files, one a record; FTS5 has its index made before, and so have we; what making it takes is told. A search is timed from
the words to the ids of all records that fit, and everybody must find the same number.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from bench.asked import Asked
from bench.cache import record
from bench.findings import Findings, Rival, below
from bench.machine import disk_folder, resident_mb
from bench.office import Unequal
from bench.spread import spread
from bench.words import prose
from sync.cache.shadow import Identity
from sync.workplace import Workplace, open_workplace
from tui import i18n
from tui.finding.conditions import understand
from tui.finding.finder import Finder
from tui.finding.query import parse

TITLE = ("Search", "搜索")

MEMBER = "m-0"
EACH = 37
"""One record in so many holds the rare word."""

WORDS = (
    (("a word in nearly every record", "几乎每条都有的词"), "会议记录"),
    (("a word in one record of 37", "37 条里有一条的词"), "特别事项甲"),
    (("a word of two characters", "两个字的词"), "礼仪"),
    (("a word nobody wrote", "没人写过的词"), "没有这样的话"),
)


def measure(asked: Asked, found: Findings) -> None:
    """Each kind of word at growing sizes."""
    i18n.set_language("zh")
    sizes = asked.sizes(1_000, 10_000, 50_000)
    points: dict[str, dict[int, float]] = {name[0]: {} for name, _ in WORDS}
    builds: dict[int, float] = {}
    for size in sizes:
        middle = size == sizes[1]
        texts = written(size)
        with disk_folder() as folder, filled(folder / "home", texts) as place:
            before, begun = resident_mb(os.getpid()), time.perf_counter()
            finder = Finder(place)
            finder.build()
            builds[size] = time.perf_counter() - begun
            weight = resident_mb(os.getpid()) - before
            files = _files(folder / "files", texts)
            index, indexed = _fts(folder / "fts.db", texts)
            seekers: dict[str, Callable[[str], int]] = {
                "ours": partial(_ours, place, finder),
                "grep -rlF": partial(_grep, files),
            }
            if index is not None:
                seekers["SQLite FTS5 trigram"] = partial(_match, index)
            else:
                found.note("this SQLite has no FTS5 with trigrams")
            for name, words in WORDS:
                told = {each: _timed(seek, words, asked.of(9, 3)) for each, seek in seekers.items()}
                if len({count for _, count in told.values()}) != 1:
                    raise Unequal(f"{words}: " + ", ".join(f"{each} {count}" for each, (_, count) in told.items()))
                ours, *others = (Rival(each, spread(times)) for each, (times, _) in told.items())
                points[name[0]][size] = ours.found.median
                what = (f"search, {name[0]}, {size} records", f"搜索{name[1]}，{size} 条")
                bar = below(ours.found.median, 50, ("below 50 ms", "低于 50 毫秒"))
                found.row(what, ours.found, "ms", *others, bar=bar if middle else None, shown=middle)
            found.note(
                f"{size} records: our index is made in {builds[size]:.2f} s beside the screen and takes {weight:.0f} MB; FTS5's in {indexed:.2f} s"
            )
            finder.close()
            if index is not None:
                index.close()
    for kind, costs in points.items():
        found.scale(f"search, {kind}", costs, "ms")
    found.scale("making the index", builds, "s")


def written(count: int) -> list[str]:
    """A text for each record, 690 characters, none like another."""
    rng = Random(count)
    return [prose(rng, 680) + ("特别事项甲" if n % EACH == 0 else "") for n in range(count)]


def filled(home: Path, texts: list[str]) -> Workplace:
    """A data folder whose sessions have these texts; close it."""
    place = open_workplace(home, "app")
    identity = Identity("7Q", "支部", MEMBER, "张三", "a:1", "zhangsan", "http://127.0.0.1:9")
    person: dict[str, Any] = {**record(0), "id": MEMBER, "type": "member", "f": {"name": "张三", "state": "active"}}
    place.shadow.take_in([place.shadow.identity_change(identity), *place.shadow.records_changes([person])])
    for begin in range(0, len(texts), 500):
        some = []
        for n in range(begin, min(len(texts), begin + 500)):
            made = record(n)
            made["f"]["summary"] = texts[n]
            some.append(made)
        place.shadow.take_in(place.shadow.records_changes(some))
    return place


def _ours(place: Workplace, finder: Finder, words: str) -> int:
    results = finder.search(understand(place, parse(words)))
    return len(results.rids) if results is not None else 0


def _files(folder: Path, texts: list[str]) -> Path:
    folder.mkdir()
    for n, text in enumerate(texts):
        (folder / f"{n:06}").write_text(text, "utf-8")
    return folder


def _grep(folder: Path, words: str) -> int:
    ran = subprocess.run(["grep", "-rlF", words, str(folder)], capture_output=True, check=False)
    return ran.stdout.count(b"\n")


def _fts(path: Path, texts: list[str]) -> tuple[sqlite3.Connection | None, float]:
    begun = time.perf_counter()
    connection = sqlite3.connect(path)
    try:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(body, tokenize='trigram')")
    except sqlite3.OperationalError:
        connection.close()
        return None, 0.0
    with connection:
        connection.executemany("INSERT INTO found (body) VALUES (?)", ((text,) for text in texts))
    return connection, time.perf_counter() - begun


def _match(index: sqlite3.Connection, words: str) -> int:
    # A trigram finds nothing shorter than three characters (LIKE of 3.40 counts bytes there, and finds nothing): so it reads all rows.
    if len(words) < 3:
        rows = index.execute("SELECT rowid FROM found WHERE instr(body, ?)", (words,)).fetchall()
    else:
        rows = index.execute("SELECT rowid FROM found WHERE found MATCH ?", (f'"{words}"',)).fetchall()
    return len(rows)


def _timed(seek: Callable[[str], int], words: str, times: int) -> tuple[list[float], int]:
    found = []
    count = seek(words)
    for _ in range(times):
        begun = time.perf_counter()
        count = seek(words)
        found.append((time.perf_counter() - begun) * 1000)
    return found, count
