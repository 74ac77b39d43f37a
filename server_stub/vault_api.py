"""The vault's routes: GET and PUT /v1/vault, POST /v1/vault/push and /v1/vault/pull, each for the caller's own account only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server_stub.accounts import Caller
from server_stub.bodies import answer, read_body
from server_stub.vault import VaultService
from sync.vault.wire import PutRing, VaultPull, VaultPush


class VaultApi:
    """The routes; `read` and `write` run work in the threads of the server, `ring` wakes the branch's long polls."""

    def __init__(
        self,
        service: VaultService,
        token_of: Callable[[Request], str],
        caller: Callable[[str], Caller],
        read: Callable[[Callable[[], Any]], Awaitable[Any]],
        write: Callable[[Callable[[], Any]], Awaitable[Any]],
        ring: Callable[[str], None],
    ) -> None:
        self._service = service
        self._token_of = token_of
        self._caller = caller
        self._read = read
        self._write = write
        self._ring = ring

    def routes(self) -> list[Route]:
        """What Starlette is to serve."""
        return [
            Route("/v1/vault", self.vault_ring, methods=["GET"]),
            Route("/v1/vault", self.vault_put, methods=["PUT"]),
            Route("/v1/vault/push", self.vault_push, methods=["POST"]),
            Route("/v1/vault/pull", self.vault_pull, methods=["POST"]),
        ]

    async def vault_ring(self, request: Request) -> Response:
        """The key ring."""
        token = self._token_of(request)
        found: Response = await self._read(lambda: answer(self._service.ring(self._caller(token).account)))
        return found

    async def vault_put(self, request: Request) -> Response:
        """Another key ring."""
        token, body = self._token_of(request), await read_body(request)

        def work() -> tuple[str, Response]:
            caller = self._caller(token)
            return caller.account.branch, answer(self._service.put_ring(caller.account, body.decoded(PutRing)))

        return await self._written(work)

    async def vault_push(self, request: Request) -> Response:
        """Items to keep."""
        token, body, accepts = self._token_of(request), await read_body(request), _accepts(request)

        def work() -> tuple[str, Response]:
            caller = self._caller(token)
            done = self._service.push(caller.account, body.decoded(VaultPush))
            return caller.account.branch, answer(done, accepts)

        return await self._written(work)

    async def vault_pull(self, request: Request) -> Response:
        """Items that changed."""
        token, body, accepts = self._token_of(request), await read_body(request), _accepts(request)
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


def _accepts(request: Request) -> str:
    return request.headers.get("accept-encoding", "")
