"""Where texts for use outside the program are written: beside the data, one file a session and text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from sync.cache.view import View

FOLDERS = {"minutes": "texts", "notice": "notices"}
"""What the text is -> the folder below the data folder."""


def file_of(folder: Path, what: Literal["minutes", "notice"], session: View) -> Path:
    """Where the text is written: named by the day of the session and the end of its id; for `write_secret`."""
    # The end of an id differs between records made in one minute; a title may hold what a file name cannot.
    day = re.sub(r"[^0-9-]", "", str(session.get("start") or "")[:10])
    end = re.sub(r"[^0-9A-Za-z]", "", session.id)[-8:]
    return folder / FOLDERS[what] / ("-".join(filter(None, (what, day, end))) + ".txt")
