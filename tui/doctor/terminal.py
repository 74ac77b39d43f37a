"""The terminal: its kind, size and colours, what runs in between, how wide it draws, and which keys do not arrive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping

from tui.appearance import Widths, from_environment
from tui.doctor.finding import Finding, fine, note, trouble

COLOURS = {"truecolor": "16777216", "24bit": "16777216"}
"""COLORTERM -> how many colours it promises."""

LEAST = (72, 20)
"""Columns and rows the app needs; the same as `tui.room.LEAST`, which costs textual to import."""

TAKEN = {"VTE_VERSION": "F1 F10 F11", "KONSOLE_VERSION": "F11 F12", "WT_SESSION": "F11 ^V", "TERM_PROGRAM": "F11"}
"""What a terminal program sets in the environment -> keys it usually keeps for itself."""


def terminal(environ: Mapping[str, str], *, there: bool) -> Iterator[Finding]:
    """`there`: whether the program speaks to a terminal at all."""
    kind = environ.get("TERM", "")
    if not there:
        yield note("terminal.none")
    elif kind.lower() in ("dumb", "unknown"):
        yield trouble("terminal.dumb", term=kind)
    else:
        columns, rows = shutil.get_terminal_size()
        yield fine("terminal.kind", term=kind or "-", columns=columns, rows=rows, colours=colours(environ))
        if columns < LEAST[0] or rows < LEAST[1]:
            least = {"least_columns": LEAST[0], "least_rows": LEAST[1]}
            yield trouble("terminal.small", columns=columns, rows=rows, **least)
    yield from _colours(environ, there=there)
    if environ.get("TMUX"):
        yield note("terminal.tmux")
    if environ.get("STY"):
        yield note("terminal.screen")
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        yield fine("terminal.ssh", client=environ.get("SSH_CONNECTION", "").split(" ")[0] or "-")


def colours(environ: Mapping[str, str]) -> str:
    """How many colours the environment promises, as rich takes it."""
    forced = {"truecolor": "16777216", "256": "256", "standard": "16"}.get(environ.get("TEXTUAL_COLOR_SYSTEM", ""))
    promised = COLOURS.get(environ.get("COLORTERM", "").lower())
    return forced or promised or ("256" if "256color" in environ.get("TERM", "") else "16")


def _colours(environ: Mapping[str, str], *, there: bool) -> Iterator[Finding]:
    if from_environment(environ).get("colours", ("", ""))[1] == "none":
        yield fine("terminal.no_color")
    elif there and colours(environ) == "16":
        yield note("terminal.few_colours", term=environ.get("TERM", ""))


def widths(found: Widths | None) -> Iterator[Finding]:
    """What the terminal answered; None where it was not asked."""
    if found is None:
        return
    if not found.chinese:
        yield note("width.silent")
    elif found.chinese != 2:
        yield trouble("width.chinese", cells=found.chinese)
    elif found.signs > 1:
        yield note("width.wide", cells=found.signs)
    else:
        yield fine("width.narrow")


def keyboard(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Keys that cannot arrive, and what an input method does."""
    yield fine("keys.limits")
    taken = next((keys for name, keys in TAKEN.items() if environ.get(name)), "")
    if taken:
        yield fine("keys.taken", keys=taken)
    yield fine("keys.input_method")
