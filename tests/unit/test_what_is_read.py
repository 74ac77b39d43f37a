"""Which scopes a device holds whole: what it has read, and what the branch has nothing in; never what is still on its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.cache.shadow import Identity
from sync.engine import Call
from sync.wire import PullAnswer, Record
from sync.workplace import Workplace, open_workplace
from tests.unit.test_reread import BRANCH, ME, ROLE, record
from tui.years import reader

OTHER = "0198c0de-0000-7000-8000-0000000000bb"
B, C, OWN, THEIRS = f"b:{BRANCH}", f"c:{BRANCH}", f"r:{BRANCH}:{ME}", f"r:{BRANCH}:{OTHER}"
TODAY = "2026-03-05T01:00:00Z"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    with open_workplace(tmp_path / "home") as opened:
        identity = Identity(BRANCH, "支部", ME, "王五", "a:1", "wangwu", "http://127.0.0.1:9")
        opened.repository.commit([opened.shadow.identity_change(identity), opened.shadow.progress_change(device="d:0")])
        yield opened


def pull(
    place: Workplace, changes: list[Record], cursors: dict[str, int], *, scopes: tuple[str, ...], more: bool
) -> None:
    """A page comes in."""
    engine = place.engine
    engine.begin()
    call = engine.next_call()
    while call is not None and call.to != "pull":
        call = engine.next_call()
    assert isinstance(call, Call)
    place.engine.answered(
        call,
        PullAnswer(
            epoch="e1",
            scopes=list(scopes),
            changes=changes,
            cursors=cursors,
            more=more,
            acked_n=0,
            time=TODAY,
            sums={},
        ),
    )


def role(name: str, **dates: Any) -> list[Record]:
    person = record(ME, kind="member", seq=1, name="王五", state="active")
    return [person, record("ap", kind="appointment", seq=2, member=ME, role=name, **{"from": "2020-01-01", **dates})]


def holds(place: Workplace) -> dict[str, bool]:
    found = reader(place)
    return {scope: found(scope) for scope in ("b", "c", f"r:{ME}", f"r:{OTHER}")}


def test_nothing_is_whole_before_anything_was_read(place: Workplace) -> None:
    assert holds(place) == dict.fromkeys(("b", "c", f"r:{ME}", f"r:{OTHER}"), False)


def test_a_person_of_whom_there_is_nothing_yet_is_whole_for_the_clerk(place: Workplace) -> None:
    pull(place, ROLE, {B: 2, C: 0, OWN: 0}, scopes=(B, C, OWN), more=False)
    assert all(holds(place).values()), "the branch names no scope of 张三, since nobody has written in it"


def test_what_is_still_on_its_way_is_not_whole(place: Workplace) -> None:
    everything = (B, C, OWN, THEIRS)
    pull(place, ROLE, {B: 2}, scopes=everything, more=True)
    assert not any(holds(place).values())
    assert place.shadow.unread == {C, OWN, THEIRS}
    pull(place, [], {B: 2, C: 0, OWN: 0, THEIRS: 0}, scopes=everything, more=False)
    assert all(holds(place).values())
    assert place.shadow.unread == set()


def test_a_new_role_waits_for_what_it_lets_one_read(place: Workplace) -> None:
    pull(place, role("librarian"), {B: 2, OWN: 0}, scopes=(B, OWN), more=False)
    assert holds(place) == {"b": True, "c": False, f"r:{ME}": True, f"r:{OTHER}": False}
    clerk = record("ap-2", kind="appointment", seq=3, member=ME, role="clerk", **{"from": "2020-01-01"})
    pull(place, [clerk], {B: 3}, scopes=(B, C, OWN, THEIRS), more=True)
    # The line drops here: nothing of 张三 was read, and there is something.
    assert holds(place) == {"b": True, "c": False, f"r:{ME}": True, f"r:{OTHER}": False}
    pull(place, [], {B: 3, C: 0, OWN: 0, THEIRS: 7}, scopes=(B, C, OWN, THEIRS), more=False)
    assert all(holds(place).values())


def test_a_role_that_begins_while_the_device_is_offline_has_nothing_yet(place: Workplace) -> None:
    pull(place, role("clerk", **{"from": "2999-01-01"}), {B: 2, OWN: 0}, scopes=(B, OWN), more=False)
    long_ago = place.shadow.progress_change(synced_at="2019-01-01T00:00:00+00:00")
    pull(
        place,
        [record("ap", 2, 3, kind="appointment", member=ME, role="clerk", **{"from": "2020-01-01"})],
        {B: 3},
        scopes=(B, OWN),
        more=False,
    )
    place.repository.commit([long_ago])
    assert holds(place) == {"b": True, "c": False, f"r:{ME}": True, f"r:{OTHER}": False}
