"""What commands print: JSON for programs, aligned lines for people; nothing a terminal would obey."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO, Any

from tui.i18n import t
from tui.terminal import printable

_plain = False

WIDEST = 48
"""Cells of a column in a list; what is longer is cut, and whole in `show`."""


def width(text: str) -> int:
    """Terminal cells: two for a Chinese character, none for a combining mark."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def cut(text: str, cells: int) -> str:
    """At most `cells` cells, with … where something is missing."""
    if width(text) <= cells:
        return text
    kept = ""
    for c in text:
        if width(kept + c) > cells - 2:
            break
        kept += c
    return kept.rstrip() + "…"


def lines_of(text: str) -> list[str]:
    """The lines of a text of several, each without control characters."""
    return [printable(line) for line in text.split("\n")]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, columns aligned by cells; the last column is not padded."""
    if _plain:
        return ["  ".join(filter(str.strip, map(printable, row))) for row in rows]
    plain = [[cut(printable(cell), WIDEST) for cell in row] for row in rows]
    columns = max((len(row) for row in plain), default=0)
    widths = [max((width(row[n]) for row in plain if n < len(row)), default=0) for n in range(columns)]
    return ["  ".join(cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(row)).rstrip() for row in plain]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows under their headings; plainly, a fact a line with its heading before it and an empty line between two rows."""
    if not _plain:
        return aligned([headings, *rows])
    lines: list[str] = []
    for row in rows:
        told = [(name, printable(cell)) for name, cell in zip(headings, row, strict=False) if cell.strip()]
        lines += ["", *(f"{name}{t('error.colon')}{cell}".rstrip() if name else cell for name, cell in told)]
    return lines[1:]


def set_plain(on: bool) -> None:
    """Print for a screen reader from now on: no columns, one fact a line, nothing cut."""
    global _plain
    _plain = on


def is_plain() -> bool:
    """True while it is printed for a screen reader."""
    return _plain


def say(*lines: str, to: IO[str] | None = None) -> None:
    """Print lines for people."""
    stream = to or sys.stdout
    for line in lines:
        print(_encodable(printable(line), stream), file=stream)


def say_json(value: Any, to: IO[str] | None = None) -> None:
    """Print one JSON value on one line; escaped where the stream cannot hold Chinese."""
    stream = to or sys.stdout
    unicode_stream = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not unicode_stream, separators=(",", ":"))
    print(_encodable(text, stream), file=stream)


def _encodable(line: str, stream: IO[str]) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return line.encode(encoding, "replace").decode(encoding)
