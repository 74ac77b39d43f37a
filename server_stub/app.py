"""The routes of PROTOCOL.md section 7. Thin: what is decided is decided in the services, in threads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub.accounts import Accounts, Caller, OldDevice, normal_login
from server_stub.bell import Bell, client_left
from server_stub.bodies import answer, decode, read_body
from server_stub.clock import Clock, stamp
from server_stub.limits import ADVERTISED, Limits, Rates
from server_stub.logs import Frame, Log, told_problem
from server_stub.passwords import AT_ONCE, Passwords
from server_stub.problems import ProtocolProblem
from server_stub.pull import PullService
from server_stub.push import PushService
from server_stub.store import Store
from sync.records.kind import SCHEMA, Registry
from sync.records.registry import KINDS
from sync.wire import API, HeadsAnswer, JoinRequest, LoginRequest, Meta, NewDevice, PullRequest, PushRequest

_T = TypeVar("_T")

MIN_CLIENT = "0.1.0"
BACKUP_HORIZON_DAYS = 400
LONGEST_WAIT = 25
MOST_WAITING_WRITES = 200
"""Writes that wait for the one writer; more are answered `busy`."""

READERS = 8
"""Threads that read at once; each has a connection, and the interpreter runs one at a time anyway."""

SETTLE = 0.05
"""Seconds a woken long poll lets further pushes come in, so that a burst of them is one answer."""


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
        self._writer = ThreadPoolExecutor(1, "writer")
        self._writes = 0
        self._version = f"xinde/{version('xinde')}"
        # Sign-ins wait here, not in the threads that pulls need.
        self._doors = CapacityLimiter(AT_ONCE)
        self._readers = CapacityLimiter(READERS)

    # who asks

    async def _caller(self, request: Request) -> tuple[Caller, str]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ProtocolProblem(401, "token_invalid", "sign in first")
        caller = await self._read(lambda: self._accounts.caller(token))
        self._limits.device.take(caller.device)
        return caller, token

    async def _read(self, work: Callable[[], _T]) -> _T:
        """Run in a thread beside others that read."""
        return await to_thread.run_sync(work, limiter=self._readers)

    async def _write(self, work: Callable[[], _T]) -> _T:
        """Run in the one thread that writes, in turn."""
        if self._writes >= MOST_WAITING_WRITES:
            raise ProtocolProblem(503, "busy", "too many writes are waiting", retry_after=2)
        self._writes += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, work)
        finally:
            self._writes -= 1

    # routes

    async def meta(self, request: Request) -> Response:
        """What this server is and allows; needs no sign-in."""

        def work() -> Meta:
            with self._store.read() as connection:
                epoch = self._store.epoch(connection)
            return Meta(
                server=self._version,
                api=[API],
                schema=SCHEMA,
                epoch=epoch,
                time=stamp(self._clock.now()),
                limits=ADVERTISED,
                min_client=MIN_CLIENT,
                backup_horizon_days=BACKUP_HORIZON_DAYS,
            )

        return answer(await self._read(work))

    async def health(self, request: Request) -> Response:
        """200 when the database answers."""

        def work() -> None:
            with self._store.read() as connection:
                self._store.epoch(connection)

        await self._read(work)
        return answer({"ok": True})

    async def join(self, request: Request) -> Response:
        """Use an invite."""
        self._limits.address.take(_address(request))
        body = await self._body(request, JoinRequest)
        self._limits.account.take(normal_login(body.login) or "")
        signed_in = await to_thread.run_sync(self._accounts.join, body, limiter=self._doors)
        self.bell.ring(signed_in.branches[0].id)
        return answer(signed_in)

    async def login(self, request: Request) -> Response:
        """Sign in."""
        self._limits.address.take(_address(request))
        body = await self._body(request, LoginRequest)
        self._limits.account.take(normal_login(body.login) or "")
        return answer(await to_thread.run_sync(self._accounts.login, body, limiter=self._doors))

    async def logout(self, request: Request) -> Response:
        """Make the token worthless."""
        _, token = await self._caller(request)
        await self._write(lambda: self._accounts.logout(token))
        return answer({})

    async def devices(self, request: Request) -> Response:
        """A new device id after a fork."""
        caller, token = await self._caller(request)
        body = await self._body(request, OldDevice)
        made = await self._write(lambda: self._accounts.new_device(caller, token, body.old))
        return answer(NewDevice(device=made))

    async def push(self, request: Request) -> Response:
        """Apply edits."""
        caller, _ = await self._caller(request)
        body = await self._body(request, PushRequest)
        result = await self._write(lambda: self._pushes.push(caller.account, body))
        if any(each.out in ("applied", "merged", "conflict") for each in result.results):
            self.bell.ring(caller.account.branch)
        return await self._answer(request, lambda: result)

    async def pull(self, request: Request) -> Response:
        """One page of changes."""
        caller, _ = await self._caller(request)
        body = await self._body(request, PullRequest)
        return await self._answer(request, lambda: self._pulls.pull(caller.account, body))

    async def history(self, request: Request) -> Response:
        """Revisions of a record."""
        caller, _ = await self._caller(request)
        before = _number(request, "before")
        rid = request.path_params["id"]
        return await self._answer(request, lambda: self._pulls.history(caller.account, rid, before))

    async def heads(self, request: Request) -> Response:
        """Whether anything is new, at once or within `wait` seconds."""
        caller, _ = await self._caller(request)
        wait = min(_number(request, "wait") or 0, LONGEST_WAIT)
        known = request.headers.get("if-none-match", "").removeprefix("W/").strip('" ')
        etag = await self._changed(request, caller, known, wait)
        headers = {"ETag": f'"{etag or known}"', "Cache-Control": "no-store"}
        if etag is None:
            return Response(status_code=304, headers=headers)
        return answer(HeadsAnswer(etag=etag), headers=headers)

    async def _changed(self, request: Request, caller: Caller, known: str, wait: int) -> str | None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        if wait:
            self.bell.enter(caller.device)
        try:
            while True:
                cord = self.bell.cord(caller.account.branch)
                etag = await self._read(lambda: self._pulls.heads(caller.account))
                if etag != known:
                    return etag
                left = deadline - loop.time()
                if left <= 0 or self.bell.closed or await client_left(request, cord, left):
                    return None
                # Admin commands write beside this process and ring no bell: so one more look when time is up.
                await asyncio.sleep(min(SETTLE, max(0.0, deadline - loop.time())))
        finally:
            if wait:
                self.bell.leave(caller.device)

    # plumbing

    async def _body(self, request: Request, shape: type[_T]) -> _T:
        body = await read_body(request)
        return await self._read(lambda: decode(body, shape)) if len(body) > 32_768 else decode(body, shape)

    async def _answer(self, request: Request, work: Callable[[], Any]) -> Response:
        accepts = request.headers.get("accept-encoding", "")
        return await self._read(lambda: answer(work(), accepts))

    def close(self) -> None:
        """Let the writer finish what it has."""
        self.bell.close()
        self._writer.shutdown()


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

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        api.close()

    routes = [
        Route("/healthz", api.health, methods=["GET"]),
        Route("/v1/meta", api.meta, methods=["GET"]),
        Route("/v1/join", api.join, methods=["POST"]),
        Route("/v1/auth/login", api.login, methods=["POST"]),
        Route("/v1/auth/logout", api.logout, methods=["POST"]),
        Route("/v1/devices", api.devices, methods=["POST"]),
        Route("/v1/sync/push", api.push, methods=["POST"]),
        Route("/v1/sync/pull", api.pull, methods=["POST"]),
        Route("/v1/sync/heads", api.heads, methods=["GET"]),
        Route("/v1/records/{id}/history", api.history, methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {HTTPException: told_problem, ProtocolProblem: told_problem, Exception: told_problem}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False
    return Frame(app, log or Log(clock), lambda: f"{store.random.getrandbits(64):016x}"), api


def _number(request: Request, name: str) -> int | None:
    """A whole number of the query; raises ProtocolProblem bad_request_shape."""
    written = request.query_params.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 16):
        raise ProtocolProblem(422, "bad_request_shape", "not a number", detail={"field": name})
    return int(written)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
