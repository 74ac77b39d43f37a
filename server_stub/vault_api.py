"""The vault's routes: GET and PUT /v1/vault, POST /v1/vault/push and /v1/vault/pull, each for the caller's own account only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server_stub import asked
from server_stub.accounts import Caller
from server_stub.bodies import answer, read_body
from server_stub.contract import call
from server_stub.vault import VaultService
from sync.vault.wire import PutRing, RingState, VaultPull, VaultPullAnswer, VaultPush, VaultPushAnswer


class VaultApi:
    """The routes; `read` and `write` run work in the threads of the server, `ring` wakes the branch's long polls."""

    def __init__(
        self,
        service: VaultService,
        caller: Callable[[str], Caller],
        read: Callable[[Callable[[], Any]], Awaitable[Any]],
        write: Callable[[Callable[[], Any]], Awaitable[Any]],
        ring: Callable[[str], None],
    ) -> None:
        self._service = service
        self._caller = caller
        self._read = read
        self._write = write
        self._ring = ring

    @call("GET", "/v1/vault", RingState)
    async def vault_ring(self, request: Request) -> Response:
        """The key ring."""
        token = asked.token(request)
        found: Response = await self._read(lambda: answer(self._service.ring(self._caller(token).account)))
        return found

    @call("PUT", "/v1/vault", RingState, takes=PutRing, refuses="ring_changed quota")
    async def vault_put(self, request: Request) -> Response:
        """Another key ring."""
        token, body = asked.token(request), await read_body(request)

        def work() -> tuple[str, Response]:
            caller = self._caller(token)
            return caller.account.branch, answer(self._service.put_ring(caller.account, body.decoded(PutRing)))

        return await self._written(work)

    @call(
        "POST",
        "/v1/vault/push",
        VaultPushAnswer,
        takes=VaultPush,
        refuses="epoch_mismatch no_vault vault_replaced too_many_ops quota",
    )
    async def vault_push(self, request: Request) -> Response:
        """Items to keep."""
        token, body, accepts = asked.token(request), await read_body(request), asked.accepts(request)

        def work() -> tuple[str, Response]:
            caller = self._caller(token)
            done = self._service.push(caller.account, body.decoded(VaultPush))
            return caller.account.branch, answer(done, accepts)

        return await self._written(work)

    @call(
        "POST",
        "/v1/vault/pull",
        VaultPullAnswer,
        takes=VaultPull,
        refuses="epoch_mismatch no_vault vault_replaced cursor_ahead",
    )
    async def vault_pull(self, request: Request) -> Response:
        """Items that changed."""
        token, body, accepts = asked.token(request), await read_body(request), asked.accepts(request)
        found: Response = await self._read(
            lambda: answer(self._service.pull(self._caller(token).account, body.decoded(VaultPull)), accepts)
        )
        return found

    async def _written(self, work: Callable[[], tuple[str, Response]]) -> Response:
        """What a change answers, once the account's other devices are woken."""
        branch: str
        done: Response
        branch, done = await self._write(work)
        self._ring(branch)
        return done
