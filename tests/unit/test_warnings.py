"""What looks odd about a session: each rule alone, and equal paragraphs among ten thousand records."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from sync.cache.view import View
from tui.year import warnings
from tui.year.paragraphs import ParagraphIndex
from tui.year.working_days import calendar

ZONE = dt.timezone(dt.timedelta(hours=8))
LONG = "认真学习文件精神，结合本职工作谈体会，" * 5
"""95 characters."""


def view(kind: str, rid: str, created: str = "2026-03-05T01:00:00+00:00", **fields: Any) -> View:
    return View(rid, kind, "b:1", fields, created={"at": created})


def meeting(rid: str = "s-1", start: str = "2026-03-05T09:00", end: str = "2026-03-05T11:00", **more: Any) -> View:
    return view("session", rid, start=start, end=end, **more)


def codes(found: list[warnings.Caution]) -> list[str]:
    return [each.code for each in found]


def row(rid: str, session: str, member: str, status: str | None) -> View:
    return view("attendance", rid, session=session, member=member, status=status)


def test_one_person_at_two_sessions_at_the_same_time() -> None:
    here, there = meeting(place="一楼"), meeting("s-2", "2026-03-05T10:00", "2026-03-05T12:00", place="二楼")
    rows = [row("a-1", "s-1", "m-1", "present"), row("a-2", "s-1", "m-2", "late"), row("a-3", "s-1", "m-3", None)]
    roll = [row("a-4", "s-2", "m-1", "late"), row("a-5", "s-2", "m-2", "leave"), row("a-6", "s-2", "m-3", "present")]
    [found] = warnings.two_places(here, rows, [(there, roll), (here, rows)])
    assert (found.code, found.values["member"], found.records) == ("two_places", "m-1", ("a-1", "a-4", "s-2"))
    done = meeting(place="一楼", roll_call_done=True)
    members = {each.values["member"] for each in warnings.two_places(done, rows, [(there, roll)])}
    assert members == {"m-1", "m-3"}, "whoever nobody marked was there once the roll call is done"
    assert warnings.two_places(here, rows, [(meeting("s-2", place="一楼"), roll)]) == [], "one sitting, entered twice"
    after = meeting("s-2", "2026-03-05T11:00", "2026-03-05T12:00")
    assert warnings.two_places(here, rows, [(after, roll)]) == [], "one ends when the other begins"
    assert not warnings.overlap(here, meeting("s-2", "2026-03-05T10:00", "")), "an end that is not known proves nothing"


def test_a_session_on_a_holiday() -> None:
    [found] = warnings.on_holiday(meeting(start="2026-02-17T09:00"), calendar())
    assert (found.code, found.values["name"]) == ("holiday", "春节")
    assert warnings.on_holiday(meeting(start="2026-02-14T09:00"), calendar()) == [], "a Saturday on which one works"
    assert codes(warnings.on_holiday(meeting(), calendar(["2026-03-05"]))) == ["own_holiday"]
    assert warnings.on_holiday(view("session", "s-1"), calendar()) == []


def test_the_host_is_marked_absent() -> None:
    rows = [row("a-1", "s-1", "m-1", "leave"), row("a-2", "s-1", "m-2", "absent")]
    assert [each.records for each in warnings.host_absent(meeting(host="m-1"), rows)] == [("a-1",)]
    assert warnings.host_absent(meeting(host="m-3"), rows) == []
    assert warnings.host_absent(meeting(), rows) == []


def test_short_and_long_sessions() -> None:
    ends = {"2026-03-05T09:19": ["short"], "2026-03-05T09:20": [], "2026-03-05T13:00": [], "2026-03-05T13:01": ["long"]}
    assert {end: codes(warnings.length(meeting(end=end))) for end in ends} == ends
    assert codes(warnings.length(meeting(end="2026-03-05T08:00"))) == ["backwards"]
    assert warnings.length(meeting(end="")) == []


def test_what_was_made_before_the_session_ended() -> None:
    early = view("signature", "g-1", "2026-03-05T02:59:00+00:00")
    late = view("signature", "g-2", "2026-03-05T03:00:00+00:00")
    submission = view("submission", "u-1", "2026-03-05T10:00:00+08:00")
    found = warnings.too_early(meeting(), [early, late, submission], None, ZONE)
    assert [(each.code, each.records) for each in found] == [
        ("early_signature", ("g-1",)),
        ("early_submission", ("u-1",)),
    ]
    completed = dt.datetime(2026, 3, 5, 10, 59, tzinfo=ZONE)
    assert codes(warnings.too_early(meeting(), [], completed, ZONE)) == ["early_session"]
    assert warnings.too_early(meeting(end=""), [early], completed, ZONE) == []


def test_a_roll_called_before_the_session_began() -> None:
    [found] = warnings.early_roll(meeting(), "2026-03-05T00:59:00+00:00", ZONE)
    assert found.values == {"at": "2026-03-05 08:59", "start": "2026-03-05 09:00"}
    assert warnings.early_roll(meeting(), "2026-03-05T09:00:00+08:00", ZONE) == []
    assert (
        warnings.early_roll(meeting(), None, ZONE)
        == warnings.early_roll(meeting(start=""), found.values["at"], ZONE)
        == []
    )


def test_only_the_later_of_two_equal_paragraphs_is_warned_of() -> None:
    index = ParagraphIndex()
    old = view("minute", "n-1", "2026-01-05T01:00:00+00:00", text=f"开头\n  {LONG}  ")
    # By its text the later time, by its zone the earlier one.
    new = view("minute", "n-2", "2026-03-05T01:00:00+08:00", text=LONG)
    other = view("minute", "n-3", text=LONG[:79])
    for each in (new, old, other):
        index.put(each, each.id)
    assert [(each.record, each.earlier) for each in index.equals([old, new, other])] == [("n-2", "n-1")]
    [found] = warnings.equal_paragraphs(meeting(), [new], index)
    assert (found.code, found.records) == ("equal", ("n-2", "n-1"))
    index.put(view("minute", "n-1", "2026-01-05T01:00:00+00:00", text="改短了"), "n-1")
    assert index.equals([new]) == [], "what was changed is no longer compared with"
    index.put(None, "n-2")
    assert index.equals([view("minute", "n-4", "2026-04-01T00:00:00+00:00", text=LONG)]) == []


def test_equal_paragraphs_are_found_at_once_among_ten_thousand_records() -> None:
    index = ParagraphIndex()
    for number in range(10_000):
        each = view("minute", f"n-{number}", f"2026-01-{number % 28 + 1:02}T01:00:00+00:00", text=f"{number}{LONG}")
        index.put(each, each.id)
    copies = [view("minute", f"c-{n}", "2026-03-05T01:00:00+00:00", text=f"{n * 100}{LONG}") for n in range(100)]
    began = time.perf_counter()
    found = index.equals(copies)
    took = time.perf_counter() - began
    assert [each.earlier for each in found] == [f"n-{n * 100}" for n in range(100)]
    assert took < 0.05, "a look-up by hash, never a walk through all records"
