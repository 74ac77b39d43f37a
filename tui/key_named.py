"""The keys that texts name: those the person has, on the screen at hand."""

from __future__ import annotations

from tui.command import Command, key_names, scope_at_hand, spoken_key
from tui.command_table import find, is_known

SHARED = ("form", "records")
"""Scopes whose texts stand on other screens too: a key named there is that of the screen's own command of the same name."""


def key_named(place: str) -> str:
    """The key for `{key:…}` in a text: `app.note` in words, `^app.note` as the key bar writes it, `app.note*` all of them."""
    command = _meant(place.strip("^*"))
    if place.endswith("*"):
        return " / ".join(name.replace("^", "Ctrl+") for name in key_names(command.keys_now))
    return command.key if place.startswith("^") else spoken_key(command.keys_now[0])


def _meant(command_id: str) -> Command:
    scope, _, name = command_id.partition(".")
    here = f"{scope_at_hand()}.{name}"
    return find(here if scope in SHARED and is_known(here) else command_id)
