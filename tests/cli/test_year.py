"""`year`: the source year says what is known and what is not, and every figure opens to its records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.branch import Branch
from tests.cli.device import Device


@pytest.fixture
def device(tmp_path: Path) -> Device:
    device = Device(tmp_path / "home")
    device.ok("load", "source-year")
    return device


def figures(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The figures of a year, or of a person, by name."""
    return {each["name"]: each for each in found["figures"]}


def test_the_source_year_has_its_sessions_and_no_figure_that_nobody_knows(device: Device) -> None:
    found = device.json("year", "2011")
    forms = found["sessions"]["forms"]
    assert {form: each["held"] for form, each in forms.items()} == {
        "collective_study": 5,
        "exchange": 5,
        "mobilisation": 1,
    }
    assert found["sessions"]["held"] == 11
    for each in (found["sessions"], *forms.values()):
        assert (each["expected"], each["present"], each["rate"]) == (None, None, None)
        assert each["missing"] == {"expected": "to_supply", "present": "to_supply", "rate": "to_supply"}
    hours = found["hours"]
    assert {name: value for name, value in hours.items() if name != "missing"} == dict.fromkeys(
        ("collective", "other", "online", "study", "writing", "total")
    )
    assert hours["missing"] == {
        **dict.fromkeys(("collective", "other", "online", "study", "total"), "to_supply"),
        "writing": "not_applicable",
    }
    assert found["reflections"] == {"accepted": None, "missing": {"accepted": "to_supply"}}
    assert found["people"] == []
    assert found["pack"]["name"] == "cn-current"
    assert all(each["source"] and each["verified"] for each in found["pack"]["rules"])


def test_the_source_year_lists_what_is_unknown(device: Device) -> None:
    unknown = device.json("year", "2011")["unknown"]
    sessions = {each["id"] for each in device.json("list", "session")}
    lacking: dict[str, set[str]] = {}
    for each in unknown:
        lacking.setdefault(each["record"], set()).add(each["field"])
        assert each["title"]
        assert device.json("show", each["record"])["kind"] == each["kind"]
    for rid in sessions:
        assert lacking[rid] == {"start", "end", "place", "host", "recorders", "roll"}
    for document in device.json("list", "document"):
        assert lacking[document["id"]] == {"number", "issued_on"}
    for task in device.json("list", "task"):
        assert lacking[task["id"]] == {"form", "month_from", "times", "minutes_planned"}
    assert len(unknown) == 11 * 6 + 3 * 2 + 5 * 4 + 2


def test_every_number_leads_to_its_records(device: Device) -> None:
    found = device.json("year", "2011")
    for name, wanted in (("held", 11), ("sessions.exchange", 5), ("unknown_facts", len(found["unknown"]))):
        figure = figures(found)[name]
        assert figure["value"] == sum(line["counted"] for line in figure["lines"]) == wanted
        for line in figure["lines"]:
            device.ok("show", line["record"])
    rate = device.json("year", "2011", "--figure", "rate")
    assert (rate["value"], rate["missing"], len(rate["lines"])) == (None, "to_supply", 11)
    assert [rule["id"] for rule in rate["rules"]] == ["P-1"]
    assert device.ok("year", "2011", "--figure", "exchange").startswith("交流讨论：5\n")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN.UTF-8", ("2011 学习年度", "集中学习  5", "待补", "起始月", "规则出处待核对")),
        ("en_GB.UTF-8", ("Study year 2011", "collective study  5", "to be supplied", "from month", "not yet checked")),
    ],
)
def test_it_is_printed_in_both_languages(device: Device, language: str, said: tuple[str, ...]) -> None:
    printed = Device(device.home, LC_ALL=language).ok("year", "2011")
    for words in said:
        assert words in printed
    assert "None" not in printed


def attend(device: Device, member: str, day: str, minutes: str, status: str = "present") -> str:
    """One of the sessions nobody knows the day of, supplied; its id."""
    free = device.json("list", "session", "--where", "form=collective_study", "--where", "start=")[0]["id"]
    hours, rest = divmod(int(minutes), 60)
    device.ok("edit", free, f"start={day}T09:00", f"end={day}T{9 + hours:02}:{rest:02}", "roll_call_done=true")
    device.ok("new", "attendance", f"session={free}", f"member={member}", f"status={status}")
    return str(free)


def test_a_figure_opens_to_its_rule_its_record_and_its_calculation(device: Device) -> None:
    device.ok("new", "member", "name=李梅")
    first = attend(device, "李梅", "2011-03-05", "125")
    second = attend(device, "李梅", "2011-04-05", "60", "leave")
    opened = device.ok("year", "2011", "--figure", "collective", "--member", "李梅")
    assert opened.startswith("李梅 集中：待补（已知 2 学时）")
    (line,) = [line for line in opened.splitlines() if first in line]
    assert line.startswith("2011-03-05")
    assert "集中学习 125 分钟 → 2 学时（未审核），依据 H-6" in line
    assert "不足30分钟的零头舍去" in opened
    (line,) = [line for line in opened.splitlines() if second in line]
    assert "请假" in line
    figure = device.json("year", "2011", "--figure", "collective", "--member", "李梅")
    counted = {line["record"]: line["counted"] for line in figure["lines"]}
    assert (counted[first], counted[second]) == (120, 0)
    assert list(counted.values()).count(None) == 9, "the sessions without a roll"
    for rid in [each["id"] for each in device.json("list", "session")]:
        if rid not in (first, second):
            device.ok("delete", rid)
    (person,) = device.json("year", "2011")["people"]
    assert person["hours"]["collective"] == person["hours"]["total"] == 120
    assert person["hours"]["lacking"] == 1920 - 120
    assert person["hours"]["reach"] == "missed"
    assert person["attendance"]["rate"] == 500
    assert person["attendance"]["missing"] == {}
    assert person["hours"]["unapproved"] == 120
    printed = device.ok("year", "2011", "--member", "李梅")
    assert "*2" in printed
    assert "* 有一部分来自还没有通过审核的活动（H-6），已计入。" in printed
    assert "2（其中 2 未审核）" in device.ok("year", "2011", "--member", "李梅", "--plain")
    assert "50.0%" in printed
    assert "待补的内容" not in printed, "what the branch lacks is not this person's"


