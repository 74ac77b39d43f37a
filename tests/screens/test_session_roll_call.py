"""The roll call: everybody 未点 until marked, figures mark, one key says that all others are present."""

from __future__ import annotations

from pathlib import Path

from sync.undo import undo
from tests.screens.meeting import session, show, staff, statuses
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tui import roll
from tui.moments import moment


def test_the_roll_is_made_marked_and_finished_by_keys(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四", "王五", "赵六", "钱七", "孙八")
        section = place.desk.create("section", {"name": "秘书科"})
        place.desk.create("membership", {"member": people["张三"], "section": section, "from": "2020-01-01"})
        place.desk.create("away", {"member": people["赵六"], "from": "2026-03-01", "to": "2026-03-31"})
        place.desk.create("away", {"member": people["钱七"], "from": "2025-03-01", "to": "2025-03-31"})
        place.desk.change_state(people["孙八"], "left")
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            assert "按 Ctrl+N 把应到的 4 人列上" in on.text()
            await on.keys("1")
            assert "先按 Ctrl+N 建名单" in on.said()[-1]
            await on.keys("ctrl+n")
            assert "4 人已列上名单，都是未点" in on.said()[-1]
            assert "应到 4  实到 0  未点 4" in on.text()
            await on.keys("2", "down", "４", "down", "5", "down", "0")
            await on.until(lambda: "应到 4  实到 1  迟到 1  请假 1  缺席 1  未点 1" in on.text())
            await on.keys("ctrl+n")
            assert "应到的 4 人都在名单上" in on.said()[-1]
            before = len(on.said())
            await on.keys("up", "1")
            await on.hears("王五：缺席 改为 实到；Ctrl+Z 改回")
            await on.keys("1", "7")
            await on.until(lambda: "应到 3  实到 1  迟到 1  请假 1  列席 1  未点 1" in on.text())
            assert len(on.said()) == before + 2, "a first mark needs no word, nor one that changes nothing"
            await on.keys("ctrl+s")
            assert "其余 1 人均到？" in on.text()
            assert "钱七" in on.text()
            await on.keys("escape")
            assert place.desk.record(rid).get("roll_call_done") is None
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: "应到 3  实到 2  迟到 1  请假 1  列席 1  点名完成" in on.text())
            assert "未点" not in "".join(line for line in on.lines() if "钱七" in line)
            await on.keys("ctrl+s")
            assert "点名已经完成" in on.said()[-1]
            await on.keys("end", "5")
            await on.hears("钱七：实到 改为 缺席；Ctrl+Z 改回")
            await on.keys("ctrl+z")
            await on.until(lambda: statuses(place, rid)["钱七"] is None)
            await on.keys("plus", "z", "l", "enter", "ctrl+s")
            await on.until(lambda: "没有另点的算实到" in on.said()[-1])
            await on.keys("ctrl+z")
            await on.until(lambda: "赵六" not in statuses(place, rid))

        play(place, act)
        assert statuses(place, rid) == {"张三": "late", "李四": "leave", "王五": "observer", "钱七": None}
        [first] = [row for row in roll.rows(place, rid) if row.get("member") == people["张三"]]
        assert (first.get("expected"), first.get("section")) == (True, section)


def test_a_person_is_found_by_initials_and_marked_without_leaving_the_line(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place, "张三", "李四", "欧阳明", "赵六")
        rid = session(place)
        roll.put_on_roll(place, rid, roll.missing(place, place.desk.record(rid)))

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("slash", "o", "y", "1", "l", "s", "４", "z", "l")
            await on.type("2")
            await on.until(lambda: statuses(place, rid)["赵六"] == "late")
            await on.type("张三５")
            await on.until(lambda: statuses(place, rid)["张三"] == "absent")
            await on.keys("down", "3", "escape", "escape")

        play(place, act)
        assert statuses(place, rid) == {"张三": "absent", "李四": "left_early", "欧阳明": "present", "赵六": "late"}


