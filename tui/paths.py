"""Paths as people type them or drag them into a terminal, and completed as a shell does it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

URL = re.compile(r"file://(?:localhost)?(?=/)", re.IGNORECASE)
"""How some terminals paste a file that is dragged into them."""


def typed_path(text: str, windows: bool = os.name == "nt") -> Path:
    """The path meant: without the quotation marks, backslashes and blanks of a file dragged in, ~ as the home folder."""
    plain = text.strip()
    for mark in ("'", '"'):
        if len(plain) > 1 and plain.startswith(mark) and plain.endswith(mark):
            plain = plain[1:-1].replace("'\\''", "'") if mark == "'" else plain[1:-1]
            return Path(plain).expanduser()
    if URL.match(plain):
        return Path(unquote(URL.sub("", plain)))
    path = Path(plain).expanduser()
    if not windows and "\\" in plain and not path.exists():
        return Path(re.sub(r"\\(.)", r"\1", plain)).expanduser()
    return path


def completed(text: str) -> tuple[str, list[str]]:
    """The text as far as the files there complete it, and the names it may go on with; as it was where there are none."""
    head, _, part = text.rpartition("/")
    folder = typed_path(head + "/") if head or text.startswith("/") else Path()
    try:
        names = [entry.name + ("/" if entry.is_dir() else "") for entry in os.scandir(folder)]
    except OSError:
        return text, []
    fitting = sorted(
        name for name in names if name.casefold().startswith(part.casefold()) and (part or not name.startswith("."))
    )
    if not fitting:
        return text, []
    common = _beginning(fitting)
    if len(common) < len(part):
        common = part
    return (f"{head}/{common}" if head or text.startswith("/") else common), fitting


def _beginning(names: list[str]) -> str:
    """What all of several sorted names begin with."""
    first, last = names[0], names[-1]
    same = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first[:same] if same is not None else min(first, last, key=len)
