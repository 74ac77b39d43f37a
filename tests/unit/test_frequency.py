"""What frequency rules and reflection rules ask of each period, and what answers it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.year_records import appointment, member, record, row, session, study_year, submission
from tui.year.frequency import Due, frequency
from tui.year.packs import DEFAULT, NONE, rules
from tui.year.reflecting import Written, reflections


def dues(rid: str, *views: Any, **given: Any) -> list[Due]:
    return [due for due in frequency(study_year(*views, **given)) if due.rule.id == rid]


def states(rid: str, *views: Any, **given: Any) -> list[str]:
    return [due.state for due in dues(rid, *views, **given)]


def test_one_a_month_is_met_open_or_missed() -> None:
    views = (
        session("a", "2026-01-31"),
        session("b", "2026-03-01", state="writing"),
        session("c", "2026-02-10", state="planned"),
    )
    assert states("F-1", *views, today="2026-04-30") == ["met", "missed", "met", "open", *["open"] * 8]
    (january, *_) = dues("F-1", *views, today="2026-04-30")
    assert [view.id for view in january.sessions] == ["a"]
    assert (january.form, january.group, january.times, january.period.number) == ("collective_study", None, 1, 1)


def test_the_study_year_begins_where_the_branch_says() -> None:
    found = dues("F-2", session("a", "2027-03-31", form="exchange"), starts=4)
    assert [due.state for due in found] == ["missed", "missed", "missed", "met"]
    assert found[3].period.first.isoformat() == "2027-01-01"


def test_a_sitting_of_several_forms_counts_for_each() -> None:
    view = session("a", "2026-02-05", form="general_meeting", also=["theme_day", "collective_study"])
    for rid in ("F-1", "F-6"):
        assert states(rid, view)[1] == "met"
    assert states("F-3", view) == ["met", "missed", "missed", "missed"]


def test_a_session_without_a_date_leaves_months_unknown_and_counts_for_the_year() -> None:
    undated = session("a", None, year=2026)
    assert states("F-1", undated) == ["unknown"] * 12
    yearly = rules(DEFAULT, ["F-1.per=year"])
    assert states("F-1", undated, pack=yearly) == ["met"]
    five = rules("example-2011")
    views = [session(f"s{n}", None, form="exchange", year=2026) for n in range(4)]
    assert states("F-2", *views, pack=five) == ["missed"]
    assert states("F-2", *views, session("s5", "2026-12-31", form="exchange"), pack=five) == ["met"]
    twice = rules(DEFAULT, ["F-1.times=2"])
    assert states("F-1", undated, pack=twice) == ["missed"] * 12, "one meeting cannot be two"


def test_the_committee_s_meetings_need_its_scope() -> None:
    view = session("a", "2026-02-05", form="committee_meeting", also=["collective_study"])
    assert states("F-4", view, reads=lambda scope: scope != "c") == ["no_access"] * 12
    assert states("F-4", view)[1] == "met"
    assert states("F-1", view)[1] == "missed", "what a meeting others may not see was besides counts for nothing else"


def test_group_meetings_count_for_each_party_group() -> None:
    people = [member("x", group="甲组"), member("y", group="乙组"), member("z", group="丙组", state="left")]
    held = [
        session("a", "2026-01-05", form="group_meeting", audience="甲组"),
        session("b", "2026-02-05", form="group_meeting"),
        session("c", "2026-03-05", form="group_meeting", audience="全组同志"),
        session("d", "2026-04-05", form="group_meeting", audience="甲组、乙组"),
    ]
    found = dues("F-5", *people, *held, today="2026-05-10")
    assert {due.group for due in found} == {"甲组", "乙组"}
    first = {group: [due.state for due in found if due.group == group][:5] for group in ("甲组", "乙组")}
    assert first == {"甲组": ["met", "met", "met", "met", "open"], "乙组": ["missed", "met", "met", "met", "open"]}
    assert dues("F-5", member("x")) == [], "a branch without party groups owes no group meetings"


def seat(who: str, begins: str, ends: str | None = None) -> Any:
    return record("membership", f"seat-{who}", member=who, section="k", begins=begins, ends=ends)


def test_the_group_of_people_who_have_left_is_asked_for_while_it_had_them() -> None:
    people = [member("x", group="甲组"), member("y", group="乙组", state="left"), seat("y", "2020-01-01", "2026-03-01")]
    held = [session("a", "2026-01-05", form="group_meeting", audience="乙组")]
    found = dues("F-5", *people, *held, today="2026-05-10")
    assert [(due.period.number, due.state) for due in found if due.group == "乙组"] == [
        (1, "met"),
        (2, "missed"),
        (3, "missed"),
    ]
    assert [due.state for due in found if due.group == "甲组"][:4] == ["missed"] * 4, (
        "the other group's meeting was none of it"
    )


def test_the_group_of_whoever_is_known_from_a_roll_alone_is_asked_for_then() -> None:
    people = [member("x", state="left", group="乙组"), session("a", "2026-02-05"), row("a", "x")]
    assert [(due.period.number, due.state) for due in dues("F-5", *people)] == [(2, "missed")]
    held = session("b", "2026-02-06", form="group_meeting", audience="乙组")
    assert states("F-5", *people, held) == ["met"]


# a branch that begins


def test_nothing_is_missed_before_the_records_of_the_branch_begin() -> None:
    branch = record("settings", "settings", made="2026-11-10")
    views = [branch, member(made="2026-11-12"), seat("m", "2018-03-01")]
    assert states("F-1", *views, today="2026-12-31") == [*["before"] * 10, "missed", "open"]
    assert states("F-2", *views, today="2027-02-01") == ["before", "before", "before", "missed"]
    assert states("F-1", *views, year=2025, today="2026-12-31") == ["before"] * 12
    late = session("s", "2026-09-05")
    assert states("F-1", *views, late, today="2026-12-31") == [*["before"] * 8, "met", *["missed"] * 2, "open"]


def test_sessions_of_an_earlier_year_that_were_entered_later_are_shown_as_they_were() -> None:
    branch = record("settings", "settings", made="2026-11-10")
    undated = session("s", None, year=2011)
    found = {"year": 2011, "today": "2026-12-31"}
    assert states("F-1", branch, undated, **found) == ["unknown"] * 12
    assert states("F-2", branch, undated, **found) == ["missed"] * 4, "of a year that was entered something is known"


def test_an_audience_that_names_no_group_means_the_groups_of_its_people() -> None:
    people = [member("x", group="甲组", standing="full"), member("y", group="乙组", standing="probationary")]
    held = session("a", "2026-01-05", form="group_meeting", audience="全体党员")
    found = [(due.group, due.state) for due in dues("F-5", *people, held) if due.period.number == 1]
    assert found == [("乙组", "missed"), ("甲组", "met")]


def test_no_rules_ask_nothing() -> None:
    year = study_year(member(), session(), pack=rules(NONE))
    assert frequency(year) == []
    assert reflections(year, "m") == []


# reflections


def written(*views: Any, **given: Any) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = {}
    for each in reflections(study_year(member(), *views, **given), "m"):
        found.setdefault(each.rule.id, []).append(each)
    return found


@pytest.mark.parametrize(("characters", "state"), [(799, "missed"), (800, "met")])
def test_eight_hundred_characters(characters: int, state: str) -> None:
    found = written(submission("a"), submission("b", characters))
    assert [each.state for each in found["R-1"]] == [state]


def test_accepted_ones_count_and_those_that_wait_keep_it_open() -> None:
    waiting = submission("b", state="submitted")
    found = written(submission("a"), waiting)["R-1"][0]
    assert (found.state, [v.id for v in found.counted], [v.id for v in found.waiting]) == ("open", ["a"], ["b"])
    returned = written(submission("a"), submission("b", state="returned"))["R-1"][0]
    assert returned.state == "missed"
    again = submission("c", replaces="b")
    assert written(submission("a"), submission("b", state="returned"), again)["R-1"][0].state == "met"
    assert written(today="2026-12-31")["R-1"][0].state == "open"


def test_one_a_half_year_by_the_day_it_was_handed_in() -> None:
    pack = rules("example-2011")
    found = written(submission(made="2026-07-01"), pack=pack)["R-1"]
    assert [(each.period.number, each.state) for each in found] == [(1, "missed"), (2, "met")]


@pytest.mark.parametrize(("use", "state"), [(None, "missed"), ("  ", "missed"), ("用于办会", "met")])
def test_one_says_how_it_is_used_at_work(use: str | None, state: str) -> None:
    assert [each.state for each in written(submission(characters=5, use_at_work=use))["R-2"]] == [state]


def test_what_is_in_a_person_s_own_scope_is_not_said_without_it() -> None:
    found = written(submission(), reads=lambda scope: scope != "r:m")
    assert {each.state for each in (*found["R-1"], *found["R-2"])} == {"no_access"}
    assert all(each.counted == () for each in found["R-1"])


def test_nothing_is_asked_of_a_period_in_which_a_person_was_not_there() -> None:
    pack = rules(DEFAULT, ["R-1.per=half"])
    away = record("away", "w", member="m", begins="2026-01-01", ends="2026-06-30")
    assert [each.period.number for each in written(away, pack=pack)["R-1"]] == [2]
    came = record("membership", "in", member="m", section="x", begins="2026-07-01")
    assert [each.period.number for each in written(came, pack=pack)["R-1"]] == [2]
    assert [each.period.number for each in written(appointment("clerk"), pack=pack)["R-1"]] == [1, 2]
