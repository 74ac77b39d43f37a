"""Bodies in and out: bounded, of one shape, and never believed (PROTOCOL.md sections 13 and 14)."""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from server_stub.problems import ProtocolProblem
from sync.wire import MAX_BODY_BYTES, MAX_DEPTH, MAX_INFLATED_BYTES
from sync.wire_forms import LARGEST

_T = TypeVar("_T")

READ_SECONDS = 30
"""How long a client may take to send a body."""

_COMPRESS_FROM = 1400
"""Bytes from which an answer is compressed: below that it is one packet anyway."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SQUARE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came."""

    sent: bytes
    zipped: bool

    def decoded(self, shape: type[_T]) -> _T:
        """The body as `shape`, inflated; raises ProtocolProblem body_too_large, malformed, bad_request_shape."""
        return decode(_inflated(self.sent) if self.zipped else self.sent, shape)


async def read_body(request: Request) -> Body:
    """The body as it was sent; raises ProtocolProblem body_too_large, bad_encoding, malformed, timeout."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ProtocolProblem(415, "bad_encoding", "the body must be application/json")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise ProtocolProblem(415, "bad_encoding", "only gzip is understood")
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.stream():
                body += chunk
                # Counted as it comes: Content-Length is only what the client says.
                if len(body) > MAX_BODY_BYTES:
                    raise too_large()
    except TimeoutError as error:
        raise ProtocolProblem(408, "timeout", "the body did not arrive", retry_after=1) from error
    except ClientDisconnect as error:
        raise ProtocolProblem(400, "malformed", "the body ended too early") from error
    return Body(bytes(body), encoding == "gzip")


def too_large() -> ProtocolProblem:
    """The refusal of a body above the limits."""
    limits = {"wire": MAX_BODY_BYTES, "inflated": MAX_INFLATED_BYTES}
    return ProtocolProblem(413, "body_too_large", "the body is too large", detail=limits)


def _inflated(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        # One byte above the limit tells a bomb from a body without inflating it.
        whole = inflater.decompress(body, MAX_INFLATED_BYTES + 1)
    except zlib.error as error:
        raise ProtocolProblem(400, "malformed", "the body is not gzip") from error
    if len(whole) > MAX_INFLATED_BYTES:
        raise too_large()
    if not inflater.eof or inflater.unused_data:
        raise ProtocolProblem(400, "malformed", "the body is not one gzip stream")
    return whole


def _number(written: str) -> int | float:
    """A number with a fraction or an exponent: 3.0 is the same number as 3 (JSON has one kind), any other is never right here."""
    value = float(written)
    return int(value) if value.is_integer() and abs(value) <= LARGEST else value


_DECODER = msgspec.json.Decoder(float_hook=_number)


def decode(body: bytes, shape: type[_T]) -> _T:
    """The body as `shape`; raises ProtocolProblem malformed or bad_request_shape."""
    try:
        value = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolProblem(400, "malformed", "the body is not JSON") from error
    # Without its strings JSON shows its nesting by brackets and its keys by colons. All of it at the speed of C: a Python
    # loop over the values of ten edits took longer than applying two of them.
    outside = _STRING.sub(b"", body)
    brackets = outside.translate(_SQUARE, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise ProtocolProblem(400, "malformed", "the JSON is nested too deeply")
    if outside.count(b":") != _STRING.sub(b"", msgspec.json.encode(value)).count(b":"):
        # Of a key written twice only one is left in `value`.
        raise ProtocolProblem(400, "malformed", "a key stands twice")
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, OverflowError) as error:
        raise ProtocolProblem(422, "bad_request_shape", "the body has not the shape of this request") from error


def answer(value: Any, accepts: str = "", status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer, compressed when it is large and the client understands it."""
    body = msgspec.json.encode(value)
    sent = {"Cache-Control": "no-store", **(headers or {})}
    if len(body) >= _COMPRESS_FROM:
        sent["Vary"] = "Accept-Encoding"
        if "gzip" in accepts.lower():
            body = gzip.compress(body, compresslevel=3, mtime=0)
            sent["Content-Encoding"] = "gzip"
    return Response(body, status, sent, "application/json")


def problem_answer(problem: ProtocolProblem, request_id: str) -> Response:
    """A refusal as a problem document."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = msgspec.json.encode(problem.document(request_id))
    return Response(body, problem.status, headers, "application/problem+json")
