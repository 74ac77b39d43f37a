"""Joining a branch, signing in and out, following a branch that moved; the password comes from XINDE_PASSWORD or is asked for, never from the command line."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from sync.cache.errors import CacheError
from sync.invite import Server, decode
from sync.moving import check_same_branch, needs_sign_in
from sync.problems import InTheWay
from sync.reaching import ServerRefused, Unreachable, encrypted_or_local
from sync.transport import Transport
from sync.wire import API, SignedIn
from sync.workplace import read_token, write_token
from tui.commandline.asking import NEW_PASSWORD, PASSWORD, secret
from tui.commandline.connecting import LONGEST, connect, sign_in_of
from tui.commandline.failing import DONE, Refused
from tui.commandline.handover import carry_out
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.reset_words import normal_login, reset_words
from tui.server_named import server_named
from tui.this_device import device_info

SHORTEST_ROUND = 2.0
"""Seconds that must be left of a command's time for a first sync to be worth beginning."""


def join(args: argparse.Namespace, folder: Path) -> int:
    """`join INVITE --login LOGIN [--name NAME]`: use an invite, once, and make this folder the account's.

    After a reset of the password its owner's folder uses the code the same way.
    """
    invite = decode(args.invite)
    with read_folder(folder) as place:
        identity, resume = place.identity, place.shadow.progress.device
        if identity.alone:
            raise InTheWay("alone_never_joins")
        if identity.account is not None and identity.login != normal_login(args.login):
            raise InTheWay("folder_of_another", login=identity.login)
    _safe_enough(invite.address, args.insecure)
    password = secret(PASSWORD, t("cli.password"), twice=True)
    until = time.monotonic() + LONGEST
    with connect(invite.server) as transport:
        _same_version(transport, invite.address)
        answer = transport.join(
            invite.code,
            args.login,
            password,
            device_info(),
            args.name,
            account=identity.account,
            member=identity.member,
            resume=resume,
        )
    return _entered(args, folder, answer, invite.server, until)


def login(args: argparse.Namespace, folder: Path) -> int:
    """`login URL|CARD --login LOGIN`: sign in again, or on another device."""
    with read_folder(folder) as place:
        server = server_named(args.url, place.identity.at)
        if place.identity.alone:
            raise InTheWay("alone_never_joins")
        if place.identity.login and place.identity.login != normal_login(args.login):
            raise InTheWay("folder_of_another", login=place.identity.login)
        resume = place.shadow.progress.device
    _safe_enough(server.address, args.insecure)
    password = secret(PASSWORD, t("cli.password"))
    until = time.monotonic() + LONGEST
    with connect(server) as transport:
        _same_version(transport, server.address)
        answer = transport.login(args.login, password, device_info(), resume)
    return _entered(args, folder, answer, server, until)


def move(args: argparse.Namespace, folder: Path) -> int:
    """`move URL|CARD`: reach the same branch at another address or certificate, signed in as before."""
    with read_folder(folder) as place:
        needs_sign_in(place)
        known, token = sign_in_of(place, folder)
        server = server_named(args.url, known)
        branch, device = place.identity.branch or "", place.shadow.progress.device or ""
    _safe_enough(server.address, args.insecure)
    with connect(server, token) as transport:
        check_same_branch(transport, server, branch=branch, device=device)
    carry_out(folder, "moved", {"server": server.address, "fingerprint": server.fingerprint})
    if args.json:
        say_json({"server": server.address, "fingerprint": server.fingerprint})
    else:
        say(t("cli.moved", server=server.address))
        if not encrypted_or_local(server.address):
            say(t("cli.unencrypted"))
    return DONE


def logout(args: argparse.Namespace, folder: Path) -> int:
    """`logout`: make the token worthless, here in any case, at the server when it can be reached."""
    with read_folder(folder) as place:
        server, token = sign_in_of(place, folder)
    failed: Exception | None = None
    try:
        with connect(server, token) as transport:
            transport.logout()
    except Unreachable as error:
        failed = error
    except ServerRefused as refused:
        # A token the server no longer takes is as good as gone.
        if refused.problem.status != 401:
            failed = refused
    write_token(folder, None)
    carry_out(folder, "signed_out", {})
    if failed is not None:
        say(t("cli.logout.only_here"), to=sys.stderr)
        raise failed
    if args.json:
        say_json({"signed_in": False})
    else:
        say(t("cli.logout.done"))
    return DONE


def password(args: argparse.Namespace, folder: Path) -> int:
    """`password`: set another password; the account's other devices must sign in again."""
    with read_folder(folder) as place:
        server, token = sign_in_of(place, folder)
    old = secret(PASSWORD, t("cli.old_password"))
    new = secret(NEW_PASSWORD, t("cli.new_password"), twice=True)
    with connect(server, token) as transport:
        transport.change_password(old, new)
    if args.json:
        say_json({"changed": True})
    else:
        say(t("sign_in.changed"))
    return DONE


def _safe_enough(address: str, insecure: bool) -> None:
    if not insecure and not encrypted_or_local(address):
        raise InTheWay("plain_http", address=address)


def _same_version(transport: Transport, address: str) -> None:
    """Asked before a password or an invite is used up."""
    if API not in transport.meta().api:
        raise InTheWay("server_version", address=address)


def _enter(folder: Path, answer: SignedIn, server: Server) -> str | None:
    """The token first, since whoever holds the folder reads it as soon as the folder is the account's.

    Returns the moment of a reset of the password that is to be told here.
    """
    before = read_token(folder)
    write_token(folder, answer.token)
    public = msgspec.to_builtins(msgspec.structs.replace(answer, token=""))
    try:
        where = {"server": server.address, "fingerprint": server.fingerprint}
        return carry_out(folder, "signed_in", {"answer": public, **where}).get("reset_at")
    except BaseException:
        write_token(folder, before)
        raise


def _entered(args: argparse.Namespace, folder: Path, answer: SignedIn, server: Server, until: float) -> int:
    """Keep the sign-in, look once at what the branch has, and say where one is."""
    reset_at = _enter(folder, answer, server)
    synced = _first_round(folder, until - time.monotonic())
    return _told(args, answer, server.address, synced=synced, reset_at=reset_at)


def _first_round(folder: Path, seconds: float) -> bool:
    """Sync once in what is left of the time; whatever comes of it, the sign-in holds."""
    if seconds < SHORTEST_ROUND:
        return False
    try:
        done = carry_out(folder, "sync", {"seconds": seconds}, patience=seconds)
    except (Refused, CacheError):
        return False
    return done["fault"] is None


def _told(args: argparse.Namespace, answer: SignedIn, address: str, *, synced: bool, reset_at: str | None) -> int:
    branch = answer.branches[0]
    if args.json:
        member = {"id": branch.member, "name": branch.member_name}
        say_json(
            {
                "branch": {"id": branch.id, "name": branch.name},
                "member": member,
                "login": answer.login,
                "synced": synced,
                "reset_at": reset_at,
            }
        )
    else:
        say(t("cli.signed_in", name=branch.member_name, branch=branch.name))
        if reset_at is not None:
            say(reset_words(reset_at))
        if not encrypted_or_local(address):
            say(t("cli.unencrypted"))
        say(t("cli.sync.first") if synced else t("cli.sync_next"))
    return DONE
