"""The sync thread: how far it is, paused and gone on with where it stopped; and the figures of the status cell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, cast

import msgspec

from sync.cache.shadow import Identity
from sync.engine import Call
from sync.loop import Link, Status, SyncLoop
from sync.resolving import keep_current, open_conflicts
from sync.transport import Transport
from sync.vault.wire import RingState
from sync.wire import PullRequest
from sync.workplace import Workplace, open_workplace
from tests.screens.stage import ME, envelope, joined
from tests.server.people import Branch

PAGE = 50


class Slow:
    """A server in this process that gives small pages, and waits before each from the third on until it may go on."""

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self.door = branch.at["plain"]
        self.backoff = None
        self.cursors: list[dict[str, int]] = []
        self.may_go = threading.Event()
        self.reached = threading.Event()

    def carry(self, call: Call) -> Any:
        """See Transport."""
        assert isinstance(call.body, PullRequest)
        self.cursors.append(call.body.cursors)
        if len(self.cursors) > 2:
            self.reached.set()
            assert self.may_go.wait(30)
        return self.branch.direct.pulls.pull(self.door.account, msgspec.structs.replace(call.body, limit=PAGE))

    def heads(self, etag: str | None, wait: int = 0) -> None:
        """Nothing is ever new."""
        time.sleep(0.05)

    def vault_ring(self) -> RingState:
        """There is no vault."""
        return RingState(rev=0, ring=None, epoch="e", time="2026-03-01T01:00:00Z")

    def close(self) -> None:
        """See Transport."""


def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("never became true")


def device(folder: Path, server: Slow) -> Workplace:
    place = open_workplace(folder)
    account = server.door.account
    identity = Identity(server.branch.id, "支部", account.member, "王五", account.id, "wangwu", "http://127.0.0.1:9")
    place.repository.commit(
        [place.shadow.identity_change(identity), place.shadow.progress_change(device=server.door.device)]
    )
    return place


def test_a_long_sync_tells_how_far_it_is_is_paused_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    branch = Branch()
    for start in range(0, 400, 100):
        branch.push("recorder", *[branch.minute(f"第{n}条") for n in range(start, start + 100)])
    server = Slow(branch)
    with device(tmp_path, server) as place:
        heard: list[Status] = []
        loop = SyncLoop(place, lambda: cast(Transport, server), Random(1))
        loop.listen(heard.append)
        loop.start()
        try:
            assert server.reached.wait(20)
            until(lambda: loop.status.progress is not None and loop.status.progress.received == 2 * PAGE)
            assert loop.status.link is Link.SYNCING
            loop.pause()
            server.may_go.set()
            until(lambda: loop.status.link is Link.PAUSED)
            assert loop.status.progress is None
            taken = place.repository.records_known()
            assert taken == 3 * PAGE
            asked = len(server.cursors)
            time.sleep(0.5)
            assert len(server.cursors) == asked, "a pause is a pause"
            loop.sync_now()
            until(lambda: loop.status.link is Link.SYNCED)
            assert sum(server.cursors[asked].values()) > 0, "it goes on from the pages it has"
            assert place.repository.records_known() > 400
            received = [each.progress.received for each in heard if each.progress is not None]
            assert 3 * PAGE in received
        finally:
            loop.stop()


def test_a_pause_is_kept_over_an_edit_and_ended_by_asking(tmp_path: Path) -> None:
    server = Slow(Branch())
    server.may_go.set()
    with device(tmp_path, server) as place:
        loop = SyncLoop(place, lambda: cast(Transport, server), Random(1))
        loop.start()
        try:
            until(lambda: loop.status.link is Link.SYNCED)
            loop.pause()
            loop._wake.set()
            until(lambda: loop.status.link is Link.PAUSED)
            loop.sync_now()
            until(lambda: loop.status.link is Link.SYNCED)
        finally:
            loop.stop()


def test_a_conflict_settled_here_counts_no_longer_before_it_is_sent(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = envelope("plan", "plan-1", 2, year=2026, goals="甲")
        fields = {"record": "plan-1", "field": "goals", "current": "甲", "mine": "乙", "op": "o:1"}
        conflict = envelope("conflict", "conf-1", state="open", at="2026-03-05T01:00:00Z", **fields)
        conflict["f"]["by"] = ME
        place.shadow.take_in(place.shadow.records_changes([plan, conflict]))
        assert place.open_conflicts_and_parked() == (1, 0)
        [item] = open_conflicts(place.desk)
        keep_current(place.desk, item)
        assert place.open_conflicts_and_parked() == (0, 0)
