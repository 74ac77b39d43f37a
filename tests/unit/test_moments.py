"""Stamps are the server's UTC: what happened at 18:00Z was after midnight in the office, and is shown, sorted and counted so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sync.cache.view import View
from tests.screens.stage import ME, OTHER, envelope, joined
from tui import commentary, reviewing
from tui.moments import LAST, changed, day, made, moment, order
from tui.recommended import home_lines
from tui.waiting.for_me import for_me
from tui.waiting.news import latest
from tui.year.source import changed_on, made_on

EVENING = "2026-03-05T18:00:00+00:00"
"""2026-03-06 02:00 in the office."""


def stamped(rid: str, **created: str) -> View:
    return View(id=rid, kind="submission", scope="r:x", fields={}, created=created, updated=created)


def test_a_stamp_has_the_day_of_the_office(tmp_path: Path) -> None:
    with joined(tmp_path, "clerk") as place:
        assert day(place, EVENING) == "2026-03-06"
        assert moment(place, EVENING) == "2026-03-06 02:00"
        assert day(place, "2026-03-06T02:00:00+08:00") == day(place, "2026-03-06T02:00") == "2026-03-06"
        assert day(place, "") == day(place, "9999") == ""
        zone = dt.timezone(dt.timedelta(hours=8))
        assert made_on(stamped("a", at=EVENING), zone) == changed_on(stamped("a", at=EVENING), zone) == "2026-03-06"


def test_stamps_of_several_zones_are_sorted_by_when_they_were() -> None:
    early, own, late = EVENING, "2026-03-06T02:30:00+08:00", "2026-03-05T19:00:00Z"
    assert sorted(["", late, own, early], key=order) == [early, own, late, ""]
    assert order("") == LAST
    views = [stamped("late", at=late), stamped("own", claimed=own), stamped("early", at=early)]
    assert [view.id for view in sorted(views, key=reviewing.handed_in)] == ["early", "own", "late"]
    assert made(views[1]) == changed(views[1]) == own


def test_what_waits_and_what_is_new_stands_under_the_day_of_the_office(tmp_path: Path) -> None:
    with joined(tmp_path, "secretary") as place:
        records = [
            envelope("submission", "sub-1", by=OTHER, author=OTHER, title="夜里写的", body="正文。", state="submitted"),
            envelope("comment", "com-1", by=ME, author=ME, target="sub-1", text="好。"),
            envelope("book", "book-1", title="一本书"),
            envelope("recommendation", "rec-1", by=OTHER, author=OTHER, target="book-1", why="短，管用。"),
        ]
        for each in records:
            each["created"] = each["updated"] = {"at": EVENING, "by": OTHER}
        place.shadow.take_in(place.shadow.records_changes(records))
        view = place.desk.record("sub-1")
        today = place.clock.now().date()
        assert reviewing.day(place, view) == "2026-03-06"
        assert reviewing.days_waited(place, view) == (today - dt.date(2026, 3, 6)).days
        assert commentary.day(place, place.desk.record("com-1")) == "2026-03-06"
        assert [item.when for item in for_me(place) if item.target == "sub-1"] == ["2026-03-06"]
        assert {item.when for item in latest(place)} == {"2026-03-06"}
        assert [on for _, _, on in home_lines(place)] == ["2026-03-06"]
