"""学时 by rule: what each session and each entry adds, at the edges of every rule, and against the target."""

from __future__ import annotations

from typing import Any

import pytest

from tests.year_records import appointment, lines_of, member, record, row, session, study, study_year, submission
from tui.year.hours import PersonHours, person_hours
from tui.year.packs import DEFAULT, NONE, rules


def hours(*views: Any, **given: Any) -> PersonHours:
    return person_hours(study_year(member(), *views, **given), "m")


@pytest.mark.parametrize(
    ("minutes", "counted"), [(0, 0), (14, 0), (29, 0), (30, 30), (59, 30), (60, 60), (119, 90), (120, 120), (500, 480)]
)
def test_a_session_counts_from_start_to_end_rounded_down_to_half_hours(minutes: int, counted: int) -> None:
    found = hours(session(minutes=minutes), row())
    assert found.collective.value == found.total.value == counted
    (line,) = found.collective.lines
    assert (line.record, line.code, line.rule, line.counted) == ("s", "session", "H-1", counted)
    assert (line.values["day"], line.values["minutes"], line.values["row"]) == ("2026-03-05", minutes, "s-m")
    assert found.collective.rules == ("H-1", "H-7")


@pytest.mark.parametrize(("minutes", "counted"), [(1, 15), (14, 15), (15, 30), (29, 30), (30, 60), (300, 60)])
def test_an_online_course_counts_an_hour_half_an_hour_or_a_quarter(minutes: int, counted: int) -> None:
    found = hours(study(minutes=minutes, channel="course"))
    assert (found.online.value, found.study.value, found.collective.value) == (counted, 0, 0)
    assert found.total.value == counted


@pytest.mark.parametrize(("minutes", "counted"), [(14, 0), (29, 0), (30, 30), (59, 30), (60, 60)])
def test_other_self_study_is_rounded_down(minutes: int, counted: int) -> None:
    found = hours(study(minutes=minutes, channel="web"))
    assert (found.study.value, found.online.value) == (counted, 0)


@pytest.mark.parametrize(
    ("fields", "counted", "code", "rule"),
    [
        ({"status": "present"}, 120, "session", "H-1"),
        ({"status": None}, 120, "session", "H-1"),
        ({"status": "late"}, 120, "session", "H-1"),
        ({"status": "left_early"}, 120, "session", "H-1"),
        ({"status": "leave"}, 0, "not_counted", "H-5"),
        ({"status": "leave", "makeup": "读了材料"}, 0, "not_counted", "H-5"),
        ({"status": "leave", "makeup_verified": "z"}, 120, "makeup", "H-5"),
        ({"status": "absent", "makeup_verified": "z"}, 120, "makeup", "H-5"),
        ({"status": "absent"}, 0, "not_counted", "H-5"),
        ({"status": "exempt"}, 0, "not_counted", "H-4"),
        ({"status": "observer"}, 0, "not_counted", "H-4"),
        ({"status": "observer", "makeup_verified": "z"}, 0, "not_counted", "H-4"),
    ],
)
def test_what_the_roll_says_decides(fields: dict[str, Any], counted: int, code: str, rule: str) -> None:
    found = hours(session(), row(**fields))
    (line,) = found.collective.lines
    assert (line.code, line.counted, line.rule) == (code, counted, rule)
    assert found.collective.value == counted


def test_who_is_not_marked_is_not_known_until_the_roll_call_is_done() -> None:
    found = hours(session(roll_call_done=None), row(status=None), session("other"), row("other"))
    assert (found.collective.value, found.collective.missing, found.collective.least) == (None, "to_supply", 120)
    assert (found.total.missing, found.total.least) == ("to_supply", 120)
    assert found.reach == "unknown"
    assert lines_of(found.collective.lines)["s"] == {"code": "unmarked", "counted": None, "rule": "H-1"}


