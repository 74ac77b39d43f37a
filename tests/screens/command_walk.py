"""Whether help and palette list each command of a screen, in both languages and with its reason, and whether a key reaches it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from textual.widgets import DataTable, Input, OptionList

from tui import i18n
from tui.command_table import COMMANDS, TYPING, find
from tui.key_names import EDITING, is_letter
from tui.offered import PAGES
from tui.page import Commanded, Dialog
from tui.screens.help import help_lines
from tui.screens.palette import PaletteDialog
from tui.terminal import printable
from tui.widgets.bars import shown_commands

OPENS = (DataTable, OptionList, Input)
"""Widgets that take Enter for themselves and tell the page."""


def faults(screen: Commanded[Any]) -> list[str]:
    """What is wrong with the commands of a screen: not told, not in both languages, or under no key where the cursor is."""
    return [*_said(screen), *_within_reach(screen), *_named_alike(screen)]


def _said(screen: Commanded[Any]) -> list[str]:
    """What is not said of a command, and reasons that are not in the reader's language."""
    faults, reasons = [], []
    wanted = [command for command in COMMANDS[screen.SCOPE] if screen.offers(command.name)]
    for language in i18n.available():
        i18n.set_language(language)
        told = "\n".join(line.plain for line in help_lines(screen))
        found = {choice.id: choice for choice in PaletteDialog(screen)._choices}
        why: dict[str, str] = {}
        for command in wanted:
            reason = screen.reason(command.name)
            lines = [line for line in told.split("\n") if line.startswith(command.all_keys) and command.help() in line]
            if not lines or command.label() not in lines[0] or printable(reason or "") not in told:
                faults.append(f"{command.id} is not in the {language} help")
            if command.id not in found or found[command.id].why_not != reason:
                faults.append(f"{command.id} is not in the {language} palette")
            if reason is not None:
                why[command.id] = reason
        away = [each for each in found if each in PAGES]
        if isinstance(screen, Dialog) == bool(away) and not screen.xinde.locked:
            faults.append(f"the {language} palette leads to {away}")
        reasons.append(why)
    i18n.set_language(i18n.DEFAULT)
    zh, en = reasons
    faults += [
        f"{each}: {zh.get(each)} / {en.get(each)}" for each in zh.keys() | en.keys() if zh.get(each) == en.get(each)
    ]
    return faults


def _named_alike(screen: Commanded[Any]) -> list[str]:
    """Two commands of one name in the key bar, of which nobody can tell which is which."""
    faults = []
    for language in i18n.available():
        i18n.set_language(language)
        labels = [find(each).label() for each in shown_commands(screen)]
        faults += [f"“{label}” twice in the {language} key bar" for label, n in Counter(labels).items() if n > 1]
    i18n.set_language(i18n.DEFAULT)
    return faults


def _within_reach(screen: Commanded[Any]) -> list[str]:
    """Commands that none of their keys would carry out where the cursor is."""
    active = screen.active_bindings
    carried = {(key, one.binding.id) for key, one in active.items()}
    general = [] if screen.xinde.locked or screen.SCOPE == "help" else ["app.palette"]
    faults = [each for each in ["app.help", *general] if screen.SCOPE != "help" and not _reached(each, carried)]
    for command in COMMANDS[screen.SCOPE]:
        opens = "enter" in command.keys_now and isinstance(screen.focused, OPENS)
        # In a line above a list the editing keys are the line's; an arrow leads to the list, where they are the list's.
        edits = (
            isinstance(screen.focused, Input)
            and screen.SCOPE not in TYPING
            and not EDITING.isdisjoint(command.keys_now)
        )
        # A list moves with the arrow, and above its first row the line below it is what the arrow is for.
        moves = command.keys_now == ("up",)
        if screen.offers(command.name) and not (opens or edits or moves) and not _reached(command.id, carried):
            faults.append(command.id)
    return faults


def _reached(command_id: str, carried: set[tuple[str, str | None]]) -> bool:
    return any((key, command_id) in carried and not is_letter(key) for key in find(command_id).keys_now)
