"""A connection to the branch's server as the account of a data folder."""

from __future__ import annotations

from pathlib import Path

from sync.problems import InTheWay
from sync.records.kind import SCHEMA
from sync.transport import Transport
from sync.workplace import Workplace, read_token
from tui import __version__


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


def connect(server: str, token: str | None = None) -> Transport:
    """A connection, not yet used."""
    return Transport(server, token, client_name=client_name())
