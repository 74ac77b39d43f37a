"""`gaps`: what is open in a study year, until when and who owes it, from a folder and without a network."""

from __future__ import annotations

from pathlib import Path

from tests.cli.branch import Branch, me
from tests.cli.device import Device


def test_the_source_year_says_what_is_not_known_of_it(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.ok("load", "source-year")
    found = device.json("gaps", "--year", "2011")
    fields = [item for item in found if item["code"] == "fields_missing"]
    assert len(fields) == 11, "five collective studies, five exchange meetings, one mobilisation, none with its day"
    assert all(item["values"]["fields"] == "title,start,end,place,host" for item in fields)
    assert {item["role"] for item in fields} == {"clerk"}
    [plan] = [item for item in found if item["code"] == "plan_unsubmitted"]
    assert (plan["until"], plan["late"], plan["rule"]) == ("2011-01-20", True, "W-1")
    assert plan["text"] == "2011年学习计划还没有提交审批"
    late = [item["until"] for item in found if item["late"]]
    assert late == sorted(late)
    assert found[: len(late)] == [item for item in found if item["late"]], "what is late comes first"
    printed = device.ok("gaps", "--year", "2011").split("\n")
    assert printed[0].split() == ["截止", "逾期", "责任人", "事项"]
    assert len(printed) == len(found) + 1
    assert printed[1].split() == ["2011-01-20", "逾期", "学习秘书", "2011年学习计划还没有提交审批"]


def test_a_rule_that_is_off_asks_nothing(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.ok("load", "source-year")
    [settings] = device.json("list", "settings")
    device.ok("edit", settings["id"], "rule_pack=none")
    codes = {item["code"] for item in device.json("gaps", "--year", "2011")}
    assert codes == {"fields_missing", "roll_empty"}, "what no rule asks but the record itself"


def test_a_year_must_be_a_number(tmp_path: Path) -> None:
    assert Device(tmp_path).refused(2, "gaps", "--year", "去年")["code"] == "usage"


def test_each_device_says_what_it_may_and_mine_is_what_one_owes(branch: Branch, zhang: Device, li: Device) -> None:
    who = me(li)
    zhang.ok("sync")
    rid = zhang.json("new", "session", "form=exchange", "title=交流会", "start=2026-01-12 09:00", f"host={who}")["id"]
    zhang.ok("new", "action", f"session={rid}", "text=写通知", f"owner={who}", "due=2026-01-20")
    zhang.ok("sync")
    li.ok("sync")
    for device in (zhang, li):
        codes = {item["code"]: item for item in device.json("gaps", "--year", "2026")}
        assert codes["session_not_held"]["owes"] == {"id": who, "name": "李四"}
        assert "no_access" not in codes
    mine = {item["code"] for item in li.json("gaps", "--year", "2026", "--mine")}
    assert {"session_not_held", "action"} <= mine
    assert "frequency" not in mine
    assert "frequency" in {item["code"] for item in zhang.json("gaps", "--year", "2026", "--mine")}
    assert "写通知" in li.ok("gaps", "--year", "2026", "--mine")
