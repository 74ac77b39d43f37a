"""Failed sign-ins, counted in the database: every process that serves it sees the same figures, and a restart forgets none."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, text, update

from server_stub.clock import Clock, stamp
from server_stub.problems import ProtocolProblem
from server_stub.tables import failed

MOST = 10
"""Failures of one login name, or of one account's old password, within the hour that begins with the first of them."""

MOST_OF_ADDRESS = 100
"""Failures from one address: a whole office may stand behind one."""

HOUR = dt.timedelta(hours=1)

# Not as an attribute: collections have a method of that name.
_N = failed.c["count"]
_FOUND = select(_N, failed.c.since).where(failed.c.key == bindparam("key"), failed.c.since > bindparam("ago"))
# One statement, so that two processes never count one failure for two. Both databases speak it.
_COUNT = text(
    "INSERT INTO failed (key, count, since) VALUES (:key, 1, :now) "
    "ON CONFLICT (key) DO UPDATE SET count = failed.count + 1 WHERE failed.count < :most RETURNING count"
)
_CLEAR = delete(failed).where(failed.c.key == bindparam("mine"))
_TAKE_BACK = update(failed).where(failed.c.key == bindparam("mine"), _N > 0).values({"count": _N - 1})


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: whose password is tried, and from which address; both only as hashes."""

    whose: str
    address: str

    def limits(self) -> Sequence[tuple[str, int]]:
        """What is counted and how far, always in this order: two attempts then never wait for each other."""
        return ((self.whose, MOST), (self.address, MOST_OF_ADDRESS))


def of_login(login: str, address: str) -> Try:
    """An attempt to sign in, whether or not somebody has this login name."""
    return Try(login_key(login), _hash("address", address))


def of_account(account: str, address: str) -> Try:
    """An attempt to change a password by who is signed in: guesses at the sign-in do not stand in its way."""
    return Try(_hash("password", account), _hash("address", address))


def login_key(login: str) -> str:
    """Under what the failures of a login name are counted."""
    return _hash("login", login)


def _hash(what: str, value: str) -> str:
    return hashlib.sha256(f"{what}:{value}".encode("utf-8", "replace")).hexdigest()


class Failed:
    """Counts within a transaction of the caller."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def check(self, connection: Connection, attempt: Try) -> None:
        """Raise ProtocolProblem slow_down, with the seconds to wait, for an attempt that may not be made now."""
        for key, most in attempt.limits():
            found = connection.execute(_FOUND, {"key": key, "ago": self._ago()}).one_or_none()
            if found is not None and found[0] >= most:
                self._refuse(found[1])

    def begin(self, connection: Connection, attempt: Try) -> None:
        """Count an attempt as failed before anything is known of it: so many at once still are no more than the limit.

        Raises ProtocolProblem slow_down. What is older than an hour is forgotten.
        """
        connection.execute(delete(failed).where(failed.c.since <= self._ago()))
        now = stamp(self._clock.now())
        for key, most in attempt.limits():
            if connection.execute(_COUNT, {"key": key, "now": now, "most": most}).one_or_none() is None:
                since = connection.scalar(select(failed.c.since).where(failed.c.key == key))
                self._refuse(since or now)

    def succeeded(self, connection: Connection, attempt: Try) -> None:
        """The password was right: its failures are forgotten, and this attempt was none of its address."""
        connection.execute(_CLEAR, {"mine": attempt.whose})
        connection.execute(_TAKE_BACK, {"mine": attempt.address})

    def clear(self, connection: Connection, login: str) -> None:
        """Forget the failures of a login name."""
        connection.execute(_CLEAR, {"mine": login_key(login)})

    def counts(self, connection: Connection) -> dict[str, int]:
        """Failures within the hour, by key."""
        rows = connection.execute(select(failed.c.key, _N).where(failed.c.since > self._ago()))
        return {key: int(count) for key, count in rows}

    def _ago(self) -> str:
        return stamp(self._clock.now() - HOUR)

    def _refuse(self, since: str) -> None:
        left = dt.datetime.fromisoformat(since) + HOUR - self._clock.now()
        wait = max(1, math.ceil(left.total_seconds()))
        raise ProtocolProblem(429, "slow_down", "too many failed sign-ins", retry_after=wait)
