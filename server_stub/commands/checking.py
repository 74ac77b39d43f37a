"""`verify`: whether everything is there as it was written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from server_stub.commands.place import place_of
from server_stub.commands.words import Commands, answer
from server_stub.problems import Refused

if TYPE_CHECKING:
    from server_stub.store import Store


def add(commands: Commands) -> None:
    """Declare it."""
    verify = commands.add(
        "verify", _verify, "Check that everything is there as it was written, also while it is served."
    )
    verify.add_argument("--against", type=Path, metavar="BACKUP", help="an earlier backup the history must begin with")
    verify.add_argument("--seal", metavar="SEAL", help="a seal printed earlier, which must still be right")


def _verify(arguments: argparse.Namespace) -> None:
    from server_stub.backups import ends_of
    from server_stub.seals import moment_of, read_seal
    from server_stub.verifying import as_json, verify

    try:
        on_paper = None if arguments.seal is None else read_seal(arguments.seal)
    except ValueError as error:
        raise Refused(f"{error}.") from error
    known = None if arguments.against is None else ends_of(arguments.against)
    # A branch that was moved away is looked at as well: it must still be the same.
    with place_of(arguments).as_it_is() as store:
        _need_chain(store)
        up_to = moment_of(store.clock.now()) if on_paper is None else on_paper.up_to
        with store.read() as connection:
            done = verify(connection, up_to, against=known, progress=_progress(sys.stderr.isatty()))
    broken = on_paper is not None and done.seal != on_paper
    value = as_json(done)
    if broken:
        value["ok"] = False
    value["seal_holds"] = None if on_paper is None else not broken
    lines = [str(each) for each in done.findings]
    if done.more:
        lines.append(f"and {done.more} more")
    if broken:
        lines.append(f"The seal of {up_to} is not the one given: what was written until then has been changed.")
    lines.append(f"Looked at: {done.scopes} scopes, {done.records} records, {done.revisions} revisions.")
    lines.append(f"Seal: {done.seal}" if value["ok"] else "Something is wrong; see docs/OPERATING.md.")
    answer(arguments, value, "\n".join(lines))
    if not value["ok"]:
        sys.exit(1)


def _need_chain(store: Store) -> None:
    from server_stub import schema
    from server_stub.copying import holds_branch

    step = schema.step_of(store)
    if not holds_branch(store):
        raise Refused("There is no branch in the database. Make one with xinde-server init.")
    if step != schema.newest():
        raise Refused(f"The database is of an older version ({step}). Run xinde-server upgrade first.")


def _progress(shown: bool) -> Callable[[int, int], None]:
    def told(done: int, all_: int) -> None:
        print(f"\r{done} of {all_} revisions", end="\r", file=sys.stderr, flush=True)

    return told if shown else lambda done, all_: None
