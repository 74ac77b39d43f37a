"""The routes of PROTOCOL.md section 7. Thin: what is decided is decided in the services, in threads."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub.accounts import Accounts, Caller, OldDevice, normal_login
from server_stub.bell import Bell
from server_stub.bodies import answer, read_body
from server_stub.clock import Clock, stamp
from server_stub.intake import Intake, Pushed
from server_stub.limits import ADVERTISED, Limits, Rates
from server_stub.logs import Frame, Log, told_problem
from server_stub.passwords import AT_ONCE, Passwords
from server_stub.polls import Polls
from server_stub.problems import ProtocolProblem
from server_stub.pull import PullService
from server_stub.push import PushService
from server_stub.store import Store
from server_stub.trash import TrashService
from server_stub.vault import VaultService
from server_stub.vault_api import VaultApi
from server_stub.writer import Writer
from sync.records.kind import SCHEMA, Registry
from sync.records.registry import KINDS
from sync.wire import API, HeadsAnswer, JoinRequest, LoginRequest, Meta, NewDevice, PullRequest

_T = TypeVar("_T")

MIN_CLIENT = "0.1.0"
OLDEST_SCHEMA = 1
"""Version of ops below which a client may still push, and pull no more."""
BACKUP_HORIZON_DAYS = 400
LONGEST_WAIT = 25
READERS = 8
"""Threads that read at once; each has a connection, and the interpreter runs one at a time anyway."""

MOST_AT_DOOR = 40
"""Sign-ins that wait or are looked at: a client gives up after 20 s, and each takes a quarter of one on a small machine."""


class Api:
    """The services behind the routes, and the threads they run in."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords, rates: Rates, registry: Registry) -> None:
        self.bell = Bell()
        self._store = store
        self._clock = clock
        self._accounts = Accounts(store, clock, passwords)
        self._pushes = PushService(store, clock, registry)
        self._pulls = PullService(store, clock)
        self._trash = TrashService(store, clock)
        self._limits = Limits(clock, rates)
        self._writer = Writer(Intake(self._caller, self._pushes).take)
        self.vault = VaultApi(
            VaultService(store, clock), _token, self._caller, self._read, self._writer.run, self.bell.ring
        )
        self._version = f"xinde/{version('xinde')}"
        # Sign-ins wait here, not in the threads that pulls need.
        self._doors = CapacityLimiter(AT_ONCE)
        self._at_door = 0
        self._readers = CapacityLimiter(READERS)
        self._polls = Polls(self.bell, lambda accounts: self._read(lambda: self._pulls.tags(accounts)))

    # who asks, and in which thread

    def _caller(self, token: str) -> Caller:
        """Whose token it is; raises ProtocolProblem, also when the device calls too often."""
        caller = self._accounts.caller(token)
        self._limits.device.take(caller.device)
        return caller

    async def _read(self, work: Callable[[], _T]) -> _T:
        """Run in a thread beside others that read."""
        return await to_thread.run_sync(work, limiter=self._readers)

    async def _enter(self, work: Callable[[], _T]) -> _T:
        """Run in a thread of those who sign in; raises ProtocolProblem busy when too many wait already."""
        if self._at_door >= MOST_AT_DOOR:
            raise ProtocolProblem(503, "busy", "too many people are signing in", retry_after=10)
        # Counted here: the limiter itself sees those who come together only when all of them have passed.
        self._at_door += 1
        try:
            return await to_thread.run_sync(work, limiter=self._doors)
        finally:
            self._at_door -= 1

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
        body = (await read_body(request)).decoded(JoinRequest)
        self._limits.account.take(normal_login(body.login) or "")
        signed_in = await self._enter(lambda: self._accounts.join(body))
        self.bell.ring(signed_in.branches[0].id)
        return answer(signed_in)

    async def login(self, request: Request) -> Response:
        """Sign in."""
        self._limits.address.take(_address(request))
        body = (await read_body(request)).decoded(LoginRequest)
        self._limits.account.take(normal_login(body.login) or "")
        return answer(await self._enter(lambda: self._accounts.login(body)))

    async def logout(self, request: Request) -> Response:
        """Make the token worthless."""
        token = _token(request)

        def work() -> None:
            self._caller(token)
            self._accounts.logout(token)

        await self._writer.run(work)
        return answer({})

    async def devices(self, request: Request) -> Response:
        """A new device id after a fork."""
        token, body = _token(request), await read_body(request)

        def work() -> NewDevice:
            caller = self._caller(token)
            return self._accounts.new_device(caller, token, body.decoded(OldDevice).old)

        return answer(await self._writer.run(work))

    # From here on everything about a request is done in one step of one thread: each change of thread costs 0.3 ms.

    async def push(self, request: Request) -> Response:
        """Apply edits."""
        token, body, accepts = _token(request), await read_body(request), _accepts(request)

        branch, response = await self._writer.do(Pushed(token, body, accepts))
        if branch is not None:
            self.bell.ring(branch)
        return response

    async def pull(self, request: Request) -> Response:
        """One page of changes."""
        token, body, accepts = _token(request), await read_body(request), _accepts(request)
        if _schema(request) < OLDEST_SCHEMA:
            # Its edits are still taken in; what it would read it could no longer keep right (section 15).
            raise ProtocolProblem(426, "client_too_old", "install a newer version")
        return await self._read(
            lambda: answer(self._pulls.pull(self._caller(token).account, body.decoded(PullRequest)), accepts)
        )

    async def history(self, request: Request) -> Response:
        """Revisions of a record."""
        token, rid, accepts = _token(request), request.path_params["id"], _accepts(request)
        return await self._read(
            lambda: answer(self._pulls.history(self._caller(token).account, rid, _number(request, "before")), accepts)
        )

    async def trash(self, request: Request) -> Response:
        """Deleted records with their last content."""
        token, accepts, asked = _token(request), _accepts(request), request.query_params

        def work() -> Response:
            account, days = self._caller(token).account, _number(request, "days")
            return answer(self._trash.trash(account, asked.get("scope"), asked.get("before"), days), accepts)

        return await self._read(work)

    async def heads(self, request: Request) -> Response:
        """Whether anything is new, at once or within `wait` seconds."""
        token = _token(request)
        known = request.headers.get("if-none-match", "").removeprefix("W/").strip('" ')

        def work() -> tuple[Caller, int, str]:
            caller = self._caller(token)
            return caller, min(_number(request, "wait") or 0, LONGEST_WAIT), self._pulls.heads(caller.account)

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
        self._writer.close()


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
        Route("/v1/trash", api.trash, methods=["GET"]),
        *api.vault.routes(),
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


def _schema(request: Request) -> int:
    """The version of ops a client writes, as it says itself; a client that says nothing is this server's equal."""
    found = re.search(r" schema=(\d{1,4})$", request.headers.get("x-client", ""), re.ASCII)
    return int(found[1]) if found else SCHEMA


def _accepts(request: Request) -> str:
    return request.headers.get("accept-encoding", "")


def _token(request: Request) -> str:
    """The token presented; raises ProtocolProblem token_invalid."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ProtocolProblem(401, "token_invalid", "sign in first")
    return token
