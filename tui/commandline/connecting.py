"""A connection to the branch's server as the account of a data folder."""

from __future__ import annotations

from pathlib import Path

from sync.problems import InTheWay
from sync.records.kind import SCHEMA
from sync.transport import Transport
from sync.workplace import Workplace, read_token
from tui import __version__

LONGEST = 25.0
"""Seconds after which a command gives the server up: it ends within 30, whatever the server does."""

A_PIECE = 15.0
"""Seconds a request waits to be connected, and again for each piece of its answer."""


def client_name() -> str:
    """What the command line calls itself to the server (header X-Client)."""
    return f"cli/{__version__} schema={SCHEMA}"


def sign_in_of(place: Workplace, folder: Path) -> tuple[str, str]:
    """Server and token of the folder; raises InTheWay when nobody is signed in, or when there is no server at all."""
    identity, token = place.identity, read_token(folder)
    if identity.alone:
        raise InTheWay("alone")
    if identity.server is None or token is None:
        raise InTheWay("not_signed_in")
    return identity.server, token


def connect(server: str, token: str | None = None, *, seconds: float | None = None) -> Transport:
    """A connection for one command, not yet used; it is no good any more after so many seconds, at most `LONGEST`."""
    whole = LONGEST if seconds is None else min(LONGEST, seconds)
    return Transport(server, token, client_name=client_name(), timeout=A_PIECE, seconds=whole)
