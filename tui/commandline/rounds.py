"""One sync for a command: run here, or asked of the app that holds the folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sync.reaching import Unreachable
from sync.workplace import Workplace
from tui.commandline.connecting import connect, sign_in_of

if TYPE_CHECKING:
    from sync.engine import Round
    from sync.loop import SyncLoop


def run(place: Workplace, folder: Path, seconds: float | None = None) -> dict[str, Any]:
    """Run one round, in so many seconds; raises InTheWay when nobody is signed in."""
    from sync.loop import sync_once

    with connect(*sign_in_of(place, folder), seconds=seconds) as transport:
        return said_of(place, sync_once(place, transport))


def ask(place: Workplace, folder: Path, loop: SyncLoop, patience: float) -> dict[str, Any]:
    """Have the app's loop run a round that begins now; raises InTheWay when nobody is signed in, Unreachable in no time."""
    from sync.loop import Link

    sign_in_of(place, folder)
    before = loop.status
    # A round that is under way may have read the queue already: the one after it counts.
    wanted, last = (2 if before.link is Link.SYNCING else 1), before.last
    loop.sync_now()
    until = time.monotonic() + patience
    while time.monotonic() < until:
        time.sleep(0.05)
        status = loop.status
        if status.last is not last:
            wanted, last = wanted - 1, status.last
        if wanted <= 0 and status.link is not Link.SYNCING:
            return said_of(place, last)
    raise Unreachable("the round did not end in time")


def said_of(place: Workplace, done: Round) -> dict[str, Any]:
    """What a round did and what is left, as plain values."""
    conflicts, parked = place.open_conflicts_and_parked()
    problem = msgspec.to_builtins(done.problem) if done.fault is not None and done.problem is not None else None
    return {
        "pushed": done.pushed,
        "pulled": done.pulled,
        "conflicts": conflicts,
        "parked": parked,
        "waiting": len(place.queue),
        "lost_scopes": list(done.lost_scopes),
        "unread": list(done.unread),
        "fault": done.fault.value if done.fault is not None else None,
        "other_certificate": done.other_certificate,
        "known_certificate": place.identity.fingerprint,
        "problem": problem,
        "retry_after": int(done.retry_after) if done.retry_after else None,
        "clock_skew": place.shadow.progress.skew,
        "vault": said_of_vault(place),
    }


def said_of_vault(place: Workplace) -> dict[str, Any] | None:
    """What the vault's part of the last round did; None where the vault is off."""
    last = place.vault.last_round
    if last is None:
        return None
    names = ("sent", "received", "second_copies", "not_genuine", "went_back", "fault")
    problem = last.problem.code if last.problem is not None else None
    return {**{name: getattr(last, name) for name in names}, "problem": problem}
