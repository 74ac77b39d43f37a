"""Long polls: everybody of a branch is told by one look, nobody is missed, and what goes wrong is told too."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Mapping, MutableMapping
from typing import Any

import pytest
from starlette.requests import Request

from server_stub import polls
from server_stub.bell import Bell
from server_stub.identity import Account
from server_stub.polls import Polls

BRANCH = "7Q"


class _Database:
    """Tags of accounts; `looks` are the accounts of each look at it."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.tag = "one"
        self.looks: list[int] = []
        self.failing: Exception | None = None
        self.hold: asyncio.Event | None = None
        self.polls = Polls(self.bell, self.look)

    async def look(self, accounts: Collection[Account]) -> Mapping[Account, str]:
        self.looks.append(len(accounts))
        seen = dict.fromkeys(accounts, self.tag)
        await asyncio.sleep(0)
        if self.hold is not None:
            await self.hold.wait()
        if self.failing is not None:
            raise self.failing
        return seen

    def push(self, tag: str) -> None:
        self.tag = tag
        self.bell.ring(BRANCH)

    def poll(self, number: int, known: str = "one", seconds: float = 20.0, gone: bool = False) -> asyncio.Task[str]:
        account = Account(f"a:{number}", BRANCH, f"m:{number}")
        return asyncio.create_task(self.polls.changed(_request(gone), account, known, seconds))


def _request(gone: bool) -> Request:
    async def receive() -> MutableMapping[str, Any]:
        if not gone:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http"}, receive)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> _Database:
    """A database whose news nobody waits long for."""
    monkeypatch.setattr(polls, "SETTLE", 0.0)
    monkeypatch.setattr(polls, "SPREAD", 0.0)
    return _Database()


def _run(work: Coroutine[Any, Any, None]) -> None:
    async def within() -> None:
        async with asyncio.timeout(30):
            await work

    asyncio.run(within())


async def _at_rest(database: _Database) -> None:
    """Until nobody looks any more."""
    looks = -1
    while looks != len(database.looks):
        looks = len(database.looks)
        await asyncio.sleep(0.02)


def test_one_push_tells_everybody_by_one_look(database: _Database) -> None:
    async def work() -> None:
        waiting = [database.poll(number % 30) for number in range(200)]
        await _at_rest(database)
        assert len(database.looks) < 10
        before = len(database.looks)
        database.push("two")
        assert set(await asyncio.gather(*waiting)) == {"two"}
        assert database.looks[before:] == [30]

    _run(work())


def test_a_push_between_the_first_look_and_the_waiting_is_not_missed(database: _Database) -> None:
    async def work() -> None:
        database.hold = asyncio.Event()
        waiting = database.poll(1)
        await _at_rest(database)
        # It has read the old tag and not told it yet.
        database.push("two")
        database.hold.set()
        assert await waiting == "two"

    _run(work())


def test_a_push_while_others_are_told_is_not_missed(database: _Database) -> None:
    async def work() -> None:
        waiting = [database.poll(number) for number in range(120)]
        await _at_rest(database)
        database.push("two")
        await waiting[0]
        late = database.poll(500, known="two")
        database.push("three")
        assert await late == "three"
        await asyncio.gather(*waiting)

    _run(work())


def test_who_is_up_to_date_goes_on_waiting(database: _Database) -> None:
    async def work() -> None:
        waiting = database.poll(1)
        await _at_rest(database)
        database.bell.ring(BRANCH)
        await _at_rest(database)
        assert not waiting.done()
        database.push("two")
        assert await waiting == "two"

    _run(work())


def test_when_time_is_up_it_looks_once_more(database: _Database) -> None:
    async def work() -> None:
        same, other = database.poll(1, seconds=0.2), database.poll(2, seconds=0.2)
        await _at_rest(database)
        database.tag = "written by an admin command"
        assert {await same, await other} == {database.tag}
        assert await database.poll(1, known=database.tag, seconds=0.01) == database.tag

    _run(work())


def test_what_goes_wrong_is_told_to_everybody_and_the_next_may_wait_again(database: _Database) -> None:
    async def work() -> None:
        waiting = [database.poll(number) for number in range(5)]
        await _at_rest(database)
        database.failing = OSError("no disk")
        database.push("two")
        told = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in told] == [OSError] * 5
        database.failing = None
        assert await database.poll(1) == "two"

    _run(work())


def test_a_stop_sends_everybody_home(database: _Database) -> None:
    async def work() -> None:
        waiting = [database.poll(number) for number in range(5)]
        await _at_rest(database)
        database.bell.close()
        assert await asyncio.gather(*waiting, database.poll(9)) == ["one"] * 6

    _run(work())


def test_a_stop_before_anybody_listens_is_not_missed(database: _Database) -> None:
    async def work() -> None:
        asking = database.poll(1)
        # As long as it takes until it is listed, and not until its bell has a cord.
        await asyncio.sleep(0)
        database.bell.close()
        assert await asyncio.wait_for(asking, 5) == "one"

    _run(work())


def test_who_hangs_up_is_forgotten(database: _Database) -> None:
    async def work() -> None:
        assert await database.poll(1, gone=True) == "one"
        cut = database.poll(2)
        await _at_rest(database)
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        before = len(database.looks)
        database.push("two")
        await _at_rest(database)
        assert len(database.looks) == before

    _run(work())
