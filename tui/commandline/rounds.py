"""One sync for a command: run here, or asked of the app that holds the folder."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sync.reaching import Unreachable
from sync.transport import Transport
from sync.wire import NewDevice, PullAnswer, PushAnswer
from sync.workplace import Workplace
from tui.commandline.connecting import client_name, sign_in_of

if TYPE_CHECKING:
    from sync.engine import Call, Round
    from sync.loop import SyncLoop

LONGEST = 29.0
"""Seconds after which a round is given up; the command ends within 30."""

A_CALL = 10.0
"""Seconds a request may wait to be connected, and again for each piece of its answer."""


class Hurried(Transport):
    """A connection that is no good after a time of the monotonic clock."""

    def __init__(self, server: str, token: str, until: float) -> None:
        super().__init__(server, token, client_name=client_name())
        self._until = until

    def carry(self, call: Call, *, timeout: float | None = None) -> PushAnswer | PullAnswer | NewDevice:
        """Make a request that is over in time; raises Unreachable when there is none left."""
        # Connecting and reading may each take this long.
        left = (self._until - time.monotonic()) / 2
        if left <= 0:
            raise Unreachable("out of time")
        return super().carry(call, timeout=min(left, timeout or A_CALL))


def run(place: Workplace, folder: Path) -> dict[str, Any]:
    """Run one round; raises InTheWay when nobody is signed in."""
    from sync.loop import run_round
    from sync.vault.turn import vault_turn

    stop = threading.Event()
    with Hurried(*sign_in_of(place, folder), time.monotonic() + LONGEST) as transport:

        def give_up() -> None:
            # An answer that comes drop by drop is heard to no end; closing ends it with the next drop.
            stop.set()
            transport.close()

        timer = threading.Timer(LONGEST, give_up)
        timer.daemon = True
        timer.start()
        try:
            done = run_round(place.engine, transport, stop=stop)
            vault_turn(place, transport, done, stop=stop)
        finally:
            timer.cancel()
    return said_of(place, done)


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
        "fault": done.fault.value if done.fault is not None else None,
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
