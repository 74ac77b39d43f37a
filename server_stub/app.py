"""The routes of PROTOCOL.md section 7. Thin: what is decided is decided in the services, in threads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server_stub import asked
from server_stub.about_api import AboutApi
from server_stub.accounts import Accounts, Caller
from server_stub.bell import Bell
from server_stub.bodies import answer, read_body
from server_stub.clock import Clock
from server_stub.contract import Asked, call, calls_of, routes_of
from server_stub.door_api import DoorApi
from server_stub.hearing import hearing
from server_stub.intake import Intake, Pushed
from server_stub.limits import Limits, Rates
from server_stub.logs import Frame, Log, told_problem
from server_stub.openapi import document
from server_stub.passwords import Passwords
from server_stub.past_api import PastApi
from server_stub.polls import Polls
from server_stub.problems import ProtocolProblem
from server_stub.pull import PullService
from server_stub.push import PushService
from server_stub.store import Store
from server_stub.threads import Threads
from server_stub.trash import TrashService
from server_stub.vault import VaultService
from server_stub.vault_api import VaultApi
from sync.records.kind import Registry
from sync.records.registry import KINDS
from sync.wire import HeadsAnswer, PullAnswer, PullRequest, PushAnswer, PushRequest

OLDEST_SCHEMA = 1
"""Version of ops below which a client may still push, and pull no more."""
LONGEST_WAIT = 25


class Api:
    """The services behind the routes, and the threads they run in."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords, rates: Rates, registry: Registry) -> None:
        self.bell = Bell()
        self._store = store
        self._clock = clock
        self._accounts = Accounts(store, clock, passwords)
        self._pushes = PushService(store, clock, registry)
        self._pulls = PullService(store, clock)
        self._limits = Limits(clock, rates)
        self._threads = Threads(store, Intake(self._caller, self._pushes).take)
        self._read, self._write = self._threads.read, self._threads.write
        self.vault = VaultApi(VaultService(store, clock), self._caller, self._read, self._write, self.bell.ring)
        self.door = DoorApi(self._accounts, self._limits, self._caller, self._threads, self.bell.ring)
        self.about = AboutApi(store, clock, self._read, promised)
        self.past = PastApi(self._pulls, TrashService(store, clock), self._caller, self._read)
        self._polls = Polls(self.bell, lambda accounts: self._read(lambda: self._pulls.tags(accounts)))

    def parts(self) -> tuple[object, ...]:
        """Everything with routes, as `PARTS`."""
        return self.about, self.door, self, self.past, self.vault

    # who asks

    def _caller(self, token: str) -> Caller:
        """Whose token it is; raises ProtocolProblem, also when the device calls too often."""
        caller = self._accounts.caller(token)
        self._limits.device.take(caller.device)
        return caller

    # routes

    # From here on everything about a request is done in one step of one thread: each change of thread costs 0.3 ms.

    @call(
        "POST",
        "/v1/sync/push",
        PushAnswer,
        takes=PushRequest,
        refuses="epoch_mismatch device_unknown device_not_yours device_forked gap op_not_yours too_many_ops quota",
    )
    async def push(self, request: Request) -> Response:
        """Apply edits."""
        token, body, accepts = asked.token(request), await read_body(request), asked.accepts(request)

        branch, response = await self._threads.push(Pushed(token, body, accepts))
        if branch is not None:
            self.bell.ring(branch)
        return response

    @call(
        "POST",
        "/v1/sync/pull",
        PullAnswer,
        takes=PullRequest,
        refuses="client_too_old epoch_mismatch device_unknown device_not_yours device_forked cursor_ahead",
    )
    async def pull(self, request: Request) -> Response:
        """One page of changes."""
        token, body, accepts = asked.token(request), await read_body(request), asked.accepts(request)
        if asked.schema(request) < OLDEST_SCHEMA:
            # Its edits are still taken in; what it would read it could no longer keep right (section 15).
            raise ProtocolProblem(426, "client_too_old", "install a newer version")
        return await self._read(
            lambda: answer(self._pulls.pull(self._caller(token).account, body.decoded(PullRequest)), accepts)
        )

    @call(
        "GET",
        "/v1/sync/heads",
        HeadsAnswer,
        tagged=True,
        query=[Asked("wait", f"seconds to wait for news, {LONGEST_WAIT} at most", number=True)],
    )
    async def heads(self, request: Request) -> Response:
        """Whether anything is new, at once or within `wait` seconds."""
        token = asked.token(request)
        known = request.headers.get("if-none-match", "").removeprefix("W/").strip('" ')

        def work() -> tuple[Caller, int, str]:
            caller = self._caller(token)
            return caller, min(asked.number(request, "wait") or 0, LONGEST_WAIT), self._pulls.heads(caller.account)

        begun = asyncio.get_running_loop().time()
        caller, wait, etag = await self._read(work)
        if etag == known and wait:
            self.bell.enter(caller.device)
            try:
                left = begun + wait - asyncio.get_running_loop().time()
                etag = await self._polls.changed(request, caller.account, known, left)
            finally:
                self.bell.leave(caller.device)
        headers = {"ETag": f'"{etag}"', "Cache-Control": "no-store"}
        if etag == known:
            return Response(status_code=304, headers=headers)
        return answer(HeadsAnswer(etag=etag), headers=headers)

    def close(self) -> None:
        """Let the writer finish what it has."""
        self.bell.close()
        self._threads.close()


PARTS = (AboutApi, DoorApi, Api, PastApi, VaultApi)
"""Everything with routes, in the order in which openapi.json tells of them."""


@cache
def promised() -> dict[str, Any]:
    """The document of all routes, as it is served; made once, since it takes 80 ms and anybody may ask for it."""
    return document(calls_of(*PARTS))


def make_app(
    store: Store,
    clock: Clock,
    *,
    passwords: Passwords | None = None,
    rates: Rates | None = None,
    log: Log | None = None,
    registry: Registry = KINDS,
) -> tuple[Frame, Api]:
    """The ASGI application over a database that is up to date, and the services behind it."""
    api = Api(store, clock, passwords or Passwords(), rates or Rates(), registry)
    log = log or Log(clock)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with hearing(store.engine, api.bell, log):
            yield
        api.close()

    handlers: dict[Any, Any] = {HTTPException: told_problem, ProtocolProblem: told_problem, Exception: told_problem}
    app = Starlette(routes=routes_of(*api.parts()), exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False
    return Frame(app, log, lambda: f"{store.random.getrandbits(64):016x}"), api
