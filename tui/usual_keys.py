"""Keys that mean the same everywhere: those of a list, and those that lead from pane to pane."""

from __future__ import annotations

from tui.command import Command

USUAL = {
    "open": ("enter", False),
    "new": ("ctrl+n,n", True),
    "edit": ("f2,e", True),
    "state": ("f9,s", True),
    "delete": ("delete,f8,d", True),
    "filter": ("ctrl+f,slash", True),
    "clean": ("ctrl+l", False),
    "back": ("escape", False),
}
"""What is done in most lists -> its keys, and whether the key bar shows it."""


def usual(scope: str, names: str) -> tuple[Command, ...]:
    """The commands of these names, one space between them, with their usual keys."""
    return tuple(Command(f"{scope}.{name}", *USUAL[name]) for name in names.split())


def panes(scope: str) -> tuple[Command, Command]:
    """Every pane of a session leads to its neighbours with the same keys; F15 is what terminals send for Shift+F3."""
    return (
        Command(f"{scope}.next", "f3,full_stop"),
        Command(f"{scope}.previous", "comma,f15,shift+f3", shown=False),
    )
