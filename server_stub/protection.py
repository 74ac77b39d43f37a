"""How one run of `serve` is protected: by a certificate, by a proxy in front, or by staying on this machine."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass

from server_stub.address import certificate_of, is_loopback, told
from server_stub.certificate import Certificate
from server_stub.problems import Refused
from server_stub.store import Store
from sync.invite import in_groups

SHORT = 16


@dataclass(frozen=True, slots=True)
class Protection:
    """`tls`: None for plain http; `proxies`: addresses whose word on who is calling is taken."""

    tls: ssl.SSLContext | None = None
    proxies: tuple[str, ...] = ()
    warning: str | None = None
    """What the operator should know."""


def protect(
    store: Store, host: str, *, given: Certificate | None = None, proxies: tuple[str, ...] = (), insecure: bool = False
) -> Protection:
    """What to serve with on a host; raises Refused for what devices would refuse, or others could read.

    `given` is a certificate for this run alone.
    """
    with store.read() as connection:
        server, held = told(connection), certificate_of(connection)
    if given is not None and server.fingerprint not in (None, given.fingerprint):
        raise Refused(
            f"Invites name the certificate {in_groups(server.fingerprint, SHORT)}…, this one is "
            f"{in_groups(given.fingerprint, SHORT)}…: devices would refuse it. To change it for good: certificate use."
        )
    if given is not None and proxies:
        raise Refused("Towards a proxy nothing is encrypted here: give --tls-cert to the proxy.")
    certificate = given or held
    if certificate is not None and not proxies:
        return Protection(tls=certificate.context())
    if not is_loopback(host) and not insecure:
        raise Refused(f"Connections to {host} would not be encrypted; use 127.0.0.1, or add --insecure.")
    if proxies:
        shown = None if server.fingerprint is None else in_groups(server.fingerprint, SHORT)
        return Protection(
            proxies=proxies, warning=shown and f"devices expect the proxy to show the certificate {shown}…"
        )
    if server.address.startswith("https:"):
        return Protection(
            warning="behind a proxy without --forwarded-allow-ips all clients share one limit of sign-ins a minute"
        )
    return Protection()


def parse_proxies(written: str) -> tuple[str, ...]:
    """Addresses and networks of proxies, separated by commas; raises ValueError for names, and for everybody."""
    found = tuple(each.strip() for each in written.split(",") if each.strip())
    for each in found:
        if ipaddress.ip_network(each, strict=False).prefixlen == 0:
            raise ValueError("everybody could then choose an address")
    if not found:
        raise ValueError("no address")
    return found
