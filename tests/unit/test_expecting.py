"""Whether a target can still be reached is judged on the days of what is to come, not on today."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from tests.year_records import appointment, member, record, row, session, study_year
from tui.year.figures import Reach
from tui.year.hours import person_hours
from tui.year.packs import rules
from tui.year.rates import person_rate


def planned(**fields: Any) -> list[View]:
    """A plan with one task in December, by which everything asked can still be reached."""
    given = {
        "form": "collective_study",
        "month_from": "2026-12-01",
        "times": 20,
        "minutes_planned": 240,
        "state": "planned",
    }
    return [record("plan", "p", year=2026), record("task", "t", plan="p", number=1, **given | fields)]


def reach(*views: View, today: str = "2026-07-01") -> tuple[Reach, Reach]:
    year = study_year(member(), *views, today=today)
    return person_hours(year, "m").reach, person_rate(year, "m").reach


MISSED = (session(), row(status="absent"))


@pytest.mark.parametrize("ends", ["2026-07-02", "2026-12-30"])
def test_whoever_is_away_today_and_back_in_time_can_still_reach_it(ends: str) -> None:
    away = record("away", "a", member="m", begins="2026-06-01", ends=ends)
    assert reach(*planned(), *MISSED, away) == ("open", "open")


@pytest.mark.parametrize("ends", [None, "2026-12-31"])
def test_whoever_stays_away_cannot(ends: str | None) -> None:
    away = record("away", "a", member="m", begins="2026-06-01", ends=ends)
    assert reach(*planned(), *MISSED, away) == ("short", "short")


def test_whoever_is_there_today_and_away_when_it_is_held_cannot() -> None:
    away = record("away", "a", member="m", begins="2026-12-01", ends="2026-12-31")
    assert reach(*planned(), *MISSED, away) == ("short", "short")
    dated = planned(times=1)
    assert (
        reach(*dated, session("d", "2026-12-05", state="planned", minutes=4000, task="t"), *MISSED, away)[0] == "short"
    )


def test_whoever_comes_in_august_is_expected_in_december() -> None:
    seat = record("membership", "ms", member="m", section="k", begins="2026-08-01")
    assert reach(*planned(), seat)[0] == "open"


def test_whoever_has_left_is_expected_at_nothing_that_is_to_come() -> None:
    seat = record("membership", "ms", member="m", section="k", begins="2020-01-01", ends="2026-06-30")
    year = study_year(member(state="left"), seat, *planned(), *MISSED, today="2026-07-01")
    assert person_hours(year, "m").reach == "short"


def test_what_was_not_held_in_its_month_may_be_held_on_any_day_that_is_left() -> None:
    seat = record("membership", "ms", member="m", section="k", begins="2026-10-01")
    assert reach(*planned(month_from="2026-03-01"), seat)[0] == "open"
    assert reach(*planned(month_from="2026-08-01"), seat)[0] == "short", "in August nobody is there yet"
    assert reach(*planned(month_from="2026-08-01", state="postponed"), seat)[0] == "open"


def test_whoever_is_called_to_the_committee_later_is_expected_at_its_meetings_then() -> None:
    tasks = planned(form="committee_meeting")
    late = appointment("committee", begins="2026-11-01")
    assert reach(*tasks, *MISSED, late)[1] == "open"


def test_at_a_session_without_a_date_whoever_was_there_on_any_day_may_have_been() -> None:
    seat = record("membership", "ms", member="m", section="k", begins="2020-01-01", ends="2026-06-30")
    year = study_year(member(), seat, session(day=None, year=2026))
    assert person_hours(year, "m").collective.missing == "to_supply"


def test_what_was_held_and_waits_for_its_approval_may_still_count() -> None:
    """Rule H-6 off: a session counts from its approval on."""
    pack = rules(None, ["H-6=off", "T-1.member=1900", "H-4=off"])
    small = planned(times=1, minutes_planned=60)

    def said(status: str, **fields: Any) -> tuple[int | None, Reach]:
        roll = row(status=status, makeup_verified=fields.pop("verified", None))
        views = (member(), *small, session(minutes=1920, **fields), roll)
        found = person_hours(study_year(*views, today="2026-07-01", pack=pack), "m")
        return found.collective.value, found.reach

    assert said("present", state="submitted") == (0, "open")
    assert said("absent", state="submitted", verified="z") == (0, "open"), "made up, and not approved"
    assert said("late", state="submitted") == (0, "short"), "late counts nothing by these rules, approved or not"
    assert said("exempt", state="submitted") == (0, "short")
