"""What follows a mark at a roll call: times, reasons, hints, observers, the quorum, make-up study."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sync.clock import today
from sync.workplace import Workplace
from tests.screens.meeting import session, show, staff, statuses
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import roll


def called(place: Workplace, **fields: Any) -> str:
    """A session whose roll is made and nobody marked."""
    rid = session(place, **fields)
    roll.begin(place, place.desk.record(rid))
    return rid


def row_of(place: Workplace, rid: str, name: str) -> Any:
    """The row of a person."""
    rows = place.repository.linked("attendance", "session", rid)
    return next(row for row in rows if place.desk.record(str(row.get("member"))).get("name") == name)


def test_late_and_left_early_take_the_time_now_which_can_be_changed_at_once(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三", "李四", "王五")
        day = today(place.clock)
        rid = called(place, start=f"{day}T00:00", end=f"{day}T23:59")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            before = place.clock.now().strftime("%Y-%m-%dT%H:%M")
            await on.keys("ctrl+f")
            await on.type("zs2")
            await on.until(lambda: statuses(place, rid)["张三"] == "late")
            taken = row_of(place, rid, "张三").get("arrived")
            assert before <= taken <= place.clock.now().strftime("%Y-%m-%dT%H:%M")
            assert f"张三  迟到  到场时间 {taken[11:]}" in on.text()
            await on.keys("８")
            assert on.app.focused is not None
            assert on.app.focused.id == "field-arrived"
            await on.type("００16")
            await on.keys("escape")
            await on.until(lambda: row_of(place, rid, "张三").get("arrived") == f"{day}T00:16")
            assert "按规则" not in on.text(), "16 minutes are late"
            await on.type("ls3")
            await on.until(lambda: statuses(place, rid)["李四"] == "left_early")
            assert row_of(place, rid, "李四").get("left")[:10] == day
            await on.type("zs1")
            await on.until(lambda: statuses(place, rid)["张三"] == "present")
            assert row_of(place, rid, "张三").get("arrived") is None, "who is simply here came at no moment of note"
            await on.keys("ctrl+z")
            await on.until(lambda: row_of(place, rid, "张三").get("arrived") == f"{day}T00:16")
            assert statuses(place, rid)["张三"] == "late", "mark and time were one edit"

        play(place, act)


def test_a_roll_written_up_afterwards_takes_no_time_and_hints_are_never_applied(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三", "李四")
        rid = called(place, end="2026-03-05T11:00")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("2")
            await on.until(lambda: "张三  迟到  到场时间待补，按 8 填写" in on.text())
            await on.keys("8", "9", "7", "5", "escape")
            assert "[点名" not in on.text(), "no such time: the form says so, and keeps what was typed"
            await on.keys("backspace", "backspace", "backspace")
            await on.type("9时50分")
            await on.keys("escape")
            await on.until(lambda: "迟到  到场时间 09:50" in on.text())
            assert "按规则" not in on.text()
            await on.keys("8")
            await on.type("2026年3月5日10时")
            await on.keys("escape")
            await on.until(lambda: "缺了 60 分钟，满一半，按规则是缺席" in on.text())
            assert statuses(place, rid)["张三"] == "late", "a hint is no mark"
            await on.keys("down", "5")
            await on.until(lambda: "李四  缺席  事由待补，按 8 填写" in on.text())
            assert any("李四" in line and "待补" in line for line in on.lines()[5:8])
            await on.keys("8")
            await on.type("家中有事")
            await on.keys("escape")
            await on.until(lambda: "李四  缺席  家中有事" in on.text())

        play(place, act)
        assert row_of(place, rid, "李四").get("remark") == "家中有事"
        assert row_of(place, rid, "张三").get("left") is None


def test_a_name_nobody_has_marks_nobody_and_quick_keys_stay_in_order(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三", "李四", "周山", "赵素")
        rid = called(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+f", "x", "x", "4")
            assert "没有人符合“xx”" in on.said()[-1]
            await on.keys("z", "s", "down", "down", "down", "down", "4", "l", "s", "5", "z", "s", "shift+tab", "2")
            await on.until(lambda: sum(each is not None for each in statuses(place, rid).values()) == 3)
            await on.keys("enter")
            assert on.app.focused is not None
            assert on.app.focused.id == "table"

        play(place, act)
        assert statuses(place, rid) == {"张三": None, "李四": "absent", "周山": "leave", "赵素": "late"}


def test_observers_go_on_the_roll_with_the_others_and_guests_are_named(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四", "王五", "赵六")
        place.desk.create("away", {"member": people["赵六"], "from": "2026-01-01"})
        rid = session(place, observers=[people["李四"], people["赵六"]], guests="县委党校 陈老师\n财政局 吴某")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            assert "把应到的 2 人列上" in on.text()
            await on.keys("ctrl+n")
            await on.until(lambda: "应到 2  实到 0  列席 2  未点 2" in on.text())
            assert "2 人已列上名单，都是未点" in on.said()[-1]
            assert "列席 2 人" in on.said()[-1]
            [line] = [line for line in on.lines() if "邀请人员：" in line]
            assert "县委党校 陈老师、财政局 吴某" in line
            assert "李四" in line
            assert "赵六" in line
            await on.keys("ctrl+z")
            await on.until(lambda: not statuses(place, rid))

        play(place, act)
        assert place.repository.linked("attendance", "session", rid) == [], "one action, taken back as one"


def test_the_quorum_is_live_and_says_whom_it_counts(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四", "王五", "赵六", "钱七")
        for name in ("张三", "李四", "王五"):
            place.desk.set(people[name], {"standing": "full"})
        place.desk.set(people["赵六"], {"standing": "probationary"})
        rid = session(place, form="general_meeting")
        everybody = [roll.entry(place, place.desk.record(rid), member) for member in people.values()]
        roll.put_on_roll(place, rid, everybody)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            assert "有表决权 3  其中实到 0  法定人数：未点（1 人身份待补）" in on.text()
            place.desk.set(people["钱七"], {"standing": "staff"})
            await on.keys("ctrl+f")
            await on.type("zs4ls5")
            await on.until(lambda: statuses(place, rid)["李四"] == "absent")
            assert "有表决权 3  其中实到 0  法定人数：未点" in on.text()
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "有表决权 3  其中实到 1  不够法定人数（至少 2 人）" in on.text())
            await on.type("ls2")
            await on.until(lambda: "有表决权 3  其中实到 2  够法定人数（至少 2 人）" in on.text())
            await show(on, rid, "overview")
            assert "表决：有表决权 3  其中实到 2  够法定人数（至少 2 人）" in on.text()

        play(place, act)


def test_a_quorum_of_people_of_unknown_standing_is_not_said_to_be_none(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        rid = session(place, form="general_meeting")
        roll.put_on_roll(place, rid, [roll.entry(place, place.desk.record(rid), each) for each in people.values()])
        place.desk.set(rid, {"roll_call_done": True})

        async def act(on: Stage) -> None:
            for pane in ("roll_call", "overview"):
                await show(on, rid, pane)
                assert "有表决权 待补  其中实到 待补  法定人数：待补（2 人身份待补）" in on.text()
            place.desk.set(people["张三"], {"standing": "full"})
            await on.until(lambda: "有表决权 1  其中实到 1  法定人数：待补（1 人身份待补）" in on.text())

        play(place, act)


def test_of_a_leave_that_was_asked_for_only_its_state_is_shown(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        rid = called(place)
        asked = {"session": rid, "member": people["张三"], "leave_kind": "sick", "reason": "住院"}
        place.desk.create("leave_request", asked)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("4")
            await on.until(lambda: "张三  请假  请假单待批" in on.text())
            assert "住院" not in on.text()
            await on.keys("down", "4")
            await on.until(lambda: "李四  请假  事由待补，按 8 填写" in on.text())
            assert any(line.startswith(" 李四") and "事由待补" in line for line in on.lines()[5:-3]), "in its row, too"

        play(place, act)


def days_ago(place: Workplace, days: int) -> str:
    """A day so long ago, YYYY-MM-DD."""
    return (place.clock.now().date() - dt.timedelta(days=days)).isoformat()


def test_who_missed_a_session_is_told_makes_it_up_and_is_verified(tmp_path: Path) -> None:
    with joined(tmp_path / "member") as place:
        day = days_ago(place, 3)
        due = days_ago(place, -27)
        rows = [
            envelope("session", "s-1", form="exchange", title="读书交流", start=f"{day}T09:00", recorders=[OTHER]),
            envelope("attendance", "a-1", session="s-1", member=ME, expected=True, status="leave"),
            envelope("attendance", "a-2", session="s-1", member=OTHER, expected=True, status="present"),
        ]
        place.shadow.take_in(place.shadow.records_changes(rows))

        async def enter(on: Stage) -> None:
            assert "补课待完成：读书交流" in on.text()
            await on.keys("home", "enter")
            assert "[点名 实到1/应到2]" in on.text()
            assert f"王五  请假  事由待补，按 8 填写  要补课，{due} 前核实" in on.text()
            await on.keys("9")
            assert "学习秘书" in on.said()[-1], "nobody verifies one's own make-up without the role"
            await on.keys("f3", "f3", "f3", "f3", "f3")
            assert f"您：要补课，{due} 前核实。在点名栏按 Ctrl+O 填写" in on.text()

        play(place, enter)

        async def make(on: Stage) -> None:
            await on.keys("home", "enter", "ctrl+o")
            await on.type("读了学习材料，写了笔记")
            await on.keys("tab")
            await on.type(today(place.clock))
            await on.keys("escape")
            await on.until(lambda: "补课待核实" in on.text())
            await on.keys("escape")
            assert "补课待完成" not in on.text()

        play(place, make)
        row = place.desk.record("a-1")
        assert (row.get("makeup"), row.get("makeup_on")) == ("读了学习材料，写了笔记", today(place.clock))
        assert {name for each in place.queue.waiting() for name in each.op.ch} == {"makeup", "makeup_on"}

    with joined(tmp_path / "clerk", "clerk") as place:
        long_ago = days_ago(place, 40)
        rows = [
            envelope("session", "s-1", form="exchange", title="读书交流", start=f"{long_ago}T09:00", recorders=[OTHER]),
            envelope("attendance", "a-1", session="s-1", member=OTHER, status="absent", makeup="自学了材料"),
            envelope("attendance", "a-2", session="s-1", member=ME, status="present"),
        ]
        place.shadow.take_in(place.shadow.records_changes(rows))

        async def verify(on: Stage) -> None:
            assert "补课待核实：张三，读书交流" in on.text()
            await on.keys("home", "enter")
            assert "补课逾期" in on.text()
            await on.keys("９")
            await on.until(lambda: place.desk.record("a-1").get("makeup_verified") == ME)
            assert "张三的补课已核实" in on.said()[-1]
            assert "已补课" in on.text()
            await on.keys("9")
            assert "已由王五核实" in on.said()[-1]
            await on.keys("escape")
            assert "补课待核实" not in on.text()

        play(place, verify)


def test_on_a_device_alone_it_is_asked_who_verified_a_make_up(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        rid = called(place, start=f"{days_ago(place, 31)}T09:00")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("9")
            assert "张三不用补课" in on.said()[-1]
            await on.keys("5")
            await on.until(lambda: "补课逾期  事由待补" in on.text())
            await on.keys("ctrl+o")
            await on.type("看了录像")
            await on.keys("escape")
            await on.until(lambda: bool(row_of(place, rid, "张三").get("makeup")))
            await on.keys("9")
            assert "谁核实的" in on.text()
            await on.type("ls")
            await on.keys("enter")
            await on.until(lambda: row_of(place, rid, "张三").get("makeup_verified") == people["李四"])
            await on.keys("ctrl+z")
            await on.until(lambda: row_of(place, rid, "张三").get("makeup_verified") is None)

        play(place, act)
