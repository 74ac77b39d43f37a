"""`doctor`: terminal, encoding, keys, data folder, server and clock are looked at. Works without any of them."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tui import appearance
from tui.appearance import Widths
from tui.beginning import keep
from tui.commandline.failing import DONE, REFUSED
from tui.commandline.output import say, say_json
from tui.doctor.examining import examine, healthy
from tui.doctor.words import lines
from tui.probe import ask, can_ask, terminal_name

PATIENCE = 1.0
"""Seconds for the terminal's answer; here somebody wants to know, and a slow line is an answer too."""


def doctor(args: argparse.Namespace, folder: Path) -> int:
    """`doctor`; 0 when nothing has to be mended, else 1."""
    answered = _asked()
    found = examine(folder, os.environ, there=_there(), answered=answered)
    if answered is not None:
        # After the look at the folder, which this may make.
        keep(appearance.appearance_path(), terminal_name(os.environ), answered)
    if args.json:
        told = [
            {"id": each.id, "level": each.level.value, "what": each.what, "why": each.why, "mend": each.mend}
            for each in found
        ]
        say_json({"healthy": healthy(found), "findings": told})
    else:
        say(*lines(found))
    return DONE if healthy(found) else REFUSED


def _there() -> bool:
    try:
        return sys.stdout.isatty()
    except ValueError:
        return False


def _asked() -> Widths | None:
    """What the terminal says now; None where nobody can be asked."""
    if not (can_ask(os.environ) and _there()):
        return None
    return ask(PATIENCE)[0]
