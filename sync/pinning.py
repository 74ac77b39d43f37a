"""A connection that accepts one certificate and no other: the one whose fingerprint an invite or an address card gave.

The name in the certificate, its dates and whoever signed it do not matter: an office network has no authority to ask.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from typing import Any

from sync.reaching import CertificateChanged


class PinnedContext(ssl.SSLContext):
    """TLS 1.2 or newer with a server that shows the certificate of this fingerprint and holds its key."""

    fingerprint: str

    def __new__(cls, fingerprint: str) -> PinnedContext:
        """A context for the SHA-256 of a DER certificate, as 64 hex digits."""
        made = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.fingerprint = fingerprint
        return made

    def wrap_socket(self, sock: socket.socket, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """Shake hands; raises CertificateChanged before a byte of a request is sent."""
        wrapped = super().wrap_socket(sock, *arguments, **options)
        shown = wrapped.getpeercert(binary_form=True) or b""
        found = hashlib.sha256(shown).hexdigest()
        if found != self.fingerprint:
            wrapped.close()
            raise CertificateChanged(self.fingerprint, found)
        return wrapped

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:
        """Refused: nothing would look at the certificate."""
        raise NotImplementedError("a pinned connection needs a socket")
