"""Makes Textual bindings of commands, and gives the bindings of a screen the person's own keys."""

from __future__ import annotations

from textual.binding import Binding, BindingsMap, BindingType

from tui.command import Command, key_name, own_keys, twins
from tui.command_table import COMMANDS, find

__all__ = ["ABOVE", "Command", "bindings", "find", "key_name", "rebound"]


def bindings(scope: str) -> list[BindingType]:
    """Textual bindings of a scope's commands; their texts are looked up when shown, never here."""
    return [_binding(command) for command in COMMANDS[scope]]


def _binding(command: Command) -> Binding:
    return Binding(
        twins(command.keys),
        f"command({command.id!r})",
        description=command.id,
        show=command.shown,
        priority=command.priority or command.always,
        id=command.id,
    )


def rebound(usual: BindingsMap) -> BindingsMap:
    """The same bindings with the person's own keys.

    Textual's own keymap is of no use here: it takes the usual keys away only where no text field has consumed them before,
    and gives up a key without a word where two commands share it.
    """
    own = own_keys()
    templates: dict[str, Binding] = {}
    found = BindingsMap()
    for key, binding in usual:
        if binding.id is not None and binding.id in own:
            templates.setdefault(binding.id, binding)
        else:
            found.key_to_bindings.setdefault(key, []).append(binding)
    for command_id, template in templates.items():
        for key in twins(own[command_id]).split(","):
            found.key_to_bindings.setdefault(key, []).insert(0, template.with_key(key))
    return found


ABOVE: list[BindingType] = [_binding(command) for command in COMMANDS["app"] if command.above]
"""Bindings of what a dialog offers of the whole app: textual asks no screen below a dialog, and not the app."""
