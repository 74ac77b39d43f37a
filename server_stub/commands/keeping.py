"""`backup`, `restore` and `gc`: what is kept, and for how long."""

from __future__ import annotations

import argparse
from pathlib import Path

from server_stub.commands.place import DATABASE, place_of
from server_stub.commands.words import Commands, answer
from server_stub.problems import Refused


def add(commands: Commands) -> None:
    """Declare them."""
    backup = commands.add("backup", _backup, "Copy the database to a file, also while it is served.")
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file for the copy")
    restore = commands.add(
        "restore", _restore, "Put a backup in the place of the database; devices send again what is missing."
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="a file made by backup")
    collect = commands.add("gc", _collect, "Erase the content of what was deleted more than 180 days ago.")
    collect.add_argument(
        "--tombstones",
        action="store_true",
        help="also forget deletions of more than 400 days ago that all devices know",
    )


def _backup(arguments: argparse.Namespace) -> None:
    from server_stub.keeping import back_up

    place = place_of(arguments)
    place.need()
    size = back_up(place.path, arguments.file)
    answer(arguments, {"file": str(arguments.file), "bytes": size}, f"{arguments.file}: {size} bytes")


def _restore(arguments: argparse.Namespace) -> None:
    from server_stub.clock import SystemClock
    from server_stub.keeping import restore

    folder = place_of(arguments).path.parent
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.")
    epoch, kept = restore(folder, DATABASE, arguments.file, SystemClock())
    told = "" if kept is None else f" The database before is kept as {kept}."
    value = {"epoch": epoch, "kept": None if kept is None else str(kept)}
    answer(arguments, value, f"Restored; devices send again what they did since.{told}")


def _collect(arguments: argparse.Namespace) -> None:
    from server_stub.collecting import collect

    with place_of(arguments).opened() as store:
        gone = collect(store, store.clock.now(), tombstones=arguments.tombstones)
    value = {"contents": gone.contents, "tombstones": gone.tombstones}
    answer(arguments, value, f"erased the content of {gone.contents}, forgot {gone.tombstones} deletions")
