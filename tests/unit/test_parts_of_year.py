"""Figures and tasks of a part of the year: what falls into it, what may, and what is added up over people."""

from __future__ import annotations

from typing import Any

from sync.cache.view import View
from tests.year_records import member, record, row, session, study_year
from tui.year.figures import Figure, Line, Missing, total, without
from tui.year.figures_in import of_people, turnout_in, within
from tui.year.outcomes import changes, issued, outcomes
from tui.year.overview import tasks_done
from tui.year.plan_actual import plan_actual
from tui.year.plan_part import plan_part, planned_in
from tui.year.report import report


def lines(*days: str) -> list[Line]:
    """A line of one for each day."""
    return [Line(f"r{n}", "held", 1, "", {"day": day}) for n, day in enumerate(days)]


def task(rid: str = "t", first: str | None = "2026-02-01", last: str | None = None, **fields: Any) -> View:
    """A task of the plan of 2026."""
    given: dict[str, Any] = {
        "plan": "p",
        "number": 1,
        "topic": rid,
        "state": "planned",
        "month_from": first,
        "month_to": last,
    }
    return record("task", rid, **(given | fields))


PLAN = record("plan", "p", year=2026, state="approved")


def test_of_a_figure_what_lies_in_the_part_counts() -> None:
    first, second, *_ = study_year().cut("quarter")
    whole = total("held", "count", lines("2026-03-31", "2026-04-01", "2026-04-02"))
    assert (within(whole, first).value, within(whole, second).value) == (1, 2)
    assert within(whole, second).lines == whole.lines[1:]


def test_a_line_without_a_day_leaves_every_part_to_be_supplied() -> None:
    first = study_year().cut("quarter")[0]
    found = within(total("held", "count", lines("2026-01-02", "")), first)
    assert (found.value, found.missing, found.least) == (None, "to_supply", 1)
    assert found.lines[1].code == "undated"


def test_a_cap_of_the_whole_year_belongs_to_no_part() -> None:
    first = study_year().cut("quarter")[0]
    capped = total("study", "minutes", [*lines("2026-01-02"), Line("m", "cap", -1, "H-9", {"most": 0})])
    assert within(capped, first).value == 1


def test_what_is_hidden_or_not_asked_for_stays_so_in_every_part() -> None:
    first = study_year().cut("quarter")[0]
    missing: Missing
    for missing in ("no_access", "not_applicable", "to_supply"):
        assert within(without("x", "count", missing), first).missing == missing


def test_the_turnout_of_a_part_has_its_own_rate() -> None:
    year = study_year(
        member("m"), member("n"), session("a", "2026-02-02"), session("b", "2026-05-05"),
        row("a", "m"), row("a", "n", "absent"), row("b", "m"), row("b", "n"),
    )  # fmt: skip
    first, second, third, _ = year.cut("quarter")
    assert [turnout_in(year, each).rate.value for each in (first, second)] == [500, 1000]
    assert turnout_in(year, third).rate.missing == "not_applicable"
    closed = study_year(session("a"), reads=lambda scope: scope == "b")
    assert turnout_in(closed, first).rate.missing == "no_access"


def test_a_sum_over_people_is_hidden_with_one_of_them_and_unknown_with_none() -> None:
    m, n = member("m"), member("n")
    year = study_year(m, n)
    known, half = Figure("x", "minutes", 60), Figure("x", "minutes", None, "to_supply", least=30)
    added = of_people(year, "x", "minutes", [(m, known), (n, known)])
    assert (added.value, [line.record for line in added.lines]) == (120, ["m", "n"])
    open_ = of_people(year, "x", "minutes", [(m, known), (n, half)])
    assert (open_.value, open_.missing, open_.least) == (None, "to_supply", 90)
    hidden = of_people(year, "x", "minutes", [(m, known), (n, without("x", "minutes", "no_access"))])
    assert (hidden.missing, hidden.lines) == ("no_access", ())
    assert of_people(year, "x", "minutes", []).missing == "to_supply"
    assert of_people(year, "x", "minutes", [(m, without("x", "minutes", "not_applicable"))]).missing == "not_applicable"


def test_a_task_counts_in_its_quarters_and_is_missing_only_once_its_months_are_over() -> None:
    year = study_year(
        PLAN, task("t", "2026-02-01", "2026-05-31", times=3),
        session("a", "2026-02-03", task="t"), session("b", "2026-04-04", task="t"),
        session("c", "2026-05-05", task="t", state="postponed"),
    )  # fmt: skip
    first, second, third, _ = (plan_part(plan_actual(year), each) for each in year.cut("quarter"))
    assert [(part.held, part.so_far, part.missing, part.postponed) for part in (*first, *second)] == [
        (1, 1, 0, 0),
        (1, 2, 1, 1),
    ]
    assert third == []


def test_a_task_without_months_may_be_of_any_quarter_and_nobody_knows_whether_it_was_held() -> None:
    year = study_year(PLAN, task("t", None))
    parts = [plan_part(plan_actual(year), each) for each in year.cut("quarter")]
    assert [(each.held, each.so_far, each.missing) for found in parts for each in found] == [(None, None, None)] * 4
    assert planned_in(year.tasks[0], year.cut("quarter")[0]) is None
    assert tasks_done(report(year)).missing == "to_supply"


def test_a_session_without_a_date_leaves_the_counts_of_its_task_open() -> None:
    year = study_year(PLAN, task("t", times=2), session("a", None, task="t", year=2026))
    (part,) = plan_part(plan_actual(year), year.cut("quarter")[0])
    assert (part.held, part.so_far) == (None, None)


def test_documents_of_a_year_are_those_issued_in_it_and_those_nobody_dated() -> None:
    def document(rid: str, day: str | None, state: str = "in_force", kind: str = "scheme") -> View:
        return record("document", rid, title=rid, issued_on=day, state=state, doc_kind=kind)

    year = study_year(
        document("late", "2026-06-01"), document("early", "2026-01-01"), document("before", "2025-12-31"),
        document("undated", None, "draft"), document("gone", "2026-02-02", "repealed"),
        document("gone-undated", None, "repealed"), document("drafted", "2026-02-02", "draft"),
        document("own", None, "draft", "summary"),
    )  # fmt: skip
    assert [view.id for view in issued(year)] == ["early", "gone", "late", "undated"]


def test_changes_at_work_go_by_their_start_and_a_proposal_is_none() -> None:
    def change(rid: str, started: str | None, state: str = "kept") -> View:
        return record("improvement", rid, title=rid, started=started, state=state, made="2026-03-03")

    year = study_year(
        member("m"), change("b", "2026-05-05"), change("a", "2026-02-02", "dropped"), change("old", "2025-05-05"),
        change("idea", None, "proposed"), change("made", None, "trying"),
    )  # fmt: skip
    assert [view.id for view in changes(year)] == ["a", "made", "b"]
    found = outcomes(year)
    assert (found["changes"].value, found["kept"].value, found["borrowed"].value) == (3, 1, 0)


def test_of_a_year_of_which_nobody_is_known_nothing_is_nought() -> None:
    assert {figure.missing for figure in outcomes(study_year()).values()} == {"to_supply"}
    hidden = outcomes(study_year(member("m"), reads=lambda scope: False))
    assert {figure.missing for figure in hidden.values()} == {"no_access"}
