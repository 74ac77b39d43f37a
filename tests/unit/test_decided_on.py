"""Decisions on their way: taken back while nobody has them, sent again as what they were, and of content that can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync import parking, resolving
from sync.approving import read
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay, NotAllowed
from sync.undo import undo
from sync.wire import Result
from sync.workplace import Workplace
from tests.screens.branch_day import branch_on, take
from tests.screens.stage import ME, OTHER, envelope
from tui.i18n import t
from tui.plan_text import difference_text, since_last, whole_text
from tui.year.self_study import standing

DAY = "2026-06-15"


def submitted(place: Workplace, by: str = "m-3", **fields: Any) -> None:
    """The plan waits to be approved; `by` wrote it last."""
    take(
        place,
        envelope("plan", "plan", 5, by, year=2026, title="2026年学习计划", goals="甲。", state="submitted", **fields),
    )


RESULT = {"member": OTHER, "year": 2026, "number": 1, "grade": "good", "content": "好。"}
APPRAISAL = {"member": OTHER, "year": 2026, "grade": "good"}


@pytest.mark.parametrize(("kind", "fields"), [("assessment_result", RESULT), ("appraisal", APPRAISAL)])
def test_what_nobody_may_delete_is_taken_back_while_it_was_not_sent(
    tmp_path: Path, kind: str, fields: dict[str, Any]
) -> None:
    with branch_on(tmp_path, DAY, "secretary") as place:
        place.desk.create(kind, fields)
        undo(place.desk)
        assert (len(place.queue), place.repository.find(kind)) == (0, [])
        place.desk.create(kind, fields)
        place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
        with pytest.raises(NotAllowed):
            undo(place.desk)
        assert len(place.repository.find(kind)) == 1


def test_a_renewal_is_taken_back_while_it_was_not_sent(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY) as place:
        take(place, envelope("loan", "l", 2, OTHER, book="b", member=ME, due_on="2026-06-20", state="out"))
        place.desk.set("l", {"renewed": 1, "due_on": "2026-07-20"})
        undo(place.desk)
        assert (len(place.queue), place.desk.record("l").get("renewed")) == (0, None)
        place.desk.set("l", {"renewed": 1, "due_on": "2026-07-20"})
        place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
        with pytest.raises(NotAllowed):
            undo(place.desk)
        assert len(place.queue) == 1, "no edit that the server would refuse"


def test_a_decision_for_another_or_of_a_meeting_may_go_again(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY, "clerk") as place:
        take(place, envelope("appointment", "ap-x", member=OTHER, role="secretary", **{"from": "2020-01-01"}))
        submitted(place)
        place.desk.change_state("plan", "approved", on_behalf=OnBehalf(OTHER, "paper", "第3号"))
        ops = [each.op for each in place.queue.waiting()]
        place.queue.withdraw([op.id for op in ops])
        assert parking.may_go(place.desk, ops[0])
    with branch_on(tmp_path / "own", DAY, "secretary") as place:
        submitted(place, by=ME)
        place.desk.change_state("plan", "approved", on_behalf=OnBehalf(ME, "meeting", "党员大会"))
        ops = [each.op for each in place.queue.waiting()]
        place.queue.withdraw([op.id for op in ops])
        assert parking.may_go(place.desk, ops[0])


def test_an_approval_that_changed_since_goes_again_by_itself_only_for_the_same_content(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY, "secretary") as place:
        submitted(place)
        place.desk.change_state("plan", "approved")
        ops = [each.op for each in place.queue.waiting()]
        place.queue.withdraw([op.id for op in ops])
        take(
            place,
            envelope("plan", "plan", 6, "m-3", year=2026, title="2026年学习计划", goals="乙。", state="submitted"),
        )
        assert not parking.may_go(place.desk, ops[0])
        take(
            place,
            envelope("plan", "plan", 7, "m-3", year=2026, title="2026年学习计划", goals="甲。", state="submitted"),
        )
        assert parking.may_go(place.desk, ops[0])


def test_an_approval_that_settles_a_conflict_keeps_its_version(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY, "secretary") as place:
        submitted(place)
        told = {"record": "plan", "field": "state", "current": "returned", "mine": "approved", "op": "o", "at": "x"}
        conflict = envelope("conflict", "c-1", **told, state="open")
        take(place, {**conflict, "f": {**conflict["f"], "by": ME}})
        item = resolving.conflict(place.desk, "c-1")
        resolving.take_mine(place.desk, item)
        [settled, version] = [each.op for each in place.queue.waiting()]
        assert (settled.k, settled.conflict, settled.dig is None) == ("resolve", "c-1", False)
        assert (version.type, version.ch["approved_by"]) == ("plan_version", [None, ME])
        assert place.desk.record("plan").state == "approved"


def test_a_refused_approval_and_its_version_are_one_item(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY, "secretary") as place:
        submitted(place)
        place.desk.change_state("plan", "approved")
        ops = place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
        answers = [Result(n=op.n, id=op.id, out="rejected", code="changed_since") for op in ops]
        changes, waiting = place.queue.settled(list(zip(ops, answers, strict=True)), "2026-06-15T04:00:00Z", [])
        place.repository.commit(changes, waiting)
        [item] = place.queue.parked()
        assert [op.type for op in item.ops] == ["plan", "plan_version"]
        with pytest.raises(InTheWay):
            parking.retry(place.desk, item)
        kept = parking.as_new(place.desk, item)
        assert len(kept) == 1, "a note of the decision, none of what the plan says"
        undo(place.desk)
        place.repository.commit(changes, waiting)
        place.desk.change_state("plan", "approved")
        assert place.queue.parked() == []


MALFORMED = (
    "garbage",
    "[]",
    '{"plan":{"title":5,"basis":3,"year":"x"},"tasks":[]}',
    '{"plan":{},"tasks":[{"id":[1],"number":"x","owner":{"a":1}}]}',
    '{"plan":{"basis":[{}],"guiding":[1]},"tasks":[]}',
    '{"plan":{},"tasks":[{"id":"t","form":[1],"track":{},"month_from":5}]}',
    '{"plan":{},"tasks":[7]}',
    '{"plan":{},"tasks":[{"topic":"x"}]}',
)


@pytest.mark.parametrize("content", MALFORMED)
def test_a_version_of_another_shape_is_said_to_be_unreadable(tmp_path: Path, content: str) -> None:
    with branch_on(tmp_path, DAY, "secretary") as place:
        take(place, envelope("plan_version", "v1", plan="plan", number=1, approved_by=ME, content=content))
        said = t("versions.unreadable")
        for lines in (whole_text(place, "plan", 1), difference_text(place, "plan", 1, 0)):
            assert [each.text for each in lines] == [said]
        assert since_last(place, "plan") == said
        with pytest.raises(ValueError):
            read(View("v1", "plan_version", "b:1", {"content": content}))


def test_fields_of_a_later_version_do_not_make_it_unreadable() -> None:
    content = json.dumps({"plan": {"year": 2026, "new": 1.5}, "tasks": [{"id": "t", "number": 1, "later": {}}]})
    assert read(View("v1", "plan_version", "b:1", {"content": content})).plan["year"] == 2026


def test_gains_written_here_leave_a_confirmed_entry_confirmed(tmp_path: Path) -> None:
    with branch_on(tmp_path, DAY) as place:
        fields = {"member": ME, "on": "2026-01-01", "minutes": 30, "what": "公文"}
        entry = envelope("study", "s1", 1, ME, place_of(place), **fields, state="confirmed")
        entry["fv"]["state"] = [2, OTHER]
        take(place, {**entry, "rev": 2})
        place.desk.set("s1", {"gained": "会写了。"})
        assert standing(place.desk.record("s1")) == "confirmed"


def place_of(place: Workplace) -> str:
    """The scope of whoever sits here."""
    return f"r:{place.desk.branch}:{ME}"
