"""Many who sign in at once wait at the door, two at a time are looked at, and everybody else goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from server_stub import threads
from server_stub.passwords import AT_ONCE, Passwords
from tests.server.web import DEVICE, PASSWORD, Web

MANY = 40


class Gate(Passwords):
    """Checks no password before it is opened; knows how many are checked at once."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_kib=8, lanes=1)
        self.opened = threading.Event()
        self.inside = 0
        self.most = 0
        self._count = threading.Lock()

    def matches(self, stored: str | None, password: str) -> bool:
        with self._count:
            self.inside += 1
            self.most = max(self.most, self.inside)
        assert self.opened.wait(30)
        with self._count:
            self.inside -= 1
        return super().matches(stored, password)


async def until(true: Callable[[], bool]) -> None:
    """Wait until something holds, for ten seconds at most."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("never became true")


def test_who_waits_to_sign_in_holds_up_neither_pushes_nor_pulls(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.joined("xiao")
    gate = Gate()
    monkeypatch.setattr(web.api._accounts, "_passwords", gate)
    monkeypatch.setattr(threads, "MOST_SIGN_INS", MANY)
    http, headers = web.client.http, web.headers()
    pulled: dict[str, Any] = {"device": web.devices["xiao"], "epoch": None, "cursors": {}}
    pushed = {"device": web.devices["xiao"], "epoch": web.branch.at["plain"].epoch, "ops": []}

    async def sign_in(number: int) -> int:
        body = {"login": f"user{number}", "password": PASSWORD, "device": DEVICE}
        answer = await http.post("/v1/auth/login", json=body)
        return answer.status_code

    async def scene() -> tuple[list[int], list[int]]:
        waiting = [asyncio.create_task(sign_in(number)) for number in range(MANY)]
        await until(lambda: gate.inside == AT_ONCE)
        assert (await http.post("/v1/sync/pull", json=pulled, headers=headers)).status_code == 200
        assert (await http.post("/v1/sync/push", json=pushed, headers=headers)).status_code == 200
        assert (await http.get("/v1/meta")).status_code == 200
        # The last of them may still be on its way to the door.
        await until(lambda: web.api._threads.signing_in == MANY)
        # Those who come together are counted one by one.
        late = await asyncio.gather(*[sign_in(number) for number in (MANY, MANY + 1)])
        assert not any(each.done() for each in waiting)
        gate.opened.set()
        return list(await asyncio.gather(*waiting)), late

    statuses, late = web.client.run(scene())
    assert (statuses, late) == ([401] * MANY, [503, 503])
    assert gate.most == AT_ONCE
