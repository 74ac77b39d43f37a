"""Approvals and versions of a plan over a real server: who may approve, what is kept, and what `versions` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device


@pytest.fixture
def leader(branch: Branch, zhang: Device, tmp_path: Path) -> Device:
    """赵六, a leader in charge, on a device of his own."""
    device = branch.device(tmp_path / "zhao", branch.invite("赵六"), "zhao")
    zhang.ok("sync")
    zhang.ok("new", "appointment", "member=赵六", "role=leader", "from=2020-01-01")
    zhang.ok("sync")
    device.ok("sync")
    return device


def submitted(author: Device) -> str:
    """A plan with a task, submitted by this device and synced."""
    plan = author.ok("new", "plan", "year=2026", "title=年度计划", "goals=提高水平。")
    author.ok("new", "task", f"plan={plan}", "number=1", "topic=公文写作", "track=professional", "times=2")
    author.ok("state", plan, "submitted")
    author.ok("sync")
    return plan


def test_a_leaders_approval_is_accepted_with_its_version(branch: Branch, zhang: Device, leader: Device) -> None:
    plan = submitted(zhang)
    leader.ok("sync")
    assert leader.ok("state", plan, "approved") == "已批准，定稿为第 1 版"
    leader.ok("sync")
    assert leader.json("parked") == leader.json("conflicts") == []
    zhang.ok("sync")
    assert zhang.json("show", plan)["state"] == "approved"
    [version] = zhang.json("versions", "2026")["versions"]
    assert (version["number"], version["approved_by"], version["entered_by"]) == (1, me(leader), None)
    assert version["pending"] is False
    content = zhang.json("versions", plan, "1")["content"]
    assert content["plan"] == {"year": 2026, "title": "年度计划", "goals": "提高水平。"}
    assert [(each["topic"], each["times"]) for each in content["tasks"]] == [("公文写作", 2)]


def test_the_last_writer_approves_only_on_a_meetings_resolution(branch: Branch, zhang: Device) -> None:
    plan = submitted(zhang)
    assert zhang.refused(1, "state", plan, "approved")["code"] == "forbidden"
    assert zhang.json("versions", plan)["versions"] == []
    zhang.ok("state", plan, "approved", "--basis", "meeting", "--reference", "2026-01-08 党员大会")
    zhang.ok("sync")
    assert zhang.json("parked") == []
    [version] = zhang.json("versions", plan)["versions"]
    assert (version["approved_by"], version["basis"], version["reference"]) == (
        me(zhang),
        "meeting",
        "2026-01-08 党员大会",
    )
    assert "张三（依据：会议）" in zhang.ok("versions", plan)


def test_one_who_was_not_asked_by_the_program_is_refused_by_the_server(branch: Branch, zhang: Device) -> None:
    plan = submitted(zhang)
    # The app's own check is stepped over: the server has the last word on both edits.
    with open_workplace(zhang.home) as place:
        view = place.desk.record(plan)
        fields = {"plan": plan, "number": 1, "approved_by": place.desk.member, "content": "{}"}
        rid = place.desk.new_id("plan_version", fields)
        changes = {name: [None, value] for name, value in fields.items()}
        step = place.desk.change("plan", plan, view.scope, {"state": ["submitted", "approved"]})
        place.desk.perform([step, place.desk.change("plan_version", rid, view.scope, changes, k="new")])
    assert zhang.run("sync").code == 1
    assert {each["code"] for each in zhang.json("parked")} == {"forbidden"}
    assert zhang.json("show", plan)["state"] == "submitted"
    assert zhang.json("versions", plan)["versions"] == []


def test_the_clerk_enters_what_the_leader_approved_on_paper(branch: Branch, zhang: Device, leader: Device) -> None:
    plan = submitted(zhang)
    zhang.ok("state", plan, "approved", "--for", "赵六", "--basis", "paper", "--reference", "签批单3号")
    zhang.ok("sync")
    assert zhang.json("parked") == []
    leader.ok("sync")
    [version] = leader.json("versions", plan)["versions"]
    assert (version["approved_by"], version["entered_by"]) == (me(leader), me(zhang))
    assert (version["basis"], version["reference"]) == ("paper", "签批单3号")
    assert "赵六（书面，代录：张三）" in leader.ok("versions", plan, "1")


def test_a_changed_plan_is_approved_again_and_both_versions_stand(
    branch: Branch, zhang: Device, leader: Device
) -> None:
    plan = submitted(zhang)
    zhang.ok("state", plan, "approved", "--for", "赵六", "--basis", "spoken")
    zhang.ok("sync")
    zhang.ok("state", plan, "draft", "--reason", "增加一次交流")
    zhang.ok("edit", plan, "goals=提高水平。学以致用。")
    zhang.ok("new", "task", f"plan={plan}", "number=2", "topic=政策解读", "track=political")
    since = zhang.json("versions", plan)["since_last"]
    assert [each["field"] for each in since["plan"]] == ["goals"]
    assert [(each["how"], each["topic"]) for each in since["tasks"]] == [("added", "政策解读")]
    assert "现稿与第 1 版相比：计划改了 1 处，任务改了 1 项。" in zhang.ok("versions", "2026")
    zhang.ok("state", plan, "submitted")
    zhang.ok("sync")
    leader.ok("sync")
    leader.ok("state", plan, "approved")
    leader.ok("sync")
    zhang.ok("sync")
    said = zhang.json("versions", plan)
    assert [(each["number"], each["reason"]) for each in said["versions"]] == [(1, None), (2, "增加一次交流")]
    assert said["since_last"] == {"plan": [], "tasks": []}
    printed = zhang.ok("versions", plan, "2")
    assert "调整原因：增加一次交流" in printed
    assert "与第 1 版相比：" in printed
    assert "    + 学以致用。" in printed
    assert "+ 新增 2. 政策解读" in printed
    first = zhang.json("versions", plan, "1")["content"]
    assert first["plan"]["goals"] == "提高水平。", "what was approved first stands as it was"


def test_two_who_approve_apart_leave_one_version_and_nothing_lost(
    branch: Branch, zhang: Device, leader: Device
) -> None:
    plan = submitted(zhang)
    leader.ok("sync")
    zhang.ok("state", plan, "approved", "--basis", "meeting")
    leader.ok("state", plan, "approved")
    zhang.ok("sync")
    leader.ok("sync")
    zhang.ok("sync")
    [version] = leader.json("versions", plan)["versions"]
    assert version["approved_by"] == me(zhang), "whoever came first has approved it"
    assert leader.json("show", plan)["state"] == "approved"
    assert leader.json("parked") == leader.json("conflicts") == []
    assert zhang.json("versions", plan)["versions"] == [version]


def test_an_approval_of_what_changed_meanwhile_is_said_and_made_again(
    branch: Branch, zhang: Device, leader: Device
) -> None:
    plan = submitted(zhang)
    leader.ok("sync")
    zhang.ok("new", "task", f"plan={plan}", "number=2", "topic=政策解读", "track=political")
    zhang.ok("sync")
    leader.ok("state", plan, "approved")
    assert leader.run("sync").code == 1
    [item] = leader.json("parked")
    assert item["code"] == "changed_since", "approval and version wait as one"
    assert leader.json("show", plan)["state"] == "submitted"
    assert leader.json("versions", plan)["versions"] == []
    assert leader.refused(1, "parked", item["id"], "--retry")["code"] == "sign_again"
    leader.ok("state", plan, "approved")
    leader.ok("sync")
    assert leader.json("parked") == leader.json("conflicts") == [], "deciding again settles it"
    [version] = leader.json("versions", plan)["versions"]
    topics = [each["topic"] for each in leader.json("versions", plan, "1")["content"]["tasks"]]
    assert (version["number"], topics) == (1, ["公文写作", "政策解读"])


def test_what_is_no_plan_and_no_version_is_said(branch: Branch, zhang: Device) -> None:
    plan = submitted(zhang)
    assert zhang.refused(1, "versions", plan, "7")["code"] == "no_such_version"
    assert zhang.refused(1, "versions", plan, "最后")["code"] == "no_such_version"
    assert zhang.refused(1, "versions", me(zhang))["code"] == "not_a_plan"
    assert "还没有定稿" in zhang.ok("versions", plan)


def test_on_a_device_alone_the_one_secretary_approves_or_is_asked_for(tmp_path: Path) -> None:
    with open_workplace(tmp_path / "alone") as place:
        place.start_alone("测试支部")
    device = Device(tmp_path / "alone")
    plan = device.ok("new", "plan", "year=2026", "title=年度计划")
    device.ok("state", plan, "submitted")
    who = device.ok("new", "member", "name=赵书记")
    assert device.refused(1, "state", plan, "approved")["code"] == "who_approves"
    assert device.json("show", plan)["state"] == "submitted"
    device.ok("new", "appointment", f"member={who}", "role=secretary", "from=2020-01-01")
    device.ok("state", plan, "approved")
    assert device.json("versions", plan)["versions"][0]["approved_by"] == who
