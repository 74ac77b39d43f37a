"""What a person does with the vault: begin one, open it on another device, change the passphrase, use the recovery code.

Blocking, and each derivation of a key takes 0.3 s and 64 MiB: for a thread of its own. Nothing here touches drafts or notes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sync.problems import InTheWay
from sync.reaching import ServerRefused, Unreachable
from sync.vault.keyfile import HeldKey, read_key, write_key
from sync.vault.keys import (
    Cost,
    Ring,
    changed,
    new_ring,
    open_by_code,
    open_by_passphrase,
    parse,
    wrap,
    wrap_code,
    written,
)
from sync.vault.recovery_code import new_code
from sync.vault.tending import Carrier
from sync.vault.wire import PutRing, RingState


class Keeper:
    """Acts for one account in one data folder, over a connection that is signed in."""

    def __init__(
        self,
        folder: Path,
        account: str,
        carrier: Carrier,
        *,
        random: Callable[[int], bytes] = os.urandom,
        cost: Cost | None = None,
    ) -> None:
        self._folder = folder
        self._account = account
        self._carrier = carrier
        self._random = random
        self._cost = cost or Cost()

    def look(self) -> RingState:
        """The server's ring; raises InTheWay vault_unknown, Unreachable, ServerRefused."""
        try:
            return self._carrier.vault_ring()
        except ServerRefused as refused:
            if refused.problem.code == "no_such_route":
                raise InTheWay("vault_unknown") from refused
            raise

    def begin(self, passphrase: str, *, replace: bool = False) -> str:
        """Begin a vault and keep its key here; returns the recovery code, which is shown once.

        With `replace` in place of one whose passphrase and code are lost: the server forgets what only that one held. Raises
        InTheWay vault_exists, VaultProblem, Unreachable, ServerRefused.
        """
        state = self.look()
        if state.ring is not None and not replace:
            raise InTheWay("vault_exists")
        code = new_code(self._random)
        ring, key = new_ring(self._account, passphrase, code, self._random, state.rev + 1, self._cost)
        self._put(ring, key, keep=True)
        return code

    def unlock(self, passphrase: str) -> None:
        """Open the vault here; raises InTheWay no_vault, VaultProblem wrong_passphrase and others, which change nothing."""
        ring, text = self._ring()
        key = open_by_passphrase(ring, self._account, passphrase)
        self._keep(ring, text, key)

    def change(self, old: str, new: str, *, renew_code: bool = False) -> str | None:
        """Another passphrase, and with `renew_code` another recovery code, which is returned; raises as `unlock`."""
        ring, _ = self._ring()
        key = open_by_passphrase(ring, self._account, old)
        return self._rewrap(ring, key, new, renew_code, keep=read_key(self._folder) is not None)

    def recover(self, code: str, new: str, *, renew_code: bool = False) -> str | None:
        """Open the vault here with the recovery code and give it another passphrase; raises as `unlock`."""
        ring, _ = self._ring()
        key = open_by_code(ring, self._account, code)
        return self._rewrap(ring, key, new, renew_code, keep=True)

    def _rewrap(self, ring: Ring, key: bytes, new: str, renew_code: bool, *, keep: bool) -> str | None:
        passphrase = wrap(self._account, ring.vault, key, new, self._random, self._cost)
        code = new_code(self._random) if renew_code else None
        recovery = wrap_code(self._account, ring.vault, key, code, self._random) if code is not None else None
        self._put(changed(ring, self._account, key, ring.rev + 1, passphrase, recovery), key, keep=keep)
        return code

    def _ring(self) -> tuple[Ring, str]:
        state = self.look()
        if state.ring is None:
            raise InTheWay("no_vault")
        ring = parse(state.ring)
        held = read_key(self._folder)
        if held is not None and held.vault == ring.vault and state.rev < held.rev:
            # An older ring would open for an older passphrase.
            raise InTheWay("vault_went_back")
        return ring, state.ring

    def _put(self, ring: Ring, key: bytes, *, keep: bool) -> None:
        text = written(ring)
        try:
            self._carrier.put_ring(PutRing(base=ring.rev - 1, vault=ring.vault, ring=text))
        except ServerRefused as refused:
            if refused.problem.code == "ring_changed" and self.look().ring != text:
                raise InTheWay("vault_changed") from refused
            if refused.problem.code != "ring_changed":
                raise
        except Unreachable:
            # It may have arrived all the same.
            if self.look().ring != text:
                raise
        if keep:
            self._keep(ring, text, key)

    def _keep(self, ring: Ring, text: str, key: bytes) -> None:
        write_key(self._folder, HeldKey(vault=ring.vault, key=key, ring=text, rev=ring.rev))


def turn_off(folder: Path) -> bool:
    """Forget the key here; drafts and notes stay, and so do the server's values. False when it was off."""
    was = read_key(folder) is not None
    write_key(folder, None)
    return was
