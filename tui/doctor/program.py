"""The program itself: its version, Python's, and whether its packages are those it was made with."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib import metadata

from tui import __version__
from tui.doctor.finding import Finding, fine, trouble

EXACT = re.compile(r"([A-Za-z0-9._-]+)==([\w.]+)$")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def program() -> Iterator[Finding]:
    """What is to be said of what is installed."""
    yield fine("program.version", version=__version__, python=platform.python_version(), system=platform.system())
    try:
        needed = metadata.requires("xinde") or []
    except metadata.PackageNotFoundError:
        # Run from a folder of its sources, nothing says what it needs.
        return
    missing, other = [], []
    for requirement in needed:
        if "extra ==" in requirement:
            continue
        name = (NAME.match(requirement) or [""])[0]
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        exact = EXACT.match(requirement.partition(";")[0].strip())
        if exact is not None and exact[2] != found:
            other.append(f"{name} {found} ({exact[2]})")
    if missing:
        yield trouble("program.missing", names=", ".join(missing))
    if other:
        yield trouble("program.other", names=", ".join(other))
    if not missing and not other:
        yield fine("program.packages", n=len([each for each in needed if "extra ==" not in each]))
