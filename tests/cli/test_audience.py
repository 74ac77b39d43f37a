"""Who a record is for: what its author may not read is not made, and if it happens all the same it is said."""

from __future__ import annotations

from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device


def test_a_plain_member_opens_no_committee_meeting(li: Device) -> None:
    said = li.refused(1, "new", "session", "form=committee_meeting", "title=临时支委会")
    assert said["code"] == "forbidden"
    assert "支委" in said["message"]
    assert li.json("list", "session") == []
    li.ok("new", "session", "form=exchange", "title=临时交流")


def test_the_secretary_opens_one_and_the_member_does_not_see_it(branch: Branch, zhang: Device, li: Device) -> None:
    rid = zhang.ok("new", "session", "form=committee_meeting", "title=支委会")
    zhang.ok("sync")
    li.ok("sync")
    assert zhang.json("show", rid)["scope"].startswith("c:")
    assert li.refused(1, "show", rid)["code"] == "not_found"


def test_what_was_accepted_and_cannot_be_read_is_said_by_name(branch: Branch, zhang: Device, li: Device) -> None:
    """A keeper without the committee's scope brings a row of it: it is delivered, and the device cannot keep it."""
    rid = zhang.ok("new", "session", "form=committee_meeting", "title=支委会")
    zhang.ok("sync")
    zhang.ok("edit", rid, f"recorders={me(li)}")
    zhang.ok("sync")
    with open_workplace(li.home) as place:
        fields = {"session": rid, "at": "2026-03-05T09:00", "entry": "note", "pos": "a", "text": "记下的话"}
        changes = {name: [None, value] for name, value in fields.items()}
        op = place.desk._op("new", "minute", place.ids.record(), f"c:{place.desk.branch}", changes)
        place.queue.add([op])
    ran = li.run("sync", "--json")
    assert (ran.code, ran.json["unread"]) == (0, ["记下的话"])
    assert li.refused(1, "show", op.rec)["code"] == "not_found"
    zhang.ok("sync")
    assert zhang.json("show", op.rec)["fields"]["text"] == "记下的话"
