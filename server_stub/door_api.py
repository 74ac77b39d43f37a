"""The routes of signing in: joining, signing in and out, the password, a new device id.

Whoever waits for a password to be checked waits at the door, in no thread that others need.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from server_stub import asked, failed
from server_stub.accounts import Accounts, Caller, OldDevice, normal_login
from server_stub.bodies import answer, read_body
from server_stub.contract import call
from server_stub.invites import hashed
from server_stub.limits import Limits
from server_stub.threads import Threads
from sync.wire import JoinRequest, LoginRequest, NewDevice, PasswordRequest, SignedIn


class DoorApi:
    """The routes; `ring` wakes a branch's long polls."""

    def __init__(
        self,
        accounts: Accounts,
        limits: Limits,
        caller: Callable[[str], Caller],
        threads: Threads,
        ring: Callable[[str], None],
    ) -> None:
        self._accounts = accounts
        self._limits = limits
        self._caller = caller
        self._threads = threads
        self._ring = ring

    @call(
        "POST",
        "/v1/join",
        SignedIn,
        takes=JoinRequest,
        signed_in=False,
        refuses="slow_down invite_invalid invite_used invite_expired invalid_login invalid_password invalid_name"
        " login_taken member_taken reset_not_yours account_disabled quota",
    )
    async def join(self, request: Request) -> Response:
        """Use an invite, or a code that sets a password."""
        self._limits.address.take(asked.address(request))
        body = (await read_body(request)).decoded(JoinRequest)
        # By the code, not by the login name: whoever guesses at that must not stand in the way of its owner's reset.
        self._limits.account.take(f"code:{hashed(body.code)}")
        signed_in = await self._threads.sign_in(lambda: self._accounts.join(body))
        self._ring(signed_in.branches[0].id)
        return answer(signed_in)

    @call(
        "POST",
        "/v1/auth/login",
        SignedIn,
        takes=LoginRequest,
        signed_in=False,
        refuses="slow_down login_failed account_disabled quota",
    )
    async def login(self, request: Request) -> Response:
        """Sign in."""
        address = asked.address(request)
        self._limits.address.take(address)
        body = (await read_body(request)).decoded(LoginRequest)
        login = normal_login(body.login) or ""
        self._limits.account.take(f"login:{login}")
        await self._threads.read(lambda: self._accounts.check_tries(failed.of_login(login, address)))
        return answer(await self._threads.sign_in(lambda: self._accounts.login(body, address)))

    @call("POST", "/v1/auth/password", takes=PasswordRequest, refuses="wrong_password invalid_password quota")
    async def password(self, request: Request) -> Response:
        """Set another password."""
        token, address = asked.token(request), asked.address(request)
        self._limits.address.take(address)
        body = (await read_body(request)).decoded(PasswordRequest)

        def may() -> Caller:
            caller = self._caller(token)
            # A key of its own: guesses at the sign-in do not stand in the way of whoever is signed in.
            self._limits.account.take(f"password:{caller.account.id}")
            self._accounts.check_tries(failed.of_account(caller.account.id, address))
            return caller

        caller = await self._threads.read(may)
        await self._threads.sign_in(lambda: self._accounts.change_password(caller, token, body, address))
        return answer({})

    @call("POST", "/v1/auth/logout", refuses="quota")
    async def logout(self, request: Request) -> Response:
        """Make the token worthless."""
        token = asked.token(request)

        def work() -> None:
            self._caller(token)
            self._accounts.logout(token)

        await self._threads.write(work)
        return answer({})

    @call("POST", "/v1/devices", NewDevice, takes=OldDevice, refuses="quota")
    async def devices(self, request: Request) -> Response:
        """A new device id after a fork."""
        token, body = asked.token(request), await read_body(request)

        def work() -> NewDevice:
            caller = self._caller(token)
            # Each id has calls and long polls of its own: whoever took as many as they liked had no limit at all.
            self._limits.account.take(f"device:{caller.account.id}")
            return self._accounts.new_device(caller, token, body.decoded(OldDevice).old)

        return answer(await self._threads.write(work))
