"""A walk through the command table: each command can be reached with no letter and no mouse, is named, and is carried out by a screen."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from typing import Any

import pytest

from tui import app_commands, i18n, screens
from tui.command import TWINS, Command, twins
from tui.command_table import COMMANDS, DIALOGS, find
from tui.key_names import is_letter, is_text, reserved
from tui.page import Commanded, Dialog
from tui.screens.year import YearPage
from tui.year_pages import LEADS

ALL = [command for commands in COMMANDS.values() for command in commands]

OVER = {
    "app.help": ("help.back",),
    "app.note": ("minutes.asides",),
    "app.import": ("*.previous", "*.import"),
    "app.sign_in": ("*.clean",),
    "app.vault": ("minutes.speaker", "submission.publish", "conflicts.retry_all"),
}
"""A command of the app -> those of a screen that have its key there; it is then found in the palette.

Digits are not told one by one: the roll is called with them."""

DESKTOP = {"f1", "f10", "f11"}
"""Keys that terminals and desktops often keep for themselves."""


def classes() -> Iterator[type[Commanded[Any]]]:
    """Every screen of the app."""
    for module in pkgutil.walk_packages(screens.__path__, "tui.screens."):
        import_module(module.name)
    waiting: list[type[Commanded[Any]]] = [Commanded]
    while waiting:
        below = [each for each in waiting.pop().__subclasses__() if each.__module__.startswith("tui.")]
        waiting += below
        yield from below


def with_app(scope: str) -> list[Command]:
    """The app's commands that are active on screens of a scope."""
    return [each for each in COMMANDS["app"] if scope not in DIALOGS or each.always or each.above]


def test_every_command_has_a_key_that_is_no_letter_first_and_that_terminals_send() -> None:
    wrong = []
    for command in ALL:
        keys = command.keys.split(",")
        if is_letter(keys[0]):
            wrong.append(f"{command.id}: its first key is a letter")
        kept = {key: why for key in keys if (why := reserved(key)) is not None}
        if command.id == "app.copy":
            # It is for this command that the key is kept.
            assert kept.pop("ctrl+c") == "copy"
        wrong += [f"{command.id}: {key} ({why})" for key, why in kept.items()]
        if set(keys) <= DESKTOP:
            wrong.append(f"{command.id}: a desktop may keep {keys} for itself, and there is no other")
    assert wrong == []


def test_every_sign_has_its_full_width_twin() -> None:
    signs = {key for command in ALL for key in command.keys.split(",") if is_text(key) and not is_letter(key)}
    assert signs - TWINS.keys() == set()


def test_no_two_commands_that_are_active_together_share_a_key() -> None:
    shared = []
    for scope, commands in COMMANDS.items():
        taken: dict[str, Command] = {}
        for command in (*commands, *([] if scope == "app" else with_app(scope))):
            for key in twins(command.keys).split(","):
                other = taken.setdefault(key, command)
                known = any(fnmatch(other.id, own) for own in OVER.get(command.id, ()))
                known |= command.scope == "app" and key[0].isnumeric()
                if other is not command and not known:
                    shared.append(f"{key}: {other.id}, {command.id}")
    assert shared == []


def test_no_exception_is_kept_for_nothing() -> None:
    over = {
        (app, own.id)
        for app in OVER
        for own in ALL
        if own.scope != "app" and set(twins(find(app).keys).split(",")) & set(twins(own.keys).split(","))
    }
    idle = {
        own
        for app, owners in OVER.items()
        for own in owners
        if not any(fnmatch(other, own) for at, other in over if at == app)
    }
    assert idle == set()


def test_every_command_is_carried_out_by_a_screen_of_its_scope() -> None:
    of_scope: dict[str, list[type[Commanded[Any]]]] = {scope: [] for scope in COMMANDS}
    for each in classes():
        if each.SCOPE:
            of_scope[each.SCOPE].append(each)
    assert [scope for scope, found in of_scope.items() if scope != "app" and not found] == []
    leads = {f"year.{lead.name}" for lead in LEADS}
    missing = [
        f"{each.__name__}.do_{command.name}"
        for scope, found in of_scope.items()
        for each in found
        for command in COMMANDS[scope]
        if not hasattr(each, f"do_{command.name}") and not (each is YearPage and command.id in leads)
    ]
    assert missing == []
    assert [c.id for c in COMMANDS["app"] if not hasattr(app_commands, f"do_{c.name}")] == []


def test_the_table_knows_which_scopes_are_dialogs() -> None:
    assert {each.SCOPE for each in classes() if issubclass(each, Dialog) and each.SCOPE} == DIALOGS


@pytest.mark.parametrize("language", i18n.available())
def test_every_command_and_every_screen_says_what_it_is(language: str) -> None:
    i18n.set_language(language)
    for command in ALL:
        assert command.label().strip(), command.id
        assert command.help().strip(), command.id
    for scope, commands in COMMANDS.items():
        assert i18n.t(f"keys.{scope}").strip(), scope
        assert i18n.t(f"about.{scope}").strip(), scope
        labels = [command.label() for command in commands]
        assert len(set(labels)) == len(labels), f"two commands of {scope} have one name in {language}: {sorted(labels)}"
