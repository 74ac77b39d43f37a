"""Pushes over single connections, as fast as answers come or at a steady pace: what else happens is measured against them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from bench.load.figures import Figures
from bench.load.holder import ENTRY, Holder
from bench.load.line import Line
from sync.records.ids import Ids
from sync.wire import Op

OPS = 10
AT = "2026-03-01T09:00:00+08:00"


class Pusher:
    """A device that pushes ten edits at a time: half of them new entries of its session, half changes of those before."""

    def __init__(self, holder: Holder, address: str, epoch: str, seed: int) -> None:
        random = Random(seed)
        self._ids = Ids(lambda: time.time_ns() // 1_000_000, random)
        self._holder = holder
        self._epoch = epoch
        self._line = Line(address, holder.token)
        self._n = 0
        self._rows: list[str] = []

    async def push(self, figures: Figures, kind: str = "push") -> None:
        """One push, measured; what is not applied ends everything."""
        ops = list(self.ops())
        body = {"device": self._holder.device, "epoch": self._epoch, "ops": ops}
        begun = time.perf_counter()
        answer = await self._line.post("/v1/sync/push", body)
        if answer.status != 200:
            figures.errors[f"{kind} {answer.status} {answer.code}"] += 1
            self._n -= len(ops)
            return
        figures.took(kind, time.perf_counter() - begun)
        if {each["out"] for each in answer.json()["results"]} != {"applied"}:
            raise SystemExit(f"not applied: {answer.body.decode()}")

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    def ops(self) -> Iterator[Op]:
        """Ten edits, numbered."""
        made = [self._ids.record() for _ in range(OPS // 2 if self._rows else OPS)]
        changed, self._rows = self._rows[: OPS - len(made)], made
        for rid in made:
            fields = {
                "session": self._holder.session,
                "at": "2026-03-01T09:00",
                "entry": "note",
                "pos": "a",
                "text": ENTRY,
            }
            yield self._op("new", rid, {name: [None, value] for name, value in fields.items()})
        for rid in changed:
            yield self._op("put", rid, {"text": [ENTRY, ENTRY + "补充一句。"]})

    def _op(self, k: Any, rid: str, changes: dict[str, Any]) -> Op:
        self._n += 1
        scope = f"b:{self._holder.branch}"
        return Op(n=self._n, id=self._ids.op(), k=k, type="minute", rec=rid, scope=scope, v=1, at=AT, ch=changes)


async def epoch_of(address: str) -> str:
    """The epoch of a server."""
    line = Line(address)
    answer = await line.get("/v1/meta")
    await line.close()
    return str(answer.json()["epoch"])


async def push_for(
    pushers: Sequence[Pusher], seconds: float, figures: Figures, *, kind: str = "push", pace: float = 0.0
) -> None:
    """All of them, one push after the other or `pace` seconds apart, until the time is up."""
    end = time.perf_counter() + seconds

    async def one(pusher: Pusher) -> None:
        while time.perf_counter() < end:
            begun = time.perf_counter()
            await pusher.push(figures, kind)
            await asyncio.sleep(max(0.0, pace - (time.perf_counter() - begun)))

    await asyncio.gather(*map(one, pushers))
