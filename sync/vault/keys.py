"""The key of a vault, and the key ring in which the server keeps it: wrapped by a passphrase, and by a recovery code.

A ring is text, opaque to the server. Each wrapping says how its key is derived and holds a check of that key, so that it fits
one key only; a seal made with the vault's own key covers the whole ring, its revision included.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.canonical import canonical
from sync.problems import EditRefused
from sync.vault.recovery_code import as_key
from sync.vault.wire import RING_BYTES

VERSION = 1
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST = 8
"""Characters of a passphrase, a Chinese one counted twice; whoever holds the server's disk can try as many as he likes."""

Random = Callable[[int], bytes]


class Cost(msgspec.Struct, frozen=True):
    """What turning a passphrase into a key takes: KiB of memory and passes of Argon2id."""

    memory: int = 64 * 1024
    passes: int = 3


CHEAPEST = Cost(1024, 1)
DEAREST = Cost(1024 * 1024, 16)
"""A ring that asks for more than 1 GiB is refused before anything is computed: the server may have made it up."""


class VaultProblem(EditRefused):
    """The vault cannot be opened or used so; nothing was changed. `reason`: a stable word.

    wrong_passphrase, wrong_code, bad_code, short_passphrase, damaged, too_costly, newer.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Wrapping(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The vault's key under another key; `kdf` argon2id (of a passphrase) or hkdf-sha256 (of a recovery code)."""

    kdf: str
    m: int = 0
    t: int = 0
    salt: bytes
    nonce: bytes
    check: bytes
    key: bytes


