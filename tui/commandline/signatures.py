"""`sign`: signing a session without a screen; what is signed is shown first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sync.problems import InTheWay
from sync.signatures import digest_here
from tui.assembling import assembled
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import entered_by, find_session
from tui.i18n import t


def sign(args: argparse.Namespace, folder: Path) -> int:
    """`sign SESSION [--yes] [--for MEMBER --basis BASIS --reference TEXT]`: shows the record, signs it, prints the id."""
    entered = entered_by(args)
    with read_folder(folder) as place:
        session = find_session(place, args.id)
        seen = digest_here(place.repository, session)
        lines = [each for line in assembled(place, session) for each in lines_of(line.text)]
    if not args.yes or not args.json:
        say(*lines, to=None if args.yes else sys.stderr)
    if not args.yes and not confirmed(t("cli.sign.sure")):
        raise InTheWay("not_confirmed")
    values = {"id": session.id, "seen": seen, **entered}
    done = carry_out(folder, "sign", values)
    if args.json:
        say_json(done["record"])
    else:
        say(done["record"]["id"])
    return DONE
