"""One JSON line for each request: route, status, sizes, time; never content, tokens, names or addresses."""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO

import msgspec
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server_stub.bodies import problem_answer
from server_stub.clock import Clock, stamp
from server_stub.problems import ProtocolProblem
from server_stub.store import StoreDamaged, problem_of

_CLIENT = re.compile(r"[a-z]{1,16}/[0-9a-z.+-]{1,24}( schema=\d{1,4})?\Z")


class Log:
    """Lines of JSON on a stream."""

    def __init__(self, clock: Clock, stream: TextIO | None = None) -> None:
        self._clock = clock
        self._stream = stream

    def line(self, event: str, **values: Any) -> None:
        """Write one line; a stream that is gone stops nobody."""
        told = {"at": stamp(self._clock.now()), "event": event, **values}
        stream = self._stream or sys.stderr
        try:
            stream.write(msgspec.json.encode({k: v for k, v in told.items() if v is not None}).decode() + "\n")
            stream.flush()
        except (OSError, ValueError):
            self._stream = None

    def failure(self, error: BaseException, request_id: str = "") -> None:
        """Write where an unforeseen error came from: file and line only, as its message may hold people's words."""
        frames = [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        self.line("failure", id=request_id, error=type(error).__name__, where=frames[-6:])


class OfLibraries(logging.Handler):
    """What the server's libraries have to say, as lines of the same log: their first line, without what was filled in."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; of an error its kind, as its message may hold people's words."""
        kind = record.exc_info[0] if record.exc_info else None
        error = None if kind is None else kind.__name__
        self._log.line("library", logger=record.name, says=str(record.msg).partition("\n")[0][:200], error=error)


class Frame:
    """Around every request: gives it an id, makes one log line, and turns whatever fails into a problem document."""

    def __init__(self, app: ASGIApp, log: Log, new_id: Callable[[], str]) -> None:
        self._app = app
        self._log = log
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request of the ASGI server."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        told: dict[str, Any] = {"in": 0, "out": 0, "status": None}

        async def counting_receive() -> Message:
            message = await receive()
            told["in"] += len(message.get("body", b""))
            return message

        async def counting_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            told["out"] += len(message.get("body", b""))
            await send(message)

        begun = time.monotonic()
        try:
            await self._app(scope, counting_receive, counting_send)
        # Whatever it is, the client gets a problem document and the operator a line.
        except Exception as error:  # noqa: BLE001
            if told["status"] is None:
                await problem_answer(as_problem(error), request_id)(scope, counting_receive, counting_send)
            if told["status"] >= 500:
                self._log.failure(error, request_id)
        finally:
            self._log.line(
                "request",
                id=request_id,
                method=scope["method"] if scope["method"] in ("GET", "POST", "PUT", "HEAD") else "other",
                route=getattr(scope.get("endpoint"), "__name__", "none"),
                **told,
                ms=round((time.monotonic() - begun) * 1000),
                client=_client(scope),
            )


def as_problem(error: Exception) -> ProtocolProblem:
    """What the client is told about an error."""
    match error:
        case ProtocolProblem():
            return error
        case HTTPException(status_code=404 | 405):
            return ProtocolProblem(error.status_code, "no_such_route", "there is nothing here", headers=error.headers)
        case HTTPException():
            return ProtocolProblem(error.status_code, "malformed", "not a request of this protocol")
        case StoreDamaged():
            return ProtocolProblem(503, "maintenance", "the database is damaged", retry_after=300)
        case DBAPIError() if (known := problem_of(error)) is not None:
            return as_problem(known)
        case _:
            return ProtocolProblem(500, "internal", "something went wrong", retry_after=60)


async def told_problem(request: Request, error: Exception) -> Response:
    """Starlette's handler for errors inside routes."""
    return problem_answer(as_problem(error), request.state.request_id)


def _client(scope: Scope) -> str | None:
    """The client's program and version, if its header looks like one."""
    given = next((value for name, value in scope["headers"] if name == b"x-client"), b"")
    written = given.decode("latin-1")
    return written if _CLIENT.match(written) else None
