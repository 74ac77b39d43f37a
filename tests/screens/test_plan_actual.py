"""The plan against what was held, and what goes into the next year, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.clock import today
from sync.workplace import Workplace
from tests.screens.stage import Stage, alone, envelope, joined, play

TASK = {"topic": "形势", "track": "political", "form": "lecture"}


def planned(place: Workplace, year: int = 2025) -> tuple[str, str, str]:
    """A plan of a year that is over: one task held once of twice, one in another track without months, one not planned."""
    desk = place.desk
    plan = desk.create("plan", {"year": year, "title": f"{year}年度计划", "guiding": "学以致用。", "goals": "提高"})
    span = {"month_from": f"{year}-03-01", "month_to": f"{year}-05-31", "times": 2, "progress": "讲了一次"}
    fields: dict[str, object] = {
        "plan": plan,
        "number": 1,
        "topic": "公文写作",
        "track": "political",
        "form": "exchange",
        **span,
    }
    first = desk.create("task", fields)
    second = desk.create("task", {"plan": plan, "number": 2, "topic": "政策解读", "track": "professional"})
    for session_fields in (
        {"form": "exchange", "title": "第一次交流", "start": f"{year}-03-05T09:00", "task": first},
        {"form": "lecture", "title": "临时党课", "start": f"{year}-06-05T09:00"},
    ):
        session = desk.create("session", session_fields)
        for state in ("running", "writing"):
            desk.change_state(session, state)
    return plan, first, second


def row(on: Stage, words: str) -> str:
    """The line of the screen with these words."""
    return next(line for line in on.lines() if words in line)


def test_months_show_what_was_held_and_what_is_missing(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        _, first, _ = planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "full_stop")
            assert "2025年度计划执行情况" in on.lines()[0]
            assert row(on, "政治理论").split()[-1] == "1/2"
            assert row(on, "公文写作").split()[2:] == ["1/2", "✓", "!"]
            assert row(on, "政策解读").split()[2:] == ["0/待补"], "months nobody gave are not made up"
            assert row(on, "计划外").split() == ["计划外（1）", "1/-"]
            assert "✓ 已开  o 计划  ! 缺  → 延期  x 取消" in on.text()
            await on.keys("enter")
            assert "计划执行情况" in on.lines()[0], "a heading opens nothing"
            await on.keys("down", "enter")
            assert "2025-03-05 第一次交流" in on.text()
            await on.keys("enter")
            assert "第一次交流" in on.lines()[0]
            await on.keys("escape")
            await on.keys("ctrl+r")
            await on.type("2025-12-05 09:00")
            await on.keys("escape")
            await on.until(lambda: len(place.repository.find("session")) == 3)
            await on.keys("escape")
            assert row(on, "公文写作").split()[2:] == ["1/2", "✓", "!", "o"]

        play(place, act)
        assert sum(view.get("task") == first for view in place.repository.find("session")) == 2


def test_plans_and_the_study_year_count_finished_tasks_alike(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        plan, first, second = planned(place)
        place.desk.edit(first, {"times": (2, 1)})
        place.desk.edit(second, {"month_from": (None, "2025-06-01")})
        place.desk.change_state(place.desk.create("task", {**TASK, "plan": plan, "number": 3}), "closed")
        place.desk.change_state(
            place.desk.create("task", {**TASK, "plan": plan, "number": 4}), "cancelled", with_fields={"reason": "停"}
        )

        async def act(on: Stage) -> None:
            await on.keys("2")
            assert "2/3" in row(on, "2025年度计划"), "held as often as planned is done, whether or not it was closed"
            await on.keys("8", "comma")
            await on.until(lambda: "2025 学习年度" in on.lines()[0] and "计划任务完成" in on.text())
            assert "2 / 3" in row(on, "计划任务完成")

        play(place, act)


def test_while_nobody_knows_when_a_task_was_to_be_held_both_say_so(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2")
            assert "待补" in row(on, "2025年度计划")
            await on.keys("8", "comma")
            await on.until(lambda: "2025 学习年度" in on.lines()[0] and "计划任务完成" in on.text())
            assert "待补" in row(on, "计划任务完成")

        play(place, act)


def test_the_signs_are_of_ascii_in_the_plain_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINDE_GLYPHS", "plain")
    with alone(tmp_path) as place:
        planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "full_stop")
            assert row(on, "公文写作").split()[2:] == ["1/2", "v", "!"]
            assert "v 已开  o 计划  ! 缺  > 延期  x 取消" in on.text()

        play(place, act)


def test_the_filter_keeps_the_headings_of_what_it_finds(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "full_stop", "slash")
            await on.type("政策")
            assert "业务能力" in on.text()
            assert "公文写作" not in on.text()
            assert "计划外" not in on.text()

        play(place, act)


def test_a_device_that_has_not_read_the_branch_says_so_and_no_number(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        task = {"plan": "p-1", "number": 1, "topic": "公文写作", "track": "political", "month_from": "2025-03-01"}
        records = [envelope("plan", "p-1", year=2025), envelope("task", "t-1", **task)]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "full_stop")
            assert row(on, "公文写作").split()[2:] == ["无权限"]
            assert row(on, "政治理论").split()[1:] == ["无权限"]

        play(place, act)


def test_what_is_not_done_goes_into_next_years_plan_and_one_undo_takes_it_back(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        _, first, _ = planned(place)
        place.desk.set(first, {"lead": place.desk.create("member", {"name": "赵老师"})})

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "plus")
            assert "● 1. 公文写作" in on.text()
            await on.keys("down", "enter", "ctrl+s")
            assert "带上指导思想" in on.text()
            await on.keys("enter")
            assert "新建 2026 年计划（草稿）" in on.text()
            assert "1. 公文写作  2026-03 - 2026-05" in on.text()
            await on.keys("escape")
            assert len(place.repository.find("plan")) == 1, "Esc makes nothing"
            await on.keys("plus", "ctrl+s", "enter", "enter")
            await on.until(lambda: len(place.repository.find("plan")) == 2)
            await on.keys("ctrl+z")
            await on.until(lambda: len(place.repository.find("plan")) == 1)
            assert len(place.repository.find("task")) == 2, "one undo takes all back"
            await on.keys("plus", "down", "enter", "ctrl+s", "enter", "enter")
            await on.until(lambda: len(place.repository.find("plan")) == 2)
            await on.keys("plus")
            assert "2026 年的计划里已有" in on.text()
            assert "● 2. 政策解读" in on.text()
            await on.keys("ctrl+s", "enter")
            await on.until(lambda: len(place.repository.find("task")) == 4)

        play(place, act)
        [new] = [view for view in place.repository.find("plan") if view.get("year") == 2026]
        assert (new.state, new.get("title"), new.get("guiding"), new.get("goals")) == (
            "draft",
            "2026年度计划",
            "学以致用。",
            None,
        )
        tasks = sorted(place.repository.linked("task", "plan", new.id), key=lambda view: view.get("number"))
        assert [(view.get("number"), view.get("topic"), view.state) for view in tasks] == [
            (1, "公文写作", "planned"),
            (2, "政策解读", "planned"),
        ]
        assert (tasks[0].get("month_from"), tasks[0].get("month_to")) == ("2026-03-01", "2026-05-31")
        assert tasks[0].get("progress") is None


def test_a_member_is_told_who_carries_a_plan_over(tmp_path: Path) -> None:
    with joined(tmp_path) as place:
        year = int(today(place.clock)[:4])
        task = {"plan": "p-1", "number": 1, "topic": "公文写作", "track": "political"}
        records = [envelope("plan", "p-1", year=year), envelope("task", "t-1", **task)]
        place.shadow.take_in(place.shadow.records_changes(records))

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "plus")
            assert "学习秘书" in on.said()[-1]

        play(place, act)
        assert len(place.queue) == 0


def test_the_form_of_a_task_asks_for_everything_a_plan_says_of_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        planned(place)

        async def act(on: Stage) -> None:
            await on.keys("2", "enter", "enter")
            for label in ("阶段", "专项活动", "领学人", "负责人", "责任科室", "次数", "计划时长（分钟）", "学习内容"):
                assert label in on.text(), label

        play(place, act, size=(80, 70))
