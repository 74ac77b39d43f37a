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


CHUNK = 250
"""Characters measured at a time; rich remembers the width of texts up to 512."""

JOINERS = ("\u200d", "\ufe0f")
"""Signs that change the width of their neighbours."""


def cells_of(text: str) -> int:
    """The width of a long text in cells; cheap for one that differs from a text measured before only at its end."""
    if any(sign in text for sign in JOINERS):
        return cell_len(text)
    return sum(cell_len(text[start : start + CHUNK]) for start in range(0, len(text), CHUNK))


def index_at(text: str, cell: int) -> tuple[int, int]:
    """The character that covers a cell of a text, and the cell it begins at; the end of the text where none does."""
    if any(sign in text for sign in JOINERS):
        chunk = 1 << 30
    else:
        chunk = CHUNK
    index = width = 0
    while index < len(text):
        more = cell_len(text[index : index + chunk])
        if width + more > cell:
            break
        index, width = index + chunk, width + more
    index = min(index, len(text))
    while index < len(text):
        more = cell_len(text[index])
        if width + more > cell:
            break
        index, width = index + 1, width + more
    return index, width
