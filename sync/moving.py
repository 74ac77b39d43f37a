"""A folder follows its branch to another address or certificate without a new sign-in: first it is seen that it is the same branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.problems import InTheWay
from sync.wire import API, PullRequest
from sync.workplace import Workplace

if TYPE_CHECKING:
    from sync.invite import Server
    from sync.transport import Transport


def needs_sign_in(place: Workplace) -> None:
    """Raise InTheWay for a folder that has no branch elsewhere to follow."""
    if place.identity.alone:
        raise InTheWay("alone")
    if place.identity.account is None or place.shadow.progress.device is None:
        raise InTheWay("not_signed_in")


def check_same_branch(transport: Transport, server: Server, *, branch: str, device: str) -> None:
    """Ask the server of `transport` for one line of this branch as this device, which changes nothing there.

    Raises InTheWay server_version or another_branch, Unreachable, and ServerRefused where it knows neither sign-in nor device.
    """
    if API not in transport.meta().api:
        raise InTheWay("server_version", address=server.address)
    # No epoch: a server that was put back from a backup is the same branch, and the next sync sends what it lacks.
    answer = transport.pull(PullRequest(device=device, epoch=None, cursors={}, limit=1))
    if f"b:{branch}" not in answer.scopes:
        raise InTheWay("another_branch", address=server.address)
