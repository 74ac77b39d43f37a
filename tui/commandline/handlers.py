"""Which function carries out which command; its module is imported only when the command is run."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

HANDLERS = {
    "join": "signing:join",
    "login": "signing:login",
    "logout": "signing:logout",
    "password": "signing:password",
    "move": "signing:move",
    "sync": "syncing:sync",
    "status": "status:status",
    "list": "looking:list_records",
    "show": "looking:show",
    "notice": "notices:notice",
    "minutes": "minutes:minutes",
    "today": "today:today",
    "people": "people:people",
    "plan": "plans:plan",
    "session": "sessions:session",
    "reading": "round_lists:reading",
    "assessments": "assessments:assessments",
    "gaps": "gaps:gaps",
    "improvements": "improvements:improvements",
    "versions": "planning:versions_of",
    "assessment": "assessment:assessment",
    "books": "reading_room:books",
    "loans": "reading_room:loans",
    "lend": "reading_room:lend",
    "back": "reading_room:back",
    "renew": "reading_room:renew",
    "study": "studying:study",
    "year": "yearly:year",
    "export": "exporting:export",
    "new": "changing:new",
    "edit": "changing:edit",
    "delete": "changing:delete",
    "restore": "changing:restore",
    "state": "changing:state",
    "submit": "changing:submit",
    "publish": "publishing:publish",
    "notes": "notes:find",
    "jot": "jotting:jot",
    "find": "finding:find",
    "sign": "signatures:sign",
    "rules": "ruling:rules",
    "conflicts": "disputes:conflicts",
    "resolve": "disputes:resolve",
    "parked": "disputes:parked",
    "why": "tracing:why",
    "history": "pasts:history",
    "trash": "pasts:trash",
    "import": "importing:import_",
    "clean": "cleaning:clean",
    "branch export": "whole_branch:export",
    "branch import": "whole_branch:import_",
    "branch schema": "whole_branch:schema",
    "private export": "private:export",
    "private import": "private:import_",
    "vault status": "vaulting:status",
    "vault on": "vaulting:on",
    "vault off": "vaulting:off",
    "vault passphrase": "vaulting:passphrase",
    "vault recover": "vaulting:recover",
    "keys": "keymapping:keys",
    "keymap path": "keymapping:path",
    "keymap check": "keymapping:check",
    "keymap init": "keymapping:init",
    "recover": "recovering:recover",
    "timer": "timers:timer",
    "completion": "completing:completion",
    "load": "samples:load",
    "demo": "samples:demo",
    "doctor": "doctoring:doctor",
    "settings": "setting:settings",
}
"""Command -> module and function of tui.commandline."""


def handler(command: str) -> Callable[[argparse.Namespace, Path], int]:
    """What is called with the arguments and the data folder, and returns the exit code."""
    module, _, name = HANDLERS[command].partition(":")
    found: Callable[[argparse.Namespace, Path], int] = getattr(
        importlib.import_module(f"tui.commandline.{module}"), name
    )
    return found
