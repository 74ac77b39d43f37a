"""`init`, `import` and `branch`: branches come to a place."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from server_stub.commands.place import place_of
from server_stub.commands.reaching import add_reach, reach_of
from server_stub.commands.words import Commands, add_branch, answer, read_file, table

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
    adopt.add_argument("--further", action="store_true", help="take it in beside the branches that are here")
    adopt.add_argument("file", type=Path, metavar="FILE", help="JSON lines, see docs/EXPORT.md")
    kept = commands.group("branch", "The branches of this server: list, add, rename.")
    kept.add("list", _list, "List the branches.")
    kept.add("add", _further, "Make another branch and print its first invite.").add_argument("name", metavar="NAME")
    rename = kept.add("rename", _rename, "Call a branch otherwise.")
    rename.add_argument("name", metavar="NAME", help="the new name")
    add_branch(rename)


def _list(arguments: argparse.Namespace) -> None:
    from server_stub.branches import kept_branches

    with place_of(arguments).opened() as store, store.read() as connection:
        rows = [asdict(each) for each in kept_branches(connection)]
    answer(arguments, {"branches": rows}, table(rows) or "no branches")


def _further(arguments: argparse.Namespace) -> None:
    from server_stub import branches

    with place_of(arguments).opened() as store:
        invite = branches.add_branch(store, arguments.name)
    answer(arguments, {"invite": invite}, invite)


def _rename(arguments: argparse.Namespace) -> None:
    from server_stub.branches import rename_branch

    with place_of(arguments).opened() as store:
        kept = rename_branch(store, arguments.branch, arguments.name)
    answer(arguments, {"id": kept.id, "name": kept.name}, f"The branch is called {kept.name}.")


def _init(arguments: argparse.Namespace) -> None:
    from server_stub.branches import start_branch

    address, certificate = reach_of(arguments, arguments.address)
    with place_of(arguments).opened(make=True) as store:
        invite = start_branch(store, arguments.branch, address, certificate)
    answer(arguments, {"invite": invite}, invite)


def _adopt(arguments: argparse.Namespace) -> None:
    from server_stub.adopting import adopt_branch

    address, certificate = reach_of(arguments, arguments.address)
    with place_of(arguments).opened(make=True) as store:
        lines = read_file(arguments.file).splitlines(keepends=True)
        count, invites = adopt_branch(store, lines, address, certificate, further=arguments.further)
    found = [{"name": name, "invite": invite} for name, invite in invites]
    told = "\n".join(f"{name}\t{invite}" for name, invite in invites)
    answer(arguments, {"records": count, "invites": found}, f"{count} records taken in.\n{told}".rstrip())
