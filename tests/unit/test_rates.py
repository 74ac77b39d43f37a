"""应到, 实到 and 参学率 of a person and of the branch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.year_records import appointment, member, record, row, session, study_year
from tui.year.packs import DEFAULT, NONE, rules
from tui.year.rates import PersonRate, branch_rate, person_rate, session_counts
from tui.year.turnout import turnout


def rate(*views: Any, **given: Any) -> PersonRate:
    return person_rate(study_year(member(), *views, **given), "m")


def marked(*statuses: str | None) -> list[Any]:
    found = []
    for n, status in enumerate(statuses):
        found += [session(f"s{n}"), row(f"s{n}", status=status)]
    return found


def test_each_status_has_its_count_and_exempt_people_and_observers_none() -> None:
    found = rate(*marked("present", None, "late", "left_early", "leave", "absent", "exempt", "observer"))
    counts = [found.expected, found.present, found.late, found.left_early, found.leave, found.absent, found.makeup]
    assert [each.value for each in counts] == [6, 2, 1, 1, 1, 1, 0]
    assert found.rate.value == 667, "four of six, rounded half up"
    assert [line.record for line in found.late.lines] == ["s2"]
    assert [line.counted for line in found.rate.lines] == [1, 1, 1, 1, 0, 0]


def test_a_make_up_is_counted_when_verified_and_does_not_raise_the_rate() -> None:
    found = rate(session("a"), row("a", status="leave", makeup_verified="z"), session("b"), row("b", status="absent"))
    assert (found.makeup.value, found.rate.value) == (1, 0)


@pytest.mark.parametrize("extra", [(session("x"),), (session("x", roll_call_done=None), row("x", status=None))])
def test_a_roll_that_is_missing_or_not_done_leaves_the_rate_to_be_supplied(extra: tuple[Any, ...]) -> None:
    found = rate(*marked("present", "late"), *extra)
    assert (found.rate.value, found.rate.missing) == (None, "to_supply")
    assert (found.expected.missing, found.expected.least, found.present.least, found.late.least) == (
        "to_supply",
        2,
        1,
        1,
    )
    assert found.reach == "unknown"


def test_nobody_expected_has_no_rate() -> None:
    assert (rate().rate.missing, rate().reach) == ("not_applicable", "none")
    assert rate(*marked("exempt")).rate.missing == "not_applicable"


@pytest.mark.parametrize(
    ("statuses", "planned", "today", "reach"),
    [
        (["present"] * 9 + ["leave"], 0, "2026-06-30", "reached"),
        (["present"] * 8 + ["leave"], 1, "2026-06-30", "open"),
        (["present"] * 8 + ["leave"], 0, "2026-06-30", "short"),
        (["present"] * 7 + ["leave", "absent"], 10, "2026-06-30", "short"),
        (["present"] * 7 + ["leave", "absent"], 11, "2026-06-30", "open"),
        (["present"] * 8 + ["leave"], 0, "2027-01-01", "missed"),
    ],
)
def test_ninety_per_cent(statuses: list[str], planned: int, today: str, reach: str) -> None:
    ahead = [session(f"p{n}", "2026-12-01", state="planned") for n in range(planned)]
    plan = [record("plan", "p", year=2026), record("task", "t", plan="p", number=1, state="closed")]
    assert rate(*marked(*statuses), *plan, *ahead, today=today).reach == reach


def test_without_a_plan_it_stays_open_and_without_the_rule_nothing_is_asked() -> None:
    assert rate(*marked("leave"), today="2026-06-30").reach == "open"
    found = rate(*marked("leave"), pack=rules(NONE))
    assert (found.rate.value, found.rate.rules, found.reach) == (0, (), "none")
    away = record("away", "a", member="m", begins="2020-01-01")
    assert rate(*marked("leave"), away).reach == "none"


def test_who_sits_with_the_committee_is_not_counted_without_its_scope() -> None:
    views = (*marked("present"), appointment("leader"))
    hidden = rate(*views, reads=lambda scope: scope != "c")
    assert {each.missing for each in (hidden.expected, hidden.absent, hidden.makeup, hidden.rate)} == {"no_access"}
    assert hidden.reach == "unknown"
    assert rate(*marked("present"), reads=lambda scope: scope != "c").rate.value == 1000


def test_the_branch_adds_up_its_rolls() -> None:
    views = [
        member("a"),
        member("b"),
        session("s"),
        row("s", "a"),
        row("s", "b", "leave"),
        session("u"),
        row("u", "a", "late"),
    ]
    year = study_year(*views)
    assert branch_rate(year).value == 667
    assert [(line.record, line.counted) for line in branch_rate(year).lines] == [("s", 1), ("u", 1)]
    whole = turnout(year)
    assert (whole.held.value, whole.expected.value, whole.present.value) == (2, 3, 2)
    open_roll = study_year(*views, session("v", roll_call_done=None), row("v", "a", None))
    assert (branch_rate(open_roll).missing, turnout(open_roll).expected.least) == ("to_supply", 3)
    assert branch_rate(study_year(*views, session("w"))).missing == "to_supply"
    assert branch_rate(study_year(*views, reads=lambda scope: scope != "c")).missing == "no_access"
    assert branch_rate(study_year()).missing == "not_applicable"


def test_sessions_by_form() -> None:
    views = [
        session("a", form="general_meeting", also=["lecture", "theme_day"]),
        session("b", form="lecture", state="writing"),
        session("c", form="lecture", state="planned"),
        session("d", form="committee_meeting", also=["lecture"]),
        session("e", form="lecture", day="2025-12-31"),
    ]
    found = session_counts(study_year(*views))
    held = {form: figure.value for form, figure in found.items() if figure.value}
    assert held == {"general_meeting": 1, "theme_day": 1, "lecture": 2, "committee_meeting": 1}
    hidden = session_counts(study_year(*views, reads=lambda scope: scope != "c"))
    assert (hidden["committee_meeting"].missing, hidden["lecture"].value) == ("no_access", 2)
    assert rules(DEFAULT).rule("P-1") is not None
