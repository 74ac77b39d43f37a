"""The certificate a server shows, and its key: kept in the database, so that a backup carries both and a restored server is known again."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import re
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from server_stub.problems import Refused

if TYPE_CHECKING:
    from cryptography import x509

YEARS = 20
"""How long a certificate of our own making is good; devices know it by its fingerprint and do not look at the date."""

_FIRST = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """A certificate, perhaps followed by those that vouch for it, and the key that belongs to it, both as PEM."""

    chain: str
    key: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as DER, 64 hex digits: what invites name and devices pin."""
        found = _FIRST.search(self.chain)
        if found is None:
            raise Refused("This is no certificate in PEM form.")
        try:
            return hashlib.sha256(ssl.PEM_cert_to_DER_cert(found[0])).hexdigest()
        except ValueError as error:
            raise Refused("This is no certificate in PEM form.") from error

    def context(self) -> ssl.SSLContext:
        """What a server speaks TLS 1.2 or newer with; raises Refused when key and certificate do not belong together."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        # The ssl module reads files only: they are there for this moment, in a folder nobody else can enter.
        with tempfile.TemporaryDirectory(prefix="xinde-") as folder:
            chain, key = Path(folder, "chain"), Path(folder, "key")
            for path, content in ((chain, self.chain), (key, self.key)):
                path.touch(0o600)
                path.write_text(content, "ascii")
            try:
                made.load_cert_chain(chain, key, password=_no_passphrase)
            except ssl.SSLError as error:
                raise Refused(
                    f"Certificate and key cannot be used together: {error.reason or 'unreadable'}."
                ) from error
        return made

    def names(self) -> tuple[list[str], str]:
        """For which hosts it is, and its last day, as the certificate says."""
        from cryptography import x509

        read = x509.load_pem_x509_certificate(self.chain.encode())
        try:
            hosts = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return [], read.not_valid_after_utc.date().isoformat()
        return [str(each.value) for each in hosts], read.not_valid_after_utc.date().isoformat()


def _no_passphrase() -> str:
    raise Refused(
        "The key is locked with a passphrase. Give one without: the server starts when nobody is there to type it."
    )


def read(chain: Path, key: Path) -> Certificate:
    """An office's own certificate, from files in PEM form; raises Refused for what cannot be served."""
    found = []
    for path in (chain, key):
        try:
            found.append(path.read_text("ascii"))
        except OSError as error:
            raise Refused(f"Cannot read {path}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise Refused(f"{path} is not in PEM form, which is plain text.") from error
    made = Certificate(*found)
    made.context()
    return made


def make(host: str, now: dt.datetime) -> Certificate:
    """A certificate for a host name or address, signed by itself; raises Refused for what is neither."""
    # 30 ms to import, for something done once in the life of a server.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    # The name proper has room for 64 characters; what counts is the one below.
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "xinde-server")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day back: the clocks of an office differ.
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectAlternativeName([_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return Certificate(
        made.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(serialization.Encoding.PEM, form, plain).decode(),
    )


def _name(host: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host.encode("idna").decode())
    except ValueError as error:
        raise Refused(f"{host} is no host name a certificate can be made for.") from error
