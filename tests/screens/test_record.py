"""The record pane: the text, signing, submitting, approving, correcting, filing; by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.on_behalf import OnBehalf
from sync.problems import InTheWay
from sync.sign_off import sign, signers
from sync.signatures import digest_here
from sync.workplace import Workplace
from tests.screens.meeting import at, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import minutes

HELD = {"start": "2026-03-05T09:00", "end": "2026-03-05T11:00", "place": "三楼会议室"}


def held(place: Workplace, host: str, *recorders: str, **more: object) -> str:
    """A session that took place, with an entry and a resolution."""
    fields = {"form": "collective_study", "title": "核心价值观学习", **HELD, **more}
    rid = place.desk.create("session", {**fields, "host": host, "recorders": list(recorders)})
    minutes.enter(place, rid, "先传达文件。", {"entry": "discussion", "speaker": host}, at("2026-03-05T09:05"))
    minutes.enter(place, rid, "每月集中学习一次。", {"entry": "resolution"}, at("2026-03-05T10:30"))
    return rid


def sign_here(place: Workplace, rid: str, member: str, role: str) -> None:
    """A signature of what is there now, as the desk makes it."""
    view = place.desk.record(rid)
    sign(place.desk, rid, digest_here(place.repository, view), member, role)  # type: ignore[arg-type]


def signed_by_other(place: Workplace, rid: str, role: str, number: str = "g-1") -> None:
    """张三's signature of what is there now, come from the server."""
    digest = digest_here(place.repository, place.desk.record(rid))
    fields = {"session": rid, "member": OTHER, "as_role": role, "digest": digest}
    place.shadow.take_in(place.shadow.records_changes([envelope("signature", number, by=OTHER, **fields)]))


def test_the_text_has_resolutions_first_and_says_what_is_not_known(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"])
        item = place.desk.create("agenda_item", {"session": rid, "number": 1, "title": "[学习] 文件"})
        minutes.enter(place, rid, "谈体会。", {"entry": "quote", "agenda_item": item}, at("2026-03-05T09:20"))

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            assert "[记录稿]" in on.lines()[1]
            assert "主持人 张三 未签" in on.text()
            await on.keys("end")
            for _ in range(3):
                await on.keys("pagedown")
            assert "[学习] 文件" in on.text()

        play(place, act)
        from tui.assembling import as_text, assembled

        text = as_text(assembled(place, place.desk.record(rid)))
        order = [
            "会议记录",
            "主题：核心价值观学习",
            "应到：待补",
            "决议",
            "1. 10:30：每月集中学习一次。",
            "待办\n/",
            "议程 1  [学习] 文件",
        ]
        places = [text.index(each) for each in order]
        assert places == sorted(places)
        assert text.index("[原话]：谈体会。") < text.index("其他") < text.index("09:05 张三：先传达文件。")
        assert "时间：2026-03-05 09:00 至 11:00" in text
        assert "邀请人员：/" in text
        assert "保管期限：待补" in text
        assert "缺席：待补" in text


def test_host_signs_after_seeing_the_text_and_a_change_shows(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+s")
            assert "主持人 王五 签名：核心价值观学习" in on.text()
            assert "记录 2 条" in on.text()
            await on.keys("escape")
            assert place.repository.find("signature") == []
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: len(place.repository.find("signature")) == 1)
            assert "主持人 王五 已签" in on.text()
            await on.keys("ctrl+s")
            assert "已签过" in on.said()[-1]
            await on.keys("ctrl+n")
            assert "还没有都签字" in on.said()[-1]
            minutes.enter(place, rid, "补一句。", {"entry": "discussion"})
            await on.until(lambda: "王五 签后有改动" in on.text())
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "王五 已签" in on.text())

        play(place, act)


