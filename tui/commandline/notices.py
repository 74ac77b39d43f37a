"""`notice`: the notice of a session, as it is copied from the screen."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_session
from tui.meeting_notice import notice as notice_of


def notice(args: argparse.Namespace, folder: Path) -> int:
    """`notice SESSION`, or the beginning of its id."""
    with read_folder(folder) as place:
        session = find_session(place, args.id)
        text = notice_of(place, session)
    if args.json:
        say_json({"session": session.id, "text": text})
    else:
        say(*text.split("\n"))
    return DONE
