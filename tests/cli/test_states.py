"""Changing a state: what is said with it goes into the field of that step, and with no other step."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.branch import me
from tests.cli.device import Device


@pytest.fixture
def alone(tmp_path: Path) -> Device:
    """A branch of this device alone, with every right."""
    with open_workplace(tmp_path / "alone") as place:
        place.start_alone("测试支部")
    return Device(tmp_path / "alone")


def moved(device: Device, rid: str, *states: str) -> None:
    """Bring a record through these states."""
    for each in states:
        device.ok("state", rid, each)


def test_a_remark_of_a_plan_and_of_a_session_is_its_remark(alone: Device) -> None:
    plan = alone.ok("new", "plan", "year=2026", "title=计划", "change_reason=旧的调整原因")
    moved(alone, plan, "submitted")
    fields = alone.json("state", plan, "returned", "--reason", "再补充一处")["fields"]
    assert (fields["remark"], fields["change_reason"]) == ("再补充一处", "旧的调整原因")
    person = alone.ok("new", "member", "name=王五")
    given = ["title=学习", "start=2026-03-05 09:00", "end=2026-03-05 10:00", "place=三楼", f"host={person}"]
    session = alone.ok("new", "session", "form=exchange", *given)
    moved(alone, session, "running", "writing", "submitted")
    fields = alone.json("state", session, "returned", "--reason", "缺决议")["fields"]
    assert (fields["remark"], fields["reason"]) == ("缺决议", None)
    moved(alone, session, "writing", "submitted")
    assert alone.json("state", session, "approved", "--reason", "同意")["fields"]["remark"] == "同意"


def test_a_reason_comes_with_the_step_itself(alone: Device) -> None:
    plan = alone.ok("new", "plan", "year=2026", "title=计划")
    moved(alone, plan, "submitted", "approved")
    alone.ok("state", plan, "draft", "--reason", "增加一次交流")
    moved(alone, plan, "submitted", "approved")
    assert alone.refused(1, "state", plan, "draft")["field"] == "change_reason"
    assert alone.json("show", plan)["state"] == "approved"
    # The same words again are a reason again.
    alone.ok("state", plan, "draft", "--reason", "增加一次交流")
    assert alone.json("show", plan)["state"] == "draft"


def test_a_step_that_has_no_reason_takes_none(alone: Device) -> None:
    session = alone.ok("new", "session", "form=exchange", "reason=旧")
    said = alone.refused(2, "state", session, "running", "--reason", "人到齐了")
    assert (said["code"], said["field"]) == ("no_reason_here", "reason")
    assert alone.json("show", session)["fields"]["reason"] == "旧"
    alone.ok("state", session, "postponed", "--reason", "停电")
    # In that state already: nothing is done, and nothing is written either.
    assert alone.json("state", session, "postponed", "--reason", "又停电")["fields"]["reason"] == "停电"


def test_the_reviewers_remark_is_not_the_authors_to_write(zhang: Device, li: Device) -> None:
    draft = li.ok("new", "reflection", "title=体会", "body=学到了。")
    sent = li.json("submit", draft, "--yes")["id"]
    li.ok("sync")
    zhang.ok("sync")
    zhang.ok("state", sent, "accepted", "--reason", "写得实在")
    zhang.ok("sync")
    li.ok("sync")
    assert li.json("show", sent)["fields"]["author"] == me(li)
    assert li.refused(2, "state", sent, "withdrawn", "--reason", "不必看了")["code"] == "no_reason_here"
    li.ok("state", sent, "withdrawn")
    li.ok("sync")
    assert li.json("show", sent)["fields"]["remark"] == "写得实在"