def test_what_changed_while_it_was_being_read_is_not_signed(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+s")
            minutes.enter(place, rid, "别人刚写的。", {"entry": "discussion"})
            await on.keys("enter")
            await on.until(lambda: any("刚才又有人改了" in words for words in on.said()))
            assert place.repository.find("signature") == []

        play(place, act)


def test_both_signatures_close_the_minutes_and_corrections_become_amendments(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)
        signed_by_other(place, rid, "recorder")

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            assert "记录人 张三 已签" in on.text()
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "条目只读" in on.text())
            await on.keys("ctrl+n", *"mcjt")
            assert "每月集中学习" not in on.text(), "the list is filtered by initials"
            await on.keys(*["backspace"] * 4, "down", "down", "enter")
            await on.type("日期写错")
            await on.keys("tab")
            await on.type("应为每月两次。")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: len(place.repository.find("amendment")) == 1)
            await on.keys("comma", "comma", "comma")
            assert "[记录 2]" in on.lines()[1]
            assert "写一条更正，Enter 后写理由" in on.text()
            await on.type("迟到的一句")
            await on.keys("enter")
            assert "新建更正" in on.lines()[0]
            await on.type("当时漏记")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: len(place.repository.find("amendment")) == 2)
            await on.keys("up", "f2")
            assert "新建更正" in on.lines()[0], "an entry of signed minutes is amended, not edited"
            await on.keys("escape", "escape")

        play(place, act)
        first, second = place.repository.find("amendment")
        last = minutes.ordered(place, rid)[1]
        assert (first.get("target"), first.get("reason"), first.get("text")) == (last.id, "日期写错", "应为每月两次。")
        assert (second.get("target"), second.get("text")) == (rid, "迟到的一句")
        assert len(minutes.ordered(place, rid)) == 2
        assert place.unsaved.all() == [], "the line that became an amendment is not offered again"


def test_a_return_takes_signatures_away_on_a_device_alone(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"])

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+s")
            assert "以什么身份签名" in on.text()
            await on.keys("enter", "enter")
            await on.until(lambda: "张三 已签" in on.text())
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "李四 已签" in on.text())
            assert "条目只读" in on.text()
            for state in ("running", "writing", "submitted"):
                await on.keys("f9", "enter")
                await on.until(lambda to=state: place.desk.record(rid).state == to)  # type: ignore[misc]
            before = place.desk.record(rid)
            await on.keys("f9", "down")
            assert "签名将作废" in on.text()
            await on.keys("enter")
            await on.type("人数不对")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "returned")
            assert "签名作废" in on.said()[-1]
            assert "李四 未签" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record(rid).state == "submitted")
            assert "没有撤销" not in on.said()[-1]
            await on.until(lambda: "李四 已签" in on.text() and "张三 已签" in on.text())
            assert "签后有改动" not in on.text()
            again = place.desk.record(rid)
            assert (again.get("remark"), again.updated, again.fv) == (None, before.updated, before.fv)
            await on.keys("3", "space", "f9")
            [returned] = [line for line in on.lines() if "退回" in line]
            assert "1/1 条可以" in returned
            assert "签名将作废" in returned, "said of several at once too"
            await on.keys("escape")
            await show(on, rid, "record")
            await on.keys("f9", "down", "enter")
            await on.type("人数不对")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "returned")

        play(place, act)
        assert place.repository.linked("signature", "session", rid) == []
        assert place.desk.record(rid).get("remark") == "人数不对"


def test_a_return_not_yet_sent_makes_signatures_void_here_too(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        rid = held(place, ME, OTHER)
        for state in ("running", "writing", "submitted"):
            place.desk.change_state(rid, state)
        signed_by_other(place, rid, "recorder")
        sign_here(place, rid, ME, "host")
        assert place.desk.facts.signed(rid)
        place.desk.change_state(rid, "returned", with_fields={"remark": "改"})
        place.desk.change_state(rid, "writing")
        assert not place.desk.facts.signed(rid)
        assert [each.signature for each in signers(place.desk, place.desk.record(rid))] == [None, None]
        sign_here(place, rid, ME, "host")
        assert [each.current for each in signers(place.desk, place.desk.record(rid))] == [True, False]


def test_a_signature_and_an_approval_on_paper_are_entered_for_another(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        third = "0198c0de-0000-7000-8000-0000000000cc"
        news = [
            envelope("member", third, name="孙书记"),
            envelope("appointment", "ap-9", member=third, role="secretary", **{"from": "2020-01-01"}),
        ]
        place.shadow.take_in(place.shadow.records_changes(news))
        rid = held(place, OTHER, ME)
        for state in ("running", "writing", "submitted"):
            place.desk.change_state(rid, state)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+r")
            assert "签名：主持人 张三" in on.text()
            assert "已通过：孙书记" in on.text()
            await on.keys("enter", "enter")
            await on.type("签到簿第3页")
            await on.keys("enter")
            assert "主持人 张三 签名" in on.text()
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("signature")) == 1)
            assert "张三（书面，代录：王五） 已签" in on.text().replace("\n", "")
            await on.keys("ctrl+r", "enter", "down", "enter", "enter")
            assert "审核意见" in on.text()
            await on.type("同意")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "approved")

        play(place, act)
        ops = [each.op for each in place.queue.waiting() if each.op.for_ is not None]
        assert [(op.type, op.for_, op.basis, op.ref) for op in ops] == [
            ("signature", OTHER, "paper", "签到簿第3页"),
            ("session", third, "spoken", None),
        ]
        assert place.desk.record(rid).get("remark") == "同意"
        assert place.unsaved.all() == [], "reference and remark went into the edits"


