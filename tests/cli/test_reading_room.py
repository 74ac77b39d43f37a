"""The reading room and self-study by command, over a real server: who may do what, and what comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device

ISBN = "978-7-115-16267-0"


@pytest.fixture
def wang(branch: Branch, zhang: Device) -> Device:
    """The librarian 王五."""
    device = branch.device(branch.folder / "wang", branch.invite("王五", "librarian"), "wang")
    zhang.ok("sync")
    return device


def synced(*devices: Device) -> None:
    for device in devices:
        device.ok("sync")


def test_the_librarian_lends_the_borrower_renews_and_nobody_else(zhang: Device, li: Device, wang: Device) -> None:
    book = wang.ok("new", "book", "title=公文写作", f"isbn={ISBN}", "copies=2", "call_number=H152/1")
    synced(wang, li)
    assert li.refused(1, "lend", ISBN, "李四")["code"] == "forbidden"
    made = wang.json("lend", "9787115162670", "李四")
    assert (made["fields"]["book"], made["fields"]["member"]) == (book, me(li))
    assert made["fields"]["due_on"] > made["fields"]["out_on"]
    synced(wang, li)
    assert wang.refused(1, "renew", made["id"])["code"] == "forbidden", "a renewal is the borrower's own"
    renewed = li.json("renew", "7115162670")
    assert renewed["fields"]["renewed"] == 1
    assert renewed["fields"]["due_on"] > made["fields"]["due_on"]
    assert li.refused(1, "renew", made["id"])["code"] == "not_renewed"
    assert li.refused(1, "back", made["id"])["code"] == "forbidden"
    synced(li, wang)
    assert li.json("parked") == []
    [shelf] = wang.json("books", "gwxz")
    assert (shelf["free"], shelf["copies"], [each["member"] for each in shelf["out"]]) == (1, 2, [me(li)])
    assert "李四归还了《公文写作》" in wang.ok("back", "H152/1")
    synced(wang, li)
    [back] = li.json("loans", "--mine", "--all")
    assert (back["state"], back["due_state"], back["fields"]["renewed"]) == ("returned", "returned", 1)
    assert wang.json("back", made["id"])["state"] == "returned", "again changes nothing"


def test_the_server_refuses_what_a_device_that_knew_no_better_did(li: Device, wang: Device) -> None:
    book = wang.ok("new", "book", "title=公文写作")
    loan = wang.ok("lend", "公文写作", "李四", "--json")
    synced(wang, li)
    rid = json.loads(loan)["id"]
    # A librarian's change of the due date is refused here already; a member's loan to another too.
    assert wang.refused(1, "edit", rid, "due_on=2030-01-01")["code"] == "forbidden"
    assert li.refused(1, "new", "loan", f"book={book}", "member=张三")["code"] == "forbidden"
    assert li.ok("edit", rid, "due_on=2030-01-01", "renewed=1")
    synced(li, wang)
    assert wang.json("show", rid)["fields"]["due_on"] == "2030-01-01"


def test_what_the_rules_forbid_is_lent_only_with_a_ground(wang: Device, li: Device) -> None:
    for number in (1, 2, 3):
        wang.ok("new", "book", f"title=第{number}册", f"call_number=A/{number}")
    wang.ok("lend", "A/1", "李四")
    wang.ok("lend", "A/2", "李四")
    assert "同时最多借2册" in wang.run("lend", "A/3", "李四").err
    assert wang.refused(1, "lend", "A/3", "李四")["code"] == "loan_against_rule"
    made = wang.json("lend", "A/3", "李四", "--because", "写材料急用")
    assert made["fields"]["remark"] == "破例借出：写材料急用"
    assert wang.refused(1, "lend", "A/3", "张三", "--because", "没有也要")["code"] == "loan_refused"
    assert wang.refused(1, "lend", "没有这本", "张三")["code"] == "not_found"
    assert wang.refused(2, "lend", "册", "张三")["code"] == "several_match"
    synced(wang, li)
    assert len(li.json("loans", "--mine")) == 3
    assert li.json("loans", "--overdue") == []


def test_self_study_is_claimed_by_oneself_and_confirmed_by_another(zhang: Device, li: Device, wang: Device) -> None:
    first = li.json("study", "民法典第三编 90 2026-03-05")["id"]
    second = li.json("study", "学习强国 45分钟 2026-03-06 网络")
    assert (second["fields"]["minutes"], second["fields"]["channel"]) == (45, "web")
    assert li.refused(1, "study", "民法典第三编")["code"] == "study_line"
    synced(li, zhang, wang)
    assert wang.json("list", "study") == [], "a librarian reads nobody's self-study"
    assert li.refused(1, "study", "--confirm", "李四", "2026-03")["code"] == "forbidden"
    confirm = ("study", "--confirm", "李四", "2026年3月")
    assert zhang.refused(1, *confirm, "--except", first)["code"] == "needed_first"
    done = zhang.json(*confirm, "--except", first, "--reason", "与集中学习重复")
    assert {each["id"]: each["state"] for each in done} == {first: "refused", second["id"]: "confirmed"}
    assert zhang.refused(1, *confirm)["code"] == "no_study_waits"
    synced(zhang, li)
    assert li.json("show", first)["fields"]["reason"] == "与集中学习重复"
    assert "已确认 45分钟  未予确认 1小时30分" in li.ok("study")
    assert li.refused(1, "edit", second["id"], "minutes=480")["code"] == "forbidden", "it was decided about"
    li.ok("edit", second["id"], "gained=会用了")
    assert "已确认 45分钟" in li.ok("study"), "what was gained is no part of the claim"
    synced(li, zhang)
    assert "已确认 45分钟" in li.ok("study")
    assert li.json("parked") == []


def test_a_claim_changed_meanwhile_is_not_confirmed_unseen(zhang: Device, li: Device) -> None:
    rid = li.json("study", "民法典第三编 30 2026-03-05")["id"]
    synced(li, zhang)
    li.ok("edit", rid, "minutes=600")
    li.ok("sync")
    zhang.ok("study", "--confirm", "李四", "2026-03")
    assert zhang.run("sync").code == 1
    assert [each["code"] for each in zhang.json("parked")] == ["changed_since"]
    assert (zhang.json("show", rid)["state"], zhang.json("show", rid)["fields"]["minutes"]) == ("claimed", 600)
    zhang.ok("study", "--confirm", "李四", "2026-03")
    synced(zhang, li)
    assert zhang.json("parked") == []
    assert "已确认 10小时" in li.ok("study")


def test_a_device_alone_says_whose_self_study_it_is(tmp_path: Path) -> None:
    with open_workplace(tmp_path / "alone") as place:
        place.start_alone("测试支部")
    alone = Device(tmp_path / "alone")
    person = alone.ok("new", "member", "name=王五")
    assert alone.refused(1, "study", "公文条例 60")["code"] == "study_of_whom"
    assert alone.json("study", "公文条例 60", "--member", "ww")["fields"]["member"] == person
    assert alone.refused(1, "study", "公文条例 60", "--confirm", "王五", "3")["code"] == "study_one_thing"
    assert alone.refused(1, "study", "--confirm", "王五", "十三月")["code"] == "not_a_month"
