"""The server as a person names it: by an address card, or by its address alone."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from sync.invite import Server, decode_card, normal_code
from sync.problems import InTheWay
from sync.reaching import encrypted_or_local


def server_named(written: str, known: Server | None = None) -> Server:
    """Where a card or an address leads; an address that is `known` already keeps its certificate, also written without its scheme.

    Without a scheme an address is https, on this machine http. Raises InviteUnreadable for a card, InTheWay for an address.
    """
    if re.match(r"xinde\d*-", normal_code(written)):
        return decode_card(written)
    # An input method writes full-width digits, dots and slashes.
    address = unicodedata.normalize("NFKC", written.strip())
    try:
        if known is not None and address == urlsplit(known.address).netloc:
            return known
        if "://" not in address:
            address = f"http://{address}" if encrypted_or_local(f"http://{address}") else f"https://{address}"
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # What is no port, or a bracket that does not close.
        raise InTheWay("no_address", address=written) from None
    if not sound:
        raise InTheWay("no_address", address=written)
    bare = f"{parts.scheme}://{parts.netloc}"
    return known if known is not None and known.address == bare else Server(bare)
