"""When to sync next: after an edit, now and then, and later and later while the server is away (PROTOCOL.md section 8)."""

from __future__ import annotations

from random import Random

from sync.engine import Fault, Round

AFTER_EDIT = 2.0
EVERY = 300.0
SPREAD = 0.2
FIRST_RETRY = 1.0
LONGEST_RETRY = 300.0


class Schedule:
    """Seconds to wait before the next round, from what the last one met; full jitter, so that devices do not march in step."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    @property
    def failures(self) -> int:
        """Rounds in a row that did not reach the server."""
        return self._failures

    def after(self, last: Round) -> float:
        """Seconds until the next round by itself; a round that ended well resets the back-off."""
        if last.fault is None:
            self._failures = 0
            return EVERY * (1 + SPREAD * (2 * self._random.random() - 1))
        if last.fault in (Fault.SIGN_IN, Fault.STOPPED):
            # Only a person can help; look again now and then, in case the server was mended.
            return EVERY
        self._failures += 1
        ceiling = min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(self._failures, 12))
        return max(self._random.random() * ceiling, FIRST_RETRY / 2, last.retry_after or 0.0)
