"""The branch's server: whether it answers, by which certificate, until when, at what time, and which version."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sync.cache.errors import CacheError
from sync.clock import SystemClock, seconds_ahead
from sync.engine import SKEW_LIMIT
from sync.invite import Server, in_groups
from sync.reaching import CertificateChanged, NotVouchedFor, ServerRefused, Unreachable, encrypted_or_local
from sync.records.kind import SCHEMA
from sync.transport import Transport
from sync.wire import Meta
from sync.workplace import read_token
from tui import __version__
from tui.commandline.connecting import connect
from tui.commandline.reading import read_folder
from tui.doctor.finding import Finding, fine, note, trouble

PATIENCE = 10.0
"""Seconds the server has to answer."""

SOON = 30
"""Days before its end that a certificate is worth a word."""

SHORT = 16
"""Digits of a fingerprint that people compare."""

SET_CLOCK = {
    "linux": "sudo timedatectl set-ntp true",
    "darwin": "sudo sntp -sS ntp.aliyun.com",
    "win32": "w32tm /resync",
}
"""How the clock is set by the network, on each system."""


def server(home: Path) -> Iterator[Finding]:
    """What is to be said of the server this folder knows."""
    try:
        with read_folder(home) as place:
            identity = place.identity
    except (CacheError, OSError):
        # What is wrong with the folder is said where the folder is looked at.
        return
    if identity.at is None:
        yield note("server.none") if not identity.alone else fine("server.alone")
        return
    token = read_token(home)
    yield from reach(identity.at, token)


def reach(at: Server, token: str | None) -> Iterator[Finding]:
    """What is to be said of a server at this address."""
    begun = time.monotonic()
    try:
        with connect(at, token, seconds=PATIENCE) as transport:
            meta = transport.meta()
            took = int((time.monotonic() - begun) * 1000)
            yield fine("server.answers", address=at.address, milliseconds=took, version=meta.server)
            yield from _certificate(at)
            yield from _clock(meta)
            yield from _versions(meta)
            yield from _sign_in(transport, at, token)
    except CertificateChanged as error:
        both = {"known": in_groups(error.known, SHORT), "found": in_groups(error.found, SHORT)}
        yield trouble("server.certificate", address=at.address, **both)
    except NotVouchedFor:
        yield trouble("server.not_vouched", address=at.address)
    except ServerRefused as error:
        yield trouble("server.refuses", address=at.address, code=error.problem.code)
    except Unreachable as error:
        parts = urlsplit(at.address)
        yield trouble("server.unreachable", address=at.address, host=parts.hostname or "-", cause=str(error) or "-")


def _certificate(at: Server) -> Iterator[Finding]:
    if not encrypted_or_local(at.address):
        yield trouble("server.unencrypted", address=at.address)
        return
    if not at.address.startswith("https:"):
        return
    ends = _ends(at)
    if at.fingerprint is not None:
        yield fine("server.pinned", fingerprint=in_groups(at.fingerprint, SHORT))
    if ends is not None:
        days = (ends - dt.datetime.now(dt.UTC)).days
        if days < 0:
            yield note("server.expired", until=ends.date().isoformat())
        elif days < SOON:
            yield note("server.expires", until=ends.date().isoformat(), days=days)


def _ends(at: Server) -> dt.datetime | None:
    """When the certificate the server shows ends; None where it cannot be read."""
    from cryptography import x509

    parts = urlsplit(at.address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), PATIENCE) as line,
            context.wrap_socket(line, server_hostname=parts.hostname) as spoken,
        ):
            shown = spoken.getpeercert(binary_form=True) or b""
        return x509.load_der_x509_certificate(shown).not_valid_after_utc
    except (OSError, ValueError):
        return None


def _clock(meta: Meta) -> Iterator[Finding]:
    ahead = seconds_ahead(meta.time, SystemClock())
    if abs(ahead) <= SKEW_LIMIT:
        yield fine("clock.fine", seconds=abs(ahead))
        return
    command = SET_CLOCK.get(sys.platform, SET_CLOCK["linux"])
    minutes = abs(ahead) // 60
    yield trouble("clock.slow" if ahead > 0 else "clock.fast", minutes=minutes, command=command, server=meta.time)


def _versions(meta: Meta) -> Iterator[Finding]:
    both = {"ours": f"{__version__} ({SCHEMA})", "theirs": f"{meta.server} ({meta.schema})"}
    if meta.schema > SCHEMA:
        yield note("version.older", **both)
    elif meta.schema < SCHEMA:
        yield note("version.newer", **both)
    else:
        yield fine("version.same", **both)


def _sign_in(transport: Transport, at: Server, token: str | None) -> Iterator[Finding]:
    if token is None:
        yield trouble("server.signed_out", address=at.address)
        return
    try:
        transport.heads(None)
    except ServerRefused as error:
        yield trouble("server.sign_in", address=at.address, code=error.problem.code)
    else:
        yield fine("server.signed_in")
