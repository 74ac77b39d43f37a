"""`account` and `device`: who may sign in, from which devices."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import msgspec

from server_stub.commands.place import place_of
from server_stub.commands.words import Commands, add_branch, answer, table


def add(commands: Commands) -> None:
    """Declare them."""
    accounts = commands.group("account", "Accounts: list, disable, enable, reset.")
    add_branch(accounts.add("list", _list, "List the accounts, and who tried in vain to sign in."))
    for name, run, what in (
        ("disable", _disable, "Let nobody sign in, or sync, as this account; what it wrote stays."),
        ("enable", _enable, "Let a disabled account be used again."),
        ("reset", _reset, "End an account's password and sign-ins, and print an invite that sets a new password."),
    ):
        accounts.add(name, run, what).add_argument("login", metavar="LOGIN")
    devices = commands.group("device", "Devices: list, revoke.")
    devices.add("list", _devices, "List the devices of all accounts, or of one.").add_argument(
        "login", metavar="LOGIN", nargs="?"
    )
    devices.add("revoke", _revoke, "End a device's sign-ins, as after a loss.").add_argument("id", metavar="ID")


def _list(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk

    with place_of(arguments).opened() as store:
        found = AccountDesk(store).accounts(arguments.branch)
    _answer_rows(arguments, "accounts", found)


def _devices(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk

    with place_of(arguments).opened() as store:
        found = AccountDesk(store).devices(arguments.login)
    _answer_rows(arguments, "devices", found)


def _disable(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk

    with place_of(arguments).opened() as store:
        changed = AccountDesk(store).disable(arguments.login)
    told = "is disabled; its devices are refused from now on" if changed else "was disabled already"
    answer(arguments, {"changed": changed}, f"{arguments.login} {told}")


def _enable(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk

    with place_of(arguments).opened() as store:
        changed = AccountDesk(store).enable(arguments.login)
    told = "may be used again" if changed else "was not disabled"
    answer(arguments, {"changed": changed}, f"{arguments.login} {told}")


def _reset(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk
    from server_stub.resets import DAYS

    with place_of(arguments).opened() as store:
        invite = AccountDesk(store).reset(arguments.login)
    told = f"{invite}\n{arguments.login} sets a new password within {DAYS} days: xinde join INVITE --login {arguments.login}"
    answer(arguments, {"invite": invite, "days": DAYS}, told)


def _revoke(arguments: argparse.Namespace) -> None:
    from server_stub.account_desk import AccountDesk

    with place_of(arguments).opened() as store:
        changed = AccountDesk(store).revoke(arguments.id)
    told = "is revoked; who signs in there again gets a new device id" if changed else "was revoked already"
    answer(arguments, {"changed": changed}, f"{arguments.id} {told}")


def _answer_rows(arguments: argparse.Namespace, name: str, found: Sequence[msgspec.Struct]) -> None:
    rows = [msgspec.to_builtins(each) for each in found]
    answer(arguments, {name: rows}, table(rows) or f"no {name}")
