"""A new session from a task, a template, the last one, or one a month, by keys alone."""

from __future__ import annotations

from pathlib import Path

from tests.screens.meeting import session, show, staff
from tests.screens.stage import ME, OTHER, Stage, alone, envelope, joined, play


def test_a_session_from_a_task_brings_its_materials_and_is_one_action(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        plan = place.desk.create("plan", {"year": 2026})
        fields = {"plan": plan, "number": 1, "topic": "公文写作", "track": "professional", "form": "lecture"}
        fields |= {"month_from": "2026-03-01", "month_to": "2026-05-01", "times": 3, "lead": OTHER}
        fields |= {"materials": "1. 《公文处理条例》\n2. 范文五篇", "audience": "全体职工", "minutes_planned": 90}
        task = place.desk.create("task", fields)

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "down", "down", "enter")
            assert "2026-03-2026-05 党课 已安排 0 次，计划 3 次" in on.text()
            await on.keys("enter")
            await on.type("2026-03-05 09:00")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("session") == 1)
            assert "公文写作" in on.text()
            [made] = place.repository.find("session")
            assert (made.get("task"), made.get("host"), made.get("audience")) == (task, OTHER, "全体职工")
            assert (made.get("end"), made.get("recorders")) == ("2026-03-05T10:30", [ME])
            materials = place.repository.linked("material", "target", made.id)
            assert {view.get("title") for view in materials} == {"《公文处理条例》", "范文五篇"}
            assert {view.get("presenter") for view in materials} == {OTHER}
            await on.keys("ctrl+z")
            await on.until(lambda: not place.repository.find("session"))
            assert not place.repository.find("material"), "one action is taken back as one"

        play(place, act)


def test_a_session_by_template_has_the_usual_agenda_of_its_form(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "down", "down", "enter")
            assert "计划里没有待办的任务" in on.said()[-1], "a way that is closed says why"
            await on.keys("down", "enter", *"dydh", "enter")
            assert "新建学习活动" in on.lines()[0]
            await on.type("一季度党员大会")
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("session") == 1)
            await on.keys("escape", "f3")
            rows = [line.split()[:3] for line in on.lines() if "分钟" not in line]
            assert ["1", "宣布应到、实到人数", "其他"] in rows
            assert ["4", "表决", "表决"] in rows
            await on.keys("ctrl+r")
            assert "已有议程" in on.said()[-1]

        play(place, act)
        [made] = place.repository.find("session")
        assert made.get("form") == "general_meeting"


def test_an_empty_agenda_is_filled_by_one_key(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        rid, other = session(place), session(place, form="other")

        async def act(on: Stage) -> None:
            await show(on, other, "agenda")
            await on.keys("ctrl+r")
            assert "没有议程模板" in on.said()[-1]
            await show(on, rid, "agenda")
            await on.keys("ctrl+r")
            await on.until(lambda: len(place.repository.linked("agenda_item", "session", rid)) == 5)
            assert "[议程 5]" in on.lines()[1]
            assert "传达学习文件精神" in on.text()
            await on.keys("ctrl+z")
            await on.until(lambda: not place.repository.linked("agenda_item", "session", rid))

        play(place, act)


def test_the_last_of_a_form_is_the_model_of_the_next(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        people = staff(place)
        facts = {"place": "三楼会议室", "host": people["张三"], "recorders": [people["李四"]], "audience": "全体职工"}
        held = {"form": "exchange", "title": "上次的主题", "start": "2026-03-05T09:00", **facts}
        last = place.desk.create("session", held)
        session(place, form="exchange", title="更早的", start="2026-01-05T09:00")
        item = {"session": last, "number": 1, "title": "交流发言", "item_kind": "speech", "minutes_planned": 60}
        place.desk.create("agenda_item", {**item, "done": True})
        place.desk.create("material", {"target": last, "title": "旧材料"})

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "up", "enter")
            assert "2026-03-05 上次的主题" in on.text()
            await on.keys("enter")
            assert "三楼会议室" in on.text()
            await on.type("这次的主题")
            await on.keys("escape")
            await on.until(lambda: place.repository.count("session") == 3)

        play(place, act)
        [made] = [view for view in place.repository.find("session") if view.get("title") == "这次的主题"]
        assert {name: made.get(name) for name in facts} == facts
        assert (made.get("start"), made.get("form")) == (None, "exchange")
        [copied] = place.repository.linked("agenda_item", "session", made.id)
        assert (copied.get("title"), copied.get("minutes_planned"), copied.get("done")) == ("交流发言", 60, None)
        assert place.repository.linked("material", "target", made.id) == []


def test_one_a_month_makes_the_missing_months_and_is_undone_as_one(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026})
        fields = {"plan": plan, "number": 1, "topic": "核心价值观", "track": "political", "form": "collective_study"}
        task = place.desk.create("task", {**fields, "month_from": "2026-02-01", "month_to": "2026-05-01"})
        place.desk.create("task", {**fields, "number": 2, "topic": "没有月份"})
        session(place, task=task)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+o")
            assert "核心价值观：每月一次，缺 3 个月" in on.text()
            await on.type("每月中旬")
            await on.keys("enter")
            assert "看不出日期和时间" in on.said()[-1]
            assert "每月中旬" in on.text(), "what was written is still there"
            await on.keys(*["backspace"] * 4)
            await on.type("３０日 １５：００")
            await on.keys("enter")
            assert "新建 3 次学习活动？" in on.text()
            assert "2026-02-28 15:00" in on.text()
            await on.keys("enter")
            await on.until(lambda: place.repository.count("session") == 4)
            await on.keys("ctrl+o")
            assert "每个月都已经有活动了" in on.said()[-1]
            await on.keys("down", "ctrl+o")
            assert "先在任务里填起止月" in on.said()[-1]
            await on.keys("ctrl+z")
            await on.until(lambda: len(place.repository.find("session")) == 1)

        play(place, act)


