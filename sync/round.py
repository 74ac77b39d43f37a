"""What one sync did, or why it did not reach its end."""

from __future__ import annotations

from enum import Enum

import msgspec

from sync.wire import Problem


class Fault(Enum):
    """Why the last round did not reach its end; nothing is lost by any of them."""

    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    SLOW_DOWN = "slow_down"
    STOPPED = "stopped"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    """Whoever answered is not the server this folder knows."""


class Round(msgspec.Struct):
    """What one sync did, for the status cell and the command line."""

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    parked: int = 0
    healed: int = 0
    lost_scopes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Titles of records made here and accepted, which their author may not read and which are gone from this device."""
    replayed: int = 0
    """Edits sent again because the server had gone back in time."""
    fault: Fault | None = None
    other_certificate: str | None = None
    """Fingerprint of the certificate that was shown in place of the known one, with the fault CERTIFICATE."""
    problem: Problem | None = None
    retry_after: float | None = None
