"""`sign`: signing a session without a screen; what is signed is shown first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from sync.problems import InTheWay
from sync.sign_off import Role
from sync.sign_off import sign as make
from sync.signatures import digest_here
from sync.workplace import Workplace
from tui.assembling import assembled
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_id
from tui.i18n import t


def sign(args: argparse.Namespace, folder: Path) -> int:
    """`sign SESSION [--yes] [--for MEMBER --basis BASIS --reference TEXT]`: shows the record, signs it, prints the id."""
    if (args.for_ is None) != (args.basis is None):
        raise InTheWay("basis_and_member")
    with read_folder(folder) as place:
        session = place.desk.record(find_id(place, args.id))
        if session.kind != "session" or session.deleted:
            raise InTheWay("not_a_session")
        seen = digest_here(place.repository, session)
        lines = [each for line in assembled(place, session) for each in lines_of(line.text)]
    if not args.yes or not args.json:
        say(*lines, to=None if args.yes else sys.stderr)
    if not args.yes and not confirmed(t("cli.sign.sure")):
        raise InTheWay("not_confirmed")
    values = {"id": session.id, "seen": seen, "for": args.for_, "basis": args.basis, "reference": args.reference}
    done = carry_out(folder, "sign", values)
    if args.json:
        say_json(done["record"])
    else:
        say(done["record"]["id"])
    return DONE


def signed(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Sign exactly what was shown, as host or recorder, by oneself or entered for another."""
    from tui.commandline.writing import entered_for, record

    session = place.desk.record(values["id"])
    on_behalf = entered_for(place, values)
    member = on_behalf.member if on_behalf else place.desk.member or str(session.get("host"))
    role: Role = "host" if member == session.get("host") else "recorder"
    return {"record": record(place, make(place.desk, session.id, values["seen"], member, role, on_behalf=on_behalf))}
