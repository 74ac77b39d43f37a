"""The commands of Home and of the open items. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import filtering, usual

HOME = (
    Command("home.open", "enter", shown=False),
    Command("home.decide", "f9,d"),
    Command("home.mark", "space,insert,x"),
    Command("home.mark_alike", "ctrl+s,ctrl+a,a", shown=False),
    Command("home.open_items", "f3,g"),
    Command("home.find", "ctrl+f,slash", shown=False),
)

OPEN_ITEMS = (
    Command("open_items.open", "enter"),
    Command("open_items.whose", "f3,w"),
    Command("open_items.person", "f2,p"),
    filtering("open_items", shown=True),
    *usual("open_items", "back"),
)

GAP_COMMANDS: dict[str, tuple[Command, ...]] = {"home": HOME, "open_items": OPEN_ITEMS}
"""Scope -> its commands, in the order of the key bar."""
