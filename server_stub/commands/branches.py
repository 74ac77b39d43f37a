"""`init` and `import`: a branch comes to a place."""

from __future__ import annotations

import argparse
from pathlib import Path

from server_stub.commands.place import place_of
from server_stub.commands.reaching import add_reach, reach_of
from server_stub.commands.words import Commands, answer, read_file

DEFAULT_ADDRESS = "http://127.0.0.1:8765"


def add(commands: Commands) -> None:
    """Declare them."""
    init = commands.add("init", _init, "Make a branch in a new data folder and print its first invite.")
    init.add_argument("--branch", required=True, metavar="NAME", help="name of the branch")
    init.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )
    add_reach(init)
    adopt = commands.add("import", _adopt, "Take a whole branch in from a file made by `xinde branch export`.")
    adopt.add_argument(
        "--address", default=DEFAULT_ADDRESS, metavar="URL", help=f"address clients use ({DEFAULT_ADDRESS})"
    )
    add_reach(adopt)
    adopt.add_argument("file", type=Path, metavar="FILE", help="JSON lines, see docs/EXPORT.md")


def _init(arguments: argparse.Namespace) -> None:
    from server_stub.people import start_branch

    address, certificate = reach_of(arguments, arguments.address)
    with place_of(arguments).opened(make=True) as store:
        invite = start_branch(store, arguments.branch, address, certificate)
    answer(arguments, {"invite": invite}, invite)


def _adopt(arguments: argparse.Namespace) -> None:
    from server_stub.adopting import adopt_branch

    address, certificate = reach_of(arguments, arguments.address)
    with place_of(arguments).opened(make=True) as store:
        lines = read_file(arguments.file).splitlines(keepends=True)
        count, invites = adopt_branch(store, lines, address, certificate)
    found = [{"name": name, "invite": invite} for name, invite in invites]
    told = "\n".join(f"{name}\t{invite}" for name, invite in invites)
    answer(arguments, {"records": count, "invites": found}, f"{count} records taken in.\n{told}".rstrip())
