"""Bars of text cells, for figures that are looked at rather than read. A number and a word always stand beside them."""

from __future__ import annotations

from tui.terminal import Glyphs

PARTS = " ▏▎▍▌▋▊▉"
"""What a cell holds in eighths."""

WIDTH = 20
"""Cells of a bar: 5 per cent each."""


def bar(part: int, whole: int, glyphs: Glyphs, width: int = WIDTH) -> str:
    """As much of `width` cells as `part` is of `whole`, at most all of them; nothing where there is no whole.

    It is full only when nothing is missing, and empty only when there is nothing.
    """
    if whole <= 0:
        return ""
    plain = glyphs.name == "plain"
    steps = 1 if plain else 8
    done = min(max(part, 0), whole)
    filled = done * width * steps // whole
    if done:
        filled = max(1, filled)
    cells, rest = divmod(filled, steps)
    if plain:
        return "#" * cells + "." * (width - cells)
    drawn = "█" * cells + (PARTS[rest] if rest else "")
    return drawn + "░" * (width - len(drawn))
