"""All of it in order, whatever is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tui.appearance import Widths
from tui.doctor.encoding import encoding
from tui.doctor.finding import Finding, Level, trouble
from tui.doctor.folder import folder
from tui.doctor.program import program
from tui.doctor.server import server
from tui.doctor.terminal import keyboard, terminal, widths


def examine(
    home: Path, environ: Mapping[str, str], *, there: bool, answered: Widths | None, ours: bool = False
) -> list[Finding]:
    """Every finding; a part that cannot be looked at is a finding too. May take some seconds: the server is asked.

    `there`: a terminal is spoken to; `answered`: what it said of its widths; `ours`: this process holds the folder.
    """
    written: str | None = getattr(sys.__stdout__, "encoding", None)
    parts: dict[str, Callable[[], Iterable[Finding]]] = {
        "program": program,
        "terminal": lambda: terminal(environ, there=there),
        "encoding": lambda: encoding(environ, written),
        "width": lambda: widths(answered),
        "keys": lambda: keyboard(environ),
        "folder": lambda: folder(home, ours=ours),
        "server": lambda: server(home),
    }
    found: list[Finding] = []
    for name, look in parts.items():
        try:
            found.extend(look())
        except Exception as error:  # noqa: BLE001 - whoever asks the doctor has trouble already; the other parts are still looked at
            found.append(trouble("failed", part=name, error=type(error).__name__))
    return found


def healthy(found: Iterable[Finding]) -> bool:
    """True where nothing has to be mended."""
    return all(finding.level is not Level.TROUBLE for finding in found)
