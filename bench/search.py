"""How fast all text of 10 000 records of 2.5 KB is searched, what reading it takes, and how long the screen is held meanwhile.

Run with `python -m bench.search` from the project's root; prints figures of this machine beside the bars of DESIGN.md.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.cache import RECORDS, record, resident
from sync.cache.shadow import Identity
from sync.workplace import Workplace, open_workplace
from tui import i18n
from tui.finding.conditions import understand
from tui.finding.finder import Finder
from tui.finding.query import parse

PARTS = [
    "学习贯彻会议精神",
    "联系办文办会实际",
    "逐条对照检查",
    "形成整改清单",
    "明确责任人和时限",
    "长期坚持调查研究",
    "提高行政效率",
    "严格请示报告",
]
MEMBER = "m-{n}"
NAMES = ["张三", "李四", "王五", "赵六", "陈明", "单雄", "曾国", "解学"]

LINES = (
    ("a word that every record has", "学习"),
    ("a word in one record of a hundred", "特别77"),
    ("a word nobody wrote", "没有这样的话"),
    ("two words", "整改 责任人"),
    ("initials", "dczg"),
    ("whole pinyin", "diaochayanjiu"),
    ("one rare syllable", "lve"),
    ("letters nobody can mean", "xuxuxu"),
    ("a person by initials", "zs"),
    ("conditions", "类:活动 状态:整理 月:2 人:ls"),
    ("a word and conditions", "责任人 类:活动 月:2026-9"),
)


def written(n: int) -> dict[str, Any]:
    """A record as those of `bench.cache`, with texts that differ, and people."""
    found = record(n)
    fields = found["f"]
    pieces = [PARTS[(n * 7 + k * k) % len(PARTS)] + ("，" if k % 3 else "。\n") for k in range(110)]
    fields["summary"] = ("".join(pieces) + (f"特别{n % 100}"))[-690:]
    fields["start"] = f"{2024 + n % 3}-{n % 12 + 1:02}-{n % 28 + 1:02}T09:00"
    fields["form"] = "collective_study"
    fields["host"] = MEMBER.format(n=n % len(NAMES))
    return found


def fill(folder: Path) -> Workplace:
    """A folder that holds the records."""
    place = open_workplace(folder, "app")
    identity = Identity("7Q", "支部", MEMBER.format(n=0), NAMES[0], "a:1", "zhangsan", "http://127.0.0.1:9")
    people = [
        {**record(n), "id": MEMBER.format(n=n), "type": "member", "f": {"name": name, "state": "active"}}
        for n, name in enumerate(NAMES)
    ]
    place.shadow.take_in([place.shadow.identity_change(identity), *place.shadow.records_changes(people)])
    for begin in range(0, RECORDS, 500):
        place.shadow.take_in(place.shadow.records_changes([written(n) for n in range(begin, begin + 500)]))
    return place


class Watch:
    """How long at most another thread waited for its turn: as the screen's thread would."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self.longest = 0.0
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        last = time.perf_counter()
        while not self._done.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def main() -> None:
    """Measure in a temporary folder."""
    i18n.set_language("zh")
    with tempfile.TemporaryDirectory() as folder, fill(Path(folder)) as place:
        # As the app does: what is there from the start is not walked through for garbage.
        gc.freeze()
        with Watch() as watch:
            time.sleep(2)
        print(f"longest a thread waits on this machine while nothing is done: {watch.longest * 1e3:.0f} ms")
        finder, before, begun = Finder(place), resident(), time.perf_counter()
        with Watch() as watch:
            finder.build()
        print(f"read {RECORDS} records once, beside the screen: {time.perf_counter() - begun:.2f} s")
        print(
            f"longest the screen waited meanwhile: {watch.longest * 1e3:.0f} ms (bar 33); memory {resident() - before:.0f} MB"
        )
        for name, line in LINES:
            taken, busy, found = [], [], 0
            with Watch() as watch:
                for _ in range(9):
                    begun, worked = time.perf_counter(), time.thread_time()
                    results = finder.search(understand(place, parse(line)))
                    taken.append(time.perf_counter() - begun)
                    busy.append(time.thread_time() - worked)
                    found = len(results.rids) if results is not None else 0
            print(
                f"{name}: {statistics.median(taken) * 1e3:.1f} ms, of which {statistics.median(busy) * 1e3:.1f} ms "
                f"at work (bar 50), {found} found; "
                f"longest the screen waited: {watch.longest * 1e3:.0f} ms (bar 33)"
            )
        rid = record(7)["id"]
        taken = []
        for n in range(50):
            place.desk.set(rid, {"summary": f"改了{n}。{written(7)['f']['summary']}"})
            begun = time.perf_counter()
            finder.search(understand(place, parse("没有这样的话")))
            taken.append(time.perf_counter() - begun)
        print(f"search right after a record changed: {statistics.median(taken) * 1e3:.1f} ms")
        finder.close()


if __name__ == "__main__":
    main()
