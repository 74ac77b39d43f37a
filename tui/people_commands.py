"""The commands of the list of people and of one person. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.import_commands import KEYS
from tui.usual_keys import usual

PEOPLE = (
    *usual("people", "open new edit"),
    Command("people.order", "f3,ctrl+e"),
    *usual("people", "delete filter mark_row mark_all back"),
    Command("people.import", KEYS),
)

PERSON = (
    *usual("person", "open"),
    Command("person.data", "f2,e"),
    Command("person.move", "ctrl+r,m"),
    Command("person.duty", "ctrl+n,n"),
    Command("person.away", "ctrl+o,w"),
    Command("person.end", "f9,s"),
    Command("person.leave", "f3"),
    *usual("person", "delete filter sort mark_row mark_all back"),
)

PEOPLE_COMMANDS: dict[str, tuple[Command, ...]] = {"people": PEOPLE, "person": PERSON}
"""Scope -> its commands, in the order of the key bar."""
