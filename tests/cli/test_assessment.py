"""学习考核 and 学用转化 by commands over a real server: each role its own part, and nothing of a mark in preparation anywhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.branch import Branch, me
from tests.cli.device import Device

CANARY = "金丝雀评语只给支委看"


@dataclass(frozen=True, slots=True)
class Office:
    """Secretary 张三, member 李四, section head 王五 in charge of 李四, clerk 陈七."""

    secretary: Device
    member: Device
    head: Device
    clerk: Device

    def sync(self) -> None:
        """Everybody sends, then everybody reads."""
        for device in (self.secretary, self.member, self.head, self.clerk) * 2:
            device.ok("sync")


@pytest.fixture
def office(branch: Branch, zhang: Device, li: Device, tmp_path: Path) -> Office:
    head = branch.device(tmp_path / "wang", branch.invite("王五"), "wang")
    clerk = branch.device(tmp_path / "chen", branch.invite("陈七", "clerk"), "chen")
    zhang.ok("sync")
    section = zhang.ok("new", "section", "name=秘书科")
    for name in ("李四", "王五"):
        zhang.ok("new", "membership", f"member={name}", f"section={section}", "from=2020-01-01")
    zhang.ok("new", "appointment", "member=王五", "role=section_head", f"sections={section}", "from=2020-01-01")
    found = Office(zhang, li, head, clerk)
    found.sync()
    return found


def appraise(office: Office, remark: str = CANARY) -> str:
    """A final appraisal of 李四 by the secretary."""
    appraisal = office.secretary.ok("new", "appraisal", "member=李四", "year=2026", "grade=good", f"remark={remark}")
    office.secretary.ok("state", appraisal, "final")
    return appraisal


def test_own_words_remark_grade_and_result_reach_whom_they_are_for(office: Office) -> None:
    own = office.member.ok("new", "assessment", "year=2026", "self_text=今年读了三本书")
    office.member.ok("state", own, "handed_in")
    office.sync()
    office.head.ok("edit", own, "section_remark=踏实肯学")
    appraise(office)
    office.sync()
    known = office.secretary.json("assessment", "李四", "2026")
    assert (known["self_text"], known["section_remark"], known["state"]) == ("今年读了三本书", "踏实肯学", "handed_in")
    assert (known["appraisal"]["grade"], known["no_access"]) == ("good", [])
    office.secretary.ok(
        "new", "assessment_result", "member=李四", "year=2026", "number=1", "grade=good", "content=等次：好"
    )
    office.sync()
    told = office.member.json("assessment", "me", "2026")
    assert [(each["number"], each["grade"], each["content"]) for each in told["results"]] == [(1, "good", "等次：好")]
    assert (told["appraisal"], told["no_access"]) == (None, ["appraisal"])
    assert told["section_remark"] == "踏实肯学"


def test_a_mark_in_preparation_is_on_no_device_but_the_committees(office: Office) -> None:
    appraisal = appraise(office)
    office.sync()
    assert office.clerk.json("show", appraisal)["fields"]["remark"] == CANARY, (
        "the clerk reads what the committee prepares"
    )
    for device in (office.member, office.head):
        assert device.json("list", "appraisal") == []
        device.refused(1, "show", appraisal)
        there = [path for path in device.home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
        assert there == []
        for words in (["assessment", "李四", "2026"], ["assessment", "张三", "2026"]):
            printed = device.ok(*words)
            assert CANARY not in printed
            assert "无权限" in printed
            assert device.json(*words)["appraisal"] is None


def test_a_plain_member_reads_nothing_of_anothers_year(office: Office) -> None:
    own = office.head.ok("new", "assessment", "year=2026", "self_text=王五的小结")
    office.sync()
    assert "王五的小结" not in office.member.ok("assessment", "王五", "2026")
    known = office.member.json("assessment", "王五", "2026")
    assert known["no_access"] == ["assessment", "appraisal"]
    assert known["self_text"] is None
    private = ("online", "study", "reflections", "rounds", "led", "commentary")
    missing = {figure["name"]: figure["missing"] for figure in known["evidence"]}
    assert {name: missing[name] for name in private} == dict.fromkeys(private, "no_access")
    office.member.refused(1, "show", own)


def test_nobody_writes_what_is_not_theirs(office: Office) -> None:
    own = office.member.ok("new", "assessment", "year=2026", "self_text=今年读了三本书")
    appraisal = appraise(office)
    office.sync()
    for device in (office.head, office.clerk, office.secretary):
        assert device.refused(1, "edit", own, "self_text=别人写的")["code"] == "forbidden"
    assert office.member.refused(1, "edit", own, "section_remark=自己夸自己")["code"] == "forbidden"
    assert office.clerk.refused(1, "edit", appraisal, "grade=poor")["code"] == "forbidden"
    assert office.clerk.refused(1, "state", appraisal, "preparing")["code"] == "forbidden"
    result = ("new", "assessment_result", "member=李四", "year=2026", "number=1", "grade=good", "content=好")
    for device in (office.head, office.clerk, office.member):
        assert device.refused(1, *result)["code"] == "forbidden"
    office.member.refused(1, "new", "appraisal", "member=me", "year=2026", "grade=good")
    office.clerk.ok("edit", own, "section_remark=学习秘书代科室写")
    office.sync()
    assert office.member.json("show", own)["fields"]["section_remark"] == "学习秘书代科室写"


def test_the_form_as_text_names_everything_and_an_unknown_person_is_refused(office: Office) -> None:
    printed = office.secretary.ok("assessment", "李四", "2026")
    for heading in ("2026年度学习情况考核表", "学习情况", "个人小结", "科室意见", "等次", "告知结果"):
        assert heading in printed
    assert "集中学习：0 学时" in printed
    assert "待补" in printed, "own words that nobody wrote are not invented"
    assert office.secretary.refused(2, "assessment", "无此人", "2026")["code"] == "not_an_id"
    office.secretary.refused(2, "assessment", "李四", "明年")


def test_cases_are_listed_with_their_checks(office: Office) -> None:
    started = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=40)).isoformat()
    case = office.member.ok("new", "improvement", "title=会前核对", "problem=缺页", f"owner={me(office.member)}")
    office.member.ok("edit", case, f"started={started}")
    office.member.ok("state", case, "trying")
    later = office.member.ok("new", "improvement", "title=先列要点", "problem=返工", f"owner={me(office.member)}")
    office.sync()
    found = office.head.json("improvements")
    assert [each["id"] for each in found] == [case, later]
    assert found[0]["check"] == {
        "days": 30,
        "due_on": (dt.date.fromisoformat(started) + dt.timedelta(days=30)).isoformat(),
        "due": True,
    }
    assert found[1]["check"] is None
    assert [each["id"] for each in office.head.json("improvements", "--due")] == [case]
    assert "30天待复查" in office.head.ok("improvements", "--due")
    assert office.head.refused(1, "edit", case, "after_30=别人写的")["code"] == "forbidden"
