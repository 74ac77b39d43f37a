"""The key tables of the README, made from the command table: `python -m tui.key_sheet` writes them."""

from __future__ import annotations

import re
from pathlib import Path

from tui import i18n
from tui.command import key_name
from tui.command_table import COMMANDS

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
BEGIN, END = "<!-- keys: written by python -m tui.key_sheet -->", "<!-- /keys -->"
HEADINGS = {"en": ("keys", "command", "what it does"), "zh": ("按键", "命令", "作用")}
SCOPES = ("app", "form", "roll_call", "minutes", "conflicts", "history", "trash")
"""What is worth a table; F1 shows all keys of any screen."""


def sheet(language: str) -> str:
    """The tables in one language, as Markdown."""
    before = i18n.language()
    i18n.set_language(language)
    try:
        tables = [_table(scope, language) for scope in SCOPES]
    finally:
        i18n.set_language(before)
    return "\n\n".join([BEGIN, *tables, END])


def _table(scope: str, language: str) -> str:
    lines = [
        f"**{i18n.t(f'keys.{scope}')}**",
        "",
        "| " + " | ".join(HEADINGS[language]) + " |",
        "|---|---|---|",
    ]
    for command in COMMANDS[scope]:
        keys = " ".join(f"`{key_name(key)}`" for key in command.keys.split(","))
        lines.append(f"| {keys} | {command.label()} | {command.help()} |")
    return "\n".join(lines)


def renewed(text: str, language: str) -> str:
    """A README with its tables as they should be; raises ValueError when it has no place for them."""
    if BEGIN not in text or END not in text:
        raise ValueError("no place for the keys")
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: sheet(language), text, flags=re.DOTALL)


def main(root: Path) -> None:
    """Write the tables into the READMEs of a project."""
    for language, name in READMES.items():
        path = root / name
        path.write_text(renewed(path.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main(Path(__file__).parent.parent)
