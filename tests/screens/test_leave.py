"""Leave of a session by keys: asked, withdrawn, entered for another, decided, offered to the roll."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sync.wire import Record
from sync.workplace import Workplace
from tests.screens.meeting import session, show, staff, statuses
from tests.screens.stage import BRANCH, ME, OTHER, Stage, alone, envelope, joined, play
from tui.screens.form import FormPage


def asked(rid: str, session: str, member: str = OTHER, **fields: Any) -> Record:
    """A request of a colleague, as the server would send it to who may read it."""
    values = {"state": "asked", "leave_kind": "sick", "reason": "住院手术", **fields}
    return envelope(
        "leave_request", rid, by=member, scope=f"r:{BRANCH}:{member}", session=session, member=member, **values
    )


def take(place: Workplace, *records: Record) -> None:
    place.shadow.take_in(place.shadow.records_changes(list(records)))


def test_a_member_asks_changes_the_reason_and_withdraws(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00", host=OTHER))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            assert "请假（您看得到的）" not in on.text()
            await on.keys("ctrl+o")
            assert "请假 · 党课" in on.lines()[0]
            assert "按 Ctrl+N 请假" in on.text()
            await on.keys("ctrl+n", "enter", *"cc", "enter", "tab")
            await on.type("去省里开会")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("leave_request") == 1)
            assert any("王五" in line and "出差" in line and "去省里开会" in line for line in on.lines())
            assert any("待批" in line for line in on.lines())
            await on.keys("ctrl+n")
            assert "您已经请过假（待批）" in on.said()[-1]
            await on.keys("f9")
            assert "学习秘书" in on.said()[-1], "nobody grants one's own leave without the right"
            await on.keys("f3")
            assert "还没有人可以批" in on.said()[-1]
            await on.keys("f2", "tab")
            await on.type("两天")
            await on.keys("escape", "f8")
            await on.until(lambda: place.repository.find("leave_request")[0].state == "withdrawn")
            await on.keys("enter")
            assert "去省里开会两天" in on.text(), "a settled one is still read whole"
            await on.keys("escape", "f2")
            assert "王五的请假已撤回" in on.said()[-1]
            await on.keys("escape")
            assert "请假（您看得到的）：已撤回 1" in on.text()

        play(place, act)
        [request] = place.repository.find("leave_request")
        assert (request.get("member"), request.get("session"), request.scope) == (ME, "s-1", f"r:{BRANCH}:{ME}")
        [first, *_] = [each.op for each in place.queue.waiting()]
        assert (first.k, first.for_, first.basis) == ("new", None, None)


def test_a_plain_member_enters_nothing_for_another(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, envelope("session", "s-1", form="lecture", recorders=[OTHER]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+o")
            assert "学习秘书" in on.said()[-1]
            assert "记录人" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_open_requests_are_on_home_and_decided_with_one_key_and_a_remark(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        take(place, envelope("member", "m-3", name="赵六"), envelope("member", "m-4", name="孙七"))
        take(place, asked("l-1", rid), asked("l-2", rid, "m-3", leave_kind="personal", reason="家中有事"))

        async def act(on: Stage) -> None:
            assert "请假待批：张三，核心价值观学习" in on.text()
            assert "住院" not in on.text(), "a reason stands nowhere but on its own page"
            await on.keys("home", "enter")
            assert "请假 · 核心价值观学习" in on.lines()[0]
            assert any("张三" in line and "病假" in line and "住院手术" in line for line in on.lines())
            await on.keys("f9")
            await on.type("安心养病")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("l-1").state == "granted")
            await on.keys("home")
            assert any("赵六" in line for line in on.lines()[:5])
            await on.keys("ctrl+r", "enter")
            await on.until(lambda: place.desk.record("l-2").state == "refused")
            await on.keys("f9")
            assert "再改" in on.said()[-1]
            await on.keys("escape")
            assert "请假待批" not in on.text()
            assert "请假 张三" in on.text(), "that something was decided is news, why is not"
            assert "住院" not in on.text()

        play(place, act)
        granted, refused = place.desk.record("l-1"), place.desk.record("l-2")
        assert (granted.get("decided_by"), granted.get("decision")) == (ME, "安心养病")
        assert (refused.get("decided_by"), refused.get("decision")) == (ME, None)


def test_a_recorder_enters_what_another_asked_by_word_and_history_says_so(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课", recorders=[ME]))

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+o", *"zs", "enter")
            assert "张三的意思从哪里来？" in on.text()
            await on.keys("down", "enter")
            await on.type("3月4日电话")
            await on.keys("enter", "enter", *"bj", "enter", "ctrl+s")
            await on.until(lambda: place.repository.count("leave_request") == 1)
            await on.keys("escape", "f6")
            assert "张三（口头" in on.text()
            assert "代录：王五" in on.text()

        play(place, act)
        [entered] = [each.op for each in place.queue.waiting()]
        assert (entered.type, entered.scope) == ("leave_request", f"r:{BRANCH}:{OTHER}")
        assert (entered.for_, entered.basis, entered.ref) == (OTHER, "spoken", "3月4日电话")
        assert entered.ch["leave_kind"] == [None, "sick"]


def test_what_another_takes_back_by_word_the_clerk_enters_with_its_basis(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        take(place, asked("l-1", rid))

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+o", "delete", "down", "enter", "enter")
            await on.until(lambda: place.desk.record("l-1").state == "withdrawn")

        play(place, act)
        op = list(place.queue.waiting())[-1].op
        assert (op.for_, op.basis, op.ref) == (OTHER, "spoken", None)


def test_a_leave_two_people_decided_differently_says_so_where_it_is_read_and_where_that_is_settled(
    tmp_path: Path,
) -> None:
    with joined(tmp_path, "clerk") as place:
        scope = f"r:{BRANCH}:{OTHER}"
        fields = {"record": "l-1", "field": "state", "current": "granted", "mine": "refused"}
        at = "2026-03-05T01:00:00+00:00"
        two = envelope("conflict", "c-1", by=ME, scope=scope, state="open", op="o:1", at=at, **fields)
        two["f"]["by"] = ME
        take(
            place,
            envelope("session", "s-1", form="lecture", title="党课", start="2026-03-05T09:00", host=OTHER),
            asked("l-1", "s-1", state="granted", decision="好好养病"),
            two,
        )

        async def act(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o")
            assert any("准假" in line and "王五定的是“不准”" in line for line in on.lines())
            on.app.push_screen(FormPage("session", "s-1"))
            await on.settle()
            assert "两人改了同一处" not in on.text()
            await on.keys("escape")
            on.app.push_screen(FormPage("leave_request", "l-1"))
            await on.settle()
            assert "两人改了同一处：状态；到“6 冲突”里选定" in on.text()

        play(place, act)


def test_a_section_head_decides_for_the_own_section_alone(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        take(
            place,
            envelope("session", "s-1", form="lecture", title="党课"),
            envelope("member", "m-3", name="赵六"),
            envelope("section", "k-1", name="秘书科"),
            envelope("appointment", "ap-1", member=ME, role="section_head", sections=["k-1"], **{"from": "2020-01-01"}),
            envelope("membership", "ms-1", member=OTHER, section="k-1", **{"from": "2020-01-01"}),
            asked("l-1", "s-1"),
        )

        async def act(on: Stage) -> None:
            assert "请假待批：张三，党课" in on.text()
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+o")
            assert "学习秘书" in on.said()[-1], "a section head enters nothing for another"
            await on.keys("f9", "enter")
            await on.until(lambda: place.desk.record("l-1").state == "granted")
            await on.keys("ctrl+s")
            assert place.repository.count("attendance") == 0, "nor marks on a roll kept by others"

        play(place, act)


def test_the_clerk_enters_what_the_secretary_decided_on_paper(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        take(place, asked("l-1", rid, ME, leave_kind="official"))
        take(place, envelope("appointment", "ap-9", member=OTHER, role="secretary", **{"from": "2020-01-01"}))

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+o", "f3")
            assert "张三：准假" in on.text()
            assert "张三：不准" in on.text()
            await on.keys("down", "enter", "enter")
            await on.type("请假条第3号")
            await on.keys("enter")
            await on.type("工作离不开")
            await on.keys("enter")
            await on.until(lambda: place.desk.record("l-1").state == "refused")

        play(place, act)
        op = list(place.queue.waiting())[-1].op
        assert (op.for_, op.basis, op.ref) == (OTHER, "paper", "请假条第3号")
        assert place.desk.record("l-1").get("decided_by") == OTHER


def test_granted_leave_is_offered_to_the_roll_and_never_marked_by_itself(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        for name in ("张三", "李四", "赵六"):
            fields = {"session": rid, "member": people[name], "leave_kind": "sick", "reason": "不该外传"}
            request = place.desk.create("leave_request", fields)
            if name != "赵六":
                place.desk.change_state(request, "granted")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: len(statuses(place, rid)) == 4)
            assert set(statuses(place, rid).values()) == {None}
            await on.keys("1")
            await on.until(lambda: statuses(place, rid)["张三"] == "present")
            await show(on, rid, "overview")
            assert "1 人准了假还没记到点名表" in on.text()
            await on.keys("ctrl+o", "ctrl+s")
            assert "把这 1 人在点名表上记为请假？" in on.text()
            await on.keys("enter")
            await on.until(lambda: statuses(place, rid)["李四"] == "leave")
            await on.keys("ctrl+s")
            assert "没有要记到点名表的准假" in on.said()[-1]
            await on.keys("ctrl+z")
            await on.until(lambda: statuses(place, rid)["李四"] is None)
            place.desk.set(rid, {"roll_call_done": True})
            await on.settle()
            await on.keys("ctrl+s")
            assert "点名已完成" in on.said()[-1]

        play(place, act)
        assert statuses(place, rid) == {"张三": "present", "李四": None, "王五": None, "赵六": None}
        rows = place.repository.linked("attendance", "session", rid)
        assert not any("不该外传" in str(row.fields) for row in rows)


def test_all_others_present_names_granted_leave_and_marks_it_as_one_action(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        rid = session(place)
        for name in ("张三", "李四"):
            request = place.desk.create("leave_request", {"session": rid, "member": people[name], "leave_kind": "sick"})
            place.desk.change_state(request, "granted")

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: len(statuses(place, rid)) == 4)
            await on.keys("1")
            await on.until(lambda: statuses(place, rid)["张三"] == "present")
            await on.keys("ctrl+s")
            assert "其余 2 人均到？" in on.text()
            assert "已准假、还没点：李四。" in on.text()
            await on.keys("escape")
            assert statuses(place, rid)["李四"] is None
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: bool(place.desk.record(rid).get("roll_call_done")))
            assert statuses(place, rid) == {"张三": "present", "李四": "leave", "王五": None, "赵六": None}
            assert "实到 3" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: statuses(place, rid)["李四"] is None)
            assert not place.desk.record(rid).get("roll_call_done"), "one action"

        play(place, act)


def test_leave_granted_after_the_roll_call_is_still_told(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n", "ctrl+s", "enter")
            await on.until(lambda: bool(place.desk.record(rid).get("roll_call_done")))
            fields = {"session": rid, "member": people["张三"], "leave_kind": "sick"}
            place.desk.change_state(place.desk.create("leave_request", fields), "granted")
            await show(on, rid, "overview")
            assert "1 人准了假，点名表上没有记请假" in on.text()
            await show(on, rid, "roll_call")
            await on.keys("5")
            await on.until(lambda: statuses(place, rid)["张三"] == "absent")
            await on.keys("0")
            assert "没有点的都算实到" in on.said()[-1]
            assert statuses(place, rid)["张三"] == "absent"

        play(place, act)


def test_leave_is_marked_before_the_roll_is_begun_too(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place, "张三", "李四")
        rid = session(place)
        request = place.desk.create("leave_request", {"session": rid, "member": people["张三"], "leave_kind": "duty"})

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+o", "f9", "enter")
            await on.until(lambda: place.desk.record(request).state == "granted")
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: statuses(place, rid) == {"张三": "leave"})
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: statuses(place, rid) == {"张三": "leave", "李四": None})
            assert "请假 1" in on.text()

        play(place, act)


def test_the_basis_of_what_is_entered_for_another_survives_a_kill_of_the_form(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        take(place, envelope("session", "s-1", form="lecture", title="党课"))

        async def write_and_die(on: Stage) -> None:
            await show(on, "s-1", "overview")
            await on.keys("ctrl+o", "ctrl+o", *"zs", "enter", "enter")
            await on.type("假条第7号")
            await on.keys("enter", "tab")
            await on.type("写到一半")
            await on.until(lambda: "写到一半" in [each.text for each in place.unsaved.all()])

        async def come_back(on: Stage) -> None:
            await on.keys("home", "enter")
            assert "写到一半" in on.text()
            await on.keys("enter", *"bj", "enter", "ctrl+s")
            await on.until(lambda: place.repository.count("leave_request") == 1)

        play(place, write_and_die)
        play(place, come_back)
        [entered] = [each.op for each in place.queue.waiting()]
        assert (entered.for_, entered.basis, entered.ref) == (OTHER, "paper", "假条第7号")
        assert entered.ch["reason"] == [None, "写到一半"]


def test_seventy_two_columns_break_nothing(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        rid = session(place)
        take(place, asked("l-1", rid, reason="住院手术，医生说要住两个星期才能出院，" * 5))

        async def act(on: Stage) -> None:
            await show(on, rid, "overview")
            await on.keys("ctrl+o")
            assert any("张三" in line and "病假" in line and "待批" in line for line in on.lines())
            await on.keys("f9", "enter")
            await on.until(lambda: place.desk.record("l-1").state == "granted")
            await on.keys("enter")
            assert "医生说要住两个星期" in on.text()
            await on.keys("escape", "escape", "ctrl+n")
            assert "时间：2026-03-05 09:00" in on.text()

        play(place, act, size=(72, 24))
