"""`serve`: the shared copy answers until a signal."""

from __future__ import annotations

import argparse
import socket
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from server_stub.commands.place import place_of
from server_stub.commands.reaching import add_files, files_of
from server_stub.commands.words import Commands, answer
from server_stub.limits import Rates, parse_rates
from server_stub.problems import Refused

if TYPE_CHECKING:
    from server_stub.certificate import Certificate
    from server_stub.store import Store

MOST_PROCESSES = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What one run of `serve` was asked for."""

    host: str
    rates: Rates
    certificate: Certificate | None
    proxies: tuple[str, ...]
    insecure: bool


def add(commands: Commands) -> None:
    """Declare it."""
    serve = commands.add("serve", _serve, "Serve a data folder until a signal.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8765, help="port to listen on (8765); 0 takes a free one")
    serve.add_argument(
        "--rate", type=_rates, default="", metavar="login=N,sync=N", help="sign-ins, and sync calls, a minute (5, 120)"
    )
    serve.add_argument(
        "--processes", type=_count, default=1, metavar="N", help="processes that serve a database server together (1)"
    )
    serve.add_argument("--insecure", action="store_true", help="allow unencrypted connections from other machines")
    add_files(serve)
    serve.add_argument(
        "--forwarded-allow-ips",
        type=_proxies,
        default=(),
        metavar="LIST",
        help="addresses of the proxy in front, whose X-Forwarded-For is believed and which is spoken plain http to",
    )


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written) < 65536):
        raise argparse.ArgumentTypeError(f"{written!r} is not a port from 0 to 65535")
    return int(written)


def _proxies(written: str) -> tuple[str, ...]:
    from server_stub.protection import parse_proxies

    try:
        return parse_proxies(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no list of addresses: {error}") from error


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= MOST_PROCESSES):
        raise argparse.ArgumentTypeError(f"{written!r} is not a number from 1 to {MOST_PROCESSES}")
    return int(written)


def _rates(written: str) -> Rates:
    try:
        return parse_rates(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _serve(arguments: argparse.Namespace) -> None:
    from server_stub import keeping
    from server_stub.branches import NONE_YET, kept_branches
    from server_stub.processes import Processes
    from server_stub.protection import protect
    from server_stub.serving import address_of, listen

    place = place_of(arguments)
    if arguments.processes > 1 and place.folder is not None:
        raise Refused("A data folder is written by one process; --processes needs a database server (--database URL).")
    place.need()
    asked = Asked(
        arguments.host, arguments.rate, files_of(arguments), arguments.forwarded_allow_ips, arguments.insecure
    )
    # A database server keeps its own order among several that serve it; a folder has one.
    alone = nullcontext() if place.folder is None else keeping.held(place.folder)
    with alone, place.opened(alone=True) as store:
        with store.read() as connection:
            if not kept_branches(connection):
                raise Refused(NONE_YET)
        protection = protect(store, asked.host, given=asked.certificate, proxies=asked.proxies, insecure=asked.insecure)
        if protection.warning is not None:
            print(f"xinde-server: {protection.warning}.", file=sys.stderr)
        mark = None if place.folder is None else keeping.high_water(store, place.folder)
        if mark is not None and mark.begin():
            print(
                "xinde-server: the database is older than it was; devices send again what is missing.", file=sys.stderr
            )
        try:
            listening = listen(arguments.host, arguments.port)
        except OSError as error:
            where = f"{arguments.host}:{arguments.port}"
            raise Refused(f"Cannot listen on {where}: {error.strerror}. Choose another --port.") from error
        with listening:
            address = address_of(listening, encrypted=protection.tls is not None)
            answer(arguments, {"address": address}, f"serving on {address}")
            carry = partial(_carry, asked)
            try:
                if arguments.processes > 1:
                    store.close()
                    Processes(place.url, listening, carry, arguments.processes).run()
                else:
                    carry(store, listening)
            finally:
                if mark is not None:
                    mark.write()


def _carry(asked: Asked, store: Store, listening: socket.socket) -> None:
    """Serve in this process; what a TLS library holds does not travel between processes, so each makes its own."""
    from server_stub.protection import protect
    from server_stub.serving import serve

    protection = protect(store, asked.host, given=asked.certificate, proxies=asked.proxies, insecure=asked.insecure)
    serve(store, listening, asked.rates, protection=protection)