@pytest.mark.parametrize("end", [None, "2026-03-05T08:59"])
def test_a_length_that_is_not_known_is_not_made_up(end: str | None) -> None:
    found = hours(session(end=end), row())
    assert (found.collective.value, found.collective.missing, found.collective.least) == (None, "to_supply", 0)
    assert found.collective.lines[0].code == "length_unknown"
    absent = hours(session(end=end), row(status="absent"))
    assert absent.collective.value == 0, "whoever was not there gets nothing of any length"


@pytest.mark.parametrize("state", ["writing", "submitted", "returned"])
def test_a_session_counts_from_writing_on_and_says_that_it_is_not_approved(state: str) -> None:
    found = hours(session(state=state), row(), session("made"), row("made"))
    assert found.collective.value == 240
    assert lines_of(found.collective.lines) == {
        "s": {"code": "session_unapproved", "counted": 120, "rule": "H-6"},
        "made": {"code": "session", "counted": 120, "rule": "H-1"},
    }
    again = hours(session(state=state), row(status="leave", makeup_verified="z"))
    assert again.collective.lines[0].code == "makeup_unapproved"


@pytest.mark.parametrize("state", ["planned", "running", "postponed", "cancelled"])
def test_a_session_that_was_not_held_counts_nothing(state: str) -> None:
    assert hours(session(state=state), row()).collective.lines == ()


@pytest.mark.parametrize(
    ("form", "also", "category"),
    [
        ("lecture", [], "collective"),
        ("other", [], "other"),
        ("other", ["lecture"], "collective"),
        ("general_meeting", ["lecture", "theme_day"], "collective"),
    ],
)
def test_a_sitting_of_several_forms_counts_once(form: str, also: list[str], category: str) -> None:
    found = hours(session(form=form, also=also), row())
    values = {"collective": found.collective.value, "other": found.other.value}
    assert values == {"collective": 0, "other": 0, category: 120}
    assert found.total.value == 120
    assert len(found.total.lines) == 1


def test_a_session_without_a_roll_leaves_those_expected_unknown_and_nobody_else() -> None:
    away = record("away", "a", member="m", begins="2026-03-01", ends="2026-03-31")
    assert hours(session(), member("x"), row("s2", "x")).collective.lines[0].code == "no_roll"
    assert hours(session()).collective.missing == "to_supply"
    assert hours(session(), away).collective.value == 0
    later = record("membership", "in", member="m", section="x", begins="2026-06-01")
    assert hours(session(), later).collective.value == 0, "who had not come yet was not expected"


def test_a_session_lies_in_the_year_it_names_or_starts_in() -> None:
    views = [
        session("a", "2026-03-31"),
        row("a"),
        session("b", "2026-04-01"),
        row("b"),
        session("c", "2027-03-31"),
        row("c"),
    ]
    found = hours(*views, starts=4)
    assert [line.record for line in found.collective.lines] == ["b", "c"]
    named = [session("a", "2026-03-31", year=2026), row("a"), session("d", None, year=2026), row("d")]
    assert [line.record for line in hours(*named, starts=4).collective.lines] == ["a", "d"]


# self-study


@pytest.mark.parametrize(
    ("fields", "code", "counted"),
    [
        ({}, "study", 60),
        ({"state": "claimed"}, "unconfirmed", 0),
        ({"fv": {"state": [7, "z"], "minutes": [8, "m"]}}, "changed_since", 0),
        ({"fv": {"state": [7, "z"], "on": [9, "m"]}}, "changed_since", 0),
        ({"fv": {"state": [7, "z"], "minutes": [6, "m"], "gained": [9, "m"]}}, "study", 60),
    ],
)
def test_self_study_counts_once_confirmed_and_not_when_changed_since(
    fields: dict[str, Any], code: str, counted: int
) -> None:
    found = hours(study(**fields))
    assert [(line.code, line.counted) for line in found.study.lines] == [(code, counted)]
    assert found.study.value == counted


