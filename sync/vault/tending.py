"""One round of the vault over a connection, and the key ring kept up with the server's."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sync.reaching import ServerRefused, Unreachable
from sync.vault.engine import VaultEngine, VaultRound
from sync.vault.items import Sealer
from sync.vault.keyfile import HeldKey, read_key, write_key
from sync.vault.keys import VaultProblem, changed, is_genuine, parse, written
from sync.vault.wire import PutRing, RingState, VaultPull, VaultPullAnswer, VaultPush, VaultPushAnswer

if TYPE_CHECKING:
    from sync.workplace import Workplace


class Carrier(Protocol):
    """A connection as the vault uses it; every call raises Unreachable or ServerRefused."""

    def vault_ring(self) -> RingState:
        """The account's key ring."""

    def put_ring(self, body: PutRing) -> RingState:
        """Put a key ring in place of the one it is based on."""

    def vault_carry(self, body: VaultPull | VaultPush) -> VaultPullAnswer | VaultPushAnswer:
        """Make one of the vault's requests."""


def tend(
    place: Workplace,
    carrier: Carrier,
    *,
    stop: threading.Event | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> VaultRound | None:
    """Pull, merge and push what the vault holds; None where the vault is off. Raises CacheError."""
    book, identity = place.vault, place.identity
    with book.busy:
        held = read_key(book.folder)
        if held is None or book.folder is None or identity.account is None or identity.member is None:
            return None
        sealer = Sealer(identity.account, held.vault, held.key, random)
        engine = VaultEngine(book, sealer, held.vault, identity.member, place.clock, place.ids.record)
        done = _run(engine, carrier, stop)
        try:
            if done.fault == "missing":
                # Restored from a backup that is older than the vault: it gets its ring, and everything, again.
                _renew(book.folder, held, _put_again(held, identity.account, carrier, 0))
                done = _run(engine, carrier, stop)
            elif engine.ring is not None and engine.ring != held.rev:
                _renew(book.folder, held, _caught_up(held, identity.account, carrier, engine.ring))
        except (Unreachable, ServerRefused, OSError):
            # The ring is looked at again in the next round.
            return done
        except VaultProblem:
            done.not_genuine += 1
        return done


def _run(engine: VaultEngine, carrier: Carrier, stop: threading.Event | None) -> VaultRound:
    engine.begin()
    while (call := engine.next_call()) is not None:
        if stop is not None and stop.is_set():
            engine.unreachable(call)
            break
        try:
            answer = carrier.vault_carry(call.body)
        except Unreachable:
            engine.unreachable(call)
        except ServerRefused as refused:
            engine.refused(call, refused.problem)
        else:
            engine.answered(call, answer)
    return engine.round


def _renew(folder: Path, before: HeldKey, now: HeldKey) -> None:
    """Keep a newer ring, unless the key was taken away or exchanged meanwhile."""
    if read_key(folder) == before:
        write_key(folder, now)


def _caught_up(held: HeldKey, account: str, carrier: Carrier, rev: int) -> HeldKey:
    """The newer ring, if somebody with the vault's key made it; where the server went back, it gets this one again."""
    if rev < held.rev:
        return _put_again(held, account, carrier, rev)
    state = carrier.vault_ring()
    ring = parse(state.ring or "")
    if ring.vault != held.vault or ring.rev != state.rev or not is_genuine(ring, account, held.key):
        raise VaultProblem("damaged")
    return HeldKey(vault=held.vault, key=held.key, ring=state.ring or "", rev=state.rev)


def _put_again(held: HeldKey, account: str, carrier: Carrier, base: int) -> HeldKey:
    text = written(changed(parse(held.ring), account, held.key, base + 1))
    carrier.put_ring(PutRing(base=base, vault=held.vault, ring=text))
    return HeldKey(vault=held.vault, key=held.key, ring=text, rev=base + 1)
