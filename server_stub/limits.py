"""How often something may be done (PROTOCOL.md section 13): kept in this process, by the server's clock."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from server_stub.clock import Clock
from server_stub.problems import ProtocolProblem
from sync.records.fields import SET_ELEMENTS, TEXT_BYTES
from sync.wire import (
    MAX_BODY_BYTES,
    MAX_DEPTH,
    MAX_FIELDS,
    MAX_INFLATED_BYTES,
    MAX_OP_BYTES,
    MAX_OPS,
    MAX_PAGE_BYTES,
    MAX_PAGE_RECORDS,
    MAX_RECORD_BYTES,
)

ADVERTISED = {
    "body_bytes": MAX_BODY_BYTES,
    "inflated_bytes": MAX_INFLATED_BYTES,
    "depth": MAX_DEPTH,
    "ops": MAX_OPS,
    "op_bytes": MAX_OP_BYTES,
    "fields": MAX_FIELDS,
    "record_bytes": MAX_RECORD_BYTES,
    "text_bytes": TEXT_BYTES,
    "set_elements": SET_ELEMENTS,
    "page_records": MAX_PAGE_RECORDS,
    "page_bytes": MAX_PAGE_BYTES,
}
"""What `GET /v1/meta` tells clients."""

MOST_KEYS = 10_000
"""Above so many keys those that are at rest are forgotten."""


@dataclass(frozen=True, slots=True)
class Rates:
    """`login` per minute and address, and twice as often per hour and account; `sync` calls per minute and device."""

    login: int = 5
    sync: int = 120


def parse_rates(written: str) -> Rates:
    """Rates written as `login=5,sync=120`; raises ValueError saying what is wrong."""
    values: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in written.split(","))):
        name, _, number = part.partition("=")
        if name not in ("login", "sync"):
            raise ValueError(f"unknown rate {name!r}: only login and sync can be set")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 1_000_000):
            raise ValueError(f"rate {name} must be a number from 1 to 1000000")
        values[name] = int(number)
    return Rates(**values)


class Rate:
    """At most `most` at once, refilled evenly over `seconds`, for each key."""

    def __init__(self, clock: Clock, most: int, seconds: float) -> None:
        self._clock = clock
        self._most = most
        self._each = seconds / most
        self._free_at: dict[str, float] = {}
        self._turn = threading.Lock()

    def take(self, key: str) -> None:
        """Count one; raises ProtocolProblem slow_down with the seconds until the next is allowed."""
        now = self._clock.now().timestamp()
        with self._turn:
            # The moment at which the key is at rest again; each use moves it on by the time one refill takes.
            rest = max(self._free_at.get(key, now), now)
            wait = rest + self._each - now - self._most * self._each
            # A ten-thousandth of a second is rounding, not haste.
            if wait > 1e-4:
                raise ProtocolProblem(429, "slow_down", "too often", retry_after=math.ceil(wait))
            self._free_at[key] = rest + self._each
            if len(self._free_at) > MOST_KEYS:
                self._free_at = {each: moment for each, moment in self._free_at.items() if moment > now}


class Limits:
    """The rates of one serving process."""

    def __init__(self, clock: Clock, rates: Rates) -> None:
        self.address = Rate(clock, rates.login, 60)
        self.account = Rate(clock, rates.login * 2, 3600)
        self.device = Rate(clock, rates.sync, 60)
