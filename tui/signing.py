"""Joining a branch and signing in, the same from the screen and the command line. Blocking: for a thread of its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sync.invite import InviteUnreadable, Server, decode
from sync.moving import check_same_branch, needs_sign_in
from sync.problems import InTheWay
from sync.reaching import encrypted_or_local
from sync.transport import Transport
from sync.wire import SignedIn
from sync.workplace import Workplace, read_token, write_token
from tui.reset_words import normal_login
from tui.start import client_name
from tui.this_device import device_info


def connect(server: Server, token: str | None = None) -> Transport:
    """A connection, not signed in without a token."""
    return Transport(server, token, client_name=client_name())


def is_invite(written: str) -> bool:
    """False for the address card, or the address, that somebody with an account writes where an invite could stand."""
    try:
        decode(written)
    except InviteUnreadable as error:
        return error.reason in ("mistyped", "newer")
    return True


def _safe_enough(place: Workplace, server: Server) -> None:
    """Raise InTheWay plain_http for what others could read on the way, unless this folder was told so before (`--insecure`)."""
    if server != place.identity.at and not encrypted_or_local(server.address):
        raise InTheWay("plain_http", address=server.address)


class Entered(msgspec.Struct, frozen=True):
    """What a sign-in answered, and when an administrator reset the password, if that is to be told here now."""

    answer: SignedIn
    reset_at: str | None


def join(place: Workplace, folder: Path, invite: str, login: str, password: str, name: str | None = None) -> Entered:
    """Use an invite, once; raises InviteUnreadable, InTheWay, Unreachable, ServerRefused. Notes written before stay.

    A folder that is the account's already uses the code of a reset, which sets another password.
    """
    identity = place.identity
    if identity.alone:
        raise InTheWay("alone_never_joins")
    if identity.account is not None and identity.login != normal_login(login):
        raise InTheWay("folder_of_another", login=identity.login)
    meant = decode(invite.strip())
    _safe_enough(place, meant.server)
    with connect(meant.server) as transport:
        device = place.shadow.progress.device
        answer = transport.join(
            meant.code,
            login,
            password,
            device_info(),
            name,
            account=identity.account,
            member=identity.member,
            resume=device,
        )
    reset_at = place.signed_in(answer, meant.server)
    write_token(folder, answer.token)
    return Entered(answer, reset_at)


def sign_in(place: Workplace, folder: Path, server: Server, login: str, password: str) -> Entered:
    """Sign in, as this folder's device if it has one; raises InTheWay, Unreachable, ServerRefused."""
    if place.identity.alone:
        raise InTheWay("alone_never_joins")
    _safe_enough(place, server)
    with connect(server) as transport:
        answer = transport.login(login, password, device_info(), place.shadow.progress.device)
    reset_at = place.signed_in(answer, server)
    write_token(folder, answer.token)
    return Entered(answer, reset_at)


def change_password(place: Workplace, folder: Path, old: str, new: str) -> None:
    """Set another password; raises InTheWay when nobody is signed in, Unreachable, ServerRefused."""
    token, server = read_token(folder), place.identity.at
    if token is None or server is None:
        raise InTheWay("not_signed_in")
    with connect(server, token) as transport:
        transport.change_password(old, new)


def move(place: Workplace, folder: Path, server: Server) -> None:
    """Reach the same branch somewhere else, signed in as before; raises InTheWay, Unreachable, ServerRefused."""
    needs_sign_in(place)
    token = read_token(folder)
    if token is None:
        raise InTheWay("not_signed_in")
    _safe_enough(place, server)
    with connect(server, token) as transport:
        branch, device = place.identity.branch or "", place.shadow.progress.device or ""
        check_same_branch(transport, server, branch=branch, device=device)
    place.moved(server)


def sign_out(place: Workplace, folder: Path) -> bool:
    """Forget the token here and make it worthless at the server; False when the server could not be told."""
    from sync.transport import ServerRefused, Unreachable

    token, server = read_token(folder), place.identity.at
    write_token(folder, None)
    if token is None or server is None:
        return True
    try:
        with Transport(server, token, client_name=client_name(), timeout=5.0) as transport:
            transport.logout()
    except (Unreachable, ServerRefused):
        return False
    return True
