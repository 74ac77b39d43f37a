"""The routes about the server itself, for anybody: what it is and allows, whether it is well, what its routes promise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server_stub import asked
from server_stub.bodies import answer
from server_stub.clock import Clock, stamp
from server_stub.contract import call
from server_stub.limits import ADVERTISED
from server_stub.store import Store
from sync.records.kind import SCHEMA
from sync.wire import API, Meta

MIN_CLIENT = "0.1.0"
BACKUP_HORIZON_DAYS = 400


class Health(msgspec.Struct, kw_only=True):
    """Answer of GET /healthz."""

    ok: bool
    server: str


class AboutApi:
    """The routes; `read` runs work in the threads of the server, `document` makes what is told of all routes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        read: Callable[[Callable[[], Any]], Awaitable[Any]],
        document: Callable[[], dict[str, Any]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._read = read
        self._document = document
        self._version = f"xinde/{version('xinde')}"

    @call("GET", "/v1/meta", Meta, signed_in=False)
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

    @call("GET", "/healthz", Health, signed_in=False, refuses="quota")
    async def health(self, request: Request) -> Response:
        """200 when the database answers and its disk has room; nothing but that and the version."""
        await self._read(self._store.look)
        return answer(Health(ok=True, server=self._version))

    @call("GET", "/v1/openapi.json", dict, signed_in=False)
    async def contract(self, request: Request) -> Response:
        """This document."""
        return answer(await self._read(self._document), asked.accepts(request))
