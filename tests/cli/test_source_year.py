"""`load source-year`: the facts of the source case word for word, and nothing that the source does not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.records.registry import KINDS
from tests.cli.branch import Branch
from tests.cli.device import Device

SOURCE = Path(__file__).parents[2] / "tui" / "samples" / "source-year.json"


@pytest.fixture
def facts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SOURCE.read_text("utf-8"))
    return found


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "home")


def known(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record that hold something."""
    return {name: value for name, value in record["fields"].items() if value not in (None, [])}


def test_the_year_is_recorded_with_nothing_made_up(device: Device, facts: dict[str, Any]) -> None:
    said = device.ok("load", "source-year")
    assert "只在本机" in said
    for form, count in (("mobilisation", 1), ("collective_study", 5), ("exchange", 5)):
        sessions = device.json("list", "session", "--where", f"form={form}")
        assert [known(each) for each in sessions] == [{"form": form, "year": 2011, "state": "writing"}] * count
        assert all(each["state"] == "writing" for each in sessions)
    documents = device.json("list", "document")
    assert {(each["fields"]["title"], each["fields"]["doc_kind"]) for each in documents} == {
        (each["title"], each["kind"]) for each in facts["documents"]
    }
    (plan,) = device.json("list", "plan")
    assert plan["fields"]["year"] == 2011
    assert plan["fields"]["title"] == facts["plan"]["title"]
    for words in facts["plan"]["purpose"]:
        assert words in plan["fields"]["goals"]
    asked = [facts["reading_activity"], facts["assessment"], *facts["forms_used"], *facts["in_sessions"]]
    for words in (*asked, *(each["for"] for each in facts["responsibility"])):
        assert words in plan["fields"]["requirements"]
    tasks = device.json("list", "task")
    assert [(each["fields"]["track"], each["fields"]["topic"]) for each in tasks] == [
        (track, topic) for track, topics in facts["plan"]["tracks"].items() for topic in topics
    ]
    assert all(each["fields"]["form"] is None for each in tasks)
    told = {"settings", "document", "plan", "task", "session"}
    for spec in KINDS:
        assert spec.name in told or device.json("list", spec.name) == [], spec.name
    (settings,) = device.json("list", "settings")
    assert known(settings) == {"branch_name": facts["branch"]}, "no rule pack is put in the source branch's mouth"
    everything = [*documents, plan, *tasks, *device.json("list", "session"), *device.json("list", "settings")]
    assert all(each["updated"]["by"] is None and each["created"]["by"] is None for each in everything), (
        "no author is named"
    )
    assert all(each["fields"]["sample"] is None for each in everything), "these are facts, not a sample"


def test_what_is_not_known_reads_so(device: Device) -> None:
    device.ok("load", "source-year")
    assert device.ok("list", "session", "--where", "form=exchange").count("待补") == 4 * 5
    assert len(device.json("list", "session", "--where", "start=", "--where", "state=writing")) == 11


def test_loading_twice_changes_nothing(device: Device) -> None:
    assert device.json("load", "source-year") == {
        "alone": True,
        "before": False,
        "documents": 3,
        "tasks": 5,
        "sessions": 11,
    }
    before = [device.json("list", kind) for kind in ("session", "document", "task", "plan", "settings")]
    assert device.json("load", "source-year")["before"] is True
    assert "已经在了" in device.ok("load", "source-year")
    assert [device.json("list", kind) for kind in ("session", "document", "task", "plan", "settings")] == before


def test_a_branch_of_this_device_alone_has_the_rights_of_secretary_and_clerk(device: Device) -> None:
    device.ok("load", "source-year")
    (plan,) = device.json("list", "plan")
    for state in ("submitted", "approved", "closed"):
        device.ok("state", plan["id"], state)
    device.ok("new", "member", "name=李梅")
    assert device.json("status")["alone"] is True


def test_a_folder_with_notes_is_not_shut_out_of_every_branch(device: Device) -> None:
    device.ok("new", "note", "body=甲")
    said = device.refused(1, "load", "source-year")
    assert said["code"] == "has_private"
    assert "XINDE_HOME" in said["message"]
    assert device.json("status")["alone"] is False


def test_in_a_branch_the_clerk_queues_the_same_records(branch: Branch, zhang: Device, li: Device) -> None:
    assert li.refused(1, "load", "source-year")["code"] == "not_for_clerk"
    branch.stop()
    assert zhang.json("load", "source-year")["alone"] is False
    branch.start()
    zhang.ok("sync")
    li.ok("sync")
    assert len(li.json("list", "session", "--where", "form=collective_study", "--where", "state=writing")) == 5
    assert len(li.json("list", "session", "--where", "form=exchange")) == 5
    assert li.json("list", "settings")[0]["fields"]["branch_name"] == "测试支部", "the branch keeps its own name"
    assert zhang.json("parked") == zhang.json("conflicts") == []


def test_two_who_load_it_apart_load_it_once(branch: Branch, zhang: Device, tmp_path: Path) -> None:
    second = branch.another(tmp_path / "second", "zhang")
    for device in (zhang, second):
        assert device.json("load", "source-year")["before"] is False
    for device in (zhang, second, zhang):
        device.ok("sync")
    for device in (zhang, second):
        assert device.json("conflicts") == device.json("parked") == []
        counts = {kind: len(device.json("list", kind)) for kind in ("plan", "document", "task", "session")}
        assert counts == {"plan": 1, "document": 3, "task": 5, "session": 11}
        assert {each["state"] for each in device.json("list", "session")} == {"writing"}
        assert device.json("load", "source-year")["before"] is True
        assert "已经在了" in device.ok("load", "source-year")
    fresh = branch.another(tmp_path / "third", "zhang")
    assert fresh.json("load", "source-year")["before"] is True