def test_a_plain_member_takes_a_task_and_records_it_oneself(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        records = [
            envelope("plan", "p-1", year=2026),
            envelope("task", "t-1", plan="p-1", number=1, topic="写作", track="political", form="lecture", lead=OTHER),
        ]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "down", "down", "enter", "enter", "ctrl+s")
            await on.until(lambda: place.repository.count("session") == 1)

        play(place, act)
        [made] = place.repository.find("session")
        assert (made.get("title"), made.get("host"), made.get("recorders")) == ("写作", None, [ME])


def test_what_comes_along_survives_a_kill_of_the_form(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def write_and_die(on: Stage) -> None:
            await on.keys("3", "ctrl+n", "down", "down", "down", "enter", *"dk", "enter")
            await on.type("写到一半的党课")
            await on.until(lambda: bool(place.unsaved.all()))

        async def come_back(on: Stage) -> None:
            await on.keys("home", "enter")
            assert "写到一半的党课" in on.text()
            await on.keys("ctrl+s")
            await on.until(lambda: place.repository.count("session") == 1)

        play(place, write_and_die)
        assert place.repository.count("session") == 0
        play(place, come_back)
        [made] = place.repository.find("session")
        assert (made.get("form"), made.get("title")) == ("lecture", "写到一半的党课")
        items = place.repository.linked("agenda_item", "session", made.id)
        assert {item.get("title") for item in items} == {"讲党课", "交流体会", "小结"}


def test_what_a_task_names_is_taken_over_by_one_key_without_repeating(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026})
        fields = {"plan": plan, "number": 1, "topic": "写作", "track": "political", "materials": "甲\n乙\n丙"}
        rid = session(place, task=place.desk.create("task", fields))
        place.desk.create("material", {"target": rid, "title": "乙"})
        other = session(place)

        async def act(on: Stage) -> None:
            await show(on, rid, "materials")
            await on.keys("ctrl+r")
            await on.until(lambda: len(place.repository.linked("material", "target", rid)) == 3)
            await on.keys("ctrl+r")
            assert "都已经在这里" in on.said()[-1]
            await show(on, other, "materials")
            await on.keys("ctrl+r")
            assert "没有对应的学习任务" in on.said()[-1]

        play(place, act)
        assert sorted(str(view.get("title")) for view in place.repository.find("material")) == sorted("甲乙丙")


def test_months_that_came_by_sync_while_the_question_was_open_are_not_made_again(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026})
        fields = {"plan": plan, "number": 1, "topic": "核心价值观", "track": "political", "form": "collective_study"}
        task = place.desk.create("task", {**fields, "month_from": "2026-02-01", "month_to": "2026-02-01"})

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "ctrl+o")
            session(place, task=task, start="2026-02-05T09:00")
            await on.type("15 09:00")
            await on.keys("enter")
            assert "每个月都已经有活动了" in on.said()[-1]
            assert place.repository.count("session") == 1

        play(place, act)
