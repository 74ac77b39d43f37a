"""How reaching the server can fail; kept apart from the transport, which costs 90 ms to import (httpx)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from sync.wire import Problem


class Unreachable(Exception):
    """No usable answer came; nothing is known about whether the request was carried out."""


class CertificateChanged(Unreachable):
    """Whoever answered showed another certificate than the one this folder knows; nothing was sent. Both as 64 hex digits."""

    def __init__(self, known: str, found: str) -> None:
        super().__init__("another certificate")
        self.known = known
        self.found = found


class NotVouchedFor(Unreachable):
    """No authority this machine knows vouches for the certificate, and no fingerprint says which one to expect; nothing was sent."""


class ServerRefused(Exception):
    """The server answered with a problem document; `retry_after` in seconds when it named one."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.code} {problem.request_id}".strip())
        self.problem = problem
        self.retry_after = retry_after


def encrypted_or_local(server: str) -> bool:
    """False for plain http beyond this machine, which the status cell shows as 未加密."""
    parts = urlsplit(server)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
