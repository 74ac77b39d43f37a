"""A passphrase-sealed copy of what exists on this device only: drafts, notes, and text typed but not yet saved.

The file: a line that says what it is, a line of JSON (parameters of the key, salt, nonce, what tells a wrong passphrase
from a damaged file), the sealed bytes, and a SHA-256 over everything before it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.problems import EditRefused

FIRST_LINE = b"xinde-private 1\n"
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
CHECK_BYTES = 16
DIGEST_BYTES = 32
LONGEST_HEADER = 1024
LARGEST_PLAIN = 256 * 1024 * 1024
"""Bytes the content may have when it is opened; a bigger file was not written by this program."""


class Cost(msgspec.Struct, frozen=True):
    """What turning a passphrase into a key takes: scrypt's n (a power of two), r and p; 128·n·r bytes of memory."""

    n: int = 2**16
    r: int = 8
    p: int = 1


CHEAPEST = Cost(n=2**10, r=8, p=1)
DEAREST = Cost(n=2**20, r=8, p=4)
"""A file that asks for more than 1 GiB and some seconds is refused before anything is computed."""


class SealedProblem(EditRefused):
    """The file cannot be opened; `reason`: not_sealed, newer, damaged, too_costly, wrong_passphrase, empty_passphrase."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


class Private(msgspec.Struct, kw_only=True):
    """What is sealed: whose it was, records as the cache holds them, and unsaved texts by their keys."""

    made: str
    schema: int
    branch: str | None = None
    member: str | None = None
    records: list[dict[str, Any]] = []
    typing: dict[str, dict[str, Any]] = {}


class Header(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The second line of the file."""

    kdf: str
    n: int
    r: int
    p: int
    cipher: str
    salt: str
    nonce: str
    check: str


def seal(content: Private, passphrase: str, random: Callable[[int], bytes], cost: Cost | None = None) -> bytes:
    """The file that holds `content`; `random` gives bytes. Raises SealedProblem for an empty passphrase."""
    cost = cost or Cost()
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    key, check = _derived(passphrase, salt, cost)
    header = Header(
        kdf="scrypt",
        n=cost.n,
        r=cost.r,
        p=cost.p,
        cipher="chacha20-poly1305",
        salt=salt.hex(),
        nonce=nonce.hex(),
        check=check.hex(),
    )
    head = FIRST_LINE + msgspec.json.encode(header) + b"\n"
    body = ChaCha20Poly1305(key).encrypt(nonce, zlib.compress(msgspec.json.encode(content)), head)
    return head + body + hashlib.sha256(head + body).digest()


def unseal(sealed: bytes, passphrase: str) -> Private:
    """The content of a file; raises SealedProblem, which tells a wrong passphrase from a damaged file."""
    begin, _, _ = FIRST_LINE.partition(b" ")
    if not sealed.startswith(begin + b" "):
        raise SealedProblem("not_sealed")
    if not sealed.startswith(FIRST_LINE):
        raise SealedProblem("newer")
    if hashlib.sha256(sealed[:-DIGEST_BYTES]).digest() != sealed[-DIGEST_BYTES:]:
        raise SealedProblem("damaged")
    head, header = _header(sealed)
    cost = Cost(header.n, header.r, header.p)
    if header.kdf != "scrypt" or header.cipher != "chacha20-poly1305":
        raise SealedProblem("newer")
    if not _bearable(cost):
        raise SealedProblem("too_costly")
    try:
        salt, nonce, check = (bytes.fromhex(each) for each in (header.salt, header.nonce, header.check))
    except ValueError:
        raise SealedProblem("damaged") from None
    key, own_check = _derived(passphrase, salt, cost)
    if not hmac.compare_digest(check, own_check):
        raise SealedProblem("wrong_passphrase")
    try:
        packed = ChaCha20Poly1305(key).decrypt(nonce, sealed[len(head) : -DIGEST_BYTES], head)
        return msgspec.json.decode(_inflated(packed), type=Private)
    except (InvalidTag, ValueError, zlib.error):
        raise SealedProblem("damaged") from None


def _header(sealed: bytes) -> tuple[bytes, Header]:
    """The first two lines, and what the second says."""
    end = sealed.find(b"\n", len(FIRST_LINE), len(FIRST_LINE) + LONGEST_HEADER)
    if end < 0:
        raise SealedProblem("damaged")
    try:
        return sealed[: end + 1], msgspec.json.decode(sealed[len(FIRST_LINE) : end], type=Header)
    except msgspec.DecodeError:
        raise SealedProblem("damaged") from None


def _bearable(cost: Cost) -> bool:
    within = (
        CHEAPEST.n <= cost.n <= DEAREST.n and CHEAPEST.r <= cost.r <= DEAREST.r and CHEAPEST.p <= cost.p <= DEAREST.p
    )
    return within and cost.n & (cost.n - 1) == 0


def _derived(passphrase: str, salt: bytes, cost: Cost) -> tuple[bytes, bytes]:
    """Key, and what in the header tells whether the passphrase is the right one."""
    if not passphrase:
        raise SealedProblem("empty_passphrase")
    try:
        material = Scrypt(salt=salt, length=KEY_BYTES + CHECK_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(
            unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        )
    except MemoryError:
        raise SealedProblem("too_costly") from None
    return material[:KEY_BYTES], material[KEY_BYTES:]


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    plain = inflater.decompress(packed, LARGEST_PLAIN)
    if inflater.unconsumed_tail or not inflater.eof:
        raise ValueError("not whole, or too large")
    return plain


def write_sealed(path: Path, sealed: bytes, *, replace: bool = False) -> None:
    """Write the file for its owner alone (0600), whole or not at all; raises FileExistsError unless `replace`, OSError."""
    if not replace:
        # Taken first, and empty: renaming alone would silently replace what is there.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        if not replace:
            path.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
