"""`sync`: one round, here or by the app that holds the folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from sync.engine import SKEW_LIMIT
from sync.reaching import CertificateChanged
from sync.wire import Problem
from tui.commandline.failing import DONE, REFUSED, SIGN_IN, UNREACHABLE, of_problem, report_message
from tui.commandline.handover import SYNC_PATIENCE, carry_out
from tui.commandline.output import say, say_json
from tui.i18n import t
from tui.labels import listed
from tui.messages import Message, explain, problem_message
from tui.vault_state import troubles

NOT_SAID = ("problem", "retry_after", "other_certificate", "known_certificate")
"""What a round says to the command for its message only."""


def sync(args: argparse.Namespace, folder: Path) -> int:
    """`sync [--quiet]`: 0 when all is settled, 1 with conflicts or parked edits, 3 without the server, 4 without a sign-in."""
    done = carry_out(folder, "sync", {"let_go": args.let_go}, patience=SYNC_PATIENCE)
    code = _code(done)
    if args.json:
        say_json({name: value for name, value in done.items() if name not in NOT_SAID})
    elif not args.quiet and done["fault"] is None:
        _tell(done)
    if done["fault"] is not None:
        return report_message(_message(done), code, as_json=args.json)
    vault = done.get("vault") or {}
    if _of_vault(vault) != DONE and not args.json:
        say(*_said_of_vault(vault), to=sys.stderr)
    if done["unread"] and not args.json:
        say(t("cli.sync.unread", titles=listed(done["unread"])), to=sys.stderr)
    if (done["conflicts"] or done["parked"]) and not args.quiet and not args.json:
        say(t("cli.sync.look", conflicts=done["conflicts"], parked=done["parked"]), to=sys.stderr)
    return code


def _code(done: dict[str, Any]) -> int:
    match done["fault"]:
        case None:
            return REFUSED if done["conflicts"] or done["parked"] else _of_vault(done.get("vault") or {})
        case "unreachable" | "slow_down" | "certificate":
            return UNREACHABLE
        case "sign_in":
            return SIGN_IN
    return of_problem(done["problem"]["code"]) if done["problem"] else REFUSED


def _of_vault(vault: dict[str, Any]) -> int:
    """The exit code that the vault's part of a round asks for."""
    match vault.get("fault"):
        case None:
            return REFUSED if vault.get("not_genuine") or vault.get("went_back") else DONE
        case "unreachable" | "later":
            return UNREACHABLE
        case "sign_in":
            return SIGN_IN
    return REFUSED


def _said_of_vault(vault: dict[str, Any]) -> list[str]:
    if vault["fault"] is not None:
        return [t(f"vault.fault.{vault['fault']}", code=vault["problem"] or "-")]
    return troubles(vault)


def _message(done: dict[str, Any]) -> Message:
    if done["fault"] == "certificate":
        return explain(CertificateChanged(done["known_certificate"] or "", done["other_certificate"] or ""))
    if done["problem"] is None:
        return Message(t("error.title.network"), t("error.unreachable"), t("error.unreachable.remedy"), "unreachable")
    return problem_message(msgspec.convert(done["problem"], Problem), done["retry_after"])


def _tell(done: dict[str, Any]) -> None:
    say(t("cli.sync.done", pushed=done["pushed"], pulled=done["pulled"]))
    vault = done.get("vault")
    if vault is not None:
        say(t("cli.vault.synced", sent=vault["sent"], received=vault["received"]))
        if vault["second_copies"]:
            say(t("cli.vault.second_copies", n=vault["second_copies"]))
    if done["waiting"]:
        say(t("cli.status.waiting", n=done["waiting"]))
    if done["lost_scopes"]:
        say(t("cli.sync.lost", n=len(done["lost_scopes"])))
    if abs(done["clock_skew"]) > SKEW_LIMIT:
        say(t("cli.clock", minutes=abs(done["clock_skew"]) // 60))
