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
    backup.add_argument(
        "target", type=Path, metavar="FILE|DIR", help="a new file for the copy, or a folder for a dated one"
    )
    backup.add_argument(
        "--keep", type=_days, metavar="DAYS", help="in a folder: remove dated copies that are older, never the newest"
    )
    restore = commands.add(
        "restore", _restore, "Put a backup in the place of the database; devices send again what is missing."
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="a file made by backup")
    restore.add_argument(
        "--replace", action="store_true", help="in a database server: put it in the place of the branch that is there"
    )
    restore.add_argument(
        "--despite-findings", action="store_true", help="also when verify finds that its history was changed"
    )
    collect = commands.add("gc", _collect, "Erase the content of what was deleted more than 180 days ago.")
    collect.add_argument(
        "--tombstones",
        action="store_true",
        help="also forget deletions of more than 400 days ago that all devices know",
    )


def _days(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 0 < int(written) < 36_500):
        raise argparse.ArgumentTypeError(f"{written!r} is not a number of days")
    return int(written)


def _backup(arguments: argparse.Namespace) -> None:
    from server_stub import backups, copying, keeping
    from server_stub.clock import SystemClock

    place, now = place_of(arguments), SystemClock().now()
    place.need()
    if arguments.keep is not None and not arguments.target.is_dir():
        raise Refused(f"--keep is for a folder of backups, and {arguments.target} is none.")
    to = backups.file_for(arguments.target, now)
    if place.folder is not None:
        size = keeping.back_up(place.path, to)
    else:
        with place.as_it_is() as store:
            if not copying.holds_branch(store):
                raise Refused("There is no branch in the database. Make one with xinde-server init.")
            size = copying.back_up_server(store, to)
    gone = [] if arguments.keep is None else backups.forget_old(to.parent, arguments.keep, now)
    value = {"file": str(to), "bytes": size, "removed": [str(path) for path in gone]}
    told = "".join(f"\nremoved {path}" for path in gone)
    answer(arguments, value, f"{to}: {size} bytes{told}")


def _restore(arguments: argparse.Namespace) -> None:
    from server_stub import copying, keeping
    from server_stub.clock import SystemClock

    place, despite = place_of(arguments), arguments.despite_findings
    if place.folder is None:
        with place.as_it_is() as store:
            epoch, kept = copying.restore_server(
                store, arguments.file, store.clock, replace=arguments.replace, despite=despite
            )
    else:
        if not place.folder.is_dir():
            raise Refused(f"There is no folder {place.folder}.")
        keeping.refuse_moved(place.folder)
        epoch, kept = keeping.restore(place.folder, DATABASE, arguments.file, SystemClock(), despite=despite)
    told = "" if kept is None else f" The database before is kept as {kept}."
    value = {"epoch": epoch, "kept": None if kept is None else str(kept)}
    answer(arguments, value, f"Restored; devices send again what they did since.{told}")


def _collect(arguments: argparse.Namespace) -> None:
    from server_stub.collecting import collect

    with place_of(arguments).opened() as store:
        gone = collect(store, store.clock.now(), tombstones=arguments.tombstones)
    value = {"contents": gone.contents, "tombstones": gone.tombstones}
    answer(arguments, value, f"erased the content of {gone.contents}, forgot {gone.tombstones} deletions")
