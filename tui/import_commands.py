"""The commands of taking old records in. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual

KEYS = "minus,f17,shift+f5"
"""The key that leads here from where such records stand; F17 is what terminals send for Shift+F5, for where a sign is text."""

IMPORT = (
    *usual("import", "open"),
    Command("import.file", "ctrl+o,o"),
    Command("import.take", "ctrl+s,s"),
    Command("import.outcome", "f3,full_stop"),
    Command("import.clock", "f9,t"),
    Command("import.template", "ctrl+n,n"),
    Command("import.undo", "ctrl+r,u"),
    Command("import.what", "f2,w"),
    *usual("import", "back"),
)

WORKING = (Command("working.cancel", "escape"),)

CLEAN = (
    Command("clean.mark", "space"),
    Command("clean.all", "ctrl+n,a"),
    Command("clean.back", "escape"),
)

PATH = (
    Command("path.complete", "tab", priority=True),
    Command("path.cancel", "escape"),
)

IMPORT_COMMANDS: dict[str, tuple[Command, ...]] = {"import": IMPORT, "working": WORKING, "path": PATH, "clean": CLEAN}
"""Scope -> its commands, in the order of the key bar."""
