"""`recover TO`: what is readable of a damaged data folder, in a new one; the damaged one stays as it is."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.cache.recovery import Recovered
from sync.cache.recovery import recover as salvage
from sync.problems import InTheWay
from sync.workplace import CACHE, open_workplace, read_token, write_token
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json
from tui.i18n import t


def recover(args: argparse.Namespace, folder: Path) -> int:
    """Make the copy, keep what only this device has, and have the shared records fetched again at the next sync."""
    target = Path(args.to).expanduser().absolute()
    if (target / CACHE).exists():
        raise InTheWay("recover_there", path=str(target))
    (target / CACHE).mkdir(mode=0o700, parents=True)
    found = salvage(str(folder / CACHE), str(target / CACHE))
    write_token(target, read_token(folder))
    own = _fetch_again(target)
    _tell(args, found, own, target)
    return DONE


def _fetch_again(target: Path) -> int:
    """Shared records come from the server again, so that none of them is left half right; returns what only this device has."""
    with open_workplace(target) as place:
        if place.identity.server is not None:
            place.shadow.take_in(place.shadow.scope_removal(place.shadow.scopes()))
        tables = ("private", "queue", "parked", "typing")
        return sum(len(place.repository.documents(table)) for table in tables)


def _tell(args: argparse.Namespace, found: Recovered, own: int, target: Path) -> None:
    if args.json:
        say_json(
            {"home": str(target), "kept": found.kept, "lost": found.lost, "doubtful": len(found.doubtful), "own": own}
        )
        return
    say(t("cli.recover.done", kept=found.kept, lost=found.lost, own=own))
    if found.doubtful:
        say(t("cli.recover.doubtful", n=len(found.doubtful)))
    say(t("cli.recover.next", path=str(target)))
