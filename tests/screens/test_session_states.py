"""Sessions that do not go as planned: postponed, cancelled, unplanned and adopted, by keys alone."""

from __future__ import annotations

from pathlib import Path

from tests.screens.meeting import session, show
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play


def test_a_session_is_postponed_with_a_reason_and_planned_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("f9", *"yyq", "enter", "escape")
            assert place.desk.record(rid).state == "planned"
            await on.keys("f9", *"yyq", "enter")
            await on.type("领导出差")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "postponed")
            assert "已延期 · 核心价值观学习" in on.lines()[0]
            assert "原因：领导出差" in on.text()
            await on.keys("ctrl+n")
            assert "（本次活动已延期：领导出差）" in on.text()
            await on.keys("escape", "f9", "enter")
            await on.until(lambda: place.desk.record(rid).state == "planned")
            await on.keys("f2", "tab", *["backspace"] * 16)
            await on.type("2026-03-12 09:00")
            await on.keys("escape")
            await on.until(lambda: place.desk.record(rid).get("start") == "2026-03-12T09:00")
            await on.keys("ctrl+n")
            assert "本次活动已延期" not in on.text()

        play(place, act)


def test_a_cancelled_session_says_why_and_stays_so(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await on.keys("3", "f9", *"yqx", "enter", "enter")
            assert "原因" in on.said()[-1], "without a reason it is not cancelled"
            assert place.desk.record(rid).state == "planned"
            await on.type("与全县会议冲突")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(rid).state == "cancelled")
            await on.keys("enter")
            assert "原因：与全县会议冲突" in on.text()
            await on.keys("f9")
            assert "这个状态之后没有别的状态" in on.said()[-1]

        play(place, act)


def test_a_plain_member_neither_postpones_nor_cancels(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        record = envelope("session", "s-1", form="exchange", title="交流", recorders=[ME], host=OTHER)
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("f9", *"yyq", "enter")
            assert "学习秘书" in on.said()[-1]
            await on.keys(*["backspace"] * 3, *"jxz", "enter")
            await on.until(lambda: place.desk.record("s-1").state == "running")

        play(place, act)


def test_an_unplanned_session_waits_on_home_to_be_adopted(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        record = envelope("session", "s-1", by=OTHER, form="exchange", title="临时交流", recorders=[OTHER])
        place.shadow.take_in(place.shadow.records_changes([record]))

        async def act(on: Stage) -> None:
            assert "临时交流" in on.text()
            await on.keys("home", "enter")
            assert "未确认（张三建）" in on.text()
            await on.keys("ctrl+r")
            await on.until(lambda: place.desk.record("s-1").get("adopted_by") == ME)
            await on.keys("escape")
            assert "待确认" not in on.text()
            assert not [line for line in on.lines() if "确认" in line and "临时交流" in line]

        play(place, act)
