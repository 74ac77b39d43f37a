"""What was made before joining goes to the branch that is joined, and is judged there like anything else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sync.cache.parked import parked_document
from sync.records.ids import LOCAL_BRANCH, derived_id, natural_id
from sync.wire import Result
from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device

MEETING = {"at": "2026-03-05T09:00", "entry": "note", "pos": "a", "text": "记下的话"}


def begun(home: Path) -> dict[str, str]:
    """A folder in which somebody has worked before joining: a plan with a task, a session with its rows, a note, typed text."""
    with open_workplace(home) as place:
        create = place.desk.create
        plan = create("plan", {"year": 2026, "title": "先写下的计划"})
        task = create("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional"})
        person = create("member", {"name": "王五"})
        session = create("session", {"form": "exchange", "title": "先开的会", "recorders": [person]})
        row = create("attendance", {"session": session, "member": person, "status": "present"})
        minute = create("minute", {"session": session, **MEETING})
        note = create("note", {"body": "心里话", "session": session})
        place.desk.edit(plan, {"goals": (None, "打好基础")})
        place.unsaved.keep(plan, "guiding", None, "还没写完", kind="plan", scope=f"b:{LOCAL_BRANCH}")
        return {
            "plan": plan,
            "task": task,
            "session": session,
            "attendance": row,
            "minute": minute,
            "note": note,
            "member": person,
        }


@pytest.fixture
def founding(tmp_path: Path) -> Branch:
    """A branch nobody has joined yet."""
    return Branch(tmp_path / "branch")


def test_what_was_made_before_joining_is_sent_after_it(founding: Branch, tmp_path: Path) -> None:
    device = Device(tmp_path / "first")
    made = begun(device.home)
    with founding:
        device.ok("join", founding.first_invite, "--login", "zhang", "--name", "张三")
        device.ok("sync")
        assert device.json("parked") == device.json("conflicts") == []
        branch = device.json("status")["branch"]["id"]
        plan = natural_id(branch, "plan", [2026])
        row = natural_id(branch, "attendance", [made["session"], made["member"]])
        second = founding.another(tmp_path / "second", "zhang")
        for each in (device, second):
            shown = each.json("show", plan)
            assert (shown["fields"]["title"], shown["fields"]["goals"], shown["pending"]) == (
                "先写下的计划",
                "打好基础",
                False,
            )
            assert each.json("show", made["task"])["fields"]["plan"] == plan
            assert each.json("show", row)["fields"]["status"] == "present"
            assert each.json("show", made["minute"])["fields"]["text"] == "记下的话"
            assert each.json("show", made["session"])["scope"] == f"b:{branch}"
            for old in ("plan", "attendance"):
                assert each.refused(1, "show", made[old])["code"] == "not_found"
    with open_workplace(device.home) as place:
        (typed,) = place.unsaved.of(plan)
        assert (typed.text, typed.scope) == ("还没写完", f"b:{branch}")
        assert place.unsaved.of(made["plan"]) == []
        view = place.desk.record(made["note"])
        assert (view.get("session"), view.scope) == (made["session"], f"u:{place.desk.member}")


def test_what_the_branch_does_not_allow_is_parked_with_its_text(branch: Branch, tmp_path: Path) -> None:
    device = Device(tmp_path / "wang")
    made = begun(device.home)
    device.ok("join", branch.invite("王五"), "--login", "wang")
    assert device.run("sync").code == 1
    codes = {(item["kind"], item["code"]) for item in device.json("parked")}
    assert ("plan", "forbidden") in codes
    assert not {code for _, code in codes} & {"wrong_scope", "type_mismatch"}
    assert device.json("show", made["note"])["fields"]["body"] == "心里话"


@pytest.mark.parametrize("how", ["--retry", "--as-new"])
def test_what_an_older_version_had_refused_can_still_go(zhang: Device, how: str) -> None:
    """It sent such edits in the scope of no branch, and they were parked."""
    session = derived_id(LOCAL_BRANCH, "session")
    fields: list[tuple[str, str, dict[str, Any]]] = [
        ("session", session, {"form": "exchange", "title": "早先的会"}),
        ("minute", derived_id(LOCAL_BRANCH, "minute"), {"session": session, **MEETING}),
        ("plan", natural_id(LOCAL_BRANCH, "plan", [2026]), {"year": 2026, "title": "早先的计划"}),
    ]
    with open_workplace(zhang.home) as place:
        ops = [
            place.desk._op("new", kind, rid, f"b:{LOCAL_BRANCH}", {n: [None, v] for n, v in values.items()})
            for kind, rid, values in fields
        ]
        for key, group in (("meeting", ops[:2]), ("planned", ops[2:])):
            refused = Result(n=1, id=group[0].id, out="rejected", code="wrong_scope")
            parked = parked_document(group, refused, "2026-03-05T01:00:00Z")
            place.repository.commit([("parked", key, parked)])
    for item in ("meeting", "planned"):
        zhang.ok("parked", item, how)
    zhang.ok("sync")
    assert zhang.json("parked") == []
    assert [each["fields"]["title"] for each in zhang.json("list", "session")] == ["早先的会"]
    assert [each["fields"]["text"] for each in zhang.json("list", "minute")] == ["记下的话"]
    if how == "--retry":
        assert [each["fields"]["title"] for each in zhang.json("list", "plan")] == ["早先的计划"]
    else:
        assert "早先的计划" in zhang.json("list", "note")[0]["fields"]["body"]
