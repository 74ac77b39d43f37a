"""What is said to whoever presses a command's letter while a Chinese input method is on: the letter never arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.i18n import t

if TYPE_CHECKING:
    from tui.page import Commanded

NAMED = 2
"""Commands of the page that are named with their keys."""


def composed(character: str | None) -> bool:
    """True for what comes of a letter key only through an input method: Chinese, or a full-width letter."""
    return character is not None and (
        "\u3400" <= character <= "\u9fff" or "Ａ" <= character <= "ｚ" or character >= "\U00020000"
    )


def input_method_hint(screen: Commanded[Any]) -> str:
    """Which keys work all the same, with some that are useful here."""
    # Loaded when it is first said; the table is there by then.
    from tui.command_table import COMMANDS
    from tui.commands import key_name

    found = []
    for command in COMMANDS.get(screen.SCOPE, ()):
        key = command.keys.partition(",")[0]
        works = key.startswith("ctrl+") or (key[:1] == "f" and key[1:].isdigit())
        if command.shown and works and screen.offers(command.name) and screen.reason(command.name) is None:
            found.append(t("hint.key", key=key_name(key), label=command.label()))
    return t("hint.input_method", keys=t("list.comma").join([*found[:NAMED], t("hint.help")]))
