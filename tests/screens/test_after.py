"""After a session: late entries and warnings in sight, left-over actions, what came too late, and a recorder who fell ill."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from sync.cache.parked import parked_document
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay
from sync.wire import Op, Result
from sync.workplace import Workplace
from tests.screens.answering import Answers, revision
from tests.screens.meeting import at, show, staff
from tests.screens.stage import BRANCH, ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.test_record import HELD, held, sign_here, signed_by_other
from tui import minutes

PARAGRAPH = "要把学到的东西用到办文办会办事里去，" * 5


def refused(place: Workplace, ops: Sequence[Op], code: str) -> None:
    """These waiting edits were refused by the server: they are parked, one item each."""
    place.queue.withdraw([op.id for op in ops])
    for number, op in enumerate(ops):
        result = Result(n=1, id=op.id, out="rejected", code=code)
        document = parked_document([op], result, f"2026-03-06T0{number}:00:00+00:00")
        place.repository.commit([("parked", op.id, document)])


def waiting(place: Workplace) -> list[Op]:
    """The edits that wait."""
    return [each.op for each in place.queue.waiting()]


def late_entries(place: Workplace) -> str:
    """Two entries written while the others signed, and refused for it."""
    record = envelope("session", "s-1", by=OTHER, form="exchange", title="交流", host=OTHER, recorders=[ME], **HELD)
    place.shadow.take_in(place.shadow.records_changes([record]))
    minutes.enter(place, "s-1", "离线时记的一句。", {"entry": "discussion", "speaker": OTHER}, at("2026-03-05T09:30"))
    minutes.enter(place, "s-1", "第二句。", {"entry": "quote"}, at("2026-03-05T09:40"))
    refused(place, waiting(place), "signed")
    return "s-1"


def test_entries_that_came_after_the_signatures_become_amendments_in_one_action(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        rid = late_entries(place)

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert "未被接受：已签字（2）" in on.text()
            assert "Ctrl+S 写明理由，作为更正提交" in on.text()
            await on.keys("up")
            assert "作为更正提交" in on.text()
            await on.keys("ctrl+s")
            assert "作为更正提交（2 条）" in on.text()
            await on.keys("enter")
            assert "更正理由" in on.said()[-1]
            await on.keys("escape")
            assert len(place.queue.parked()) == 2, "nothing goes before the reason is given"
            await on.keys("ctrl+s")
            await on.type("离线时所记，签字后才到")
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("amendment")) == 2)
            assert "没有冲突" in on.text()

        play(place, act)
        assert place.queue.parked() == []
        made = place.repository.find("amendment")
        assert [(each.get("session"), each.get("target")) for each in made] == [(rid, rid), (rid, rid)]
        assert made[0].get("text") == "时间：2026-03-05 09:30\n发言人：张三\n类型：讨论\n内容：离线时记的一句。"
        assert {each.get("reason") for each in made} == {"离线时所记，签字后才到"}
        assert place.repository.find("minute") == []


def test_a_refused_change_of_an_entry_becomes_an_amendment_of_that_entry(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        news = [
            envelope("session", "s-1", by=OTHER, form="exchange", host=OTHER, **HELD),
            envelope(
                "minute", "n-1", by=OTHER, session="s-1", at="2026-03-05T09:05", pos="a", entry="quote", text="三次"
            ),
        ]
        place.shadow.take_in(place.shadow.records_changes(news))
        place.desk.set("n-1", {"text": "两次"})
        refused(place, waiting(place), "signed")

        async def act(on: Stage) -> None:
            await on.keys("6", "ctrl+s")
            await on.type("听错了")
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("amendment")) == 1)

        play(place, act)
        [made] = place.repository.find("amendment")
        assert (made.get("target"), made.get("text")) == ("n-1", "内容：两次")


def test_who_is_no_recorder_any_more_is_told_who_may_and_keeps_the_text(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        late_entries(place)
        record = envelope("session", "s-1", 2, OTHER, form="exchange", host=OTHER, recorders=[OTHER], **HELD)
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await on.keys("6", "ctrl+s")
            assert "记录人" in on.said()[-1]

        play(place, act)
        assert len(place.queue.parked()) == 2


def test_another_cause_offers_no_amendment(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        late_entries(place)
        for item in place.queue.parked():
            document = parked_document(item.ops, Result(n=1, id="o:1", out="rejected", code="forbidden"), item.at)
            place.repository.commit([("parked", item.id, document)])

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert "作为更正提交" not in on.text()

        play(place, act)


def test_undo_after_amendments_says_why_not_before_it_takes_anything_else_back(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        rid = late_entries(place)
        note = place.desk.create("note", {"title": "备忘", "body": "别动", "at": "2026-03-05T08:00"})

        async def act(on: Stage) -> None:
            await on.keys("6", "up", "ctrl+s")
            await on.type("离线时所记")
            await on.keys("escape")
            assert [each.field for each in place.unsaved.of(rid)] == ["ask:amendment:"]
            await on.keys("ctrl+s")
            assert "离线时所记" in on.text(), "the reason is there again"
            await on.keys("enter")
            await on.until(lambda: len(place.repository.find("amendment")) == 2)
            await on.keys("ctrl+z")
            assert on.said()[-1].startswith("作为更正提交不能撤销")
            assert "再按 Ctrl+Z 撤销更早的一步" in on.said()[-1]
            assert not place.desk.record(note).deleted
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record(note).deleted)

        play(place, act)
        assert place.unsaved.all() == []


def test_undo_after_submitting_again_says_why_not(tmp_path: Path) -> None:
    from sync.parking import resubmit, retry_all
    from sync.problems import UndoRefused
    from sync.undo import undo

    with joined(tmp_path) as place:
        late_entries(place)
        done = len(place.desk.last)
        assert resubmit(place.desk) == 0
        assert len(place.desk.last) == done
        retry_all(place.desk, place.queue.parked())
        with pytest.raises(UndoRefused, match="resubmitted"):
            undo(place.desk)
        assert len(place.desk.last) == done


def test_what_was_settled_meanwhile_is_not_proposed_as_well(tmp_path: Path) -> None:
    from sync.amending import amend, late
    from sync.parking import discard

    with joined(tmp_path) as place:
        late_entries(place)
        items = place.queue.parked()
        proposals = [(each, "字") for item in items for each in late(place.desk, item)]
        discard(place.desk, items[0])
        with pytest.raises(InTheWay):
            amend(place.desk, items, proposals, "理由")
        assert place.repository.find("amendment") == []
        assert len(place.queue.parked()) == 1


def test_a_stand_in_recorder_gets_the_right_and_one_key_sends_everything(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        record = envelope(
            "session", "s-1", by=OTHER, form="exchange", title="交流", host=OTHER, recorders=[OTHER], **HELD
        )
        allowed = {**record, "f": {**record["f"], "recorders": [ME, OTHER]}}
        place.shadow.take_in(place.shadow.records_changes([allowed]))
        for number in range(3):
            minutes.enter(place, "s-1", f"第{number}句", {"entry": "discussion"}, at("2026-03-05T09:30"))
        row = {"session": "s-1", "member": OTHER, "expected": True, "status": "late"}
        place.desk.create("attendance", row)
        ops = waiting(place)
        refused(place, ops, "forbidden")
        # As it was while the recorder was ill: the right is not there yet.
        place.shadow.take_in(place.shadow.records_changes([{**record, "rev": 2, "seq": 2}]))

        async def act(on: Stage) -> None:
            await on.keys("6")
            assert "未被接受：没有权限（4）" in on.text()
            assert "目前本机还没有看到这项权限" in on.text()
            host_adds = {**allowed, "rev": 3, "seq": 3}
            place.shadow.take_in(place.shadow.records_changes([host_adds]))
            await on.settle()
            await on.keys("down", "up")
            assert "现在您有这项权限了" in on.text()
            await on.keys("ctrl+g")
            await on.until(lambda: len(place.queue) == 4)
            assert "没有冲突" in on.text()

        play(place, act)
        assert [op.rec for op in waiting(place)] == [op.rec for op in ops]
        assert not {op.id for op in waiting(place)} & {op.id for op in ops}, (
            "new edits: the old outcome stands for ever"
        )
        assert [view.get("text") for view in minutes.ordered(place, "s-1")] == ["第0句", "第1句", "第2句"]


def test_the_next_session_of_that_form_lists_what_is_still_open(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        first = place.desk.create("session", {"form": "exchange", "title": "上一次", "start": "2026-02-05T09:00"})
        other = place.desk.create("session", {"form": "lecture", "title": "党课", "start": "2026-02-06T09:00"})
        later = place.desk.create("session", {"form": "exchange", "title": "以后", "start": "2026-04-05T09:00"})
        now = place.desk.create("session", {"form": "exchange", "title": "这一次", "start": "2026-03-05T09:00"})
        for rid, text in (
            (first, "交一篇心得"),
            (first, "已经办了"),
            (other, "别的形式"),
            (later, "以后的事"),
            (now, "这次的事"),
        ):
            place.desk.create("action", {"session": rid, "text": text, "owner": people["张三"]})
        done = next(each for each in place.repository.find("action") if each.get("text") == "已经办了")
        place.desk.change_state(done.id, "done")

        async def act(on: Stage) -> None:
            await show(on, now, "actions")
            assert "[待办 1]" in on.lines()[1], "what is left over is not this session's"
            assert [line.split()[0] for line in on.lines()[3:5]] == ["这次的事", "上次遗留"]
            assert "2026-02-05：交一篇心得" in on.text()
            for words in ("已经办了", "别的形式", "以后的事"):
                assert words not in on.text()
            await on.keys("down", "f9", "enter")
            await on.until(lambda: "交一篇心得" not in on.text())

        play(place, act)
        left = next(each for each in place.repository.find("action") if each.get("text") == "交一篇心得")
        assert (left.state, left.get("session")) == ("done", first)


def test_warnings_and_late_entry_show_on_overview_and_record_and_block_nothing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        old = held(place, people["张三"], people["李四"], start="2026-01-08T09:00", end="2026-01-08T10:00")
        minutes.enter(place, old, PARAGRAPH, {"entry": "discussion"})
        # Which of two is the earlier is told by the second and then by the millisecond; on a fast machine both were in one.
        time.sleep(0.005)
        rid = held(place, people["张三"], people["李四"], start="2026-02-17T09:00", end="2026-02-17T09:10")
        minutes.enter(place, rid, PARAGRAPH, {"entry": "discussion"})

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.until(lambda: "提醒 3 条（不影响提交；" in on.text())
            for words in ("只有 10 分钟，不到 20 分钟", "2026-02-17 是节假日（春节）", "一字不差"):
                assert words in on.text()
            assert "补录：还没提交，已过最迟 2026-02-26，将记为补录" in on.text()
            await on.keys("ctrl+f")
            assert "提醒的依据" in on.text()
            await on.keys("down", "down", "down", "enter")
            assert "[记录 3]" in on.lines()[1], "the earlier record itself is opened"
            await on.keys("escape")
            assert "2026-02-17 09:00" in on.text()
            await on.keys("comma")
            assert "[记录稿]" in on.lines()[1]
            await on.until(lambda: "提醒 3 条" in on.text())
            for state in ("running", "writing", "submitted"):
                await on.keys("f9", "enter")
                await on.until(lambda to=state: place.desk.record(rid).state == to)  # type: ignore[misc]
            assert "补录：补录于 20" in on.text()
            place.desk.set(rid, {"end": "2026-02-17T10:00"})
            await on.until(lambda: "提醒 2 条" in on.text())

        play(place, act)


def test_a_cancelled_session_has_no_warnings(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = held(place, people["张三"], people["李四"], start="2026-02-17T09:00", end="2026-02-17T09:10")

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.until(lambda: "提醒 2 条" in on.text())
            place.desk.change_state(rid, "cancelled", with_fields={"reason": "另有任务"})
            await on.until(lambda: "提醒" not in on.text())
            assert "补录：/" in on.text()
            await on.keys("ctrl+f")
            assert "没有提醒" in on.said()[-1]

        play(place, act)


def test_the_server_tells_when_another_device_submitted_first(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        fields = {"form": "exchange", "title": "交流", "host": OTHER, "recorders": [OTHER], **HELD}
        record = envelope("session", "s-1", 9, by=OTHER, **fields)
        record["f"]["state"] = "approved"
        record["updated"] = {"at": "2026-03-20T01:00:00+00:00", "by": OTHER}
        place.shadow.take_in(place.shadow.records_changes([record]))
        submitted = {"state": ["writing", "submitted"]}
        offline = revision(4, OTHER, "2026-03-12T01:00:00+00:00", ch=submitted, claimed="2026-03-09T09:00:00+08:00")
        again = revision(8, OTHER, "2026-03-18T01:00:00+00:00", ch=submitted, claimed="2026-03-18T09:00:00+08:00")
        answers = Answers([again, offline], {"state": "approved"})
        answers.size = 1

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            assert "本机没有记下何时提交" in on.text()
            await on.keys("comma")
            await on.until(lambda: "按时（2026-03-09 09:00 完成" in on.text())
            assert "服务器收到2026-03-1209:00" in on.text().replace("\n", "").replace(" ", "")

        play(place, act, connect=answers.connect)
        assert answers.asked == [None, 8], "every page, since the first submission is the oldest"


def test_without_network_the_verdict_stays_open(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        record = envelope("session", "s-1", 9, by=OTHER, form="exchange", host=OTHER, **HELD)
        record["f"]["state"] = "approved"
        record["updated"] = {"at": "2026-03-20T01:00:00+00:00", "by": OTHER}
        place.shadow.take_in(place.shadow.records_changes([record]))
        answers = Answers()
        answers.down = True

        async def act(on: Stage) -> None:
            await show(on, "s-1", "record")
            await on.until(lambda: answers.asked == [None])
            await on.settle()
            assert "补录：待补" in on.text()

        play(place, act, connect=answers.connect)


def test_a_vote_and_an_amendment_and_who_signed_how_stand_in_the_text(tmp_path: Path) -> None:
    from tui.assembling import as_text, assembled

    with joined(tmp_path, "clerk") as place:
        rid = held(place, OTHER, ME)
        vote = {"session": rid, "matter": "评先", "eligible": 10, "in_favour": 6}
        place.desk.create("vote", vote)
        sign_here(place, rid, ME, "recorder")
        from sync.sign_off import sign
        from sync.signatures import digest_here

        seen = digest_here(place.repository, place.desk.record(rid))
        sign(place.desk, rid, seen, OTHER, "host", on_behalf=OnBehalf(OTHER, "spoken"))
        fields = {"session": rid, "target": rid, "reason": "漏记", "text": "补一句"}
        place.desk.create("amendment", fields)
        text = as_text(assembled(place, place.desk.record(rid)))
        assert "评先：应到有表决权 10、实到有表决权 待补、赞成 6、反对 待补、弃权 待补" in text
        assert "对“整份记录”：补一句（理由：漏记；王五，" in text
        assert "主持人：张三（口头，代录：王五） 已签" in text


def test_a_signature_from_the_server_counts_until_the_session_is_returned(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = held(place, ME, OTHER)
        signed_by_other(place, rid, "recorder")
        sign_here(place, rid, ME, "host")
        assert place.desk.facts.signed(rid)
        assert BRANCH in place.desk.record(rid).scope
