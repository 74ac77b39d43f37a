"""The language somebody chose in the app, kept for the next start: one word in a file of the data folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tui import i18n

FILE = "language"
"""The file's name. Not a document of the cache: commands and refusals speak before the cache is open, or when it cannot be."""


def wanted(folder: Path, environ: Mapping[str, str]) -> str:
    """The language to speak: XINDE_LANGUAGE where it names one, else what was chosen in this folder, else what the locale asks for."""
    named = i18n.named(environ.get(i18n.VARIABLE, ""))
    if named is not None:
        return named
    chosen = _chosen(folder)
    return chosen if chosen in i18n.available() else i18n.detect(environ)


def _chosen(folder: Path) -> str | None:
    try:
        # A word; whatever else lies there under that name is no choice.
        return (folder / FILE).read_bytes()[:20].decode("ascii", "replace").strip()
    except OSError:
        return None


def choose(folder: Path, name: str) -> None:
    """Speak this language at the next start too; raises OSError where it cannot be written."""
    scratch = folder / f".{FILE}.{os.getpid()}"
    scratch.write_text(f"{name}\n", "ascii")
    scratch.chmod(0o600)
    scratch.replace(folder / FILE)
