"""The title of a document of the branch: its name, then what the document is, on two lines where one does not hold both."""

from __future__ import annotations

from rich.cells import cell_len

from tui.documents.paper import Title

ROOM = 38
"""Columns of a line of 22 pt; a Chinese character takes two, and Word sets digits apart from them."""


def branch_title(branch: str, words: str) -> Title:
    """The title; a branch the words begin with is not said twice, nor is the end of its name they begin with."""
    if words.startswith(branch):
        words = words[len(branch) :]
    elif branch in words:
        return Title(words)
    shared = next((n for n in range(min(len(branch), len(words)), 0, -1) if branch.endswith(words[:n])), 0)
    rest = words[shared:]
    return Title(f"{branch}{rest}" if cell_len(branch + rest) <= ROOM else f"{branch}\n{rest}")
