"""What is prepared before a session goes through a real server: its rows, leave and its decision, entered for another too."""

from __future__ import annotations

from sync.on_behalf import OnBehalf
from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tui import leave, making


def test_a_member_opens_a_session_by_template_and_the_clerk_gets_its_agenda(zhang: Device, li: Device) -> None:
    fields = {"form": "exchange", "title": "临时交流", "recorders": [me(li)], **making.with_template()}
    with open_workplace(li.home) as place:
        rid = making.make(place, "session", place.ids.record(), fields)
    li.ok("sync")
    zhang.ok("sync")
    assert zhang.json("show", rid)["fields"]["title"] == "临时交流"
    agenda = zhang.json("list", "agenda_item", "--where", f"session={rid}")
    assert [each["fields"]["title"] for each in agenda] == ["说明交流主题和要求", "交流发言", "点评", "小结"]
    assert li.json("parked") == []


def test_leave_is_asked_decided_and_read_by_nobody_else(branch: Branch, zhang: Device, li: Device) -> None:
    other = branch.device(branch.folder / "wang", branch.invite("王五"), "wang", None)
    session = zhang.ok("new", "session", "form=lecture", "title=党课")
    for device in (zhang, li, other):
        device.ok("sync")
    request = li.ok("new", "leave_request", f"session={session}", f"member={me(li)}", "leave_kind=sick", "reason=住院")
    for device in (li, zhang, other):
        device.ok("sync")
    assert other.json("list", "leave_request") == [], "kind and reason are nobody else's business"
    assert zhang.json("show", request)["fields"]["reason"] == "住院"
    with open_workplace(zhang.home) as place:
        [waiting] = leave.to_decide(place)
        decision = {"decided_by": place.desk.member, "decision": "安心养病"}
        place.desk.change_state(waiting.id, "granted", with_fields=decision)
    for device in (zhang, li, other):
        device.ok("sync")
    read = li.json("show", request)
    assert (read["state"], read["fields"]["decision"]) == ("granted", "安心养病")
    with open_workplace(zhang.home) as place:
        held = place.desk.record(session)
        assert leave.mark(place, held, leave.to_mark(place, held)) == 1
    for device in (zhang, other):
        device.ok("sync")
    [row] = other.json("list", "attendance")
    assert (row["fields"]["member"], row["fields"]["status"]) == (me(li), "leave")
    assert "住院" not in str(row)


def test_what_the_clerk_enters_for_another_keeps_its_basis_on_the_server(zhang: Device, li: Device) -> None:
    session = zhang.ok("new", "session", "form=lecture", "title=党课")
    zhang.ok("sync")
    person = me(li)
    entered = making.for_another(OnBehalf(person, "spoken", "3月4日电话"))
    with open_workplace(zhang.home) as place:
        fields = {"session": session, "member": person, "leave_kind": "travel", **entered}
        rid = making.make(place, "leave_request", None, fields)
    zhang.ok("sync")
    li.ok("sync")
    assert zhang.json("parked") == []
    assert li.json("show", rid)["fields"]["leave_kind"] == "travel"
    [first, *_] = li.json("history", rid)["entries"]
    assert (first["for"], first["basis"], first["reference"]) == (person, "spoken", "3月4日电话")


def test_a_recorder_enters_leave_of_somebody_whose_leave_one_may_not_read(zhang: Device, li: Device) -> None:
    session = li.ok("new", "session", "form=exchange", "title=临时交流", f"recorders={me(li)}")
    li.ok("sync")
    entered = making.for_another(OnBehalf(me(zhang), "paper", "假条"))
    with open_workplace(li.home) as place:
        fields = {"session": session, "member": me(zhang), "leave_kind": "official", **entered}
        rid = making.make(place, "leave_request", None, fields)
    li.ok("sync")
    zhang.ok("sync")
    assert li.json("parked") == []
    assert li.json("list", "leave_request") == [], "it lives where the person it is about reads it"
    assert zhang.json("show", rid)["fields"]["leave_kind"] == "official"


def test_the_command_line_enters_leave_and_its_decision_for_others(zhang: Device, li: Device) -> None:
    zhang.ok("sync")
    session = zhang.ok("new", "session", "form=lecture", "title=党课")
    asked = ["new", "leave_request", f"session={session}", "leave_kind=出差", "--for", "李四"]
    assert zhang.refused(1, *asked)["code"] == "basis_and_member"
    request = zhang.ok(*asked, "--basis", "spoken", "--reference", "电话")
    zhang.ok("state", request, "granted", "--reason", "同意")
    zhang.ok("sync")
    li.ok("sync")
    assert zhang.json("parked") == []
    fields = li.json("show", request)["fields"]
    assert (fields["member"], fields["leave_kind"]) == (me(li), "travel")
    assert (fields["decided_by"], fields["decision"]) == (me(zhang), "同意")
    [*_, made] = sorted(li.json("history", request)["entries"], key=lambda each: -each["revision"])
    assert (made["for"], made["basis"], made["reference"]) == (me(li), "spoken", "电话")
    refused = li.refused(
        1, "new", "leave_request", f"session={session}", "leave_kind=sick", "--for", "张三", "--basis", "paper"
    )
    assert refused["code"] == "forbidden"
