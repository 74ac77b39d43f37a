"""`minutes`: the minutes of a session as text, without the folder's lock; only when it was submitted the server may be asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.assembling import assembled
from tui.commandline.connecting import ask_server
from tui.commandline.failing import DONE
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_session
from tui.completion import revisions_of, saved_in, verdict


def minutes(args: argparse.Namespace, folder: Path) -> int:
    """`minutes SESSION`, or the beginning of its id."""
    with read_folder(folder) as place:
        session = find_session(place, args.id)
        known = None
        if verdict(place, session).verdict == "unknown":
            # Another device submitted it: when, only the server's history tells.
            past = ask_server(place, folder, lambda transport: revisions_of(transport, session.id))
            known = saved_in(place, past or ())
        lines = [each for line in assembled(place, session, known) for each in lines_of(line.text)]
    if args.json:
        say_json({"id": session.id, "lines": lines})
    else:
        say(*lines)
    return DONE
