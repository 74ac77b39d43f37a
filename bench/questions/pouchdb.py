"""Sync beside PouchDB on LevelDB against express-pouchdb, over HTTP on loopback: first push and pull of 10 000 records of 2.5 KB.

PouchDB replicates by its own bulk calls in batches of 1 000 (its default of 100 is slower), ten under way at once. Both ends of both are
durable: LevelDB is told to sync each batch, which PouchDB does not do by itself; as it comes is told as well.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bench import rival
from bench.aside import Failed
from bench.asked import Asked
from bench.findings import Findings, Rival, at_least
from bench.machine import disk_folder
from bench.office import entered, entry, office, two_seats
from bench.spread import spread

TITLE = ("Sync beside PouchDB", "同步，与 PouchDB 比")

DURABLE, AS_IT_COMES = "durable", "as it comes"


def measure(asked: Asked, found: Findings) -> None:
    """Ours and theirs in turn, so that whatever else the machine does meets both."""
    node = rival.node_folder()
    size, runs = asked.of(10_000, 500), asked.of(3, 1)
    ours: dict[str, list[float]] = {"push": [], "pull": []}
    theirs: dict[str, dict[str, list[float]]] = {
        DURABLE: {"push": [], "pull": []},
        AS_IT_COMES: {"push": [], "pull": []},
    }
    last: dict[str, Any] = {}
    for run in range(runs):
        push, pull, texts = _ours(size, run)
        ours["push"].append(push)
        ours["pull"].append(pull)
        for manner, kept in theirs.items():
            told = _pouch(node, texts, manner, asked)
            kept["push"].append(told["push"])
            kept["pull"].append(told["pull"])
            if manner == DURABLE:
                last = told
    for what, words, times in (("push", ("first push", "第一次上传"), 4), ("pull", ("first pull", "第一次下载"), 8)):
        ratio = spread(theirs[DURABLE][what]).median / spread(ours[what]).median
        bar = at_least(ratio, times, (f"at least {times} x faster than PouchDB", f"比 PouchDB 快 {times} 倍以上"))
        found.row(
            (f"{words[0]} of {size} records of 2.5 KB", f"{words[1]} {size} 条 2.5 KB 的记录"),
            spread(ours[what]),
            "s",
            Rival("PouchDB, express-pouchdb, durable", spread(theirs[DURABLE][what])),
            Rival("as it comes, not durable", spread(theirs[AS_IT_COMES][what])),
            bar=bar,
        )
    for many, few in last["few"].items():
        sent, got = (spread([each * 1000 for each in few[way]]).median for way in ("push", "pull"))
        found.note(
            f"PouchDB sends {many} changes in {sent:.0f} ms and receives them in {got:.0f} ms; ours stand under `sync`"
        )
    found.note(f"PouchDB finds nothing new in {spread([each * 1000 for each in last['nothing']]).median:.0f} ms")


def _ours(size: int, run: int) -> tuple[float, float, list[dict[str, str]]]:
    rng = Random(run)
    with disk_folder() as folder, office(people=8) as place:
        texts = [entry(place.holders[0], n, rng) for n in range(size)]
        with two_seats(folder, place) as (mine, other):
            entered(mine, texts)
            begun = time.perf_counter()
            mine.sync()
            pushed = time.perf_counter()
            other.sync()
            pulled = time.perf_counter()
    return pushed - begun, pulled - pushed, texts


def _pouch(node: Path, texts: list[dict[str, str]], manner: str, asked: Asked) -> dict[str, Any]:
    with disk_folder() as folder, _serving(node, folder / "server", manner) as address:
        work: dict[str, Any] = {"folder": str(folder / "client"), "manner": manner, "address": address, "texts": texts}
        work |= {"changes": [1, 100], "rounds": asked.of(5, 2)}
        ran = subprocess.run(
            ["node", str(node / "pouch_client.mjs")],
            input=json.dumps(work, ensure_ascii=False),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    if ran.returncode != 0:
        raise Failed(f"PouchDB: {ran.stderr.strip()[-800:]}")
    answer: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return answer


@contextmanager
def _serving(node: Path, folder: Path, manner: str) -> Iterator[str]:
    folder.mkdir(parents=True)
    words = ["node", str(node / "pouch_server.mjs"), str(folder), manner]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                assert process.stderr is not None
                raise Failed(f"express-pouchdb did not start: {process.stderr.read()[-800:]}")
            yield str(json.loads(line)["address"])
        finally:
            process.terminate()
            process.wait(10)
