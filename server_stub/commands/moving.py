"""`move` and `upgrade`: the same branch in another database, or in a newer form."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from server_stub.commands.place import place_of, server_at
from server_stub.commands.words import Commands, answer
from server_stub.problems import Refused

TARGET = "XINDE_MOVE_TO"
"""Environment variable for `--to`."""


def add(commands: Commands) -> None:
    """Declare them."""
    move = commands.add(
        "move", _move, "Take the branch of a data folder to a PostgreSQL server; devices go on unchanged."
    )
    move.add_argument(
        "--to", metavar="URL", help=f"postgresql+psycopg://… of an empty database, or the variable {TARGET}"
    )
    move.add_argument(
        "--despite-findings", action="store_true", help="also when verify finds that the history was changed"
    )
    upgrade = commands.add("upgrade", _upgrade, "Bring the database up to this version, with a backup first.")
    upgrade.add_argument("--backup", type=Path, metavar="FILE", help="a new file for the database as it is now")


def _move(arguments: argparse.Namespace) -> None:
    from sqlalchemy.engine import make_url

    from server_stub import backups, copying, keeping
    from server_stub.clock import stamp

    place = place_of(arguments)
    url = arguments.to or os.environ.get(TARGET)
    if place.folder is None:
        raise Refused("Only the branch of a data folder is moved; out of a database server use backup and restore.")
    if not url:
        raise Refused("Say where to: --to URL of a PostgreSQL server.")
    to = server_at(url)
    place.need()
    with keeping.held(place.folder), place.opened(alone=True) as store, to.as_it_is() as target:
        if not arguments.despite_findings:
            backups.refuse_findings(store, str(place.path))
        counts = copying.move(store, target)
        there = make_url(url)
        shown = f"{there.host or 'localhost'}:{there.port or 5432}/{there.database or ''}"
        with store.read() as connection:
            epoch = store.epoch(connection)
        keeping.mark_moved(place.folder, keeping.Moved(to=shown, at=stamp(store.clock.now())), epoch)
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    value = {"to": shown, "rows": counts}
    answer(arguments, value, f"Moved to {shown}; every row arrived as it was: {told}.")


def _upgrade(arguments: argparse.Namespace) -> None:
    from server_stub import schema
    from server_stub.copying import holds_branch

    place = place_of(arguments)
    with place.as_it_is() as store:
        step = schema.step_of(store)
        if not holds_branch(store):
            raise Refused("There is no branch in the database. Make one with xinde-server init.")
        if step == schema.newest():
            answer(arguments, {"from": step, "to": step, "kept": None}, f"The database is up to date ({step}).")
            return
        kept = place.upgraded(store, arguments.backup)
    now = schema.newest()
    answer(
        arguments, {"from": step, "to": now, "kept": str(kept)}, f"From {step} to {now}; before it is kept as {kept}."
    )
