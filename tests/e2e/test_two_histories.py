"""The ways two histories can disagree, with real processes: each ends in the same records everywhere, and nothing typed is gone.

Source: PROTOCOL.md sections 9 and 12.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.records.registry import KINDS
from tests.cli.branch import Branch, me, shared
from tests.cli.device import Device

SHARED = [spec.name for spec in KINDS if spec.shared]


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    with Branch(tmp_path) as serving:
        yield serving


@pytest.fixture
def clerk(branch: Branch) -> Device:
    """The secretary and clerk, with a plan and a task."""
    found = branch.device(branch.folder / "zhang", branch.first_invite, "zhang", "张三")
    found.ok("new", "plan", "year=2026", "title=年度计划")
    found.ok("sync")
    return found


@pytest.fixture
def other(branch: Branch, clerk: Device) -> Device:
    """A second clerk."""
    return branch.device(branch.folder / "li", branch.invite("李四", "clerk"), "li")


def settle(*devices: Device, rounds: int = 4) -> None:
    """Everybody syncs, as often as a restore may need: what hangs on another device's part goes after that part."""
    for _ in range(rounds):
        for device in devices:
            assert device.run("sync").code in (0, 1)
    for device in devices:
        status = device.json("status")
        assert status["waiting"] == 0, status
        assert status["stopped"] is None


def agree(*devices: Device) -> dict[str, object]:
    """All devices show the same shared records; returns them."""
    views = [shared(device, *SHARED) for device in devices]
    for view in views[1:]:
        assert view == views[0]
    return dict(views[0])


def titles(device: Device, kind: str = "session") -> list[str]:
    """What the sessions are called, in order."""
    return sorted(record["fields"]["title"] for record in device.json("list", kind))


def note_down(device: Device, title: str) -> str:
    """A session with one entry of its minutes."""
    session = device.ok("new", "session", "form=exchange", f"title={title}", "recorders=me")
    device.ok("new", "minute", f"session={session}", "entry=discussion", f"text={title}的第一条记录。")
    return session


def back_up(branch: Branch) -> Path:
    """Yesterday's backup, made while the server runs."""
    path = branch.folder / "yesterday.db"
    assert branch.admin("backup", str(path))["bytes"] > 0
    return path


def test_a_server_restored_from_yesterday_has_everything_again(branch: Branch, clerk: Device, other: Device) -> None:
    first = note_down(clerk, "备份之前")
    settle(clerk, other)
    backup = back_up(branch)
    both = note_down(clerk, "备份之后甲")
    note_down(other, "备份之后乙")
    settle(clerk, other)
    # On another's record, and on one that the backup has.
    other.ok("new", "minute", f"session={both}", "entry=quote", "text=乙在甲的活动里记的一条。")
    other.ok("edit", first, "summary=乙写的小结。")
    settle(clerk, other)
    before = agree(clerk, other)
    clerk.ok("edit", first, "place=还没有送出的地点")

    branch.stop()
    branch.admin("restore", str(backup))
    branch.start()
    settle(clerk, other)
    after = agree(clerk, other)
    assert after.keys() == before.keys()
    assert titles(clerk) == ["备份之前", "备份之后乙", "备份之后甲"]
    held = clerk.json("show", first)["fields"]
    assert (held["summary"], held["place"]) == ("乙写的小结。", "还没有送出的地点")
    texts = {record["fields"]["text"] for record in other.json("list", "minute")}
    assert "乙在甲的活动里记的一条。" in texts
    assert len(texts) == 4
    for device in (clerk, other):
        assert device.json("parked") == device.json("conflicts") == []


@pytest.mark.parametrize("mark", [True, False], ids=["the mark stays", "the mark is copied too"])
def test_a_server_put_back_by_copying_its_files(branch: Branch, clerk: Device, other: Device, mark: bool) -> None:
    note_down(clerk, "复制之前")
    settle(clerk, other)
    branch.stop()
    kept = branch.folder / "copy"
    shutil.copytree(branch.data, kept)
    branch.start()
    note_down(clerk, "复制之后甲")
    note_down(other, "复制之后乙")
    settle(clerk, other)
    branch.stop()
    if mark:
        for name in ("branch.db", "branch.db-wal", "branch.db-shm"):
            (branch.data / name).unlink(missing_ok=True)
            if (kept / name).exists():
                shutil.copy2(kept / name, branch.data / name)
    else:
        shutil.rmtree(branch.data)
        shutil.copytree(kept, branch.data)
    branch.start()
    # Somebody new comes first, so that the numbers of the lost days are used a second time.
    third = branch.device(branch.folder / "wang", branch.invite("王五", "clerk"), "wang")
    note_down(third, "新来的活动")
    settle(third, clerk, other)
    agree(clerk, other, third)
    assert titles(third) == ["复制之前", "复制之后乙", "复制之后甲", "新来的活动"]
    for device in (clerk, other, third):
        assert device.json("parked") == device.json("conflicts") == []


def test_what_only_a_lost_device_had_written_is_offered_by_the_others(
    branch: Branch, clerk: Device, other: Device
) -> None:
    settle(clerk, other)
    backup = back_up(branch)
    lost = note_down(other, "只有乙知道")
    settle(other, clerk)
    branch.stop()
    branch.admin("restore", str(backup))
    branch.start()
    # Device `other` is gone with its disk; the clerk has read its session before.
    settle(clerk)
    assert titles(clerk) == []
    (item,) = clerk.json("parked")
    assert item["code"] == "unknown_after_restore"
    clerk.ok("parked", item["id"], "--retry")
    settle(clerk)
    assert titles(clerk) == ["只有乙知道"]
    assert [record["fields"]["text"] for record in clerk.json("list", "minute")] == ["只有乙知道的第一条记录。"]
    # And when the device turns up after all, nothing is doubled.
    settle(other, clerk)
    agree(clerk, other)
    assert clerk.json("show", lost)["fields"]["title"] == "只有乙知道"
    assert clerk.json("parked") == other.json("parked") == []


