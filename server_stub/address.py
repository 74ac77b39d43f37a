"""Where clients reach this server and by which certificate they know it: what every invite and address card says."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, insert, select

from server_stub import tables
from server_stub.certificate import Certificate
from server_stub.problems import Refused
from sync.invite import Server, encode_card

PORT = 8765
"""Where `serve` listens, and clients look, when nobody says otherwise."""

_meta = tables.meta


def is_loopback(host: str) -> bool:
    """True for a host name or address of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def normal_address(written: str) -> str:
    """An address as clients are told it; without a scheme https, on this machine http. Raises Refused."""
    address = written.strip().rstrip("/")
    try:
        if "://" not in address:
            bare = urlsplit(f"//{address}")
            address = f"{'http' if is_loopback(bare.hostname or '') else 'https'}://{address}"
            if bare.port is None:
                address += f":{PORT}"
        encode_card(Server(address))
    except ValueError as error:
        raise Refused(f"{written} is not an http:// or https:// address.") from error
    return address


def host_of(address: str) -> str:
    """The host name or address in an address."""
    return urlsplit(address).hostname or ""


def is_plain_beyond(address: str) -> bool:
    """True for plain http to other machines."""
    return address.startswith("http:") and not is_loopback(host_of(address))


def told(connection: Connection) -> Server:
    """What invites say."""
    held = certificate_of(connection)
    address = connection.scalar(select(_meta.c.value).where(_meta.c.key == "address")) or ""
    return Server(address, held.fingerprint if held is not None else None)


def certificate_of(connection: Connection) -> Certificate | None:
    """The certificate kept in the database; None where there is none, or a proxy in front has one."""
    where = _meta.c.key.in_(("tls_cert", "tls_key"))
    found = {row.key: row.value for row in connection.execute(select(_meta).where(where))}
    return Certificate(found["tls_cert"], found["tls_key"]) if len(found) == 2 else None


def tell(connection: Connection, address: str, certificate: Certificate | None) -> Server:
    """Write down what invites say from now on."""
    values = {"address": address}
    if certificate is not None:
        values |= {"tls_cert": certificate.chain, "tls_key": certificate.key}
    connection.execute(delete(_meta).where(_meta.c.key.in_(("address", "tls_cert", "tls_key"))))
    connection.execute(insert(_meta), [{"key": key, "value": value} for key, value in values.items()])
    return told(connection)
