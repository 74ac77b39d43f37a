"""Passwords, kept as Argon2id hashes; at most two are computed at once, since each takes 64 MiB."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from server_stub.problems import ProtocolProblem

SHORTEST = 8
LONGEST_BYTES = 1024
AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords; the costs are Argon2's (tests choose small ones)."""

    def __init__(self, *, time_cost: int = 3, memory_kib: int = 64 * 1024, lanes: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=lanes)
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        # Checked for a login nobody has, so that its answer takes as long as one for a wrong password.
        self._nobodys = self._hasher.hash("nobody's password")

    def outdated(self, stored: str) -> bool:
        """True for a hash made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """True for the right password; the same work for `None`, which nothing matches, and for what is too long to be one."""
        if len(password.encode("utf-8", "replace")) > LONGEST_BYTES:
            stored, password = None, ""
        with self._turn:
            try:
                self._hasher.verify(stored or self._nobodys, _normal(password))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return stored is not None


def check_password(password: str) -> None:
    """Raise ProtocolProblem invalid_password for one that is too short, or too long to be one."""
    if len(_normal(password)) < SHORTEST or len(password.encode()) > LONGEST_BYTES:
        raise ProtocolProblem(
            422, "invalid_password", "the password is too short or too long", detail={"shortest": SHORTEST}
        )


def _normal(password: str) -> str:
    """Input methods give the same character in several forms."""
    return unicodedata.normalize("NFC", password)
