"""`init` and `import`: a branch comes to a place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

from server_stub.commands.place import place_of
from server_stub.commands.words import Commands, answer, read_file
from server_stub.problems import Refused

DEFAULT_ADDRESS = "http://127.0.0.1:8765"


def add(commands: Commands) -> None:
    """Declare them."""
    init = commands.add("init", _init, "Make a branch in a new data folder and print its first invite.")
    init.add_argument("--branch", required=True, metavar="NAME", help="name of the branch")
    init.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )
    adopt = commands.add("import", _adopt, "Take a whole branch in from a file made by `xinde branch export`.")
    adopt.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )
    adopt.add_argument("file", type=Path, metavar="FILE", help="JSON lines, see docs/EXPORT.md")


def _init(arguments: argparse.Namespace) -> None:
    from server_stub.people import start_branch
    from server_stub.serving import is_loopback
    from sync.invite import Invite, encode, new_code

    address: str = arguments.address.rstrip("/")
    try:
        encode(Invite(address, new_code(0)))
    except ValueError as error:
        raise Refused(f"{address} is not an http:// or https:// address.") from error
    with place_of(arguments).opened(make=True) as store:
        invite = start_branch(store, arguments.branch, address)
    answer(arguments, {"invite": invite}, invite)
    split = urlsplit(address)
    if split.scheme == "http" and not is_loopback(split.hostname or ""):
        print(f"xinde-server: {address} is not encrypted; serve will need --insecure.", file=sys.stderr)


def _adopt(arguments: argparse.Namespace) -> None:
    from server_stub.adopting import adopt_branch

    with place_of(arguments).opened(make=True) as store:
        lines = read_file(arguments.file).splitlines(keepends=True)
        count, invites = adopt_branch(store, lines, arguments.address.rstrip("/"))
    found = [{"name": name, "invite": invite} for name, invite in invites]
    told = "\n".join(f"{name}\t{invite}" for name, invite in invites)
    answer(arguments, {"records": count, "invites": found}, f"{count} records taken in.\n{told}".rstrip())
