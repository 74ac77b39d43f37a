"""Keys that mean the same everywhere: those of a list, and those that lead from pane to pane."""

from __future__ import annotations

from tui.command import Command

USUAL = {
    "open": ("enter", True),
    "new": ("ctrl+n,n", True),
    "edit": ("f2,e", True),
    "state": ("f9,s", True),
    "delete": ("delete,f8,d", True),
    "filter": ("ctrl+f,slash", True),
    "sort": ("ctrl+e", False),
    "mark_row": ("space", False),
    "mark_all": ("ctrl+a", False),
    "clean": ("ctrl+l", False),
    "back": ("escape", False),
}
"""What is done in most lists -> its keys, and whether the key bar shows it."""


SAME = frozenset({"sort", "mark_row", "mark_all"})
"""Those that are called the same in every list."""


def usual(scope: str, names: str) -> tuple[Command, ...]:
    """The commands of these names, one space between them, with their usual keys."""
    return tuple(
        Command(f"{scope}.{name}", *USUAL[name], words=f"list.{name}" if name in SAME else "") for name in names.split()
    )


def filtering(scope: str, *, shown: bool = False) -> Command:
    """The filter of a list, in the key bar only where its own commands do not fill that."""
    return Command(f"{scope}.filter", USUAL["filter"][0], shown=shown, words="records.filter")


def panes(scope: str) -> tuple[Command, Command]:
    """Every pane of a session leads to its neighbours with the same keys; F15 is what terminals send for Shift+F3.

    A line, and a table that is wider than the screen, have the arrows for themselves.
    """
    return (
        Command(f"{scope}.next", "f3,right,full_stop"),
        Command(f"{scope}.previous", "comma,left,f15,shift+f3", shown=False),
    )
