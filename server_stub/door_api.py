"""The routes of signing in: joining, signing in and out, the password, a new device id.

Whoever waits for a password to be checked waits at the door, in no thread that others need.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub import failed
from server_stub.accounts import Accounts, Caller, OldDevice, normal_login
from server_stub.bodies import answer, read_body
from server_stub.limits import Limits
from server_stub.threads import Threads
from sync.wire import JoinRequest, LoginRequest, NewDevice, PasswordRequest


class DoorApi:
    """The routes; `ring` wakes a branch's long polls."""

    def __init__(
        self,
        accounts: Accounts,
        limits: Limits,
        token_of: Callable[[Request], str],
        caller: Callable[[str], Caller],
        threads: Threads,
        ring: Callable[[str], None],
    ) -> None:
        self._accounts = accounts
        self._limits = limits
        self._token_of = token_of
        self._caller = caller
        self._threads = threads
        self._ring = ring

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
        signed_in = await self._threads.sign_in(lambda: self._accounts.join(body))
        self._ring(signed_in.branches[0].id)
        return answer(signed_in)

    async def login(self, request: Request) -> Response:
        """Sign in."""
        address = _address(request)
        self._limits.address.take(address)
        body = (await read_body(request)).decoded(LoginRequest)
        login = normal_login(body.login) or ""
        self._limits.account.take(login)
        await self._threads.read(lambda: self._accounts.check_tries(failed.of_login(login, address)))
        return answer(await self._threads.sign_in(lambda: self._accounts.login(body, address)))

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

        caller = await self._threads.read(may)
        await self._threads.sign_in(lambda: self._accounts.change_password(caller, token, body, address))
        return answer({})

    async def logout(self, request: Request) -> Response:
        """Make the token worthless."""
        token = self._token_of(request)

        def work() -> None:
            self._caller(token)
            self._accounts.logout(token)

        await self._threads.write(work)
        return answer({})

    async def devices(self, request: Request) -> Response:
        """A new device id after a fork."""
        token, body = self._token_of(request), await read_body(request)

        def work() -> NewDevice:
            caller = self._caller(token)
            return self._accounts.new_device(caller, token, body.decoded(OldDevice).old)

        return answer(await self._threads.write(work))


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
