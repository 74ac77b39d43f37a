"""`serve`: the shared copy answers until a signal."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from server_stub.commands.place import place_of
from server_stub.commands.reaching import add_files, files_of
from server_stub.commands.words import Commands, answer
from server_stub.limits import Rates, parse_rates
from server_stub.problems import Refused


def add(commands: Commands) -> None:
    """Declare it."""
    serve = commands.add("serve", _serve, "Serve a data folder until a signal.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8765, help="port to listen on (8765); 0 takes a free one")
    serve.add_argument(
        "--rate", type=_rates, default="", metavar="login=N,sync=N", help="sign-ins, and sync calls, a minute (5, 120)"
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


def _rates(written: str) -> Rates:
    try:
        return parse_rates(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _serve(arguments: argparse.Namespace) -> None:
    from server_stub import keeping
    from server_stub.protection import protect
    from server_stub.serving import address_of, listen, serve

    place = place_of(arguments)
    place.need()
    given = files_of(arguments)
    # A database server keeps its own order among several that serve it; a folder has one.
    alone = nullcontext() if place.folder is None else keeping.held(place.folder)
    with alone, place.opened() as store:
        protection = protect(
            store,
            arguments.host,
            given=given,
            proxies=arguments.forwarded_allow_ips,
            insecure=arguments.insecure,
        )
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
            try:
                serve(store, listening, arguments.rate, protection=protection)
            finally:
                if mark is not None:
                    mark.write()
