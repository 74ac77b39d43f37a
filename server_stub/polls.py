"""Long polls of one process: those of a branch share one look at the database, and are told some at a time.

A branch of 500 people holds 2 000 polls; with a look for each, a push kept a core busy for five seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from starlette.requests import Request

from server_stub.bell import Bell
from server_stub.identity import Account

SETTLE = 0.05
"""Seconds a rung bell lets further pushes come in, so that a burst of them is one look and one answer."""

TOLD_AT_ONCE = 50
SPREAD = 0.1
"""So many polls are told together, and so many seconds later the next: whoever is told comes back with a pull."""

Look = Callable[[Collection[Account]], Awaitable[Mapping[Account, str]]]
Future = asyncio.Future[str]


class _Branch:
    """The polls of one branch."""

    def __init__(self) -> None:
        self.waiting: dict[Future, tuple[Account, str]] = {}
        """Whoever waits for news, with the tag known."""
        self.asking: dict[Future, Account] = {}
        """Whoever wants the tag of now: the next look is for all of them."""
        self.watcher: asyncio.Task[None] | None = None
        self.looker: asyncio.Task[None] | None = None


class Polls:
    """Whoever waits for news; `look` gives the tags of accounts of one branch, read after it was called."""

    def __init__(self, bell: Bell, look: Look) -> None:
        self._bell = bell
        self._look = look
        self._branches: dict[str, _Branch] = {}

    async def changed(self, request: Request, account: Account, known: str, seconds: float) -> str:
        """The tag once it is another one than `known`; `known` when time is up, the client has gone or the server stops."""
        if self._bell.closed:
            return known
        branch = self._branches.setdefault(account.branch, _Branch())
        news: Future = asyncio.get_running_loop().create_future()
        # Listed before looking, so that a push in between is not missed.
        branch.waiting[news] = account, known
        branch.watcher = branch.watcher or asyncio.create_task(self._watch(account.branch, branch))
        gone = asyncio.create_task(_until_gone(request))
        try:
            etag = await self._tag(branch, account)
            if etag == known:
                either: set[asyncio.Future[Any]] = {news, gone}
                await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
                # Admin commands write beside this process and ring no bell: so one more look when time is up.
                etag = news.result() if news.done() else known if gone.done() else await self._tag(branch, account)
            return etag
        finally:
            gone.cancel()
            news.cancel()
            del branch.waiting[news]
            if not branch.waiting:
                branch.watcher.cancel()
                del self._branches[account.branch]

    async def _watch(self, name: str, branch: _Branch) -> None:
        """When the bell rings, look once for everybody, and tell those for whom something is new."""
        cord = self._bell.cord(name)
        while True:
            await cord.wait()
            if self._bell.closed:
                break
            await asyncio.sleep(SETTLE)
            # The next cord is taken before looking: what comes after the look rings it.
            cord, listed = self._bell.cord(name), dict(branch.waiting)
            tags = await self._looked({account for account, _ in listed.values()})
            told = 0
            for news, (account, known) in listed.items():
                if tags[account] != known and not news.done():
                    _settle(news, tags[account])
                    told += 1
                    if told % TOLD_AT_ONCE == 0:
                        await asyncio.sleep(SPREAD)
        for news, (_, known) in branch.waiting.items():
            _settle(news, known)

    async def _tag(self, branch: _Branch, account: Account) -> str:
        """The tag of an account, by a look that is shared with whoever asks before it begins."""
        mine: Future = asyncio.get_running_loop().create_future()
        branch.asking[mine] = account
        if branch.looker is None:
            branch.looker = asyncio.create_task(self._answer(branch))
        return await mine

    async def _answer(self, branch: _Branch) -> None:
        """One look after the other, each for everybody who came during the one before."""
        while branch.asking:
            asking, branch.asking = branch.asking, {}
            tags = await self._looked(set(asking.values()))
            for mine, account in asking.items():
                _settle(mine, tags[account])
        branch.looker = None

    async def _looked(self, accounts: Collection[Account]) -> Mapping[Account, str | Exception]:
        """A tag for each, or what went wrong: those who wait are to hear of it."""
        try:
            return await self._look(accounts)
        # Whatever it is, it goes to whoever waits for it.
        except Exception as error:  # noqa: BLE001
            return dict.fromkeys(accounts, error)


def _settle(future: Future, found: str | Exception) -> None:
    # A client that went away has cancelled its future.
    if future.done():
        return
    if isinstance(found, Exception):
        future.set_exception(found)
    else:
        future.set_result(found)


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
