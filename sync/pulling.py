"""The branch's changes on their way in: pages, checksums, scopes read again, scopes lost (PROTOCOL.md sections 7, 8, 11, 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from sync.cache.errors import CompactionFailed
from sync.cache.queue import Queue
from sync.cache.repository import Repository
from sync.cache.reread import FreshCopy, Reason, Reread
from sync.cache.shadow import Shadow
from sync.cache.storage import Change
from sync.clock import Clock, seconds_ahead, utc
from sync.replay import UNKNOWN, Replay
from sync.round import Round
from sync.wire import PullAnswer

BACKUP_HORIZON_DAYS = 400
"""How long accepted edits are kept, to go again to a server restored from a backup (PROTOCOL.md section 9)."""

WOULD_VANISH = "would_vanish"


class Pulled(Enum):
    """What a page leads to."""

    MORE = "more"
    WHOLE = "whole"
    WENT_BACK = "went_back"
    WOULD_VANISH = "would_vanish"


class Pulling:
    """Takes pages in; what a whole pull puts right, it puts right in one durable step."""

    def __init__(self, repository: Repository, queue: Queue, shadow: Shadow, replay: Replay, clock: Clock) -> None:
        self._repository = repository
        self._queue = queue
        self._shadow = shadow
        self._replay = replay
        self._fresh: FreshCopy = replay.fresh
        self._clock = clock
        self._healed: set[str] = set()
        self._pruned_on = ""

    def begin(self) -> None:
        """A new round; bytes that an earlier one could not purge go now."""
        self._healed = set()
        if self._shadow.progress.purge_due:
            self._purge()

    def take(self, answer: PullAnswer, done: Round) -> Pulled:
        """Take in a page, and after the last one all that hangs on having everything."""
        with self._repository.writing():
            if self._replay.stage is None and answer.acked_n < self._numbered():
                # The server has forgotten edits of this device that it had taken in. Nothing of its page gets into the view.
                return Pulled.WENT_BACK
            known = {} if self._replay.stage is not None else {"epoch": answer.epoch}
            skew = seconds_ahead(answer.time, self._clock)
            # First: what was purged and then made again begins with a lower revision.
            self._shadow.take_in(self._shadow.purged(answer.floors))
            changes = self._fresh.page_changes(answer)
            progress = self._shadow.progress_change(skew=skew, schema=answer.schema, **known)
            self._shadow.take_in([*changes, progress])
            done.pulled += len(answer.changes)
            if answer.more or self._must_reread(answer, done):
                return Pulled.MORE
            return self._finish(answer, done)

    def _numbered(self) -> int:
        """The last number whose edit the server must know: 0 while one is on its way, or a new device id is due."""
        progress = self._shadow.progress
        under_way = any(each.op.n for each in self._queue.unsettled())
        return 0 if under_way or progress.renew else progress.n

    def _must_reread(self, answer: PullAnswer, done: Round) -> bool:
        """Begin to read again what was purged past this device's cursor, and, once a round, what has another checksum."""
        now = self._fresh.now
        wrong = {
            scope
            for scope, expected in answer.sums.items()
            if scope not in self._healed and self._fresh.scope_sum(scope) != expected
        }
        if answer.reset or (now is not None and now.reason == "reset"):
            # One reason at a time: what vanishes by a reset is no sign that the server went back. The others' turn comes.
            wrong = {scope for scope in wrong if now is not None and now.covers(scope)}
        if not wrong and not answer.reset:
            return False
        self._healed |= wrong
        done.healed += len(wrong)
        healed = self._shadow.progress_change(healed=self._shadow.progress.healed + len(wrong))
        scopes = {*wrong, *answer.reset, *(now.scopes if now is not None and now.scopes else ())}
        whole = now is not None and now.scopes is None
        reason: Reason = now.reason if now is not None else "reset" if answer.reset else "checksum"
        self._repository.commit([healed, *self._fresh.begin_changes(reason, None if whole else scopes)])
        return True

    def _finish(self, answer: PullAnswer, done: Round) -> Pulled:
        """The last page is here: put a new copy in place, and drop what this account reads no longer."""
        held = self._shadow.scopes() | {each["scope"] for _, each in self._repository.documents("fresh")}
        now = self._fresh.now
        changes: list[Change] = []
        if now is not None:
            outcome, changes = self._swapped(answer, now)
            if outcome is not Pulled.WHOLE:
                return outcome
        finished, waiting = self._queue.finished(answer.time)
        progress = self._shadow.progress_change(epoch=answer.epoch, replay=None, synced_at=utc(self._clock))
        self._shadow.take_in([*changes, *finished, *self._pruned(answer.time), progress], waiting)
        self._repository.commit(self._replay.came_back())
        lost = held - set(answer.scopes)
        if lost:
            self._lose(lost, done)
        return Pulled.WHOLE

    def _swapped(self, answer: PullAnswer, now: Reread) -> tuple[Pulled, list[Change]]:
        """The changes that put the new copy in place, unless it tells that the server went back, or too much would vanish."""
        swap = self._fresh.swap(answer.scopes)
        if self._replay.stage is not None:
            return Pulled.WHOLE, [*self._replay.end_changes(swap.vanished, answer.time), *swap.changes]
        if swap.went_back:
            return Pulled.WENT_BACK, []
        if not now.allowed and self._fresh.is_many(swap.vanished):
            self._repository.commit([self._shadow.progress_change(stopped=WOULD_VANISH)])
            return Pulled.WOULD_VANISH, []
        return Pulled.WHOLE, swap.changes

    def _pruned(self, server_time: str) -> list[Change]:
        """Once a day: edits accepted so long ago that no backup reaches back to them."""
        today = server_time[:10]
        if today == self._pruned_on:
            return []
        self._pruned_on = today
        try:
            before = dt.datetime.fromisoformat(server_time) - dt.timedelta(days=BACKUP_HORIZON_DAYS)
        except ValueError:
            return []
        return self._queue.pruned(before.isoformat(timespec="seconds"))

    def _lose(self, scopes: set[str], done: Round) -> None:
        """Scopes this account reads no longer: park what waits for them with the user's own words only, remove the rest.

        Source: PROTOCOL.md section 12.
        """
        waiting = [each.op for each in self._queue.unsettled() if each.op.scope in scopes]
        own = [msgspec.structs.replace(op, ch=_own_words(op.ch)) for op in waiting]
        changes, rest = self._queue.parking(own, "scope_lost", utc(self._clock))
        for key, each in self._repository.documents("parked"):
            lost = [op["scope"] in scopes for op in each["ops"]]
            if any(lost):
                # Of what was refused earlier only its author's own words stay, too.
                kept = [
                    {**op, "ch": _own_words(op.get("ch") or {})} if gone else op
                    for op, gone in zip(each["ops"], lost, strict=True)
                ]
                changes.append(("parked", key, None if each["code"] == UNKNOWN else {**each, "ops": kept}))
        changes += [
            ("archive", key, None)
            for key, each in self._repository.documents("archive")
            if each["op"]["scope"] in scopes
        ]
        changes += [
            ("typing", key, {**each, "base": None})
            for key, each in self._repository.documents("typing")
            if each.get("scope") in scopes
        ]
        # The purge is due from here on: a crash before it must not leave the bytes for good.
        changes.append(self._shadow.progress_change(purge_due=True))
        self._shadow.take_in([*self._shadow.scope_removal(scopes), *changes], rest)
        self._purge()
        done.lost_scopes = (*done.lost_scopes, *sorted(scopes))

    def _purge(self) -> None:
        """Make the bytes of what was removed vanish from the disk; what the disk refuses is tried again at the next round."""
        try:
            self._repository.storage.purge()
        except CompactionFailed:
            return
        with self._repository.writing():
            self._repository.commit([self._shadow.progress_change(purge_due=False)])


def _own_words(changes: Mapping[str, Any]) -> dict[str, object]:
    """The new values of an op's changes without the bases, which may hold other people's words."""
    return {
        name: ({"add": change.get("add", [])} if isinstance(change, dict) else [None, change[1]])
        for name, change in changes.items()
    }
