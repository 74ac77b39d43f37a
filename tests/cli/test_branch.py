"""Joining, syncing and working in a branch by commands alone, against a real server process."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.cli.branch import Branch, me, shared
from tests.cli.device import Device

# signing in and out


def test_joining_binds_the_account_to_the_invites_member(branch: Branch, zhang: Device, li: Device) -> None:
    found = li.json("status")
    assert found["member"]["name"] == "李四"
    assert found["branch"]["name"] == "测试支部"
    assert (found["login"], found["server"], found["signed_in"]) == ("li", branch.address, True)
    local = dt.datetime.fromisoformat(found["last_sync"]).astimezone().strftime("%Y-%m-%d %H:%M")
    assert local in li.ok("status"), "a person is told the office's time, a program the universal"
    zhang.ok("sync")
    assert {each["fields"]["name"] for each in zhang.json("list", "member")} == {"张三", "李四"}


def test_an_invite_is_used_once(branch: Branch, zhang: Device, tmp_path: Path) -> None:
    other = Device(tmp_path / "other")
    assert other.refused(1, "join", branch.first_invite, "--login", "wang", "--name", "王五")["code"] == "invite_used"
    assert not (other.home / "token").exists()


def test_an_invite_that_names_nobody_asks_for_the_name(branch: Branch, tmp_path: Path) -> None:
    invite = branch.invite()
    other = Device(tmp_path / "other")
    assert "--name" in other.refused(1, "join", invite, "--login", "wang")["message"]
    assert other.json("join", invite, "--login", "wang", "--name", "王五")["member"]["name"] == "王五"


def test_a_short_password_or_a_taken_login_leave_the_invite_usable(
    branch: Branch, zhang: Device, tmp_path: Path
) -> None:
    invite = branch.invite("王五")
    other = Device(tmp_path / "other", XINDE_PASSWORD="short")
    assert other.refused(1, "join", invite, "--login", "wang")["code"] == "invalid_password"
    other.environ["XINDE_PASSWORD"] = "long enough"
    assert other.refused(1, "join", invite, "--login", "zhang")["code"] == "login_taken"
    other.ok("join", invite, "--login", "wang")


def test_notes_written_before_joining_are_kept(branch: Branch, tmp_path: Path) -> None:
    fresh = Device(tmp_path / "fresh")
    rid = fresh.ok("new", "note", "body=加入以前写的")
    fresh.ok("join", branch.invite("王五"), "--login", "wang")
    found = fresh.json("show", rid)
    assert found["fields"]["body"] == "加入以前写的"
    assert found["scope"] == f"u:{me(fresh)}"


def test_a_folder_that_has_an_account_takes_no_other(branch: Branch, zhang: Device, li: Device) -> None:
    assert zhang.refused(1, "join", branch.invite(), "--login", "wang")["code"] == "folder_of_another"
    assert zhang.refused(1, "login", branch.address, "--login", "li")["code"] == "folder_of_another"
    assert me(zhang) != me(li)


def test_a_wrong_password_signs_nobody_in(branch: Branch, zhang: Device, tmp_path: Path) -> None:
    other = Device(tmp_path / "other", XINDE_PASSWORD="not the one")
    assert other.refused(1, "login", branch.address, "--login", "zhang")["code"] == "login_failed"
    assert other.json("status")["signed_in"] is False


def test_signing_out_keeps_everything_and_signing_in_again_goes_on(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    zhang.ok("logout")
    assert zhang.json("status")["signed_in"] is False
    assert zhang.refused(4, "sync")["code"] == "not_signed_in"
    assert zhang.json("show", rid)["pending"] is True
    zhang.ok("login", branch.address, "--login", "zhang")
    zhang.ok("sync")
    assert zhang.json("show", rid)["pending"] is False


def test_a_token_that_is_no_longer_good_asks_for_a_sign_in(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    (zhang.home / "token").write_text("0" * 64)
    for words in (["sync"], ["why", me(zhang), "name"]):
        said = zhang.refused(4, *words)
        assert said["code"] == "token_invalid"
        assert "xinde login" in said["message"]
    zhang.ok("login", branch.address, "--login", "zhang")
    zhang.ok("sync")
    assert zhang.json("show", rid)["pending"] is False


# working


def test_everything_but_signing_in_sync_and_why_works_without_the_server(branch: Branch, zhang: Device) -> None:
    branch.stop()
    session = zhang.ok("new", "session", "form=exchange", "title=交流", f"host={me(zhang)}")
    zhang.ok("edit", session, "place=三楼", "start=2026-03-05 09:00")
    zhang.ok("state", session, "running")
    minute = zhang.ok("new", "minute", f"session={session}", "entry=discussion", "text=先说一句")
    zhang.ok("delete", minute)
    zhang.ok("restore", minute)
    draft = zhang.ok("new", "reflection", "title=心得", "body=正文")
    submitted = zhang.ok("submit", draft, "--yes").splitlines()[-1]
    for words in (["status"], ["conflicts"], ["parked"], ["list", "session"], ["show", submitted]):
        zhang.ok(*words)
    assert zhang.json("status")["waiting"] > 0
    said = zhang.refused(3, "sync")
    assert said["code"] == "unreachable"
    assert zhang.refused(3, "why", me(zhang), "name")["code"] == "unreachable"
    branch.start()
    zhang.ok("sync")
    assert zhang.json("status")["waiting"] == 0
    assert zhang.json("show", minute)["fields"]["text"] == "先说一句"


def test_records_of_one_device_arrive_on_another(branch: Branch, zhang: Device, li: Device) -> None:
    plan = zhang.ok("new", "plan", "year=2026", "title=年度计划")
    zhang.ok("sync")
    zhang.ok("new", "task", f"plan={plan}", "number=1", "topic=学习", "track=political", "owner=李四")
    zhang.ok("sync")
    li.ok("sync")
    kinds = ("plan", "task", "member", "appointment", "settings")
    assert shared(li, *kinds) == shared(zhang, *kinds)
    assert [each["fields"]["owner"] for each in li.json("list", "task")] == [me(li)]


def test_what_one_may_not_do_says_who_may(li: Device) -> None:
    said = li.refused(1, "new", "plan", "year=2027")
    assert said["code"] == "forbidden"
    assert "支部书记" in said["message"]
    assert "学习秘书" in said["message"]


def test_people_are_named_by_name_by_id_or_as_me(zhang: Device, li: Device) -> None:
    zhang.ok("sync")
    for written in ("李四", me(li), me(li)[:18]):
        session = zhang.json("new", "session", "form=exchange", f"host={written}", "recorders=me,李四")
        assert session["fields"]["host"] == me(li)
        assert session["fields"]["recorders"] == sorted([me(li), me(zhang)])


def test_what_hangs_on_the_member_is_ones_own_without_saying_so(zhang: Device, li: Device) -> None:
    draft = li.ok("new", "reflection", "title=心得", "body=正文")
    submission = li.ok("submit", draft, "--yes").splitlines()[-1]
    li.ok("sync")
    zhang.ok("sync")
    comment = zhang.json("new", "comment", f"target={submission}", "text=写得好")
    assert comment["fields"]["author"] == me(zhang)


# submitting


def test_submitting_shows_exactly_what_leaves_and_to_whom(zhang: Device, li: Device) -> None:
    draft = li.ok("new", "reflection", "title=读书心得", "body=第一句。\n第二句。", "knowledge_point=一点")
    asked = li.run("submit", draft)
    assert asked.code == 2
    assert all(text in asked.err for text in ("读书心得", "第一句。", "第二句。", "一点", "张三"))
    assert li.json("list", "submission") == []
    made = li.json("submit", draft, "--yes")
    assert made["kind"] == "submission"
    assert made["state"] == "submitted"
    assert made["fields"]["body"] == "第一句。\n第二句。"
    assert li.json("show", draft)["fields"]["submission"] == made["id"]
    assert li.refused(1, "submit", draft, "--yes")["code"] == "already_submitted"


def test_a_draft_without_text_is_not_submitted(li: Device) -> None:
    draft = li.ok("new", "reflection", "title=心得")
    said = li.refused(1, "submit", draft, "--yes")
    assert (said["code"], said["field"]) == ("needed_first", "body")
    note = li.ok("new", "note", "body=甲")
    assert li.refused(1, "submit", note, "--yes")["code"] == "not_a_draft"


def test_a_decision_on_paper_is_entered_for_whoever_made_it(zhang: Device, li: Device) -> None:
    zhang.ok("sync")
    zhang.ok("new", "appointment", "member=李四", "role=leader", "from=2020-01-01")
    plan = zhang.ok("new", "plan", "year=2026", "title=年度计划")
    zhang.ok("state", plan, "submitted")
    zhang.ok("sync")
    assert zhang.refused(1, "state", plan, "approved")["code"] == "forbidden"
    zhang.ok("state", plan, "approved", "--for", "李四", "--basis", "paper", "--reference", "签批单3号")
    zhang.ok("sync")
    decision = zhang.json("why", plan, "state")["edits"][0]
    assert (decision["for"], decision["basis"], decision["reference"]) == (me(li), "paper", "签批单3号")
    assert "李四（书面，代录：张三） 签批单3号" in zhang.ok("why", plan, "state")


# conflicts, refusals, history


@pytest.fixture
def met(branch: Branch, zhang: Device) -> tuple[Device, Device, str]:
    """Two devices that changed one field without knowing of each other; the second has synced into a conflict."""
    second = branch.another(branch.folder / "second", "zhang")
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation", "number=旧号")
    zhang.ok("sync")
    second.ok("sync")
    zhang.ok("edit", rid, "number=一号")
    second.ok("edit", rid, "number=二号")
    zhang.ok("sync")
    assert second.run("sync").code == 1
    return zhang, second, rid


@pytest.mark.parametrize(("keep", "stands"), [("current", "一号"), ("mine", "二号"), ("FILE", "三号")])
def test_a_conflict_is_seen_by_both_and_settled_by_either(
    met: tuple[Device, Device, str], keep: str, stands: str, tmp_path: Path
) -> None:
    first, second, rid = met
    assert first.run("sync").code == 1
    found = ""
    for device in (first, second):
        (item,) = device.json("conflicts")
        assert (item["record"], item["field"], item["kind"]) == (rid, "number", "document")
        assert (item["current"], item["mine"]) == ("一号", "二号")
        assert item["by"] == me(first)
        assert item["at"]
        found = item["id"]
        said = device.ok("conflicts")
        assert "一号" in said
        assert "二号" in said
        assert "现在是这样：" in said
        assert "还没有采用：" in said
        assert device.json("show", rid)["fields"]["number"] == "一号"
    if keep == "FILE":
        (tmp_path / "text").write_text("三号\n", "utf-8")
        keep = str(tmp_path / "text")
    first.ok("resolve", found[:12], "--keep", keep)
    assert first.json("conflicts") == []
    for device in (first, second):
        device.ok("sync")
        assert device.json("conflicts") == []
        assert device.json("show", rid)["fields"]["number"] == stands


def test_what_the_server_refuses_is_parked_and_can_be_sent_again(branch: Branch, zhang: Device, li: Device) -> None:
    zhang.ok("sync")
    role = zhang.ok("new", "appointment", "member=李四", "role=clerk", "from=2020-01-01")
    zhang.ok("sync")
    li.ok("sync")
    plan = li.ok("new", "plan", "year=2026", "title=年度计划")
    zhang.ok("edit", role, "to=2020-12-31")
    zhang.ok("sync")
    assert li.run("sync").code == 1
    (item,) = li.json("parked")
    assert (item["record"], item["kind"], item["code"]) == (plan, "plan", "forbidden")
    assert item["text"]["title"] == "年度计划"
    assert "没有权限" in li.ok("parked")
    assert li.run("sync").code == 1, "it stays until its author decides"
    zhang.ok("edit", role, "to=")
    zhang.ok("sync")
    li.run("sync")
    li.ok("parked", item["id"], "--retry")
    li.ok("sync")
    assert li.json("parked") == []
    assert li.json("show", plan)["pending"] is False


@pytest.mark.parametrize("how", ["--as-new", "--discard"])
def test_a_refused_edit_is_kept_as_a_note_or_dropped(zhang: Device, li: Device, how: str) -> None:
    session = li.ok("new", "session", "form=exchange", "title=临时", "recorders=me")
    li.ok("sync")
    zhang.ok("sync")
    li.ok("edit", session, "summary=小结一段话")
    zhang.ok("edit", session, "recorders-=" + me(li))
    zhang.ok("sync")
    assert li.run("sync").code == 1
    (item,) = li.json("parked")
    made = li.json("parked", item["id"], how)["made"]
    assert li.json("parked") == []
    bodies = [li.json("show", rid)["fields"]["body"] for rid in made]
    assert bodies == (["小结：小结一段话"] if how == "--as-new" else [])


def test_why_names_the_edits_that_made_a_value(branch: Branch, zhang: Device) -> None:
    second = branch.another(branch.folder / "second", "zhang")
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation", "body=第一句话是旧的。第二句话也是旧的。")
    zhang.ok("sync")
    second.ok("sync")
    zhang.ok("edit", rid, "body=第一句话是新的。第二句话也是旧的。")
    zhang.ok("sync")
    second.ok("edit", rid, "body=第一句话是旧的。第二句话已经改过了。")
    second.ok("sync")
    zhang.ok("sync")
    zhang.ok("edit", rid, "body=第一句话是新的。第二句话已经改过了。第三句。")
    found = zhang.json("why", rid, "body")
    assert [(edit["how"], edit["pending"], edit["name"]) for edit in found["edits"]] == [
        (None, True, "张三"),
        ("merged", False, "张三"),
        ("applied", False, "张三"),
        ("applied", False, "张三"),
    ]
    assert found["value"] == found["edits"][0]["after"] == "第一句话是新的。第二句话已经改过了。第三句。"
    assert found["edits"][1]["after"] == "第一句话是新的。第二句话已经改过了。"
    assert all(edit["claimed"] for edit in found["edits"])
    assert all(edit["at"] for edit in found["edits"][1:])
    said = zhang.ok("why", rid, "body")
    assert "与别人的修改合并" in said
    assert "待传" in said
    assert zhang.refused(2, "why", rid, "colour")["code"] == "unknown_field"


def test_why_of_a_private_record_needs_no_server(branch: Branch, zhang: Device) -> None:
    rid = zhang.ok("new", "note", "body=甲")
    branch.stop()
    assert [edit["after"] for edit in zhang.json("why", rid, "body")["edits"]] == ["甲"]
    assert zhang.json("why", rid, "title")["edits"] == []


def test_sync_says_what_it_did_or_nothing_at_all(zhang: Device) -> None:
    zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    done = zhang.json("sync")
    assert (done["pushed"], done["waiting"], done["conflicts"], done["parked"]) == (1, 0, 0, 0)
    assert zhang.run("sync", "--quiet").out == ""
    assert "已同步" in zhang.ok("sync")


def test_the_commands_work_in_processes_of_their_own(zhang: Device) -> None:
    made = zhang.process("new", "document", "title=办法", "doc_kind=regulation")
    assert made.code == 0, made
    assert zhang.process("sync", "--quiet").code == 0
    assert zhang.json("show", made.out.strip())["pending"] is False