def test_refused_and_withdrawn_self_study_is_left_out_and_that_of_other_years_too() -> None:
    found = hours(
        study("a", state="refused"),
        study("b", state="withdrawn"),
        study("c", on="2025-12-31"),
        study("d", on="2027-01-01"),
    )
    assert found.study.lines == ()
    assert found.study.value == 0


def test_without_the_rule_of_confirmation_what_was_entered_counts() -> None:
    off = rules(DEFAULT, ["S-1=off"])
    assert hours(study(state="claimed"), study("b", state="refused"), pack=off).study.value == 60


def test_a_yearly_cap_is_a_line_of_its_own() -> None:
    capped = rules(DEFAULT, ["H-9=on", "H-9.study=90"])
    found = hours(study("a", 60), study("b", 60), study("c", 60, state="claimed"), pack=capped)
    assert found.study.value == found.total.value == 90
    assert lines_of(found.study.lines)["m"] == {"code": "cap", "counted": -30, "rule": "H-9"}
    assert sum(line.counted or 0 for line in found.study.lines) == 90
    assert "H-9" in found.study.rules
    assert hours(study("a", 60), study("b", 30), pack=capped).study.value == 90, "exactly the cap needs no line"
    assert hours(study("a", 60), study("b", 60)).study.value == 120, "the rule is off until a branch wants it"


def test_writing_counts_only_where_the_branch_wants_it() -> None:
    assert hours(submission()).writing.missing == "not_applicable"
    on = rules(DEFAULT, ["H-8=on", "H-8.minutes=45"])
    found = hours(submission("a"), submission("b", state="submitted"), submission("c", state="returned"), pack=on)
    assert found.writing.value == found.total.value == 45
    assert [(line.record, line.code) for line in found.writing.lines] == [("a", "writing"), ("b", "not_accepted")]


# rules, scopes


def test_without_rules_no_hours_are_said() -> None:
    found = hours(session(), row(), study(), pack=rules(NONE))
    figures = [found.collective, found.other, found.online, found.study, found.writing, found.total, found.target]
    assert {each.missing for each in figures} == {"not_applicable"}
    assert found.reach == "none"


@pytest.mark.parametrize(
    ("change", "views", "counted"),
    [
        ("H-4=off", (session(), row(status="late")), 0),
        ("H-5=off", (session(), row(status="leave", makeup_verified="z")), 0),
        ("H-6=off", (session(state="writing"), row()), 0),
        ("H-6=off", (session(), row()), 120),
        ("H-1.step=45", (session(minutes=100), row()), 90),
    ],
)
def test_a_rule_that_is_off_gives_nothing(change: str, views: tuple[Any, ...], counted: int) -> None:
    assert hours(*views, pack=rules(DEFAULT, [change])).collective.value == counted


def test_a_scope_that_is_missing_hides_what_needs_it_and_every_sum_of_it() -> None:
    views = (session(), row(), study())
    without_own = hours(*views, reads=lambda scope: scope != "r:m")
    assert without_own.collective.value == 120
    assert {each.missing for each in (without_own.online, without_own.study, without_own.total)} == {"no_access"}
    assert without_own.total.lines == ()
    assert without_own.total.least is None
    assert (without_own.target.value, without_own.missing.value) == (1920, 1800)
    leader = appointment("committee", ends="2026-01-31")
    without_committee = hours(*views, leader, reads=lambda scope: scope != "c")
    assert without_committee.collective.missing == without_committee.missing.missing == "no_access"
    assert without_committee.study.value == 60
    assert without_committee.reach == "unknown"
    assert hours(*views, reads=lambda scope: scope != "c").collective.value == 120, "not on the committee: not needed"


def test_a_guest_of_the_committee_gets_no_hours_of_its_meeting() -> None:
    views = (session(form="committee_meeting"), row())
    assert hours(*views).collective.value == 0
    assert hours(*views, appointment("clerk")).collective.value == 120


# the target


