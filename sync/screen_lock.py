"""The passphrase of the screen's lock: the vault's where the vault is on here, else one of its own, kept as an Argon2id hash.

It keeps eyes from an open screen, no more: whoever can start programs under this account can read the data folder.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync.secret_file import read_secret, write_secret
from sync.vault.keyfile import read_key
from sync.vault.keys import Cost, VaultProblem, check_length, open_by_passphrase, parse

LOCK = "lock.hash"


class LockHash(msgspec.Struct, kw_only=True):
    """What is kept of a lock's passphrase."""

    m: int
    t: int
    salt: bytes
    hash: bytes


def can_lock(folder: Path) -> bool:
    """True when there is a passphrase that opens the screen again."""
    return read_key(folder) is not None or _held(folder) is not None


def is_the_vaults(folder: Path) -> bool:
    """True when the vault's passphrase opens the screen, and none of its own."""
    return read_key(folder) is not None


def set_lock(
    folder: Path, passphrase: str, *, random: Callable[[int], bytes] = os.urandom, cost: Cost | None = None
) -> None:
    """Choose the lock's passphrase; raises VaultProblem short_passphrase, OSError. Takes 0.3 s."""
    check_length(passphrase)
    cost = cost or Cost()
    made = LockHash(m=cost.memory, t=cost.passes, salt=random(16), hash=b"")
    made.hash = _hashed(made, passphrase)
    write_secret(folder / LOCK, msgspec.json.encode(made).decode())


def drop_lock(folder: Path) -> None:
    """Forget the lock's passphrase, so that another one can be chosen."""
    (folder / LOCK).unlink(missing_ok=True)


def opens(folder: Path, account: str | None, passphrase: str) -> bool:
    """True when the passphrase opens the screen; takes 0.3 s, for a thread of its own. No network is needed."""
    key = read_key(folder)
    if key is not None:
        try:
            return hmac.compare_digest(open_by_passphrase(parse(key.ring), account or "", passphrase), key.key)
        except VaultProblem:
            return False
    held = _held(folder)
    return held is not None and hmac.compare_digest(held.hash, _hashed(held, passphrase))


def _held(folder: Path) -> LockHash | None:
    text = read_secret(folder / LOCK)
    try:
        return msgspec.json.decode(text, type=LockHash) if text is not None else None
    except msgspec.DecodeError:
        return None


def _hashed(held: LockHash, passphrase: str) -> bytes:
    plain = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(salt=held.salt, length=32, iterations=held.t, lanes=1, memory_cost=held.m).derive(plain)
