"""The load generator itself: it plays and compares, and it notices when something is not equal."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from sqlalchemy import update

from bench.load import branches, idle, places, playing
from bench.load.holder import Holder
from bench.load.players import Told
from server_stub import tables
from server_stub.clock import SystemClock
from server_stub.direct import Direct
from server_stub.store import Store
from sync.records.ids import natural_id
from sync.records.kind import SCHEMA
from sync.wire import Op, ScopeSum


@pytest.fixture
def store() -> Store:
    """A database with three branches that were copied from one."""
    return Store.open("sqlite://", SystemClock(), Random(1))


@pytest.fixture
def holders(store: Store) -> list[Holder]:
    """The first two people of each branch."""
    return [each for some in branches.copies(store, branches.pattern(people=8), 3, 2) for each in some]


def test_devices_play_and_end_equal() -> None:
    with places.sqlite() as place:
        done = playing.play(place, playing.Run(devices=4, branches=2, seconds=2, pause=0.2, generators=1))
    assert done.wrong == []
    assert done.figures.errors == Counter()
    assert done.figures.counts["edits sent"] > 0
    assert done.figures.counts["records received"] > 0
    assert done.server_cpu > 0


def test_fifty_idle_polls_are_told_of_one_push() -> None:
    with places.sqlite() as place:
        done = idle.hold(place, people=14, rest=0.1)
    assert done.polls == 52
    assert done.statuses == {200: 52}
    # DESIGN.md: a sync with nothing new is one round trip below 1 KB.
    assert done.bytes_304 < 1024


def test_copied_branches_are_whole_and_each_its_own(store: Store, holders: list[Holder]) -> None:
    found = sorted({each.branch for each in holders})
    assert len(found) == 3
    assert branches.wrong_sums(store, found) == []
    pages = [Direct(store, branch).account(branches.members_of(store, branch)[0]).pull() for branch in found]
    assert len({len(page.changes) for page in pages}) == 1
    ids = [{each["id"] for each in page.changes} for page in pages]
    assert not ids[0] & ids[1]
    for branch, page in zip(found, pages, strict=True):
        marks = [each for each in page.changes if each["type"] == "attendance"]
        assert marks
        for mark in marks:
            key = [mark["f"]["session"], mark["f"]["member"]]
            assert mark["id"] == natural_id(branch, "attendance", key)
            assert key[0] in ids[found.index(branch)]


def test_a_copied_branch_takes_edits(store: Store, holders: list[Holder]) -> None:
    holder = holders[0]
    door = Direct(store, holder.branch).account(holder.member)
    fields = {"session": holder.session, "at": "2026-03-01T09:00", "entry": "note", "pos": "a", "text": "会议开始。"}
    changes = {name: [None, value] for name, value in fields.items()}
    rid, scope, at = store.ids.record(), f"b:{holder.branch}", "2026-03-01T09:00:00+08:00"
    op = Op(id=store.ids.op(), k="new", type="minute", rec=rid, scope=scope, v=SCHEMA, at=at, ch=changes)
    assert [each.out for each in door.push([op]).results] == ["applied"]
    assert branches.wrong_sums(store, [holder.branch]) == []


def test_a_changed_record_is_noticed(store: Store, holders: list[Holder]) -> None:
    branch = holders[0].branch
    one = tables.rec.c.id == branches.members_of(store, branch)[0]
    store.write(lambda connection: connection.execute(update(tables.rec).where(one).values(f='{"name":"李四"}')))
    assert branches.wrong_sums(store, [each.branch for each in holders[::2]]) == [f"b:{branch}"]


def test_another_sum_on_a_device_is_noticed(store: Store, holders: list[Holder]) -> None:
    holder = holders[0]
    page = Direct(store, holder.branch).account(holder.member).pull()
    assert not page.more
    assert playing.differences(store, Told(sums=[(holder, page.sums)])) == []
    scope = f"b:{holder.branch}"
    for wrong in (
        {**page.sums, scope: ScopeSum(sum="0" * 32, live=page.sums[scope].live)},
        {**page.sums, scope: ScopeSum(sum=page.sums[scope].sum, live=0)},
        {name: each for name, each in page.sums.items() if name != scope},
        {**page.sums, f"b:{holders[-1].branch}": page.sums[scope]},
    ):
        assert len(playing.differences(store, Told(sums=[(holder, wrong)]))) == 1
