"""The key tables of the READMEs and the whole key sheets, made from the command table: `python -m tui.key_sheet` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tui import i18n
from tui.command import key_names
from tui.command_table import COMMANDS

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
SHEETS = {"en": "docs/KEYS.md", "zh": "docs/KEYS.zh-CN.md"}
BEGIN, END = "<!-- keys: written by python -m tui.key_sheet -->", "<!-- /keys -->"
SCOPES = ("app", "form", "roll_call", "minutes", "conflicts", "history", "trash")
"""What is worth a table in a README; the whole sheet has all of them, and F1 shows those of the screen at hand."""


def sheet(language: str) -> str:
    """The tables of a README in one language, as Markdown."""
    with i18n.speaking(language):
        tables = [f"**{i18n.t(f'keys.{scope}')}**\n\n{_table(scope)}" for scope in SCOPES]
    return "\n\n".join([BEGIN, *tables, END])


def whole_sheet(language: str) -> str:
    """Every command of every screen in one language, as Markdown."""
    with i18n.speaking(language):
        parts = [f"# {i18n.t('keys.sheet')}", i18n.t("keys.sheet.about"), _contents(COMMANDS)]
        for scope in COMMANDS:
            title = f'## <a id="{scope}"></a>{i18n.t(f"keys.{scope}")} `{scope}`'
            parts += [title, i18n.t(f"about.{scope}"), _table(scope)]
    return "\n\n".join(parts) + "\n"


def _contents(scopes: Iterable[str]) -> str:
    return " · ".join(f"[{i18n.t(f'keys.{scope}')}](#{scope})" for scope in scopes)


def _table(scope: str) -> str:
    headings = [i18n.t(f"keys.sheet.{column}") for column in ("keys", "command", "help")]
    lines = ["| " + " | ".join(headings) + " |", "|---|---|---|"]
    for command in COMMANDS[scope]:
        keys = " ".join(f"`{name}`" for name in key_names(command.keys.split(",")))
        lines.append(f"| {keys} | {command.label()} | {command.help()} |")
    return "\n".join(lines)


def renewed(text: str, language: str) -> str:
    """A README with its tables as they should be; raises ValueError when it has no place for them."""
    if BEGIN not in text or END not in text:
        raise ValueError("no place for the keys")
    return re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: sheet(language), text, flags=re.DOTALL)


def main(root: Path) -> None:
    """Write the sheets of a project, and the tables into its READMEs."""
    for language, name in READMES.items():
        path = root / name
        path.write_text(renewed(path.read_text("utf-8"), language), "utf-8")
        (root / SHEETS[language]).write_text(whole_sheet(language), "utf-8")


if __name__ == "__main__":
    main(Path(__file__).parent.parent)
