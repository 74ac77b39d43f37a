"""Joining a branch and signing in, the same from the screen and the command line. Blocking: for a thread of its own."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path

from sync.invite import decode
from sync.problems import InTheWay
from sync.transport import Transport
from sync.wire import DeviceInfo, SignedIn
from sync.workplace import Workplace, read_token, write_token
from tui import __version__
from tui.start import client_name

Connect = Callable[[str], Transport]


def connect(server: str) -> Transport:
    """A connection that is not signed in."""
    return Transport(server, None, client_name=client_name())


def device_info() -> DeviceInfo:
    """What this machine says of itself; its owner sees it in the list of devices."""
    return DeviceInfo(name=(platform.node() or "device")[:60], kind=sys.platform, ver=__version__)


def join(place: Workplace, folder: Path, invite: str, login: str, password: str, name: str | None = None) -> SignedIn:
    """Use an invite, once; raises InviteUnreadable, InTheWay, Unreachable, ServerRefused. Notes written before stay."""
    if place.identity.alone:
        raise InTheWay("alone_never_joins")
    if place.identity.account is not None:
        raise InTheWay("folder_of_another", login=place.identity.login)
    meant = decode(invite.strip())
    with connect(meant.address) as transport:
        answer = transport.join(meant.code, login, password, device_info(), name)
    place.signed_in(answer, meant.address)
    write_token(folder, answer.token)
    return answer


def sign_in(place: Workplace, folder: Path, server: str, login: str, password: str) -> SignedIn:
    """Sign in, as this folder's device if it has one; raises InTheWay, Unreachable, ServerRefused."""
    if place.identity.alone:
        raise InTheWay("alone_never_joins")
    with connect(server) as transport:
        answer = transport.login(login, password, device_info(), place.shadow.progress.device)
    place.signed_in(answer, server)
    write_token(folder, answer.token)
    return answer


def sign_out(place: Workplace, folder: Path) -> bool:
    """Forget the token here and make it worthless at the server; False when the server could not be told."""
    from sync.transport import ServerRefused, Unreachable

    token, server = read_token(folder), place.identity.server
    write_token(folder, None)
    if token is None or server is None:
        return True
    try:
        with Transport(server, token, client_name=client_name(), timeout=5.0) as transport:
            transport.logout()
    except (Unreachable, ServerRefused):
        return False
    return True