def test_who_keeps_no_session_is_told_why(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        record = envelope(
            "session", "s-1", by=OTHER, form="exchange", title="临时", host=OTHER, recorders=[OTHER], **HELD
        )
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "record")
            for key, words in (("ctrl+s", "主持人"), ("ctrl+r", "记录人"), ("f2", "学习秘书")):
                await on.keys(key)
                assert words in on.said()[-1], key

        play(place, act)
        assert len(place.queue) == 0


def test_paper_and_retention_are_filed_after_approval(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"])
        for state in ("running", "writing", "submitted", "approved"):
            place.desk.change_state(rid, state)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("f2")
            await on.type("2026年第3盒第12件")
            await on.keys("tab", "enter", "down", "down", "enter", "escape")
            await on.until(lambda: place.desk.record(rid).get("retention") == "years30")
            for _ in range(4):
                await on.keys("pagedown")
            assert "纸质材料：2026年第3盒第12件" in on.text()
            assert "保管期限：30年" in on.text()

        play(place, act)


def test_the_text_is_copied_and_written_to_a_file(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"])

        async def act(on: Stage) -> None:
            on.app.folder = tmp_path
            await show(on, rid, "record")
            await on.keys("ctrl+o")
            await on.until(lambda: any("已复制；纯文字存到" in words for words in on.said()))
            assert "每月集中学习一次。" in on.app.clipboard

        play(place, act)
        [path] = (tmp_path / "texts").iterdir()
        assert "1. 10:30：每月集中学习一次。" in path.read_text("utf-8")
        assert path.stat().st_mode & 0o077 == 0


def test_signing_for_oneself_needs_no_basis_and_nobody_signs_for_another_without_one(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, OTHER, ME)
        digest = digest_here(place.repository, place.desk.record(rid))
        sign(place.desk, rid, digest, OTHER, "host", on_behalf=OnBehalf(OTHER, "meeting"))
        [host, recorder] = signers(place.desk, place.desk.record(rid))
        assert host.entered is not None
        assert (host.entered.by, host.entered.basis) == (ME, "meeting")
        assert recorder.signature is None


def test_a_submission_asks_first_for_what_is_missing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"], end=None)
        place.desk.set(rid, {"place": None})
        for state in ("running", "writing"):
            place.desk.change_state(rid, state)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            assert "提交前还要填：结束、地点" in on.text()
            await on.keys("f9")
            assert "先填这几项" in on.said()[-1]
            await on.type("2026-03-05 11:00")
            await on.keys("tab")
            await on.type("二楼")
            await on.keys("escape", "enter")
            await on.until(lambda: place.desk.record(rid).state == "submitted")

        play(place, act)
        assert (place.desk.record(rid).get("end"), place.desk.record(rid).get("place")) == ("2026-03-05T11:00", "二楼")


def test_a_signature_that_was_not_sent_is_taken_back_by_undo(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "王五 已签" in on.text())
            await on.keys("ctrl+z")
            await on.until(lambda: "王五 未签" in on.text())

        play(place, act)
        assert all(each.op.type != "signature" for each in place.queue.waiting())


def test_one_person_in_both_roles_signs_once_for_both(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, ME)

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+s")
            await on.keys("enter")
            await on.until(lambda: "主持人 王五 已签" in on.text())
            assert "记录人 王五 已签" in on.text()
            assert "条目只读" in on.text()
            await on.keys("ctrl+s")
            assert "已签" in on.said()[-1]

        play(place, act)


def test_the_record_speaks_english_and_fits_seventy_two_columns(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"])

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+t")
            # What was said in the corner lies over the end of the line for some seconds.
            await on.until(lambda: "[record]" in on.lines()[1], 600)
            assert "host 张三 not signed" in on.text()
            assert "Minutes" in on.text()

        play(place, act, (72, 24))


@pytest.mark.parametrize("role", ["host", "recorder"])
def test_nobody_signs_one_content_twice(tmp_path: Path, role: str) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, ME)
        sign_here(place, rid, ME, "host")
        with pytest.raises(InTheWay, match="signed_already"):
            sign_here(place, rid, ME, role)
        assert len(place.repository.find("signature")) == 1


def test_observers_are_printed_once_and_by_what_the_roll_says(tmp_path: Path) -> None:
    from tui.assembling import as_text, assembled

    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四", "王五", "孙七")
        twin = place.desk.create("member", {"name": "孙七", "sort": 9})
        named = [people["张三"], people["李四"], people["孙七"], twin]
        rid = held(place, people["王五"], people["王五"], observers=named)
        row = {"session": rid, "expected": False, "section": None}
        place.desk.create("attendance", {**row, "member": people["张三"], "status": "observer", "remark": "上级来人"})
        place.desk.create("attendance", {**row, "member": people["李四"], "status": "absent", "remark": "没来"})
        lines = as_text(assembled(place, place.desk.record(rid))).splitlines()
        assert "列席：张三（上级来人）、孙七、孙七" in lines
        assert "缺席：李四（没来）" in lines

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            [around] = [line for line in on.lines() if "未上名单" in line]
            assert "李四" not in around
            assert around.count("张三") == 1
            assert around.count("孙七") == 2

        play(place, act)


def test_leaving_the_form_of_an_amendment_asks_before_it_is_made(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)
        signed_by_other(place, rid, "recorder")
        sign_here(place, rid, ME, "host")

        async def act(on: Stage) -> None:
            await show(on, rid, "record")
            await on.keys("ctrl+n", "enter")
            await on.type("漏记")
            await on.keys("tab")
            await on.type("补一句。")
            await on.keys("escape")
            assert "送到服务器后不能收回" in on.text()
            await on.keys("escape")
            assert "新建更正" in on.lines()[0], "Esc in the question goes on writing"
            await on.keys("escape", "enter")
            assert "新建更正" in on.lines()[0]
            assert place.repository.find("amendment") == []
            await on.keys("escape", "down", "enter")
            assert "新建更正" not in on.lines()[0]
            assert place.repository.find("amendment") == []
            await on.until(lambda: len(place.unsaved.all()) == 2)
            await on.keys("escape", "home", "enter")
            assert "补一句。" in on.text(), "it is offered again"
            await on.keys("escape", "up", "enter")
            await on.until(lambda: len(place.repository.find("amendment")) == 1)

        play(place, act)
        [made] = place.repository.find("amendment")
        assert (made.get("reason"), made.get("text"), made.get("target")) == ("漏记", "补一句。", rid)
        assert place.unsaved.all() == []


def test_an_entry_that_was_open_when_the_other_signed_becomes_an_amendment(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)
        entry = minutes.ordered(place, rid)[0].id

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            await on.keys("up", "up", "f2")
            await on.type("（改在键上）")
            sign_here(place, rid, ME, "host")
            signed_by_other(place, rid, "recorder")
            await on.settle()
            await on.keys("ctrl+s")
            assert "新建更正" in on.lines()[0]
            assert "（改在键上）" in on.text()
            await on.keys("escape")
            assert "记录" in on.lines()[0], "back in the form, nothing made"
            assert place.repository.find("amendment") == []
            await on.keys("escape")
            assert "[记录 2]" in on.lines()[1]
            assert [each.field for each in place.unsaved.of(entry)] == ["text"]
            await on.keys("f2")
            assert "新建更正" in on.lines()[0]
            assert "（改在键上）" in on.text(), "what was typed is proposed, not what was there before"
            await on.type("写错了")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: not place.unsaved.all())

        play(place, act)
        [made] = place.repository.find("amendment")
        assert made.get("target") == entry
        assert "（改在键上）" in str(made.get("text"))
        assert "（改在键上）" not in str(place.desk.record(entry).get("text"))


def test_home_leads_to_the_form_of_a_signed_entry_and_from_there_to_its_amendment(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)
        entry = minutes.ordered(place, rid)[0]
        text = entry.get("text")
        place.unsaved.keep(entry.id, "text", text, f"{text}补一句。", kind="minute", scope=entry.scope)
        sign_here(place, rid, ME, "host")
        signed_by_other(place, rid, "recorder")

        async def act(on: Stage) -> None:
            await on.keys("home", "enter")
            assert "补一句。" in on.text()
            await on.keys("escape")
            assert "新建更正" in on.lines()[0]
            await on.type("漏记")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: not place.unsaved.all())
            assert "首页" in on.lines()[0], "the form is closed with it"

        play(place, act)
        assert place.repository.find("amendment")[0].get("text") == f"{text}补一句。"
