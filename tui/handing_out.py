"""Texts for use outside the program: a file beside the data, readable by this user alone."""

from __future__ import annotations

import re
from pathlib import Path

from sync.cache.view import View
from sync.secret_file import write_secret

FOLDER = "texts"


def hand_out(folder: Path, session: View, text: str) -> Path:
    """Write the minutes of a session to a file below a data folder, over an earlier one, and return where; raises OSError."""
    # The end of an id differs between records made in one minute; a title may hold what a file name cannot.
    day = re.sub(r"[^0-9-]", "", str(session.get("start") or "")[:10])
    path = folder / FOLDER / ("-".join(filter(None, ("minutes", day, session.id[-6:]))) + ".txt")
    write_secret(path, text)
    return path
