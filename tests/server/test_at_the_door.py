"""Many who sign in at once: some wait, the others are told to come again, and pushes go on."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter

import httpx
import msgspec
import pytest

from server_stub.app import MOST_AT_DOOR
from server_stub.passwords import Passwords
from tests.server.people import Branch
from tests.server.web import DEVICE, PASSWORD, Web


def test_who_cannot_wait_is_told_so_and_pushes_go_on(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(branch)
    web.joined("xiao")
    open_door = threading.Event()
    matches = Passwords.matches

    def slowly(self: Passwords, stored: str | None, password: str) -> bool:
        assert open_door.wait(30)
        return matches(self, stored, password)

    monkeypatch.setattr(Passwords, "matches", slowly)
    count = MOST_AT_DOOR + 20

    pushed = {"device": web.devices["xiao"], "epoch": branch.at["plain"].epoch}
    headers = {**web.headers("xiao"), "Content-Type": "application/json"}

    async def crowd() -> list[httpx.Response]:
        body = {"login": "xiao", "password": PASSWORD, "device": DEVICE}
        signing = [asyncio.create_task(web.client.http.post("/v1/auth/login", json=body)) for _ in range(count)]
        # Nobody who signs in has got anywhere; whoever cannot wait is told at once.
        for first in asyncio.as_completed(signing):
            if (await first).status_code == 503 and sum(each.done() for each in signing) == 20:
                break
        op = msgspec.structs.replace(branch.minute("会议开始。"), n=1)
        content = msgspec.json.encode({**pushed, "ops": [op]})
        answer = await web.client.http.post("/v1/sync/push", content=content, headers=headers)
        assert answer.status_code == 200, answer.json()
        open_door.set()
        return list(await asyncio.gather(*signing))

    try:
        answers = web.client.run(crowd())
    finally:
        open_door.set()
        web.close()
    assert Counter(each.status_code for each in answers) == {200: MOST_AT_DOOR, 503: 20}
    refused = [each for each in answers if each.status_code == 503]
    assert {each.json()["code"] for each in refused} == {"busy"}
    assert all(int(each.headers["retry-after"]) > 0 for each in refused)
