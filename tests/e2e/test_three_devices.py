"""The main job with three devices and a real server process: what is written apart is one afterwards, and nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.records.registry import KINDS
from sync.workplace import open_workplace
from tests.cli.branch import Branch, me, shared
from tests.cli.device import Device

MATERIALS = "第一部分学习报告全文。第二部分学习党章有关条款。第三部分结合工作讨论。"
FIRST_EDITED = "第一部分学习报告全文和辅导材料。第二部分学习党章有关条款。第三部分结合工作讨论。"
THIRD_EDITED = "第一部分学习报告全文。第二部分学习党章有关条款。第三部分结合工作讨论，每人发言。"
BOTH_EDITED = "第一部分学习报告全文和辅导材料。第二部分学习党章有关条款。第三部分结合工作讨论，每人发言。"

SHARED = [spec.name for spec in KINDS if spec.shared]


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    with Branch(tmp_path) as serving:
        yield serving


@pytest.fixture
def devices(branch: Branch) -> tuple[Device, Device, Device]:
    """The clerk's, and those of two members who are clerks too."""
    roster = branch.device(branch.folder / "zhang", branch.first_invite, "zhang", "张三")
    second = branch.device(branch.folder / "li", branch.invite("李四", "clerk"), "li")
    third = branch.device(branch.folder / "wang", branch.invite("王五", "clerk"), "wang")
    return roster, second, third


def sync_all(*devices: Device) -> None:
    """Everybody syncs, and once more, so that the first hears what the last sent."""
    for device in (*devices, *devices):
        device.run("sync")
    for device in devices:
        assert device.json("status")["waiting"] == 0


def test_a_year_written_on_three_devices_becomes_one(branch: Branch, devices: tuple[Device, Device, Device]) -> None:
    recorder, writer, third = devices
    plan = recorder.ok("new", "plan", "year=2026", "title=年度计划")
    task = recorder.ok(
        "new", "task", f"plan={plan}", "number=1", "topic=学习报告", "track=political", f"materials={MATERIALS}"
    )
    session = recorder.ok("new", "session", "form=collective_study", "title=第一次", "host=me", "recorders=me")
    people = [recorder.ok("new", "member", f"name=人员{number:02}") for number in range(20)]
    recorder.ok("state", session, "running")
    sync_all(*devices)

    branch.stop()
    minutes = [
        recorder.ok("new", "minute", f"session={session}", "entry=discussion", f"text=第{number}条发言记录。")
        for number in range(30)
    ]
    for number, person in enumerate(people):
        status = "leave" if number == 7 else "present"
        recorder.ok("new", "attendance", f"session={session}", f"member={person}", "expected=yes", f"status={status}")
    writer.ok("edit", task, f"materials={FIRST_EDITED}")
    draft = writer.ok("new", "reflection", "title=读后", "body=只在本机的一段心得。", f"session={session}")
    notes = [writer.ok("new", "note", f"body=私下第{number}条", f"session={session}") for number in range(30)]
    third.ok("edit", task, f"materials={THIRD_EDITED}")
    for device in devices:
        assert device.run("sync").code == 3

    branch.start()
    sync_all(*devices)
    views = [shared(device, *SHARED) for device in devices]
    assert views[0] == views[1] == views[2]
    assert views[0][task]["fields"]["materials"] == BOTH_EDITED
    assert {each["fields"]["text"] for rid, each in views[0].items() if rid in minutes} == {
        f"第{number}条发言记录。" for number in range(30)
    }
    ordered = sorted((each["fields"]["pos"], rid) for rid, each in views[2].items() if each["kind"] == "minute")
    assert [rid for _, rid in ordered] == minutes, "in the order they were written"
    roll = [each["fields"] for each in views[1].values() if each["kind"] == "attendance"]
    assert sorted((row["member"], row["status"]) for row in roll) == sorted(
        (person, "leave" if number == 7 else "present") for number, person in enumerate(people)
    )
    for device in devices:
        assert device.json("conflicts") == device.json("parked") == []
    private = {record["id"] for kind in ("note", "reflection") for record in writer.json("list", kind)}
    assert private == {draft, *notes}
    for device in (recorder, third):
        assert device.json("list", "note") == device.json("list", "reflection") == []

    # The same sentence, changed on two devices: one value stands, the other is a conflict both see and can settle.
    branch.stop()
    writer.ok("edit", task, "materials=" + BOTH_EDITED.replace("学习党章有关条款", "学习党章第一章"))
    third.ok("edit", task, "materials=" + BOTH_EDITED.replace("学习党章有关条款", "通读党章全文"))
    branch.start()
    writer.ok("sync")
    assert third.run("sync").code == 1
    sync_all(*devices)
    conflicts = [device.json("conflicts") for device in devices]
    assert conflicts[0] == conflicts[1] == conflicts[2]
    (conflict,) = conflicts[1]
    assert (conflict["record"], conflict["field"], conflict["by"]) == (task, "materials", me(third))
    assert "学习党章第一章" in conflict["current"]
    assert "通读党章全文" in conflict["mine"]
    writer.ok("resolve", conflict["id"], "--keep", "mine")
    sync_all(*devices)
    for device in devices:
        assert device.json("conflicts") == []
        assert device.json("show", task)["fields"]["materials"] == conflict["mine"]


def test_an_editor_that_is_open_while_a_colleagues_change_arrives_keeps_both_sentences(
    branch: Branch, devices: tuple[Device, Device, Device]
) -> None:
    one, other, _ = devices
    plan = one.ok("new", "plan", "year=2026", "title=年度计划")
    task = one.ok("new", "task", f"plan={plan}", "number=1", "topic=学习", "track=political", f"materials={MATERIALS}")
    one.ok("sync")
    other.ok("sync")
    with open_workplace(one.home) as place:
        loaded = place.desk.record(task).get("materials")
    other.ok("edit", task, f"materials={THIRD_EDITED}")
    other.ok("sync")
    one.ok("sync")
    assert one.json("show", task)["fields"]["materials"] == THIRD_EDITED, (
        "the change is here, the editor still shows the old"
    )
    with open_workplace(one.home) as place:
        place.desk.edit(task, {"materials": (loaded, FIRST_EDITED)})
        assert place.desk.record(task).get("materials") == BOTH_EDITED
    one.ok("sync")
    other.ok("sync")
    for device in (one, other):
        assert device.json("show", task)["fields"]["materials"] == BOTH_EDITED
        assert device.json("conflicts") == []
