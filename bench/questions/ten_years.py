"""Ten years of a hundred people, 60 000 records: opening, typing, lists and search keep their bars."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path
from random import Random
from typing import Any

from bench import ten_years
from bench.aside import aside
from bench.asked import Asked
from bench.findings import Findings, below
from bench.machine import disk_folder, resident_mb
from bench.questions.keys import moved, show, typed
from bench.spread import spread
from bench.terminal import DOWN, ESCAPE, F4, PAGE_DOWN, xinde
from sync.workplace import open_workplace
from tui import i18n
from tui.finding.conditions import understand
from tui.finding.finder import Finder
from tui.finding.query import parse

WORDS = ("专题学习", "逐项核对", "zl", "没有这样的话")
"""In many records, in some, by initials, in none."""

TITLE = ("Ten years of a branch", "一个支部十年的记录")


def measure(asked: Asked, found: Findings) -> None:
    """The app on it, as the clerk sits down at it in the morning."""
    people, years = asked.of((ten_years.PEOPLE, ten_years.YEARS), (20, 2))
    kept = ten_years.kept_home(people, years)
    with disk_folder() as folder:
        home = ten_years.copied(kept, folder / "home")
        opened: list[float] = []
        memory: list[float] = []
        pages: dict[str, list[float]] = {"3": [], "2": [], "8": []}
        for run in range(asked.of(7, 2) + 1):
            with xinde(home) as app:
                app.until(ten_years.MARK)
                app.drain()
                app.key(DOWN)
                answered = app.until(ten_years.MARK) - app.begun
                app.quiet(asked.of(4.0, 2.0))
                if run:
                    # The first start compiles and fills the page cache.
                    opened.append(answered)
                    memory.append(app.memory_mb())
                for key, text in (("3", ten_years.MARK), ("2", "年度学习计划"), ("8", "学习活动（次）")):
                    app.drain()
                    begun = app.key(key)
                    pages[key].append((app.until(text) - begun) * 1000)
                    app.quiet(1.5)
        name = f"{people} people, {years} years"
        chinese = f"{people} 人 {years} 年"
        bar = below(spread(opened).median, 1.5, ("below 1.5 s", "低于 1.5 秒"))
        found.row(
            (f"open to the first key answered, {name}", f"打开到响应第一个按键，{chinese}"),
            spread(opened),
            "s",
            bar=bar,
        )
        found.row((f"memory of the app, {name}", f"程序内存，{chinese}"), spread(memory), "MB")
        for key, words in (
            ("3", ("sessions", "学习活动")),
            ("2", ("plans", "计划")),
            ("8", ("the study year", "学习年度")),
        ):
            found.row(
                (f"page of {words[0]}, {name}", f"{words[1]}页，{chinese}"), spread(pages[key]), "ms", shown=False
            )
        with xinde(home) as app:
            app.until(ten_years.MARK)
            app.quiet(asked.of(4.0, 2.0))
            app.key("3")
            app.until("开始")
            app.quiet(asked.of(3.0, 2.0))
            keys = asked.of(200, 20)
            show(
                found,
                (f"in the sessions, {name}", f"在学习活动列表里移动，{chinese}"),
                moved(app, DOWN, min(keys, 150), Random(1)),
            )
            page = moved(app, PAGE_DOWN, asked.of(8, 1), Random(2))
            found.note(f"a page down in the sessions: {spread(page).median:.1f} ms")
            app.key(ESCAPE)
            app.quiet(1.0)
            app.key(F4)
            app.until("私人笔记")
            app.key("记")
            app.until("记")
            app.quiet(1.0)
            show(found, (f"in a note, {name}", f"在笔记里打字，{chinese}"), typed(app, keys, Random(3)))
        told = aside("bench.questions.ten_years:searched", str(home))
    found.note(
        f"the index of the search is made in {told['build']:.1f} s beside the screen and takes {told['memory']:.0f} MB"
    )
    for words, times in told["times"].items():
        bar = below(spread(times).median, 50, ("below 50 ms", "低于 50 毫秒"))
        found.row((f"search for {words}, {name}", f"搜索{words}，{chinese}"), spread(times), "ms", bar=bar)


def searched(home: str) -> dict[str, Any]:
    """Milliseconds of searches, seconds of making the index and MB it takes; in a process of its own."""
    i18n.set_language("zh")
    times: dict[str, list[float]] = {}
    with open_workplace(Path(home), "app") as place:
        gc.freeze()
        finder, before, begun = Finder(place), resident_mb(os.getpid()), time.perf_counter()
        finder.build()
        build = time.perf_counter() - begun
        memory = resident_mb(os.getpid()) - before
        for words in WORDS:
            for _ in range(9):
                begun = time.perf_counter()
                finder.search(understand(place, parse(words)))
                times.setdefault(words, []).append((time.perf_counter() - begun) * 1000)
        finder.close()
    return {"build": build, "memory": memory, "times": times}
