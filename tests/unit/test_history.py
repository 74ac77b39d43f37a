"""The past of a record, put together from what each revision changed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.history import Past, Step, bring_back, grouped, known_here, returning, undone
from sync.problems import InTheWay
from sync.undo import undo
from sync.wire import History, Revision
from tests.screens.stage import ME, OTHER, envelope, joined

START = dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)
VALUES = st.one_of(st.none(), st.text("甲乙丙，。", max_size=4), st.integers(0, 3))
RECORDS = st.dictionaries(st.sampled_from("abcd"), VALUES.filter(lambda v: v is not None), max_size=4)


def stamp(seconds: float) -> str:
    return (START + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def step(at: float, by: str | None = "m:1", k: str = "put", **rest: Any) -> Step:
    return Step(rev=1, k=k, by=by, at=stamp(at), changes=rest.pop("changes", {}), **rest)


def written(states: list[dict[str, Any] | None]) -> tuple[list[Revision], dict[str, Any] | None]:
    """The revisions a server would hold after these states (None: deleted), oldest first, and the fields now."""
    found: list[Revision] = []
    held: dict[str, Any] | None = None
    last: dict[str, Any] = {}
    for rev, state in enumerate(states, 1):
        if state is None:
            k, ch = "del", dict[str, list[Any]]({"$deleted": [False, True]})
        else:
            before = held if held is not None else {}
            k = "new" if held is None else "put"
            names = sorted({*before, *state})
            ch = {n: [before.get(n), state.get(n)] for n in names if before.get(n) != state.get(n)}
        found.append(
            Revision(rev=rev, k=k, out="applied", at=stamp(rev), by="m:1", ch=ch, f=last if state is None else None)
        )
        held, last = state, state if state is not None else last
    return found, held


def alive_between(states: list[dict[str, Any] | None]) -> list[dict[str, Any] | None]:
    """A record begins alive and is deleted only once at a time."""
    found: list[dict[str, Any] | None] = []
    for state in states:
        if state is None and (not found or found[-1] is None):
            continue
        found.append(state)
    return found


@given(
    st.lists(st.one_of(RECORDS, st.none()), min_size=1, max_size=12).map(alive_between).filter(bool), st.integers(1, 5)
)
def test_every_revision_is_put_together_whole_whatever_the_pages(
    states: list[dict[str, Any] | None], size: int
) -> None:
    revisions, now = written(states)
    newest_first = revisions[::-1]
    past = Past()
    while past.more:
        older = [each for each in newest_first if past.before is None or each.rev < past.before]
        page = History(revisions=older[:size], more=len(older) > size, f=now if past.before is None else None)
        past.take(page)
    last: dict[str, Any] = {}
    wanted = []
    for state in states:
        last = state if state is not None else last
        wanted.append((last, state is None))
    assert [(dict(each.fields or {}), each.deleted) for each in reversed(past.steps)] == wanted
    assert all(each.whole for each in past.steps)


def test_what_was_erased_is_not_made_up() -> None:
    past = Past()
    gone = Revision(rev=2, k="del", out="applied", at=stamp(2), by="m:1", ch={"$deleted": [False, True]})
    made = Revision(rev=1, k="new", out="applied", at=stamp(1), by="m:1", ch={"a": [None, "甲"]})
    past.take(History(revisions=[gone, made], more=False))
    assert [(each.fields, each.whole) for each in past.steps] == [(None, False), (None, False)]


@given(RECORDS, RECORDS)
def test_undoing_a_change_gives_what_was_before(before: dict[str, Any], after: dict[str, Any]) -> None:
    names = {*before, *after}
    changes = {n: (before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)}
    assert undone(after, changes) == before


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400), st.sampled_from(["m:1", "m:2", None]), st.sampled_from(["put", "del", "restore"])
        ),
        max_size=20,
    )
)
def test_groups_hold_all_steps_in_order_of_one_author_and_within_ten_minutes(
    given_steps: list[tuple[int, str | None, str]],
) -> None:
    at, steps = 0.0, []
    for apart, by, k in given_steps:
        at += apart
        steps.append(step(at, by, k))
    steps.reverse()
    entries = grouped(steps)
    assert [each for entry in entries for each in entry.steps] == steps
    for entry in entries:
        assert len({each.by for each in entry.steps}) == 1
        first, last = (dt.datetime.fromisoformat(entry.steps[n].at) for n in (0, -1))
        assert (first - last).total_seconds() <= 600
        assert len(entry.steps) == 1 or all(each.k == "put" for each in entry.steps)
    for one, two in pairwise(entries):
        near = dt.datetime.fromisoformat(one.newest.at) - dt.datetime.fromisoformat(two.newest.at)
        both_put = all(each.k == "put" for each in (*one.steps, *two.steps))
        assert one.newest.by != two.newest.by or near.total_seconds() > 600 or not both_put


def test_several_changes_of_ten_minutes_read_as_one() -> None:
    steps = [
        step(300, changes={"a": ("乙", "丙"), "b": ("一", None)}),
        step(100, changes={"a": ("甲", "乙"), "c": (1, 2)}),
        step(0, k="new", changes={"a": (None, "甲"), "b": (None, "一"), "c": (None, 1)}),
        step(-30, "m:2"),
    ]
    first, second = grouped(steps)
    assert first.k == "new"
    assert first.changes == {"a": (None, "丙"), "c": (None, 2)}
    assert second.steps == (steps[3],)


def test_a_decision_entered_for_another_stands_apart() -> None:
    steps = [step(20), step(10, for_="m:9", basis="paper"), step(0)]
    assert len(grouped(steps)) == 3


def test_an_older_revision_is_brought_back_as_an_edit_that_undo_takes_back(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "旧题目", "goals": "旧目标"})
        then = dict(place.desk.record(plan).fields)
        place.desk.set(plan, {"title": "新题目", "goals": "新目标", "requirements": "新要求"})
        found = returning(place.desk, place.desk.record(plan), then)
        assert found.refused == {}
        assert found.changes == {
            "title": ("新题目", "旧题目"),
            "goals": ("新目标", "旧目标"),
            "requirements": ("新要求", None),
        }
        assert bring_back(place.desk, plan, found.changes)
        assert dict(place.desk.record(plan).fields) == then
        undo(place.desk)
        assert place.desk.record(plan).get("requirements") == "新要求"


def test_what_may_not_be_written_now_is_not_brought_back_and_says_why(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        place.shadow.take_in(place.shadow.records_changes([envelope("plan", "p", 2, OTHER, year=2026, goals="新")]))
        found = returning(place.desk, place.desk.record("p"), {"year": 2025, "goals": "旧", "state": "approved"})
        assert found.changes == {}
        assert set(found.refused) == {"year", "goals"}


def test_what_changed_since_it_was_shown_is_not_overwritten(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = place.desk.create("plan", {"year": 2026, "goals": "新"})
        found = returning(place.desk, place.desk.record(plan), {"year": 2026, "goals": "旧"})
        place.desk.set(plan, {"goals": "更新"})
        with pytest.raises(InTheWay):
            bring_back(place.desk, plan, found.changes)
        assert place.desk.record(plan).get("goals") == "更新"


def test_without_a_server_own_edits_and_the_last_author_of_each_field_are_known(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        record = envelope("plan", "p", 3, OTHER, year=2026, goals="他写的")
        record["fv"] = {"year": [1, ME], "goals": [3, OTHER]}
        place.shadow.take_in(place.shadow.records_changes([record]))
        place.desk.set("p", {"goals": "我改的"})
        steps = known_here(place.desk, "p")
        assert [(each.by, each.waiting, dict(each.changes)) for each in steps] == [
            (ME, True, {"goals": ("他写的", "我改的")}),
            (OTHER, False, {"goals": (None, "他写的")}),
            (ME, False, {"year": (None, 2026)}),
        ]
