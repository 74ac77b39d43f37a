"""The charts of a year: a bar only where the figure is known, a word where it is not, and nobody against anybody else."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from tests.year_records import member, record, row, session, study_year
from tui.terminal import PLAIN
from tui.year.monthly import months_of, months_of_plan
from tui.year.plan_actual import plan_actual
from tui.year_chart import charts, lines, parts, told

PLAN = record("plan", "p", year=2026, state="approved")


def task(rid: str, month: str, **fields: Any) -> View:
    """A task of one month, or of several with `month_to`."""
    given = {"plan": "p", "number": 1, "topic": rid, "track": "political", "month_from": month, "state": "planned"}
    return record("task", rid, **{**given, **fields})


def people_and_rolls() -> list[View]:
    """Two people; in February all came, in March one of two; in May a session without a roll; April had none."""
    return [
        member("m"), member("n"),
        session("a", "2026-02-02", task="t"), row("a", "m"), row("a", "n"),
        session("b", "2026-03-05"), row("b", "m"), row("b", "n", "absent"),
        session("c", "2026-05-06"),
    ]  # fmt: skip


def test_months_have_their_own_rates_and_a_missing_roll_has_none() -> None:
    year = study_year(*people_and_rolls())
    found = {each.period.first.month: each.turnout for each in months_of(year) if each.period is not None}
    assert (found[2].rate.value, found[3].rate.value) == (1000, 500)
    assert found[4].held.value == 0
    assert (found[5].rate.missing, found[5].held.value) == ("to_supply", 1)


def test_the_chart_of_months_says_why_where_there_is_no_bar() -> None:
    (attendance, *_) = parts(charts(study_year(*people_and_rolls())), PLAIN)
    assert "90%" in attendance.heading
    rows = {text.split()[0]: text.split()[1:] for text in lines(attendance.rows)}
    assert rows["2月"][-2:] == ["100.0%", "#" * 20]
    assert rows["3月"][-2:] == ["50.0%", "#" * 10 + "." * 10]
    assert rows["4月"] == ["没有活动"]
    assert rows["5月"][-1] == "待补", "no bar, since nobody knows how many came"
    assert told(attendance)[-1].startswith("待补："), "and what the word means"


def test_where_all_is_known_no_word_is_explained() -> None:
    (attendance, *_) = parts(charts(study_year()), PLAIN)
    assert told(attendance) == lines(attendance.rows)


def test_what_may_not_be_read_is_no_bar_either() -> None:
    records = [*people_and_rolls(), PLAN, task("t", "2026-02-01")]
    closed = parts(charts(study_year(*records, reads=lambda scope: False)), PLAIN)
    words = [text for part in closed for text in lines(part.rows) or [part.nothing]]
    assert words
    assert not any("#" in text for text in words)
    assert all("无权限" in text or "没有" in text for text in words), words


def test_the_plan_stands_against_what_was_held_month_by_month() -> None:
    records = [PLAN, task("t", "2026-02-01"), task("u", "2026-02-01"), task("x", "2026-12-01"), *people_and_rolls()]
    year = study_year(*records, today="2026-06-30")
    found = months_of_plan(plan_actual(year))
    assert found is not None
    assert [(each.period.first.month, each.held, each.missing, each.ahead) for each in found] == [
        (2, 1, 1, 0),
        (12, 0, 0, 1),
    ]
    *_, tracks, months = parts(charts(year), PLAIN)
    assert lines(tracks.rows) == ["政治理论  1/3  ######.............."]
    assert lines(months.rows) == ["2月   1/2  ####....  缺 1", "12月  0/1  ....  待开 1"]


def test_a_year_without_a_plan_says_so() -> None:
    *_, tracks, months = parts(charts(study_year(*people_and_rolls())), PLAIN)
    assert (tracks.rows, months.rows) == ([], [])
    assert tracks.nothing == months.nothing == "没有这一年度的计划。"


def test_no_person_is_on_a_chart() -> None:
    records = [member("m", name="张三"), member("n", name="李四"), *people_and_rolls()[2:]]
    words = "\n".join(text for part in parts(charts(study_year(*records)), PLAIN) for text in lines(part.rows))
    assert "张三" not in words
    assert "李四" not in words
