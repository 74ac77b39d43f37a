"""Looks commands up and makes Textual bindings of them."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.command import Command, key_name, twins
from tui.command_table import COMMANDS

__all__ = ["Command", "bindings", "find", "key_name"]


def bindings(scope: str) -> list[BindingType]:
    """Textual bindings of a scope's commands; their texts are looked up when shown, never here."""
    return [
        Binding(
            twins(command.keys),
            f"command({command.id!r})",
            description=command.id,
            show=command.shown,
            priority=command.priority or command.always,
            id=command.id,
        )
        for command in COMMANDS[scope]
    ]


def find(command_id: str) -> Command:
    """The command of that id; KeyError when there is none."""
    scope = command_id.partition(".")[0]
    return {command.id: command for command in COMMANDS[scope]}[command_id]
