"""What a screen offers now: its own commands and those of the app, each with the reason where it cannot be carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec
from textual.screen import ModalScreen

from tui.at_hand import record_at_hand
from tui.command import Command
from tui.command_table import COMMANDS, find
from tui.i18n import t

if TYPE_CHECKING:
    from tui.app import XindeApp
    from tui.page import Commanded

PAGES = frozenset(
    f"app.{name}"
    for name in (
        "home",
        "plans",
        "sessions",
        "reflections",
        "notes",
        "conflicts",
        "branch",
        "year",
        "room",
        "study",
        "export",
        "import",
        "settings",
        "doctor",
    )
)
"""Commands that lead away to another page; their usual keys are digits or a sign, so those work only where nothing is typed."""

WHILE_LOCKED = frozenset({"app.help", "app.quit"})
"""What a locked screen lets through of the app."""

ONCE = frozenset({"app.trash", "app.vault", "app.sign_in", "app.settings"})
"""Pages that are never opened above themselves."""


class Offered(msgspec.Struct, frozen=True):
    """A command that makes sense here; `reason` says in the reader's language why it cannot be carried out now, if so."""

    command: Command
    reason: str | None = None


def offered(screen: Commanded[Any]) -> list[Offered]:
    """The screen's own commands in the order of the table, then those of the app."""
    own = [
        Offered(command, screen.reason(command.name))
        for command in COMMANDS.get(screen.SCOPE, ())
        if screen.check_action("command", (command.id,))
    ]
    return [*own, *(Offered(command, why_not(screen, command.id)) for command in of_the_app(screen))]


def of_the_app(screen: Commanded[Any]) -> list[Command]:
    """The app's commands that work on this screen."""
    app = cast("XindeApp", screen.app)
    if app.locked:
        return [command for command in COMMANDS["app"] if command.id in WHILE_LOCKED]
    if isinstance(screen, ModalScreen):
        return [command for command in COMMANDS["app"] if command.always or command.above]
    return list(COMMANDS["app"])


def why_not(screen: Commanded[Any], command_id: str) -> str | None:
    """Why a command, of the screen or of the app, cannot be carried out now; None when it can."""
    if find(command_id).scope != "app":
        return screen.reason(find(command_id).name)
    app = cast("XindeApp", screen.app)
    if command_id == "app.history" and record_at_hand(screen) is None:
        return t("app.no_record")
    if command_id in PAGES and getattr(screen, "HOLDS_TEXT", False):
        return t("app.leave_first")
    if command_id in ONCE and command_id.partition(".")[2] == screen.SCOPE:
        return t("app.already_here")
    if command_id == "app.note" and app.projecting:
        return t("projecting.covered")
    if command_id == "app.sync" and (app.loop is None or app.place.identity.server is None):
        return t("sync.alone")
    if command_id == "app.lock" and app.place.vault.folder is None:
        return t("app.no_lock")
    return None
