"""The commands of improvement cases. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual

IMPROVEMENTS = (
    *usual("improvements", "open new edit state"),
    Command("improvements.check", "ctrl+r,c"),
    Command("improvements.by_state", "f3"),
    Command("improvements.by_line", "ctrl+o,l"),
    *usual("improvements", "delete filter sort mark_row mark_all back"),
)

IMPROVEMENT = (
    *usual("improvement", "edit state"),
    Command("improvement.check", "ctrl+r,c"),
    Command("improvement.source", "enter,o"),
    *usual("improvement", "delete back"),
)

IMPROVEMENT_COMMANDS: dict[str, tuple[Command, ...]] = {"improvements": IMPROVEMENTS, "improvement": IMPROVEMENT}
"""Scope -> its commands, in the order of the key bar."""