@pytest.mark.parametrize(
    ("roles", "target"),
    [
        ([], 1920),
        ([appointment("secretary")], 3360),
        ([appointment("committee")], 3360),
        ([appointment("clerk"), appointment("section_head")], 1920),
        ([appointment("committee", ends="2026-06-30")], 1920),
        ([appointment("committee", begins="2026-12-31")], 3360),
    ],
)
def test_secretary_and_committee_have_a_target_of_their_own(roles: list[Any], target: int) -> None:
    found = hours(*roles)
    assert (found.target.value, found.missing.value) == (target, target)
    assert found.target.rules == ("T-1",)


def test_who_is_away_all_year_has_no_target() -> None:
    away = record("away", "a", member="m", begins="2025-01-01")
    assert (hours(away).target.missing, hours(away).reach) == ("not_applicable", "none")
    part = record("away", "a", member="m", begins="2026-01-02")
    assert hours(part).target.value == 1920
    off = hours(pack=rules(DEFAULT, ["T-1=off"]))
    assert (off.target.missing, off.missing.missing, off.reach) == ("not_applicable", "not_applicable", "none")


SMALL = rules(DEFAULT, ["T-1.member=240"])


def planned(rid: str, minutes: int | None = 120, **fields: Any) -> Any:
    return session(rid, "2026-11-05", minutes, **{"state": "planned", **fields})


PLAN = record("plan", "p", year=2026)


def task(rid: str = "t", **fields: Any) -> Any:
    given: dict[str, Any] = {
        "plan": "p",
        "number": 1,
        "form": "exchange",
        "month_from": "2026-10-01",
        "state": "planned",
    }
    return record("task", rid, **{**given, "times": 1, "minutes_planned": 120, **fields})


CLOSED = task("closed", state="closed")


@pytest.mark.parametrize(
    ("views", "reach"),
    [
        ((), "open"),
        ((PLAN, CLOSED), "short"),
        ((PLAN, CLOSED, planned("a")), "open"),
        ((PLAN, CLOSED, planned("a", 119)), "short"),
        ((PLAN, CLOSED, planned("a", form="other")), "short"),
        ((PLAN, CLOSED, planned("a", state="cancelled")), "short"),
        ((PLAN, CLOSED, planned("a", audience="全体党员"), member("x", standing="full")), "short"),
        ((PLAN, CLOSED, planned("a", None)), "open"),
        ((PLAN, task()), "open"),
        ((PLAN, task(form="other")), "short"),
        ((PLAN, task(minutes_planned=60)), "short"),
        ((PLAN, task(minutes_planned=60, times=2)), "open"),
        ((PLAN, task(minutes_planned=60, times=2), planned("a", 30, task="t")), "short"),
        ((PLAN, task(minutes_planned=None)), "open"),
        ((PLAN, task(times=None)), "open"),
        ((PLAN, task(times=None, minutes_planned=60)), "short"),
        ((PLAN, task(times=None, month_to="2026-12-01", minutes_planned=60)), "open"),
        ((PLAN, task(form="committee_meeting")), "short"),
        ((PLAN, CLOSED, session("missed"), row("missed", status="leave")), "open"),
        ((PLAN, CLOSED, session("missed", minutes=60), row("missed", status="leave")), "short"),
    ],
)
def test_what_cannot_be_reached_any_more_is_said_early(views: tuple[Any, ...], reach: str) -> None:
    found = hours(session(), row(), *views, pack=SMALL, today="2026-09-01")
    assert found.missing.value == 120
    assert found.reach == reach


def test_reached_and_missed() -> None:
    both = (session(), row(), session("b"), row("b"))
    assert hours(*both, pack=SMALL).reach == "reached"
    assert hours(session(), row(), pack=SMALL).reach == "missed"
    enough = hours(*both, session("c", end=None), row("c"), pack=SMALL)
    assert (enough.collective.missing, enough.missing.value, enough.reach) == ("to_supply", 0, "reached")
    assert sum(line.counted or 0 for line in enough.missing.lines) == 0
