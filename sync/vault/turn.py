"""The vault's turn after an ordinary round; what it needs loads only where the vault is on (cryptography takes 30 ms)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from sync.cache.repository import Changed
from sync.clock import today
from sync.reaching import ServerRefused, Unreachable
from sync.vault.keyfile import has_key

if TYPE_CHECKING:
    from sync.engine import Round
    from sync.transport import Transport
    from sync.workplace import Workplace


def vault_turn(place: Workplace, transport: Transport, last: Round, *, stop: threading.Event | None = None) -> None:
    """Run the vault's round when the ordinary one ended well; what it did stands in `place.vault.last_round`."""
    book = place.vault
    if book.folder is None or place.identity.account is None:
        return
    if not has_key(book.folder):
        book.last_round = None
        if last.fault is None:
            _look(place, transport)
        return
    if last.fault is None:
        from sync.vault.tending import tend

        book.last_round = tend(place, transport, stop=stop)


def _look(place: Workplace, transport: Transport) -> None:
    """Once a day a device without the key asks whether another one has begun a vault, so that Home can say so."""
    book, now = place.vault, today(place.clock)
    known = book.place
    if known.looked == now:
        return
    try:
        ring = transport.vault_ring().rev
    except Unreachable:
        return
    except ServerRefused:
        # An older server knows of no vaults.
        ring = 0
    place.repository.commit([book.place_change(msgspec.structs.replace(known, looked=now, ring=ring))])


def edited(place: Workplace, changed: Changed) -> bool:
    """True for an edit that the vault is to carry to the member's other devices."""
    return "private" in changed.tables and place.vault.is_on
