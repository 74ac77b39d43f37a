"""The device's half of the protocol as a state machine without I/O: it says what to send and takes in what came back.

Source: PROTOCOL.md sections 8 and 9. Clock, network and disk are its caller's; every step is one durable commit.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Literal

import msgspec

from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.reread import FreshCopy
from sync.cache.shadow import Shadow
from sync.clock import Clock
from sync.pulling import WOULD_VANISH, Pulled, Pulling
from sync.pushing import Pushing
from sync.replay import Replay
from sync.round import Fault, Round
from sync.wire import (
    MAX_PAGE_BYTES,
    MAX_PAGE_RECORDS,
    NewDevice,
    Problem,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    is_tombstone,
)

__all__ = ["SERVER_TOO_OLD", "SKEW_LIMIT", "WOULD_VANISH", "Call", "Engine", "Fault", "Phase", "Round"]

SKEW_LIMIT = 300
"""Seconds between the clocks from which on the screen warns (PROTOCOL.md section 16)."""

SERVER_TOO_OLD = "server_too_old"
BACK_IN_TIME = ("epoch_mismatch", "cursor_ahead", "gap")
"""Codes that say: the server has gone back in time."""

MOST_RESTARTS = 3
"""New device ids and replays begun within one round; more would be a server that contradicts itself."""


class Phase(Enum):
    """What the engine is busy with."""

    IDLE = "idle"
    PUSH = "push"
    PULL = "pull"
    DEVICE = "device"


class Call(msgspec.Struct, frozen=True):
    """One request to make; `serial` tells its answer from that of an older one."""

    serial: int
    to: Literal["push", "pull", "devices"]
    body: PushRequest | PullRequest | NewDevice


class Engine:
    """Push until the queue is empty, pull until there is no more, compare checksums."""

    def __init__(
        self,
        repository: Repository,
        queue: Queue,
        shadow: Shadow,
        clock: Clock,
        again: Callable[[], int] = lambda: 0,
    ) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self._again = again
        """Submits what a replay had refused and what would be accepted by now; returns how many."""
        self.fresh = FreshCopy(repository, shadow)
        self.replay = Replay(repository, queue, shadow, self.fresh)
        self._pushing = Pushing(repository, queue, shadow, self.replay, clock)
        self._pulling = Pulling(repository, queue, shadow, self.replay, clock)
        self._phase = Phase.IDLE
        self._serial = 0
        self._restarts = 0
        self.round = Round()

    @property
    def phase(self) -> Phase:
        """What the engine is busy with."""
        return self._phase

    def begin(self) -> None:
        """Start a round; one that is under way is given up, which loses nothing."""
        self.round = Round()
        self._serial += 1
        self._restarts = 0
        self._pushing.begin()
        self._pulling.begin()
        if self._shadow.progress.stopped in BACK_IN_TIME:
            # A version before this one stopped here and kept everything.
            self.replay.begin()
        progress, stage = self._shadow.progress, self.replay.stage
        if progress.stopped:
            self._stop(Fault.STOPPED, _found_here(progress.stopped))
        elif progress.renew or (stage is not None and not stage.device):
            self._phase = Phase.DEVICE
        else:
            self._phase = Phase.PULL if progress.epoch is None else Phase.PUSH

    def allow_vanishing(self) -> None:
        """Let go of the many records the server no longer has; the next round goes on."""
        with self._repository.writing():
            allowed = self.fresh.allow_change()
            if allowed is not None:
                self._repository.commit([allowed, self._shadow.progress_change(stopped=None)])

    def would_vanish(self) -> int:
        """How many records would leave this device when the new copy takes their place; 0 when nothing is read again."""
        now = self.fresh.now
        if now is None:
            return 0
        scopes = [scope for scope in now.cursors if now.covers(scope)]
        return sum(not is_tombstone(record) for record in self.fresh.swap(scopes).vanished)

    def next_call(self) -> Call | None:
        """The request to make now, or None when the round is over."""
        device = self._shadow.progress.device or ""
        if self._phase is Phase.PUSH:
            batch = self._pushing.next_batch(self.round)
            if batch:
                return self._call("push", PushRequest(device=device, epoch=self._epoch() or "", ops=batch))
            self._phase = Phase.PULL
        if self._phase is Phase.PULL:
            request = PullRequest(
                device=device,
                epoch=self._epoch(),
                cursors=self.fresh.cursors(),
                reading=self.fresh.reading(),
                limit=MAX_PAGE_RECORDS,
                max_bytes=MAX_PAGE_BYTES,
            )
            return self._call("pull", request)
        if self._phase is Phase.DEVICE:
            return self._call("devices", NewDevice(device=device))
        return None

    def _call(self, to: Literal["push", "pull", "devices"], body: PushRequest | PullRequest | NewDevice) -> Call:
        return Call(self._serial, to, body)

    def _epoch(self) -> str | None:
        stage = self.replay.stage
        return self._shadow.progress.epoch if stage is None else stage.epoch or None

    def answered(self, call: Call, answer: PushAnswer | PullAnswer | NewDevice) -> None:
        """Take in a 200; an answer to an older request is ignored (PROTOCOL.md section 7)."""
        if call.serial != self._serial:
            return
        self._serial += 1
        if isinstance(answer, PushAnswer):
            if not self._pushing.take(answer, self.round) and self._may_restart():
                self._replay_all()
        elif isinstance(answer, PullAnswer):
            self._take_pull(answer)
        else:
            self._take_device(answer)

    def refused(self, call: Call, problem: Problem, retry_after: float | None = None) -> None:
        """Take in a problem document; the queue stays whatever it says (PROTOCOL.md section 14)."""
        if call.serial != self._serial:
            return
        self._serial += 1
        self.round.problem, self.round.retry_after = problem, retry_after
        match problem.code:
            case "epoch_mismatch" | "cursor_ahead" | "gap" | "device_unknown" if self._may_restart():
                # A device id that was good yesterday is unknown to a server that has gone back to the day before.
                self._replay_all()
            case "device_forked" if self._may_restart():
                self._renew()
            case "body_too_large" | "too_many_ops" if call.to == "push" and self._pushing.halve(self.round):
                pass
            case "body_too_large" | "too_many_ops" if call.to == "push" and self._may_restart():
                # What was too large is parked, and its number will never come: that much is noted already.
                self._phase = Phase.DEVICE
            case "token_invalid" | "token_expired" | "account_disabled":
                self._stop(Fault.SIGN_IN, problem)
            case "slow_down" | "maintenance" | "busy" | "quota":
                self._stop(Fault.SLOW_DOWN, problem)
            case "client_too_old":
                # Edits went before: an old client may still push (PROTOCOL.md section 15).
                self._stop(Fault.STOPPED, problem)
            case _:
                self._stop(Fault.REFUSED, problem)

    def unreachable(self, call: Call, other_certificate: str | None = None) -> None:
        """No answer came: the server may or may not have applied the request, and the same ops go again later.

        With the fingerprint of another certificate: nobody was asked at all.
        """
        if call.serial == self._serial:
            self._serial += 1
            self.round.other_certificate = other_certificate
            self._stop(Fault.UNREACHABLE if other_certificate is None else Fault.CERTIFICATE, None)

    # within

    def _may_restart(self) -> bool:
        self._restarts += 1
        return self._restarts <= MOST_RESTARTS

    def _renew(self) -> None:
        """A folder that was copied or put back: a new device id, asked for until it has come, for the old one dies with it."""
        if self.replay.stage is not None:
            self.replay.begin()
        else:
            with self._repository.writing():
                self._repository.commit([self._shadow.progress_change(renew=True)])
        self._phase = Phase.DEVICE

    def _replay_all(self) -> None:
        """The server has gone back in time: everything this device did goes again, under a new device id."""
        self.replay.begin()
        self._phase = Phase.DEVICE

    def _take_pull(self, answer: PullAnswer) -> None:
        epoch, first, replaying = self._epoch(), self._shadow.progress.epoch is None, self.replay.stage is not None
        went_back = epoch is not None and answer.epoch != epoch
        pulled = Pulled.WENT_BACK if went_back else self._pulling.take(answer, self.round)
        match pulled:
            case Pulled.MORE:
                return
            case Pulled.WENT_BACK if self._may_restart():
                self._replay_all()
            case Pulled.WENT_BACK:
                self._stop(Fault.REFUSED, _found_here("epoch_mismatch"))
            case Pulled.WOULD_VANISH:
                self._stop(Fault.STOPPED, _found_here(WOULD_VANISH))
            case Pulled.WHOLE:
                # Edits made while pages came in go out in the same round, and what a replay had refused once it can be.
                unsent = (first or replaying) and any(self._queue.unsettled())
                self._phase = Phase.PUSH if self._again() or unsent else Phase.IDLE
                if self._pushing.held_back:
                    self._stop(Fault.STOPPED, _found_here(SERVER_TOO_OLD))

    def _take_device(self, answer: NewDevice) -> None:
        """A new device id: every queued edit is numbered anew and goes again; op ids keep it from being applied twice."""
        if self.replay.stage is not None:
            self.replay.got_device(answer.device, answer.epoch)
        else:
            with self._repository.writing():
                changes, waiting = self._queue.renumbered()
                progress = self._shadow.progress_change(device=answer.device, n=0, renew=False)
                self._repository.commit([*changes, progress], waiting)
        self._phase = Phase.PULL if self._shadow.progress.epoch is None else Phase.PUSH

    def _stop(self, fault: Fault, problem: Problem | None) -> None:
        self.round.fault = fault
        self.round.problem = problem or self.round.problem
        self._phase = Phase.IDLE


def _found_here(code: str) -> Problem:
    """A problem this device found by itself."""
    return Problem(status=409, code=code, title="")
