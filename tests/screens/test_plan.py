"""Plans and their tasks, by keys alone."""

from __future__ import annotations

from pathlib import Path

from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play
from tests.screens.yearly import reads_all
from tui.plan_cautions import of_months


def test_a_task_held_in_full_is_marked_though_its_state_says_planned(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = envelope("plan", "p-1", year=2026, title="年度计划", state="approved")
        fields = {"plan": "p-1", "track": "political", "form": "lecture", "month_from": "2026-03-01"}
        first = envelope("task", "t-1", number=1, topic="开过的党课", **fields)
        second = envelope("task", "t-2", number=2, topic="没开的党课", **fields)
        held = {"form": "lecture", "start": "2026-03-05T09:00", "end": "2026-03-05T10:00", "state": "approved"}
        session = envelope("session", "s-1", title="党课", task="t-1", **held)
        place.shadow.take_in(place.shadow.records_changes([plan, first, second, session]))
        reads_all(place, ME)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter")
            lines = {
                topic: next(line for line in on.lines() if topic in line) for topic in ("开过的党课", "没开的党课")
            }
            assert lines["开过的党课"].endswith("计划中 ✓")
            assert lines["没开的党课"].endswith("计划中")
            await on.keys("escape")
            assert "1/2" in on.text(), "as the list of plans counts it"

        play(place, act)


def test_a_year_is_planned_and_a_task_becomes_a_session(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("2")
            assert "还没有年度学习计划。按 Ctrl+N 新建。" in on.text()
            await on.keys("ctrl+n")
            await on.type("理论学习计划")
            await on.keys("escape", "enter")
            assert "计划里还没有任务" in on.text()
            await on.keys("ctrl+n")
            await on.type("社会主义核心价值观")
            await on.keys("tab", "enter", "down", "enter", "tab", "enter", "down", "enter", "tab")
            await on.type("2026-03-01")
            await on.keys("tab")
            await on.type("2026-04-01")
            await on.keys("escape")
            line = next(line for line in on.lines() if "社会主义核心价值观" in line)
            assert line.split()[:1] == ["1"]
            assert "业务能力" in line
            assert "03-04" in line
            assert "计划中" in line
            assert "2026-04 已经过去，请核对月份。" in on.said()
            on.app.clear_notifications()
            await on.keys("ctrl+n")
            assert any("序号" in line and line.rstrip().endswith("2") for line in on.lines())
            await on.keys("escape")
            assert place.repository.count("task") == 1, "a form in which nothing was written makes nothing"
            await on.keys("ctrl+r")
            await on.type("2026-03-05 09:00")
            await on.keys("escape")

        play(place, act)
        [plan], [task], [session] = (place.repository.find(kind) for kind in ("plan", "task", "session"))
        assert plan.get("title") == "理论学习计划"
        assert (task.get("plan"), task.get("number"), task.get("form")) == (plan.id, 1, "collective_study")
        assert session.get("task") == task.id
        assert (session.get("form"), session.get("title")) == ("collective_study", "社会主义核心价值观")
        assert session.get("start") == "2026-03-05T09:00"


def test_what_is_proposed_for_a_session_of_a_task_is_saved_by_ctrl_s_alone(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = place.desk.create("plan", {"year": 2026})
        task = {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional", "form": "lecture"}
        place.desk.create("task", task)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+r", "escape")
            assert place.repository.count("session") == 0
            await on.keys("ctrl+r", "ctrl+s", "escape")

        play(place, act)
        [session] = place.repository.find("session")
        assert session.get("recorders") == [ME]
        assert session.get("title") == "公文写作"


def test_states_of_plan_and_task_have_keys_of_their_own(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "年度计划"})
        task = place.desk.create("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional"})

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "f3", "enter")
            await on.until(lambda: place.desk.record(plan).state == "submitted")
            assert "待审批 · 年度计划" in on.lines()[0]
            await on.keys("f9", "down", "down", "enter")
            await on.type("停办")
            await on.keys("enter")
            await on.until(lambda: place.desk.record(task).state == "cancelled")

        play(place, act)
        assert place.desk.record(task).get("reason") == "停办"


def test_a_plain_member_reads_the_plan_and_is_told_who_may_write_it(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        goal = "提高依法行政水平。" * 20
        records = [
            envelope("plan", "p-1", year=2026, title="年度计划", goals=goal),
            envelope("task", "t-1", plan="p-1", number=1, topic="公文写作", track="professional"),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter")
            assert "公文写作" in on.text()
            assert "目标：提高依法行政水平。" in on.text()
            [line] = [line for line in on.lines() if line.lstrip().startswith("目标")]
            assert line.endswith("…"), "the head keeps to a line a field"
            await on.keys("ctrl+n")
            assert "学习秘书" in on.said()[-1]
            await on.keys("delete")
            assert place.repository.count("task") == 1
            await on.keys("f2")
            assert "提高依法行政水平。" in on.text()

        play(place, act)
        assert len(place.queue) == 0


def test_a_section_head_may_begin_a_task(tmp_path: Path) -> None:
    with joined(tmp_path, "section_head") as place:
        place.shadow.take_in(place.shadow.records_changes([envelope("plan", "p-1", year=2026, title="年度计划")]))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+n")
            assert "新建学习任务" in on.lines()[0]

        play(place, act)


def test_tasks_of_others_appear_without_moving_the_cursor(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        tasks = [
            envelope("task", f"t-{n}", plan="p-1", number=n, topic=f"第{n}讲", track="political") for n in (1, 2, 4)
        ]
        place.shadow.take_in(place.shadow.records_changes([envelope("plan", "p-1", year=2026), *tasks]))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "down", "down")
            news = [
                envelope("task", "t-3", by=OTHER, plan="p-1", number=3, topic="第3讲", track="political"),
                envelope("plan", "p-1", 2, by=OTHER, year=2026, goals="学以致用"),
            ]
            place.shadow.take_in(place.shadow.records_changes(news))
            await on.settle()
            topics = [line.split()[1] for line in on.lines() if "讲" in line]
            assert topics == ["第1讲", "第2讲", "第3讲", "第4讲"]
            assert "目标：学以致用" in on.text()
            await on.keys("enter")
            assert "第4讲" in on.lines()[0], "the cursor stayed on its task"

        play(place, act)


def test_text_typed_into_a_new_task_comes_back_in_its_plan(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026})

        async def write_and_die(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+n")
            await on.type("写到一半的主题")
            await on.until(lambda: bool(place.unsaved.all()))

        play(place, write_and_die)

        async def come_back(on: Stage) -> None:
            await on.keys("enter")
            assert "写到一半的主题" in on.text()
            await on.keys("tab", "tab", "enter", "enter", "ctrl+s")

        play(place, come_back)
        [task] = place.repository.find("task")
        assert (task.get("plan"), task.get("topic"), task.get("number")) == (plan, "写到一半的主题", 1)


def test_plans_stand_newest_first_and_count_their_tasks(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plans = [place.desk.create("plan", {"year": year}) for year in (2025, 2026)]
        for plan in plans:
            for number in (1, 2):
                place.desk.create("task", {"plan": plan, "number": number, "topic": "学", "track": "political"})
        for task in place.repository.find("task"):
            place.desk.set(task.id, {"month_from": "2026-12-01"})
        place.desk.change_state(place.repository.linked("task", "plan", plans[1])[0].id, "closed")

        async def act(on: Stage) -> None:
            await on.keys("2")
            rows = [line.split() for line in on.lines() if "草稿" in line]
            assert [row[0] for row in rows] == ["2026", "2025"]
            assert ["1/2" in row for row in rows] == [True, False]
            await on.keys("ctrl+n")
            assert any("年度" in line and line.rstrip().endswith("2027") for line in on.lines()), on.text()

        play(place, act)


def test_a_month_of_another_year_than_the_plans_is_remarked_on_and_kept(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "理论学习计划"})
        fields = {"plan": plan, "topic": "党章", "track": "political", "form": "lecture"}
        task = place.desk.create("task", {**fields, "number": 1, "month_from": "2026-03-01"})

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "enter")
            on.app.screen.query_one("#field-month_from").focus()
            await on.keys(*["backspace"] * 7)
            await on.type("2027-03")
            await on.keys("ctrl+s")
            await on.until(lambda: "2027-03 不在计划的 2026 年度里，请核对月份。" in on.said())
            on.app.clear_notifications()
            await on.keys("escape", "ctrl+n")
            await on.type("条例")
            await on.keys("tab", "enter", "down", "enter")
            on.app.screen.query_one("#field-month_from").focus()
            await on.type("2025-03")
            await on.keys("ctrl+s")
            await on.until(lambda: any("2025-03 不在计划的 2026 年度里" in said for said in on.said()))
            assert not any("已经过去" in said for said in on.said())

        play(place, act)
        assert place.desk.record(task).get("month_from") == "2027-03-01"
        place.desk.create("settings", {"branch_name": "测试支部", "year_starts": 9})
        assert of_months(place, place.desk.record(task)) == "", "the study year begins in September"


def test_escape_in_any_question_of_carrying_over_stops_all_of_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "年度计划", "guiding": "学好"})
        place.desk.create("task", {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional"})

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "plus")
            assert "Ctrl+S 下一步  Esc 取消" in on.text()
            await on.keys("escape")
            assert "已批准" not in on.text()
            assert "年度计划" in on.lines()[0]
            assert not on.said()
            await on.keys("enter", "escape")
            assert place.repository.count("plan") == 1
            await on.keys("plus", "ctrl+s", "escape")
            assert "年度计划" in on.lines()[0]
            await on.keys("plus", "ctrl+s", "enter", "escape")
            assert place.repository.count("plan") == 1
            await on.keys("plus", "ctrl+s", "enter", "enter")
            await on.until(lambda: place.repository.count("plan") == 2)

        play(place, act)
