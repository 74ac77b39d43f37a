"""The routes that look back: the revisions of a record, and what was deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from server_stub import asked
from server_stub.accounts import Caller
from server_stub.bodies import answer
from server_stub.contract import Asked, call
from server_stub.pull import PullService
from server_stub.trash import PLACE_FORM, TrashService
from sync.wire import History, Trash


class PastApi:
    """The routes; `read` runs work in the threads of the server."""

    def __init__(
        self,
        pulls: PullService,
        trash: TrashService,
        caller: Callable[[str], Caller],
        read: Callable[[Callable[[], Response]], Awaitable[Response]],
    ) -> None:
        self._pulls = pulls
        self._trash = trash
        self._caller = caller
        self._read = read

    @call(
        "GET",
        "/v1/records/{id}/history",
        History,
        query=[Asked("before", "revisions older than this one", number=True)],
        refuses="not_found",
    )
    async def history(self, request: Request) -> Response:
        """Revisions of a record."""
        token, rid, accepts = asked.token(request), request.path_params["id"], asked.accepts(request)
        return await self._read(
            lambda: answer(
                self._pulls.history(self._caller(token).account, rid, asked.number(request, "before")), accepts
            )
        )

    @call(
        "GET",
        "/v1/trash",
        Trash,
        query=[
            Asked("scope", "only of this scope"),
            Asked("before", "`next` of the page before", form=f"^{PLACE_FORM}$"),
            Asked("days", "deleted within so many days", number=True),
        ],
        refuses="not_found",
    )
    async def trash(self, request: Request) -> Response:
        """Deleted records with their last content."""
        token, accepts, query = asked.token(request), asked.accepts(request), request.query_params

        def work() -> Response:
            account, days = self._caller(token).account, asked.number(request, "days")
            return answer(self._trash.trash(account, query.get("scope"), query.get("before"), days), accepts)

        return await self._read(work)
