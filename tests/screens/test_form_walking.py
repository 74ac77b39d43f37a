"""The way through a form by keys, what it says on the way, and where one is afterwards."""

from __future__ import annotations

import re
from pathlib import Path

from tests.screens.meeting import session, show, staff
from tests.screens.stage import Stage, alone, play


def row(on: Stage, label: str) -> str:
    """What stands behind a label of the form."""
    found = (re.fullmatch(rf" {label}(?: \*| \(\*\))? +(.*)", line) for line in on.lines())
    return next(each[1] for each in found if each).rstrip(" ▁▂▃▄▅▆▇█")


def at(on: Stage) -> str:
    """The field with the cursor."""
    return str(getattr(on.app.focused, "field_name", ""))


def test_a_task_is_written_with_arrows_enter_and_months_in_words(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2024, "title": "计划"})
        fields = {"plan": plan, "track": "political"}
        for number in range(1, 31):
            place.desk.create("task", {**fields, "number": number, "topic": f"第{number}项"})
        place.desk.change_state(plan, "submitted")
        place.desk.change_state(plan, "approved")

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+n")
            assert at(on) == "topic"
            assert "* 现在要填；(*) 可以后补" in on.text()
            assert row(on, "参加范围").startswith("空着就是“全体职工”0 人")
            assert row(on, "起始月") == "如 3、三月、2024-03；几个月写 3-5", "an example of the plan's year"
            await on.type("公文写作")
            await on.keys("enter", "up", "up", "down", "down", *"yw", "enter")
            assert (at(on), row(on, "类别")) == ("track", "业务能力")
            await on.keys("backspace")
            assert row(on, "类别") == "业务能力", "what was picked as a whole does not go by a letter's key"
            assert "没有动" in on.said()[-1]
            await on.keys("delete")
            assert row(on, "类别") == "按 Enter 选择"
            assert "“类别”已清空；Ctrl+Z 恢复" in on.said()[-1]
            await on.keys("ctrl+z")
            assert row(on, "类别") == "业务能力"
            await on.keys("down", "down")
            assert at(on) == "month_from"
            await on.type("十三月")
            await on.keys("enter")
            assert at(on) == "month_to", "one may go on"
            assert "起始月的“十三月”不是月份。请写 3、三月或 2026-03。" in on.flat()
            await on.keys("ctrl+s")
            assert "没有保存：“起始月”要改，光标已在这一项" in on.text()
            assert at(on) == "month_from"
            await on.keys(*["backspace"] * 3, "3")
            assert "不是月份" not in on.flat(), "a complaint goes with its cause"
            assert "= 2024-03" in on.text()
            await on.keys("minus", "5")
            assert "= 2024-03 到 2024-05" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("task") == 31)
            assert (row(on, "起始月"), row(on, "截止月")) == ("2024-03", "2024-05")
            [said] = [said for said in on.said() if "计划已批准" in said]
            assert "2024-05 已经过去" in said
            await on.keys("escape")
            [made] = [view for view in place.repository.find("task") if view.get("topic") == "公文写作"]
            assert (made.get("month_from"), made.get("month_to")) == ("2024-03-01", "2024-05-31")
            assert any("公文写作" in line for line in on.lines()), "the cursor stands on what was made, in sight"
            await on.keys("enter")
            assert "公文写作" in on.lines()[0]
            await on.keys("tab", "escape")
            assert made.get("month_from") == place.desk.record(made.id).get("month_from")

        play(place, act)


def test_prose_is_left_by_the_arrows_at_its_ends_and_the_last_field_says_what_comes(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "actions")
            await on.keys("ctrl+n")
            await on.type("交材料")
            await on.keys("down", "down", "down")
            await on.type("第一行\n第二行")
            assert at(on) == "done_note"
            await on.keys("up")
            assert at(on) == "done_note"
            await on.keys("up")
            assert at(on) == "due"
            await on.keys("down", "down", "down")
            assert at(on) == "reason"
            await on.keys("enter")
            assert "这是最后一项；Ctrl+S 保存" in on.text()

        play(place, act)


def test_a_meeting_now_is_made_with_little_and_leads_to_its_page(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        place.desk.create("section", {"name": "秘书科"})
        [section] = place.repository.find("section")
        staff(place, "张三", "李四")
        twin = place.desk.create("member", {"name": "张三", "sort": 9})
        place.desk.create("membership", {"member": twin, "section": section.id, "from": "2020-01-01"})

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "down", "enter", "enter", *"ztdr", "enter", "down")
            assert "空着就是“全体职工”3 人" in on.text()
            await on.type("紧急传达")
            await on.keys("down", "end", *["backspace"] * 20)
            await on.type("现在")
            assert "= 20" in on.text(), "现在 is understood"
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("session") == 1)
            assert "已保存；Esc 到这次活动" in on.text()
            await on.keys("escape")
            assert "计划中 · 紧急传达" in on.lines()[0]
            [made] = place.repository.find("session")
            assert made.get("end") is None
            await on.keys("escape")
            assert "学习活动（1）" in on.lines()[0]
            rid = made.id
            await show(on, rid, "roll_call")
            await on.keys("ctrl+n")
            await on.until(lambda: len(place.repository.linked("attendance", "session", rid)) == 3)
            place.desk.set(rid, {"start": "2099-01-01T09:00"})
            await on.keys("ctrl+s")
            assert "张三（秘书科）" in on.flat(), "two of one name are told apart"
            assert "李四（" not in on.flat()
            await on.keys("enter")
            await on.until(lambda: "实到3/应到3" in on.lines()[1])
            await on.until(lambda: "早于开始时间（2099-01-01 09:00）" in on.flat())
            await show(on, rid, "minutes")
            await on.keys("ctrl+o", "ctrl+o")
            assert "讨论 原话 [决议] 点评 记事" in on.text()
            await on.type("周三前报值班表")
            await on.keys("enter")
            await on.until(lambda: "上一条是决议：Ctrl+N 转待办" in on.text())
            await on.keys("ctrl+n", *"ls", "enter", "down")
            await on.type("2099-02-03")
            await on.keys("ctrl+s", "escape")
            await on.until(lambda: "（李四 2099-02-03）周三前报值班表" in on.text())
            assert "上一条是决议" not in on.text()
            await show(on, rid, "overview")
            await on.keys("f4")
            assert "新建私人笔记 · 只在本机" in on.lines()[0]
            assert "只有您自己能看到；记在“2099-01-01 紧急传达”名下" in on.text()

        play(place, act)
