"""A connection to the branch's server as the account of a data folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sync.invite import Server
from sync.problems import InTheWay
from sync.reaching import ServerRefused, Unreachable
from sync.records.kind import SCHEMA
from sync.transport import Transport
from sync.workplace import Workplace, read_token
from tui import __version__
from tui.commandline.output import say
from tui.i18n import t
from tui.messages import explain

Told = TypeVar("Told")

LONGEST = 25.0
"""Seconds after which a command gives the server up: it ends within 30, whatever the server does."""

A_PIECE = 15.0
"""Seconds a request waits to be connected, and again for each piece of its answer."""


def client_name() -> str:
    """What the command line calls itself to the server (header X-Client)."""
    return f"cli/{__version__} schema={SCHEMA}"


def sign_in_of(place: Workplace, folder: Path) -> tuple[Server, str]:
    """Server and token of the folder; raises InTheWay when nobody is signed in, or when there is no server at all."""
    identity, token = place.identity, read_token(folder)
    if identity.alone:
        raise InTheWay("alone")
    if identity.at is None or token is None:
        raise InTheWay("not_signed_in")
    return identity.at, token


def ask_server(place: Workplace, folder: Path, question: Callable[[Transport], Told]) -> Told | None:
    """The server's answer; None, said on standard error, when only this device can be asked."""
    try:
        with connect(*sign_in_of(place, folder)) as transport:
            return question(transport)
    except InTheWay:
        return None
    except (Unreachable, ServerRefused) as error:
        say(t("history.offline", why=explain(error).what), to=sys.stderr)
        return None


def connect(server: Server, token: str | None = None, *, seconds: float | None = None) -> Transport:
    """A connection for one command, not yet used; it is no good any more after so many seconds, at most `LONGEST`."""
    whole = LONGEST if seconds is None else min(LONGEST, seconds)
    return Transport(server, token, client_name=client_name(), timeout=A_PIECE, seconds=whole)
