"""Two recorders call one roll on two devices without network: only where both marked one person differently do people decide."""

from __future__ import annotations

from pathlib import Path

from sync.cache.view import View
from sync.workplace import Workplace, open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tui import roll


def call_roll(device: Device, session: str, marks: dict[str, str], *, done: bool = False) -> None:
    """What the roll call pane does: make the roll, mark some, and perhaps say that the others are present."""
    with open_workplace(device.home) as place:
        roll.begin(place, place.desk.record(session))
        for name, status in marks.items():
            roll.mark(place, row_of(place, session, name).id, status)
        if done:
            place.desk.set(session, {"roll_call_done": True})


def row_of(place: Workplace, session: str, name: str) -> View:
    """The row of a person."""
    rows = place.repository.linked("attendance", "session", session)
    return next(row for row in rows if place.desk.record(str(row.get("member"))).get("name") == name)


def seen(device: Device, session: str) -> tuple[dict[str, str | None], tuple[int, ...]]:
    """Statuses by name, and the figures: expected, present, on leave, absent, unmarked."""
    with open_workplace(device.home) as place:
        rows = roll.rows(place, session)
        found = {str(place.desk.record(str(row.get("member"))).get("name")): row.get("status") for row in rows}
        assert len(found) == len(rows), "one row a person"
        counts = roll.counts(place, place.desk.record(session))
        return found, (counts.expected, counts.present, counts.leave, counts.absent, counts.unmarked)


def test_two_recorders_mark_one_roll_offline(tmp_path: Path) -> None:
    with Branch(tmp_path) as branch:
        one = branch.device(tmp_path / "zhang", branch.first_invite, "zhang", "张三")
        other = branch.device(tmp_path / "li", branch.invite("李四", "clerk"), "li")
        one.ok("sync")
        for number in range(8):
            one.ok("new", "member", f"name=人员{number}")
        session = one.ok(
            "new",
            "session",
            "form=exchange",
            "title=读书交流",
            "start=2026-03-05T09:00",
            f"recorders={me(one)},{me(other)}",
        )
        one.ok("sync")
        other.ok("sync")

        branch.stop()
        call_roll(one, session, {"人员1": "leave", "人员2": "absent", "人员3": "late"}, done=True)
        call_roll(other, session, {"人员4": "leave", "人员2": "absent", "人员3": "leave", "人员5": "exempt"}, done=True)
        assert seen(one, session)[1] == (10, 8, 1, 1, 0)
        branch.start()
        for device in (one, other, one, other):
            device.run("sync")

        # Both are told of the one person they disagree about, and of nobody else.
        disputes = [device.json("conflicts") for device in (one, other)]
        assert disputes[0] == disputes[1]
        [dispute] = disputes[0]
        with open_workplace(one.home) as place:
            assert (dispute["record"], dispute["field"]) == (row_of(place, session, "人员3").id, "status")
        assert (dispute["current"], dispute["mine"]) == ("late", "leave"), "the one that came first stands for now"
        for device in (one, other):
            assert device.json("parked") == []
            assert device.json("status")["waiting"] == 0

        one.ok("resolve", dispute["id"], "--keep", "mine")
        for device in (one, other, one):
            device.ok("sync")
        settled, figures = seen(one, session)
        assert (settled, figures) == seen(other, session)
        marked = {name: status for name, status in settled.items() if status is not None}
        assert marked == {"人员1": "leave", "人员2": "absent", "人员3": "leave", "人员4": "leave", "人员5": "exempt"}
        assert figures == (9, 5, 3, 1, 0)