class Ring(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A key ring: which vault, the ring's own revision, two wrappings, and the seal over all of it."""

    v: int
    vault: str
    rev: int
    passphrase: Wrapping
    recovery: Wrapping
    seal: bytes = b""


def parse(text: str) -> Ring:
    """A ring as the server gave it; raises VaultProblem damaged, newer, too_costly."""
    if len(text) > RING_BYTES:
        raise VaultProblem("damaged")
    try:
        ring = msgspec.json.decode(text, type=Ring)
    except (msgspec.DecodeError, RecursionError):
        raise VaultProblem("damaged") from None
    if ring.v != VERSION:
        raise VaultProblem("newer")
    if written(ring) != text:
        # One meaning, one spelling.
        raise VaultProblem("damaged")
    cost = ring.passphrase
    if not (CHEAPEST.memory <= cost.m <= DEAREST.memory and CHEAPEST.passes <= cost.t <= DEAREST.passes):
        raise VaultProblem("too_costly")
    if cost.kdf != "argon2id" or ring.recovery.kdf != "hkdf-sha256":
        raise VaultProblem("newer")
    return ring


def written(ring: Ring) -> str:
    """A ring as the server keeps it."""
    return msgspec.json.encode(ring).decode()


# making and changing


def new_ring(account: str, passphrase: str, code: str, random: Random, rev: int, cost: Cost) -> tuple[Ring, bytes]:
    """A new vault with a key of its own; its ring and the key. Raises VaultProblem."""
    vault, key = random(16).hex(), random(KEY_BYTES)
    return _ring(
        account,
        vault,
        key,
        rev,
        wrap(account, vault, key, passphrase, random, cost),
        wrap_code(account, vault, key, code, random),
    ), key


def changed(
    ring: Ring, account: str, key: bytes, rev: int, passphrase: Wrapping | None = None, recovery: Wrapping | None = None
) -> Ring:
    """The ring under a new revision, with another passphrase or recovery code if one is given."""
    return _ring(account, ring.vault, key, rev, passphrase or ring.passphrase, recovery or ring.recovery)


def _ring(account: str, vault: str, key: bytes, rev: int, passphrase: Wrapping, recovery: Wrapping) -> Ring:
    ring = Ring(v=VERSION, vault=vault, rev=rev, passphrase=passphrase, recovery=recovery)
    return msgspec.structs.replace(ring, seal=_seal(ring, account, key))


def wrap(account: str, vault: str, key: bytes, passphrase: str, random: Random, cost: Cost) -> Wrapping:
    """The vault's key under a passphrase; raises VaultProblem short_passphrase."""
    check_length(passphrase)
    salt = random(SALT_BYTES)
    made = Wrapping(kdf="argon2id", m=cost.memory, t=cost.passes, salt=salt, nonce=b"", check=b"", key=b"")
    return _wrapped(made, _of_passphrase(made, passphrase), account, vault, key, random)


def check_length(passphrase: str) -> None:
    """Raise VaultProblem short_passphrase for one that is soon guessed."""
    if sum(2 if c >= "⺀" else 1 for c in passphrase) < SHORTEST:
        raise VaultProblem("short_passphrase")


def wrap_code(account: str, vault: str, key: bytes, code: str, random: Random) -> Wrapping:
    """The vault's key under a recovery code; raises VaultProblem bad_code."""
    made = Wrapping(kdf="hkdf-sha256", salt=random(SALT_BYTES), nonce=b"", check=b"", key=b"")
    return _wrapped(made, _of_code(made, code), account, vault, key, random)


def _wrapped(made: Wrapping, material: bytes, account: str, vault: str, key: bytes, random: Random) -> Wrapping:
    nonce = random(NONCE_BYTES)
    sealed = ChaCha20Poly1305(material[:KEY_BYTES]).encrypt(nonce, key, _bound(made, account, vault))
    return msgspec.structs.replace(made, nonce=nonce, check=material[KEY_BYTES:], key=sealed)


# opening


def open_by_passphrase(ring: Ring, account: str, passphrase: str) -> bytes:
    """The vault's key; raises VaultProblem wrong_passphrase, or damaged. Takes 0.3 s and 64 MiB: for a thread of its own."""
    key = _unwrapped(ring.passphrase, _of_passphrase(ring.passphrase, passphrase), account, ring, "wrong_passphrase")
    return _verified(ring, account, key)


def open_by_code(ring: Ring, account: str, code: str) -> bytes:
    """The vault's key; raises VaultProblem bad_code (a slip of the pen), wrong_code, or damaged."""
    key = _unwrapped(ring.recovery, _of_code(ring.recovery, code), account, ring, "wrong_code")
    return _verified(ring, account, key)


def is_genuine(ring: Ring, account: str, key: bytes) -> bool:
    """True when somebody who had the vault's key made the ring."""
    return hmac.compare_digest(ring.seal, _seal(ring, account, key))


def _unwrapped(wrapping: Wrapping, material: bytes, account: str, ring: Ring, wrong: str) -> bytes:
    if not hmac.compare_digest(wrapping.check, material[KEY_BYTES:]):
        raise VaultProblem(wrong)
    try:
        bound = _bound(wrapping, account, ring.vault)
        return ChaCha20Poly1305(material[:KEY_BYTES]).decrypt(wrapping.nonce, wrapping.key, bound)
    except (InvalidTag, ValueError):
        raise VaultProblem("damaged") from None


def _verified(ring: Ring, account: str, key: bytes) -> bytes:
    if len(key) != KEY_BYTES or not is_genuine(ring, account, key):
        raise VaultProblem("damaged")
    return key


def _bound(wrapping: Wrapping, account: str, vault: str) -> bytes:
    return canonical(["xinde-ring", VERSION, account, vault, wrapping.kdf, wrapping.m, wrapping.t, wrapping.salt.hex()])


def _seal(ring: Ring, account: str, key: bytes) -> bytes:
    told = canonical([account, msgspec.to_builtins(msgspec.structs.replace(ring, seal=b""))])
    return hmac.digest(derived(key, "ring"), told, hashlib.sha256)


# from words to keys


def _of_passphrase(wrapping: Wrapping, passphrase: str) -> bytes:
    plain = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    length = 2 * KEY_BYTES
    try:
        return Argon2id(
            salt=wrapping.salt, length=length, iterations=wrapping.t, lanes=1, memory_cost=wrapping.m
        ).derive(plain)
    except ValueError:
        # A salt that is none; a passphrase of any length is good for Argon2.
        raise VaultProblem("damaged") from None
    except MemoryError:
        raise VaultProblem("too_costly") from None


def _of_code(wrapping: Wrapping, code: str) -> bytes:
    material = as_key(code)
    if material is None:
        raise VaultProblem("bad_code")
    return HKDF(hashes.SHA256(), 2 * KEY_BYTES, wrapping.salt, b"xinde-recovery").derive(material)


def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, from the vault's own."""
    return HKDF(hashes.SHA256(), KEY_BYTES, None, f"xinde-vault {purpose}".encode()).derive(key)
