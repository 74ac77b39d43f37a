"""Links lead to records of their kind, and to records there are; each field and each record is given once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device

UNKNOWN = "0198c0de-0000-7000-8000-000000000000"


@pytest.fixture
def alone(tmp_path: Path) -> Device:
    """A branch of this device alone, with every right."""
    with open_workplace(tmp_path / "alone") as place:
        place.start_alone("测试支部")
    return Device(tmp_path / "alone")


def test_an_id_of_another_kind_is_refused_by_name(alone: Device) -> None:
    plan = alone.ok("new", "plan", "year=2026", "title=计划")
    session = alone.ok("new", "session", "form=exchange")
    for words in (
        ["new", "session", "form=exchange", f"host={plan}"],
        ["new", "session", "form=exchange", f"recorders={plan}"],
        ["edit", session, f"host={plan}"],
        ["edit", session, f"observers+={plan}"],
        ["new", "note", f"session={plan}"],
        ["new", "task", f"plan={session}", "number=1", "topic=甲", "track=political"],
    ):
        assert alone.refused(2, *words)["code"] == "another_kind", words
    assert alone.json("show", session)["fields"]["host"] is None


def test_what_is_no_record_at_all_is_refused_by_name(alone: Device) -> None:
    session = alone.ok("new", "session", "form=exchange")
    for words in (
        ["new", "session", "form=exchange", "host=nope"],
        ["new", "task", "plan=nope", "number=1", "topic=甲", "track=political"],
        ["edit", session, f"recorders+={UNKNOWN}"],
        ["edit", session, f"host={UNKNOWN}"],
        ["new", "note", f"book={UNKNOWN}"],
    ):
        assert alone.refused(2, *words)["code"] == "not_an_id", words
    assert alone.json("list", "session", "--where", f"host={UNKNOWN}") == []


def test_a_name_will_do_and_what_was_wrong_before_can_be_taken_out(alone: Device) -> None:
    person = alone.ok("new", "member", "name=王五")
    session = alone.ok("new", "session", "form=exchange", "recorders=王五")
    assert alone.json("show", session)["fields"]["recorders"] == [person]
    with open_workplace(alone.home) as place:
        view = place.desk.record(session)
        wrong = place.desk.change("session", session, view.scope, {"recorders": {"add": ["nope"], "del": []}})
        place.desk.perform([wrong])
    assert alone.json("edit", session, "recorders-=nope")["fields"]["recorders"] == [person]


def test_before_the_first_sync_the_server_decides_what_is_there(branch: Branch, zhang: Device, tmp_path: Path) -> None:
    with open_workplace(zhang.home) as place:
        place.repository.commit([place.shadow.progress_change(epoch=None)])
        assert place.desk.rights.unsure
    rid = zhang.ok("new", "session", "form=exchange", f"recorders={me(zhang)}")
    assert zhang.json("show", rid)["pending"] is True


@pytest.mark.parametrize("command", ["new", "edit"])
def test_standard_input_and_each_field_are_given_once(alone: Device, command: str) -> None:
    rid = alone.ok("new", "note", "title=标题", "body=正文")
    about = ["note"] if command == "new" else [rid]
    said = alone.refused(2, command, *about, "title=-", "body=-", typed="一段".encode())
    assert (said["code"], said["field"]) == ("input_twice", "body")
    said = alone.refused(2, command, *about, "title=甲", "title=乙")
    assert (said["code"], said["field"]) == ("given_twice", "title")
    assert alone.refused(2, command, *about, "tags=甲", "tags+=乙")["code"] == "given_twice"
    assert alone.json("show", rid)["fields"]["body"] == "正文"
    assert len(alone.json("list", "note")) == 1
    assert alone.json(command, *about, "tags+=甲", "tags+=乙")["fields"]["tags"] == sorted(["甲", "乙"])


def test_what_is_there_already_is_edited_and_not_made_again(zhang: Device, li: Device) -> None:
    plan = zhang.ok("new", "plan", "year=2026", "title=计划")
    for state in ("queued", "sent"):
        said = zhang.refused(1, "new", "plan", "year=2026", "title=另一个标题")
        assert said["code"] == "already_there", state
        assert plan in said["message"], state
        assert "edit" in said["message"], state
        zhang.ok("sync")
    assert zhang.json("list", "plan")[0]["fields"]["title"] == "计划"
    assert zhang.json("status")["conflicts"] == 0
    zhang.ok("delete", plan)
    assert zhang.ok("new", "plan", "year=2026", "title=重来") == plan
    zhang.ok("sync")
    assert zhang.json("show", plan)["fields"]["title"] == "重来"
