"""Parts of a year: sessions by quarter and month, what they make up of the year's figures, who led them, marks of the roll."""

from __future__ import annotations

import datetime as dt

from tests.year_records import member, record, row, session, study_year, submission
from tui.year.by_quarter import stretches
from tui.year.figures import Line, share, total, without
from tui.year.rates import in_sessions, person_rate
from tui.year.report import person_year
from tui.year.roll_mark import roll_marks
from tui.year.session_figures import is_led, leads, session_hours, session_reflections
from tui.year.turnout import of_sessions, turnout


def test_sessions_lie_in_the_quarters_of_the_study_year_and_those_without_a_day_apart() -> None:
    year = study_year(
        session("a", "2026-09-05"),
        session("b", "2027-08-05"),
        session("early", "2026-08-20", year=2026),
        session("after", "2027-09-20", year=2026),
        session("x", None, year=2026, form="exchange"),
        session("y", None, year=2026),
        starts=9,
        today="2027-10-01",
    )
    found = stretches(year, "quarter", year.sessions)
    assert [(each.period.number if each.period else None, [one.id for one in each.sessions]) for each in found] == [
        (1, ["early", "a"]),
        (2, []),
        (3, []),
        (4, ["b", "after"]),
        (None, ["y", "x"]),
    ]


def test_a_quarter_that_has_not_begun_is_none_yet() -> None:
    year = study_year(session("a", "2026-02-05"), today="2026-04-02")
    assert [each.period.number for each in stretches(year, "quarter", year.held) if each.period] == [1, 2]
    assert stretches(year, "month", year.held)[-1].period == year.cut("month")[3]
    assert year.cut("month")[3].first == dt.date(2026, 4, 1)


def test_a_share_adds_up_its_lines_and_keeps_what_is_not_known() -> None:
    lines = [Line("a", "x", 2), Line("b", "x", None), Line("c", "x", 3)]
    figure = total("n", "count", lines)
    assert share(figure, {"a", "c"}).value == 5
    assert share(figure, {"b"}).missing == "to_supply"
    assert share(figure, set()).value == 0
    assert share(without("n", "count", "no_access"), {"a"}).missing == "no_access"
    assert share(without("n", "count", "to_supply"), {"a"}).missing == "to_supply", "nobody knows what it rests on"


def test_the_shares_of_turnout_and_rate_are_those_of_a_year_with_these_sessions_alone() -> None:
    one = [session("a"), row("a", "m"), row("a", "n", "absent")]
    two = [session("b", "2026-06-05"), row("b", "m", "late"), row("b", "n")]
    people = [member("m"), member("n")]
    whole, part = study_year(*people, *one, *two), study_year(*people, *one)
    assert of_sessions(turnout(whole), {"a"}) == turnout(part)
    for name in ("m", "n"):
        found, wanted = in_sessions(person_rate(whole, name), {"a"}), person_rate(part, name)
        assert (found.expected, found.present, found.absent, found.rate) == (
            wanted.expected,
            wanted.present,
            wanted.absent,
            wanted.rate,
        )
        assert found.reach == "none"


def test_a_session_counts_what_whoever_was_there_gets() -> None:
    year = study_year(session("a", minutes=95), session("b", "2026-06-05", minutes=None), session("c", None, year=2026))
    found = {line.record: line.counted for line in session_hours(year).lines}
    assert found == {"a": 90, "b": None, "c": None}
    assert share(session_hours(year), {"a"}).value == 90
    none = study_year(session("a"), pack=None, reads=lambda scope: True)
    assert session_hours(none).missing is None


def test_reflections_are_counted_at_the_session_they_name() -> None:
    year = study_year(
        member(),
        session("a"),
        submission("one", session="a"),
        submission("two", session="a", state="submitted"),
        submission("three"),
    )
    found = session_reflections(year, [person_year(year, each) for each in year.people])
    assert [(line.record, line.counted) for line in found.lines] == [("a", 1)]
    assert session_reflections(year, []).missing == "to_supply"
    closed = study_year(member(), session("a"), reads=lambda scope: not scope.startswith("r:"))
    assert session_reflections(closed, [person_year(closed, each) for each in closed.people]).missing == "no_access"


def test_who_led_is_who_presented_not_whom_the_plan_names() -> None:
    year = study_year(
        session("a", task="t"),
        record("task", "t", lead="planned"),
        record("agenda_item", "i2", session="a", number=2, item_kind="lead", presenter="m2"),
        record("agenda_item", "i1", session="a", number=1, item_kind="lead", presenter="m1"),
        record("agenda_item", "i3", session="a", number=3, item_kind="speech", presenter="m3"),
        record("material", "x", target="a", presenter="m1"),
    )
    assert leads(year, year.held[0]) == ["m1", "m2"]
    assert is_led(session())
    assert not is_led(session(form="committee_meeting"))


def test_a_mark_says_what_the_roll_says_and_away_what_it_does_not() -> None:
    away = record("away", "w", member="m", begins="2026-03-01", ends="2026-03-31")
    days = {"there": "2026-03-05", "excused": "2026-03-06", "gone": "2026-03-07", "other": "2026-04-05"}
    year = study_year(
        member(),
        away,
        *(session(name, day) for name, day in days.items()),
        row("there", "m", "late"),
        row("excused", "m", "exempt"),
        row("other", "x"),
        session("official", "2026-05-05"),
        row("official", "m", "leave"),
    )
    assert roll_marks(year, "m") == {
        "there": "late",
        "excused": "duty",
        "gone": "duty",
        "other": "not_expected",
        # Whether the leave was official is the person's own affair (scope r).
        "official": "leave",
    }
