"""What a request says beside its body: whose token, which query, from where, from which client."""

from __future__ import annotations

import re

from starlette.requests import Request

from server_stub.problems import ProtocolProblem
from sync.records.kind import SCHEMA

LONGEST_NUMBER = 16
"""Digits of a whole number in a query."""


def number(request: Request, name: str) -> int | None:
    """A whole number of the query; raises ProtocolProblem bad_request_shape."""
    written = request.query_params.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
        raise ProtocolProblem(422, "bad_request_shape", "not a number", detail={"field": name})
    return int(written)


def address(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client is not None else ""


def schema(request: Request) -> int:
    """The version of ops a client writes, as it says itself; a client that says nothing is this server's equal."""
    found = re.search(r" schema=(\d{1,4})$", request.headers.get("x-client", ""), re.ASCII)
    return int(found[1]) if found else SCHEMA


def accepts(request: Request) -> str:
    """The encodings the client understands."""
    return request.headers.get("accept-encoding", "")


def token(request: Request) -> str:
    """The token presented; raises ProtocolProblem token_invalid."""
    scheme, _, presented = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not presented:
        raise ProtocolProblem(401, "token_invalid", "sign in first")
    return presented
