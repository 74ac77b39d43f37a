"""The vault's keeper over a connection of its own, for a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sync.problems import InTheWay
from sync.workplace import Workplace, read_token
from tui.start import client_name

if TYPE_CHECKING:
    from sync.vault.keeper import Keeper


@contextmanager
def keeper_of(place: Workplace) -> Iterator[Keeper]:
    """Acts for whoever is signed in; raises InTheWay when nobody is."""
    from sync.transport import Transport
    from sync.vault.keeper import Keeper

    folder, identity = place.vault.folder, place.identity
    token = read_token(folder) if folder is not None else None
    if folder is None or identity.account is None or identity.at is None or token is None:
        raise InTheWay("not_signed_in")
    with Transport(identity.at, token, client_name=client_name()) as transport:
        yield Keeper(folder, identity.account, transport)