def test_a_data_folder_copied_to_a_second_computer(branch: Branch, clerk: Device, other: Device) -> None:
    note_down(clerk, "复制之前")
    clerk.ok("new", "note", "body=只在本机的一条。")
    settle(clerk, other)
    clerk.ok("new", "session", "form=exchange", "title=还没送出就被复制", "recorders=me")
    twin = Device(branch.folder / "twin")
    shutil.copytree(clerk.home, twin.home)
    note_down(clerk, "原机写的")
    note_down(twin, "新机写的")
    settle(clerk, twin, other)
    agree(clerk, twin, other)
    assert titles(other) == ["原机写的", "复制之前", "新机写的", "还没送出就被复制"]
    assert [note["fields"]["body"] for note in twin.json("list", "note")] == ["只在本机的一条。"]


def test_a_data_folder_put_back_to_last_week(branch: Branch, clerk: Device, other: Device) -> None:
    note_down(clerk, "上周")
    settle(clerk, other)
    week = branch.folder / "week"
    shutil.copytree(clerk.home, week)
    session = note_down(clerk, "本周")
    settle(clerk, other)
    other.ok("edit", session, "summary=别人写的小结。")
    settle(other)
    shutil.rmtree(clerk.home)
    shutil.copytree(week, clerk.home)
    note_down(clerk, "恢复之后")
    settle(clerk, other)
    agree(clerk, other)
    assert titles(clerk) == ["上周", "恢复之后", "本周"]
    assert clerk.json("show", session)["fields"]["summary"] == "别人写的小结。"
    for device in (clerk, other):
        assert device.json("parked") == device.json("conflicts") == []


@pytest.fixture
def member(branch: Branch, clerk: Device) -> Device:
    """A member of the committee, later not, and a section head, later of another section."""
    sections = [clerk.ok("new", "section", f"name={name}") for name in ("综合科", "秘书科")]
    clerk.ok("sync")
    found = branch.device(branch.folder / "zhao", branch.invite("赵六", "committee"), "zhao")
    clerk.ok("sync")
    for number, name in enumerate(("钱七", "孙八")):
        person = branch.device(branch.folder / name, branch.invite(name), f"p{number}")
        membership = ("section=" + sections[number], f"member={me(person)}", "from=2020-01-01")
        clerk.ok("sync")
        clerk.ok("new", "membership", *membership)
        clerk.ok("sync")
        person.ok("sync")
        draft = person.ok("new", "reflection", f"title={name}的心得", "body=正文。")
        person.ok("submit", draft, "--yes")
        person.ok("sync")
    return found


def appointment(clerk: Device, member: Device, role: str) -> str:
    """The record that gives a member a role."""
    found = clerk.json("list", "appointment", "--where", f"member={me(member)}", "--where", f"role={role}")
    return str(found[0]["id"])


def test_a_role_taken_away_and_given_back(branch: Branch, clerk: Device, member: Device) -> None:
    session = clerk.ok("new", "session", "form=committee_meeting", "title=支委会议题", "recorders=me")
    entry = clerk.ok("new", "minute", f"session={session}", "entry=discussion", "text=委员才能看的一条。")
    clerk.ok("sync")
    member.ok("sync")
    member.ok("new", "comment", f"target={entry}", "author=me", "text=已经送出的意见。")
    member.ok("sync")
    member.ok("new", "comment", f"target={entry}", "author=me", "text=断网时写的意见。")
    role = appointment(clerk, member, "committee")
    clerk.ok("edit", role, "to=2020-12-31")
    clerk.ok("sync")

    told = member.run("sync", "--json")
    assert told.code == 1
    assert told.json["lost_scopes"]
    assert member.run("show", session).code == 1, "what others wrote is no longer here"
    held = b"".join(each.read_bytes() for each in member.home.rglob("*") if each.is_file())
    for others in ("支委会议题", "委员才能看的一条。", "已经送出的意见。"):
        assert others.encode() not in held
    (item,) = member.json("parked")
    assert "断网时写的意见。" in str(item)

    clerk.ok("edit", role, "to=")
    clerk.ok("sync")
    member.run("sync")
    member.ok("parked", item["id"], "--retry")
    settle(member, clerk)
    for kind in ("session", "minute", "comment"):
        assert shared(member, kind) == shared(clerk, kind)
    texts = {record["fields"]["text"] for record in clerk.json("list", "comment")}
    assert texts == {"已经送出的意见。", "断网时写的意见。"}
    assert member.json("parked") == []


def test_a_head_of_section_gets_another_section(branch: Branch, clerk: Device, member: Device) -> None:
    sections = {record["fields"]["name"]: record["id"] for record in clerk.json("list", "section")}
    head = ("role=section_head", f"member={me(member)}", "from=2020-01-01", f"sections={sections['综合科']}")
    appointed = clerk.ok("new", "appointment", *head)
    clerk.ok("sync")
    member.ok("sync")
    (submission,) = member.json("list", "submission")
    assert submission["fields"]["title"] == "钱七的心得"
    member.ok("new", "comment", f"target={submission['id']}", "author=me", "text=断网时写的点评。")
    clerk.ok("edit", appointed, f"sections={sections['秘书科']}")
    clerk.ok("sync")
    member.run("sync")
    (submission,) = member.json("list", "submission")
    assert submission["fields"]["title"] == "孙八的心得"
    (item,) = member.json("parked")
    assert "断网时写的点评。" in str(item)
    assert "钱七的心得".encode() not in b"".join(each.read_bytes() for each in member.home.rglob("*") if each.is_file())
