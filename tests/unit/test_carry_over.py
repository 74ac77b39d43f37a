"""Tasks of one year's plan in the next."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from tests.unit.test_plan_actual import Records, year
from tui.year.carry_over import a_year_later, carried, next_plan, not_done, there_already
from tui.year.plan_actual import plan_actual


def task(rid: str, **fields: Any) -> View:
    """A task of some plan."""
    return View(rid, "task", "b:1", {"state": "planned", "plan": "p", "track": "political", **fields})


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2026-03-01", "2027-03-01"),
        ("2026-12-31", "2027-12-31"),
        ("2027-02-28", "2028-02-29"),
        ("2028-02-29", "2029-02-28"),
        ("2028-02-28", "2029-02-28"),
    ],
)
def test_a_year_later_is_the_same_day_and_a_months_end_stays_one(day: str, later: str) -> None:
    assert a_year_later(day) == later


def test_tasks_are_planned_again_after_those_the_next_plan_has() -> None:
    old = task(
        "a",
        number=7,
        topic="公文写作",
        form="lecture",
        month_from="2026-10-01",
        month_to="2027-01-31",
        times=2,
        materials="讲义",
        progress="讲了一次",
        reason="主讲人出差",
        evidence=["照片"],
        stage="carry_out",
    )
    made = carried([old, task("b", number=2, topic="政策")], "next", [task("x", number=4)])
    assert made == [
        {
            "plan": "next",
            "number": 5,
            "topic": "公文写作",
            "track": "political",
            "form": "lecture",
            "month_from": "2027-10-01",
            "month_to": "2028-01-31",
            "times": 2,
            "materials": "讲义",
            "stage": "carry_out",
        },
        {"plan": "next", "number": 6, "topic": "政策", "track": "political"},
    ]


def test_what_is_not_done_is_neither_held_nor_closed_nor_cancelled() -> None:
    records = Records()
    records.task("held", number=1, month_from="2026-01-01")
    records.task("half", number=2, month_from="2026-01-01", times=2)
    records.task("closed", number=3, month_from="2026-01-01", state="closed")
    records.task("off", number=4, state="cancelled")
    records.task("later", number=5, state="postponed")
    records.task("unknown", number=6)
    records.session("01-05", task="held")
    records.session("01-06", task="half")
    found = not_done(plan_actual(year(records, "12-31")))
    assert [each.id for each in found] == ["half", "later", "unknown"]


def test_a_task_of_the_same_topic_track_and_form_is_there_already() -> None:
    one = task("a", topic="公文写作", form="lecture")
    assert there_already(one, [task("b", topic="公文写作", form="lecture", times=9)])
    assert not there_already(one, [task("b", topic="公文写作", form="exchange")])


def test_the_next_plan_is_of_the_next_year_and_takes_texts_only_where_wanted() -> None:
    fields = {"year": 2026, "title": "2026年度理论学习计划", "guiding": "实事求是。", "goals": "提高", "number": "5号"}
    plan = View("p", "plan", "b:1", fields)
    assert next_plan(plan, texts=False) == {"year": 2027, "title": "2027年度理论学习计划"}
    assert next_plan(plan, texts=True) == {
        "year": 2027,
        "title": "2027年度理论学习计划",
        "guiding": "实事求是。",
    }
    assert next_plan(View("p", "plan", "b:1", {"year": 2026, "title": "学习计划"}), texts=True) == {"year": 2027}
