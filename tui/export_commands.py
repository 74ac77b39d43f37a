"""The commands of choosing, looking at and writing documents. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.usual_keys import usual

EXPORT = (
    *usual("export", "open"),
    Command("export.write", "ctrl+s,s"),
    Command("export.folder", "f2,f"),
    Command("export.previous", "comma,minus"),
    Command("export.next", "full_stop,plus"),
    *usual("export", "back"),
)

PREVIEW = (
    # Before what the text does with them: a page of paper is turned, the text in it scrolls with the arrows.
    Command("preview.next", "pagedown,full_stop", priority=True),
    Command("preview.previous", "pageup,comma", priority=True),
    Command("preview.write", "ctrl+s,s"),
    Command("preview.form", "f3,x"),
    Command("preview.language", "f9,l"),
    Command("preview.folder", "f2,f"),
    *usual("preview", "back"),
)

EXPORTING = (Command("exporting.cancel", "escape"),)

EXPORT_COMMANDS: dict[str, tuple[Command, ...]] = {"export": EXPORT, "preview": PREVIEW, "exporting": EXPORTING}
"""Scope -> its commands, in the order of the key bar."""
