"""Words people use for what the app calls otherwise, so that the palette finds 高对比 under 设置 and 打印 under 导出."""

from __future__ import annotations

from tui.command import Command
from tui.i18n import t

NAMED_OTHERWISE = frozenset(
    "app." + name
    for name in [
        "branch",
        "conflicts",
        "copy",
        "doctor",
        "export",
        "find",
        "help",
        "history",
        "import",
        "language",
        "lock",
        "note",
        "notes",
        "plans",
        "projector",
        "quit",
        "reflections",
        "room",
        "sessions",
        "settings",
        "sign_in",
        "study",
        "sync",
        "trash",
        "undo",
        "vault",
        "year",
    ]
)
"""Commands with such words, which stand in the catalogs under `command.<id>.words`, a blank between two."""


def everyday_words(command: Command) -> str:
    """The words for a command in the current language; empty where its name and its help say it all."""
    return t(f"command.{command.id}.words") if command.id in NAMED_OTHERWISE else ""
