"""The plan against what was held: months, what is missing, what nobody said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sync.cache.view import View
from tui.year.plan_actual import TaskYear, plan_actual, tracks, unplanned
from tui.year.study_year import StudyYear, gather
from tui.year.working_days import Calendar


class Records:
    """A plan of 2026, its tasks and sessions, held in memory."""

    def __init__(self, **settings: Any) -> None:
        self.views: list[View] = []
        self.add("plan", "p", year=2026)
        self.add("settings", "s", **settings)

    def add(self, kind: str, rid: str, **fields: Any) -> None:
        """Put a record in."""
        state = {"task": "planned", "session": "planned"}.get(kind)
        self.views.append(View(rid, kind, "b:1", {**({"state": state} if state else {}), **fields}))

    def task(self, rid: str = "t", **fields: Any) -> None:
        """A task of the plan."""
        self.add("task", rid, **{"plan": "p", "number": 1, "track": "political", "form": "exchange", **fields})

    def session(self, day: str | None, state: str = "approved", task: str | None = "t", **fields: Any) -> None:
        """A session for a task, on a day of 2026, MM-DD."""
        start = f"2026-{day}T09:00" if day else None
        self.add("session", f"x{len(self.views)}", task=task, start=start, state=state, form="exchange", **fields)

    def get(self, rid: str) -> View | None:
        """See Source."""
        return next((view for view in self.views if view.id == rid), None)

    def find(self, kind: str) -> list[View]:
        """See Source."""
        return [view for view in self.views if view.kind == kind]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        """See Source."""
        return [view for view in self.find(kind) if view.get(field) == rid]


def year(records: Records, today: str, lacking: str = "") -> StudyYear:
    """The study year 2026 on a day MM-DD."""
    day = dt.date.fromisoformat(f"2026-{today}" if len(today) == 5 else today)
    return gather(records, 2026, day, Calendar({}), lambda scope: scope != lacking)


def row(records: Records, today: str, lacking: str = "") -> TaskYear:
    """The one task on a day."""
    [found] = plan_actual(year(records, today, lacking))
    return found


def signs(found: TaskYear) -> str:
    """The months as one letter each: planned, held, missing, delayed, x cancelled."""
    letters = {"planned": "p", "held": "h", "missing": "m", "postponed": "d", "cancelled": "x", "nothing": "."}
    return "".join(letters[cell.state] for cell in found.cells)


def test_once_in_a_quarter_is_to_come_then_held_and_nothing_more() -> None:
    records = Records()
    records.task(month_from="2026-03-01", month_to="2026-05-31")
    assert (signs(row(records, "01-10")), row(records, "01-10").state) == ("..p.........", "open")
    assert signs(row(records, "04-10")) == "...p........", "what has passed is nobody's fault while there is time"
    records.session("04-20")
    found = row(records, "06-10")
    assert (signs(found), found.held, found.missing, found.state) == ("...h........", 1, 0, "done")


def test_what_was_not_held_is_missing_once_the_last_month_is_over() -> None:
    records = Records()
    records.task(month_from="2026-03-01", month_to="2026-05-01", times=2)
    records.session("03-05")
    assert (row(records, "05-31").missing, row(records, "05-31").state) == (0, "open")
    found = row(records, "06-01")
    assert (signs(found), found.times, found.missing, found.state) == ("..h.m.......", 2, 1, "missing")


def test_one_a_month_is_missing_as_soon_as_its_month_has_passed() -> None:
    records = Records()
    records.task(month_from="2026-01-01", month_to="2026-12-31", times=12)
    records.session("01-08")
    records.session("03-08", "planned")
    found = row(records, "03-20")
    assert (signs(found), found.missing, found.state) == ("hmpppppppppp", 0, "open")
    assert row(records, "2027-01-01").missing == 11


def test_what_was_held_twice_in_a_month_makes_up_for_the_month_before() -> None:
    records = Records()
    records.task(month_from="2026-01-01", month_to="2026-06-30", times=6)
    for day in ("01-08", "02-08", "04-08", "04-28"):
        records.session(day)
    assert signs(row(records, "05-02")) == "hh.hpp......"
    assert signs(row(records, "06-02")) == "hh.hmp......"


def test_a_session_stands_in_the_month_it_starts_in_whatever_was_planned() -> None:
    records = Records()
    records.task(month_from="2026-03-01")
    records.session("05-08", "postponed")
    records.session("06-08", "cancelled")
    records.session("07-08", "running")
    found = row(records, "02-20")
    assert signs(found) == "....dxp.....", "set down for July, it is not awaited in March as well"
    assert [len(cell.sessions) for cell in found.cells] == [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("state", "sign", "said"), [("postponed", "d", "postponed"), ("cancelled", "x", "cancelled")])
def test_a_task_put_off_or_cancelled_is_not_missing(state: str, sign: str, said: str) -> None:
    records = Records()
    records.task(month_from="2026-03-01", month_to="2026-04-30", state=state)
    found = row(records, "12-01")
    assert (signs(found), found.missing, found.state) == (f"..{sign}{sign}........", 0, said)


def test_a_closed_task_is_done_whatever_was_held_and_shows_what_was() -> None:
    records = Records()
    records.task(month_from="2026-03-01", month_to="2026-03-31", times=3, state="closed")
    records.session("03-05")
    found = row(records, "12-01")
    assert (signs(found), found.held, found.times, found.missing, found.state) == ("..h.........", 1, 3, 0, "done")


@pytest.mark.parametrize("fields", [{}, {"month_from": "2026-05-01", "month_to": "2026-03-01"}])
def test_a_task_without_months_has_none_made_up(fields: dict[str, str]) -> None:
    records = Records()
    records.task(**fields)
    found = row(records, "2027-03-01")
    assert (signs(found), found.times, found.missing, found.state) == ("............", None, None, "unknown")
    records.session(None, "writing", year=2026)
    found = row(records, "2027-03-01")
    assert (signs(found), found.held, len(found.undated), found.state) == ("............", 1, 1, "done")


def test_the_months_are_those_of_the_study_year() -> None:
    records = Records(year_starts=9)
    records.task(month_from="2026-12-01", month_to="2027-01-31", times=2)
    records.add("session", "later", task="t", start="2027-01-05T09:00", state="approved", form="exchange")
    found = row(records, "2027-02-01")
    assert found.cells[0].period.first == dt.date(2026, 9, 1)
    assert (signs(found), found.missing) == ("...mh.......", 1)


def test_committee_meetings_are_not_judged_by_a_device_that_does_not_read_them() -> None:
    records = Records()
    records.task(form="committee_meeting", month_from="2026-01-01", month_to="2026-01-31")
    records.task("u", number=2, month_from="2026-01-01", month_to="2026-01-31")
    found = plan_actual(year(records, "03-01", lacking="c"))
    assert [(each.state, each.missing) for each in found] == [("no_access", None), ("missing", 1)]
    assert [each.held for each in tracks(found)] == [None]
    assert {each.state for each in plan_actual(year(records, "03-01", lacking="b"))} == {"no_access"}


def test_tracks_have_subtotals_and_what_was_not_planned_stands_apart() -> None:
    records = Records()
    records.task("a", number=1, times=4, month_from="2026-01-01", month_to="2026-12-31")
    records.task("b", number=2, month_from="2026-01-01")
    records.task("c", number=3, times=5, state="cancelled")
    records.task("d", number=4, track="professional", times=2)
    records.session("01-05", task="a")
    records.session("02-05", task="a")
    records.session("02-06", task="d")
    records.session("02-07", task=None)
    records.session("02-08", "cancelled", task=None)
    records.session("02-09", task="of another plan")
    now = year(records, "03-01")
    assert [(each.track, each.planned, each.held) for each in tracks(plan_actual(now))] == [
        ("political", 5, 2),
        ("professional", 2, 1),
    ]
    assert [each.get("start")[5:10] for each in unplanned(now)] == ["02-07", "02-09"]


def test_a_year_without_a_plan_has_no_rows() -> None:
    records = Records()
    now = gather(records, 2027, dt.date(2027, 3, 1), Calendar({}), lambda _: True)
    assert plan_actual(now) == []
