"""Who belongs to a study year, in which section, and in which parts of it somebody was there at all."""

from __future__ import annotations

from sync.cache.view import View
from tests.year_records import member, record, row, session, study, study_year
from tui.year.hours import person_hours
from tui.year.rates import person_rate
from tui.year.reflecting import reflections
from tui.year.report import report
from tui.year.study_year import StudyYear


def seat(rid: str, begins: str, ends: str | None = None, who: str = "x", section: str = "k1") -> View:
    return record("membership", rid, member=who, section=section, begins=begins, ends=ends)


def away(rid: str, begins: str, ends: str | None = None, who: str = "m") -> View:
    return record("away", rid, member=who, begins=begins, ends=ends)


def names(year: StudyYear) -> list[str]:
    return [each.id for each in year.people]


# who belongs to it


def test_whoever_left_during_the_year_belongs_to_it_without_a_line_on_any_roll() -> None:
    views = [member(), member("x", state="left"), seat("ms", "2020-01-01", "2026-01-01"), study(member="x")]
    assert names(study_year(*views)) == ["m", "x"], "one day is enough"
    assert names(study_year(*views, year=2027, today="2028-02-01")) == ["m"]
    found = report(study_year(*views))
    assert next(each.value for each in found.hours if each.name == "study") == 60, "what they studied counts"


def test_whoever_left_and_was_never_in_a_section_is_known_by_the_rolls_alone() -> None:
    views = [member(), member("x", state="left"), session()]
    assert names(study_year(*views)) == ["m"]
    assert names(study_year(*views, row(member="x"))) == ["m", "x"]


def test_a_membership_without_an_end_does_not_keep_whoever_has_left() -> None:
    year = study_year(member(), member("x", state="left"), seat("ms", "2020-01-01"))
    assert names(year) == ["m"]


def test_whoever_left_since_was_expected_at_a_session_of_which_nobody_knows_the_people() -> None:
    views = [member("x", state="left"), seat("ms", "2020-01-01", "2026-06-30"), session(), session("t", "2026-07-01")]
    found = person_hours(study_year(*views), "x").collective
    assert [(line.record, line.code) for line in found.lines] == [("s", "no_roll")]


# in which section


def test_the_section_of_whoever_left_is_that_of_the_last_day() -> None:
    views = [member("x", state="left"), seat("a", "2020-01-01", "2026-03-31", section="k1")]
    assert report(study_year(*views)).people[0].section == "k1"
    views.append(seat("b", "2026-02-01", "2026-05-31", section="k2"))
    assert report(study_year(*views)).people[0].section == "k2"
    assert report(study_year(*views, today="2026-02-10")).people[0].section == "k2", "of two the one joined last"
    assert report(study_year(*views, today="2026-01-10")).people[0].section == "k1", "not one that is yet to come"


# away


def test_two_absences_that_adjoin_are_one() -> None:
    halves = [away("a", "2026-01-01", "2026-06-30"), away("b", "2026-07-01", "2026-12-31")]
    year = study_year(member(), *halves, session(), row())
    hours = person_hours(year, "m")
    assert (hours.target.missing, hours.reach) == ("not_applicable", "none")
    assert person_rate(year, "m").reach == "none"
    assert reflections(year, "m") == []


def test_a_day_between_two_absences_is_a_day_of_the_year() -> None:
    halves = [away("a", "2026-01-01", "2026-06-29"), away("b", "2026-07-01", "2026-12-31")]
    year = study_year(member(), *halves)
    assert person_hours(year, "m").target.value == 1920
    assert {each.period.number for each in reflections(year, "m") if each.period.per == "half"} <= {1}


def test_away_since_coming_is_away_on_every_day_there_was() -> None:
    views = [member("x"), seat("ms", "2026-03-01"), away("a", "2026-03-01", "2026-12-31", who="x")]
    assert person_hours(study_year(*views), "x").reach == "none"
    assert reflections(study_year(*views), "x") == [], "there before, or not away: neither on any day"