def test_the_year_is_drawn_in_bars_with_a_word_beside_each(device: Device) -> None:
    said = device.ok("year", "2011", "--bars")
    assert said.startswith("2011 学习年度图示\n")
    assert "各月参学率" in said
    assert "对照目标" in said
    assert "待补" in said, "nobody knows who came in 2011"
    assert "--bars" in device.run("year", "2011", "--bars", "--figure", "held").err


def test_another_pack_counts_by_its_own_rules_and_back(device: Device) -> None:
    device.ok("new", "member", "name=李梅")
    attend(device, "李梅", "2011-03-05", "125")
    (settings,) = device.json("list", "settings")
    before = device.json("year", "2011")
    device.ok("edit", settings["id"], "rule_pack=none")
    without = device.json("year", "2011")
    (person,) = without["people"]
    assert set(person["hours"]["missing"].values()) == {"not_applicable"}
    assert without["frequency"] == []
    assert without["sessions"]["held"] == 11, "what was held is counted by no rule"
    device.ok("edit", settings["id"], "rule_pack=cn-current")
    assert device.json("year", "2011") == before


def test_without_rules_minutes_are_no_late_entry_and_nobody_owes_a_make_up(device: Device) -> None:
    device.ok("new", "member", "name=李梅")
    session = attend(device, "李梅", "2011-03-05", "125", "leave")
    (settings,) = device.json("list", "settings")
    device.ok("edit", session, "title=甲", "place=乙", "host=李梅", "recorders=李梅", "summary=丙")
    device.ok("state", session, "submitted")
    assert "补录于" in device.ok("minutes", session)
    device.ok("edit", settings["id"], "rule_pack=none")
    assert "补录" not in device.ok("minutes", session)


def test_what_is_asked_wrongly_is_told(device: Device) -> None:
    said = device.refused(2, "year", "2011", "--figure", "marks")
    assert "collective" in said["message"]
    assert "target" not in said["message"], "targets are of persons"
    device.ok("new", "member", "name=李梅")
    assert "target" in device.refused(2, "year", "2011", "--figure", "marks", "--member", "李梅")["message"]
    assert device.refused(2, "year", "20111")["code"] == "usage"
    assert device.refused(2, "year", "2011", "--member", "张飞")["code"] == "not_an_id"
    member = device.json("list", "member")[0]["id"]
    device.ok("state", member, "left")
    assert device.refused(1, "year", "2011", "--member", member)["code"] == "not_of_year"


def test_a_plain_member_sees_no_part_of_what_only_others_read(branch: Branch, zhang: Device, li: Device) -> None:
    zhang.ok("sync")
    day, members = "2026-03-05", {each["fields"]["name"]: each["id"] for each in zhang.json("list", "member")}
    form = ("form=collective_study", f"start={day}T09:00", f"end={day}T11:00", "roll_call_done=true")
    session = zhang.json("new", "session", *form)["id"]
    for name in members:
        zhang.ok("new", "attendance", f"session={session}", f"member={name}", "status=present")
    zhang.ok("state", session, "running")
    zhang.ok("state", session, "writing")
    zhang.ok("new", "study", "member=me", f"on={day}", "minutes=60", "what=自学")
    zhang.ok("sync")
    li.ok("sync")
    whole, part = zhang.json("year", "2026"), li.json("year", "2026")
    own = {each["name"]: each for each in part["people"]}
    assert own["李四"]["hours"]["collective"] == own["李四"]["hours"]["total"] == 120
    other = own["张三"]["hours"]
    assert other["total"] is None, "the committee's meetings and 张三's own study are not read here"
    assert other["missing"]["total"] == other["missing"]["collective"] == other["missing"]["study"] == "no_access"
    assert part["hours"]["total"] is None
    assert part["sessions"]["held"] is None
    assert part["sessions"]["forms"]["collective_study"]["held"] == 1
    assert part["sessions"]["forms"]["committee_meeting"]["missing"]["held"] == "no_access"
    assert whole["hours"]["total"] == 240
    assert "无权限" in li.ok("year", "2026")
    assert (whole["unknown_no_access"], part["unknown_no_access"]) == ([], ["c"])
    assert f"待补的内容（{len(whole['unknown'])} 处）" in zhang.ok("year", "2026")
    told = li.ok("year", "2026").partition("待补的内容（只有本机读得到的部分）")[2].splitlines()
    assert any(line.split() == ["支委会的会议", "无权限"] for line in told), "the list is not all, and says so"
