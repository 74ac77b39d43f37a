"""The routes of signing in: joining, signing in and out, the password, a new device id.

Whoever waits for a password to be checked waits at the door, in no thread that others need.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub import failed
from server_stub.accounts import Accounts, Caller, OldDevice, normal_login
from server_stub.bodies import answer, read_body
from server_stub.limits import Limits
from server_stub.passwords import AT_ONCE
from server_stub.problems import ProtocolProblem
from sync.wire import JoinRequest, LoginRequest, NewDevice, PasswordRequest

_T = TypeVar("_T")

MOST_WAITING = 500
"""Sign-ins that wait for their turn: at ten a second the last of them waits for a minute, and more are answered `busy`."""


class DoorApi:
    """The routes; `read` and `write` run work in the threads of the server, `ring` wakes a branch's long polls."""

    def __init__(
        self,
        accounts: Accounts,
        limits: Limits,
        token_of: Callable[[Request], str],
        caller: Callable[[str], Caller],
        read: Callable[[Callable[[], Any]], Awaitable[Any]],
        write: Callable[[Callable[[], Any]], Awaitable[Any]],
        ring: Callable[[str], None],
    ) -> None:
        self._accounts = accounts
        self._limits = limits
        self._token_of = token_of
        self._caller = caller
        self._read = read
        self._write = write
        self._ring = ring
        self._doors = CapacityLimiter(AT_ONCE)

    def routes(self) -> list[Route]:
        """What Starlette is to serve."""
        return [
            Route("/v1/join", self.join, methods=["POST"]),
            Route("/v1/auth/login", self.login, methods=["POST"]),
            Route("/v1/auth/logout", self.logout, methods=["POST"]),
            Route("/v1/auth/password", self.password, methods=["POST"]),
            Route("/v1/devices", self.devices, methods=["POST"]),
        ]

    async def join(self, request: Request) -> Response:
        """Use an invite, or a code that sets a password."""
        self._limits.address.take(_address(request))
        body = (await read_body(request)).decoded(JoinRequest)
        self._limits.account.take(normal_login(body.login) or "")
        signed_in = await self._at_the_door(lambda: self._accounts.join(body))
        self._ring(signed_in.branches[0].id)
        return answer(signed_in)

    async def login(self, request: Request) -> Response:
        """Sign in."""
        address = _address(request)
        self._limits.address.take(address)
        body = (await read_body(request)).decoded(LoginRequest)
        login = normal_login(body.login) or ""
        self._limits.account.take(login)
        await self._read(lambda: self._accounts.check_tries(failed.of_login(login, address)))
        return answer(await self._at_the_door(lambda: self._accounts.login(body, address)))

    async def password(self, request: Request) -> Response:
        """Set another password."""
        token, address = self._token_of(request), _address(request)
        self._limits.address.take(address)
        body = (await read_body(request)).decoded(PasswordRequest)

        def may() -> Caller:
            caller = self._caller(token)
            # A key of its own: guesses at the sign-in do not stand in the way of whoever is signed in.
            self._limits.account.take(caller.account.id)
            self._accounts.check_tries(failed.of_account(caller.account.id, address))
            return caller

        caller: Caller = await self._read(may)
        await self._at_the_door(lambda: self._accounts.change_password(caller, token, body, address))
        return answer({})

    async def logout(self, request: Request) -> Response:
        """Make the token worthless."""
        token = self._token_of(request)

        def work() -> None:
            self._caller(token)
            self._accounts.logout(token)

        await self._write(work)
        return answer({})

    async def devices(self, request: Request) -> Response:
        """A new device id after a fork."""
        token, body = self._token_of(request), await read_body(request)

        def work() -> NewDevice:
            caller = self._caller(token)
            return self._accounts.new_device(caller, token, body.decoded(OldDevice).old)

        return answer(await self._write(work))

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._doors.statistics().tasks_waiting

    async def _at_the_door(self, work: Callable[[], _T]) -> _T:
        """Run what checks a password, two at a time; raises ProtocolProblem busy when too many wait already."""
        if self.waiting >= MOST_WAITING:
            raise ProtocolProblem(503, "busy", "too many sign-ins are waiting", retry_after=30)
        return await to_thread.run_sync(work, limiter=self._doors)


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
