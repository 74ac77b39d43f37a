"""Texts cut to a width in cells, with a sign where something is missing."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def cut(text: str, width: int, more: str = "…") -> str:
    """The beginning of a text in at most `width` cells."""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(more)
    return set_cell_size(text, room).rstrip() + more if room >= 0 else set_cell_size(text, max(0, width))


def cut_middle(text: str, width: int, more: str = "…") -> str:
    """Beginning and end of a text in at most `width` cells: titles that begin alike often differ in their last words."""
    if cell_len(text) <= width:
        return text
    tail = ""
    for character in reversed(text):
        if cell_len(character + tail) > width // 3:
            break
        tail = character + tail
    return cut(text, width - cell_len(tail), more) + tail