def test_each_mark_is_one_edit_and_quick_corrections_do_not_conflict(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            place.queue.mark_sent([each.op for each in place.queue.waiting()], 1)
            await on.keys("1", "4", "2", "down", "1")
            await on.until(lambda: statuses(place, rid) == {"张三": "late", "王五": "present"})

        play(place, act)
        edits = [each.op for each in place.queue.waiting() if each.op.k == "put"]
        assert [(op.ch["status"]) for op in edits] == [[None, "late"], [None, "present"]], (
            "one edit a row, base as shown"
        )
        undo(place.desk)
        assert statuses(place, rid) == {"张三": "late", "王五": None}


def test_marks_of_another_device_appear_under_the_cursor(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        rows = [
            envelope("session", "s-1", form="exchange", recorders=[OTHER], start="2026-03-05T09:00"),
            envelope("attendance", "a-1", session="s-1", member=ME, expected=True),
            envelope("attendance", "a-2", session="s-1", member=OTHER, expected=True),
        ]
        place.shadow.take_in(place.shadow.records_changes(rows))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "roll_call")
            await on.keys("down", "1")
            assert "记录人" in on.said()[-1], "whoever keeps no record of the session is told who does"
            row = envelope("attendance", "a-1", 2, by=OTHER, session="s-1", member=ME, expected=True, status="present")
            done = envelope("session", "s-1", 2, by=OTHER, form="exchange", recorders=[OTHER], roll_call_done=True)
            place.shadow.take_in(place.shadow.records_changes([row, done]))
            await on.settle()
            at = moment(place, "2026-03-05T01:00:00+00:00")
            assert f"应到 2  实到 2  点名完成（张三 {at}）" in on.text()

        play(place, act)
        assert len(place.queue) == 0


def test_others_are_added_to_the_roll_and_taken_off_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        place.desk.create("away", {"member": people["李四"], "from": "2026-01-01"})
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n", "+")
            await on.keys("l", "s", "enter", "ctrl+s")
            await on.until(lambda: set(statuses(place, rid)) == {"张三", "李四"})
            await on.keys("down", "delete")
            await on.until(lambda: set(statuses(place, rid)) == {"张三"})
            await on.keys("ctrl+z")
            await on.until(lambda: set(statuses(place, rid)) == {"张三", "李四"})

        play(place, act)


def test_the_roll_of_a_committee_meeting_holds_the_committee(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四", "王五", "赵六")
        for name, role, since in (("张三", "secretary", "2020-01-01"), ("李四", "committee", "2027-01-01")):
            place.desk.create("appointment", {"member": people[name], "role": role, "from": since})
        place.desk.create("appointment", {"member": people["王五"], "role": "clerk", "from": "2020-01-01"})
        rid = session(place, form="committee_meeting")
        expected = {each.member for each in roll.missing(place, place.desk.record(rid))}
        assert expected == {people["张三"], people["王五"]}


def test_an_audience_that_is_not_understood_says_who_is_expected_in_its_place(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place, audience="全体职工、退休老同志")
        plain = session(place, audience="全体职工", title="另一次")

        async def act(on: Stage) -> None:
            words = "参加范围“退休老同志”不在常用范围内，按“全体职工”列名单"
            await show(on, rid, "roll_call")
            assert words in on.text()
            await show(on, rid, "overview")
            assert words in on.text()
            await show(on, plain, "roll_call")
            assert "不在常用范围内" not in on.text()

        play(place, act)


def test_a_session_that_was_not_begun_says_how_it_is_set_running_once_something_is_said_in_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        staff(place)
        rid = session(place)
        hint = "按 F9 再按 Enter 改为"

        async def act(on: Stage) -> None:
            await show(on, rid, "minutes")
            assert hint not in on.text()
            await on.type("先说一句")
            await on.keys("enter")
            await on.until(lambda: hint in on.text())
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: len(statuses(place, rid)) == 4)
            assert hint not in on.text(), "a roll is made long before"
            await on.keys("1")
            await on.until(lambda: hint in on.text())
            await on.keys("1", "down", "5")
            await on.until(lambda: "absent" in statuses(place, rid).values())
            assert place.desk.record(rid).state == "planned", "nothing is changed unasked"
            await on.keys("f9", "enter")
            await on.until(lambda: place.desk.record(rid).state == "running")
            await on.until(lambda: hint not in on.text())

        play(place, act)


def test_who_may_not_begin_a_session_is_not_told_to(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        records = [
            envelope("session", "s-1", by=OTHER, form="exchange", title="交流", host=OTHER),
            envelope("attendance", "t-1", by=OTHER, session="s-1", member=OTHER, status="present", expected=True),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "roll_call")
            assert "张三" in on.text()
            assert "按 F9 再按" not in on.text()

        play(place, act)


def test_a_roll_that_was_approved_is_changed_knowingly(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        row = {"session": "s-1", "member": OTHER, "expected": True, "status": "present"}
        place.shadow.take_in(
            place.shadow.records_changes(
                [
                    envelope(
                        "session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00", state="approved"
                    ),
                    envelope("attendance", "a-1", **row),
                ]
            )
        )

        async def act(on: Stage) -> None:
            await show(on, "s-1", "roll_call")
            await on.keys("5")
            await on.hears("这次活动已通过：刚才的改动会留在“经过”里；不是要改它就按 Ctrl+Z")
            once = sum("这次活动已通过" in each for each in on.said())
            await on.keys("2")
            await on.until(lambda: place.desk.record("a-1").get("status") == "late")
            assert sum("这次活动已通过" in each for each in on.said()) == once == 1
            await show(on, "s-1", "roll_call")
            await on.keys("ctrl+z")
            await on.until(lambda: place.desk.record("a-1").get("status") == "absent")
            assert sum("这次活动已通过" in each for each in on.said()) == 1, "undo needs no advice to undo"

        play(place, act)
