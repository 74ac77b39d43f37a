"""`address` and `certificate`: where clients reach the server, and by which certificate they know it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from server_stub.commands.place import place_of
from server_stub.commands.words import Commands, answer
from server_stub.problems import Refused

if TYPE_CHECKING:
    from server_stub.certificate import Certificate
    from server_stub.store import Store
    from sync.invite import Server

CHANGED = "Restart xinde-server serve, and give everybody the new card: devices accept no other certificate than the one they know."


def add(commands: Commands) -> None:
    """Declare them."""
    address = commands.add("address", _address, "Print the address card, or change the address clients are told.")
    address.add_argument("address", nargs="?", metavar="URL", help="the new address")
    add_reach(address)
    group = commands.group("certificate", "The certificate devices know this server by.")
    group.add("show", _show, "Print it without its key: fingerprint, host names, last day.")
    group.add("renew", _renew, "Make a new one, with a new key; every device must then take the new address card.")
    use = group.add("use", _use, "Take the office's own one; every device must then take the new address card.")
    add_files(use, needed=True)
    group.add("drop", _drop, "Serve without one, behind a proxy that has its own; devices take the new address card.")


def add_reach(parser: argparse.ArgumentParser) -> None:
    """The options that say how what is sent to an address is protected."""
    add_files(parser)
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy in front has a certificate of an authority"
    )
    parser.add_argument("--insecure", action="store_true", help="allow a plain http:// address beyond this machine")


def add_files(parser: argparse.ArgumentParser, *, needed: bool = False) -> None:
    """The options that name an office's own certificate."""
    parser.add_argument("--tls-cert", type=Path, required=needed, metavar="FILE", help="the office's certificate, PEM")
    parser.add_argument("--tls-key", type=Path, required=needed, metavar="FILE", help="its key, PEM, no passphrase")


def files_of(arguments: argparse.Namespace) -> Certificate | None:
    """The certificate the options name, or None when they name none; raises Refused."""
    from server_stub.certificate import read

    if (arguments.tls_cert is None) != (arguments.tls_key is None):
        raise Refused("--tls-cert and --tls-key go together.")
    return None if arguments.tls_cert is None else read(arguments.tls_cert, arguments.tls_key)


def reach_of(
    arguments: argparse.Namespace, written: str, held: Certificate | None = None
) -> tuple[str, Certificate | None]:
    """Address and certificate as the options ask for them: `held`, or a new one, where none is named. Raises Refused."""
    from server_stub.address import host_of, is_plain_beyond, normal_address
    from server_stub.certificate import make
    from server_stub.clock import SystemClock

    address, given = normal_address(written), files_of(arguments)
    if address.startswith("http:"):
        if given is not None or arguments.behind_proxy:
            raise Refused(
                f"{address} is not encrypted; with a certificate, or a proxy, the address begins with https://."
            )
        if held is not None:
            raise Refused(
                f"Devices know this server by its certificate, which {address} would not show. First: certificate drop."
            )
        if is_plain_beyond(address) and not arguments.insecure:
            raise Refused(f"What is sent to {address} could be read on the way. Use https://, or add --insecure.")
        return address, None
    if arguments.behind_proxy:
        if given is not None or held is not None:
            raise Refused(
                "With --behind-proxy the proxy has the certificate. First: certificate drop, and no --tls-cert."
            )
        return address, None
    return address, given or held or make(host_of(address), SystemClock().now())


def _address(arguments: argparse.Namespace) -> None:
    from server_stub.address import certificate_of, tell, told

    with place_of(arguments).opened() as store:
        with store.read() as connection:
            server, held = told(connection), certificate_of(connection)
        if arguments.address is None:
            if arguments.tls_cert or arguments.tls_key or arguments.behind_proxy or arguments.insecure:
                raise Refused("Say for which address: xinde-server address URL.")
        else:
            if held is None and server.address.startswith("https:") and arguments.tls_cert is None:
                # A proxy has the certificate so far, and goes on to have it.
                arguments.behind_proxy = True
            address, certificate = reach_of(arguments, arguments.address, held)
            server = store.write(lambda connection: tell(connection, address, certificate))
    _say_card(arguments, server)


def _show(arguments: argparse.Namespace) -> None:
    from sync.invite import in_groups

    with place_of(arguments).opened() as store:
        held = _held(store)
    hosts, until = held.names()
    value = {"fingerprint": held.fingerprint, "hosts": hosts, "until": until}

    answer(
        arguments, value, f"SHA-256 {in_groups(held.fingerprint)}\nfor {', '.join(hosts) or 'no host'}\nuntil {until}"
    )


def _renew(arguments: argparse.Namespace) -> None:
    from server_stub.address import host_of
    from server_stub.certificate import make

    with place_of(arguments).opened() as store:
        _put(arguments, store, make(host_of(_encrypted(store)), store.clock.now()))


def _use(arguments: argparse.Namespace) -> None:
    given = files_of(arguments)
    with place_of(arguments).opened() as store:
        _encrypted(store)
        _put(arguments, store, given)


def _drop(arguments: argparse.Namespace) -> None:
    with place_of(arguments).opened() as store:
        _held(store)
        _put(arguments, store, None)


def _held(store: Store) -> Certificate:
    from server_stub.address import certificate_of

    with store.read() as connection:
        held = certificate_of(connection)
    if held is None:
        raise Refused("This server has no certificate of its own.")
    return held


def _encrypted(store: Store) -> str:
    """The address devices use; raises Refused when a certificate would be for nothing."""
    from server_stub.address import told

    with store.read() as connection:
        address = told(connection).address
    if not address.startswith("https:"):
        raise Refused("The address devices use is not encrypted. First: xinde-server address https://…")
    return address


def _put(arguments: argparse.Namespace, store: Store, certificate: Certificate | None) -> None:
    from server_stub.address import tell, told

    server = store.write(lambda connection: tell(connection, told(connection).address, certificate))
    print(f"xinde-server: {CHANGED}", file=sys.stderr)
    _say_card(arguments, server)


def _say_card(arguments: argparse.Namespace, server: Server) -> None:
    from sync.invite import encode_card, in_groups

    if not server.address:
        raise Refused("There is no branch here yet. Make one with xinde-server init.")
    card = encode_card(server)
    value = {"card": card, "address": server.address, "fingerprint": server.fingerprint}
    known = f"\nSHA-256 {in_groups(server.fingerprint)}" if server.fingerprint is not None else ""
    answer(arguments, value, f"{card}\n{server.address}{known}")
