"""`vault status|on|off|passphrase|recover`: drafts and notes on all of a member's devices, sealed with a passphrase."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sync.problems import InTheWay
from tui.commandline.asking import confirmed, secret
from tui.commandline.connecting import connect, sign_in_of
from tui.commandline.failing import DONE
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.vault_state import told, troubles

if TYPE_CHECKING:
    from sync.vault.keeper import Keeper

OLD, NEW, CODE = "XINDE_PASSPHRASE", "XINDE_NEW_PASSPHRASE", "XINDE_RECOVERY_CODE"


def status(args: argparse.Namespace, folder: Path) -> int:
    """`vault status`: what is known here, without the network."""
    with read_folder(folder) as place:
        found = told(place)
    if args.json:
        say_json(found)
        return DONE
    say(t(f"vault.state.{found['state']}"))
    if found["state"] == "on":
        counts = [
            (t("cli.vault.sealed"), str(found["sealed"])),
            (t("cli.vault.only_here"), str(found["only_here"])),
            (t("cli.vault.last"), found["last"] or t("cli.status.never")),
        ]
        say(*aligned(counts))
    say(*troubles(found))
    return DONE


def on(args: argparse.Namespace, folder: Path) -> int:
    """`vault on [--new [--yes]]`: begin a vault, or open the one another device began."""
    with _keeper(folder) as keeper:
        there = keeper.look().ring is not None
        if args.new and there and not args.yes and not confirmed(t("cli.vault.new_sure")):
            raise InTheWay("not_confirmed")
        begin = args.new or not there
        passphrase = secret(OLD, t("cli.passphrase"), twice=begin)
        code = keeper.begin(passphrase, replace=args.new) if begin else None
        if not begin:
            keeper.unlock(passphrase)
    if args.json:
        say_json({"state": "on", "begun": begin, "recovery_code": code})
        return DONE
    say(t("cli.vault.begun" if begin else "cli.vault.opened"))
    _show_code(code)
    say(t("cli.sync_next"))
    return DONE


def off(args: argparse.Namespace, folder: Path) -> int:
    """`vault off`: forget the key on this device; drafts and notes stay."""
    from sync.vault.keeper import turn_off

    was = turn_off(folder)
    if args.json:
        say_json({"state": "off", "was_on": was})
    else:
        say(t("cli.vault.off" if was else "cli.vault.was_off"))
    return DONE


def passphrase(args: argparse.Namespace, folder: Path) -> int:
    """`vault passphrase [--new-code]`: another passphrase, for all devices."""
    with _keeper(folder) as keeper:
        old = secret(OLD, t("cli.vault.old"))
        code = keeper.change(old, secret(NEW, t("cli.vault.new"), twice=True), renew_code=args.new_code)
    return _changed(args, code)


def recover(args: argparse.Namespace, folder: Path) -> int:
    """`vault recover [--new-code]`: with the recovery code, open the vault here and give it another passphrase."""
    with _keeper(folder) as keeper:
        written = secret(CODE, t("cli.vault.code"))
        code = keeper.recover(written, secret(NEW, t("cli.vault.new"), twice=True), renew_code=args.new_code)
    return _changed(args, code)


def _changed(args: argparse.Namespace, code: str | None) -> int:
    if args.json:
        say_json({"changed": True, "recovery_code": code})
    else:
        say(t("cli.vault.changed"))
        _show_code(code)
    return DONE


def _show_code(code: str | None) -> None:
    if code is not None:
        say("", f"    {code}", "", t("vault.code_once"))
        sys.stdout.flush()


@contextmanager
def _keeper(folder: Path) -> Iterator[Keeper]:
    from sync.vault.keeper import Keeper

    with read_folder(folder) as place:
        server, token = sign_in_of(place, folder)
        account = place.identity.account or ""
    with connect(server, token) as transport:
        yield Keeper(folder, account, transport)
