"""The rules of roll call, quorum, votes and make-up, over all sorts of rows: figures add up, and nothing is said too early."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cache.view import View
from tui.year.attendance import count
from tui.year.makeup import makeup
from tui.year.punctuality import advice, times
from tui.year.quorum import quorum, voters
from tui.year.votes import result

STATUSES = (None, "present", "late", "left_early", "leave", "absent", "exempt", "observer")
STANDINGS = (None, "full", "probationary", "applicant", "staff")


def row(member: str = "m", **fields: Any) -> View:
    return View(id=f"a-{member}", kind="attendance", scope="b:1", fields={"member": member, **fields})


def session(**fields: Any) -> View:
    return View(id="s", kind="session", scope="b:1", fields={"state": "running", **fields})


PEOPLE = st.lists(st.tuples(st.sampled_from(STATUSES), st.sampled_from(STANDINGS)), max_size=40)


@given(PEOPLE, st.booleans())
def test_expected_is_the_sum_of_its_parts(people: list[tuple[str | None, str | None]], done: bool) -> None:
    rows = [row(str(n), status=status) for n, (status, _) in enumerate(people)]
    counts = count(rows, done)
    assert counts.expected == counts.present + counts.leave + counts.absent + counts.unmarked
    on_time = sum(each.get("status") == "present" or (done and each.get("status") is None) for each in rows)
    assert counts.present == on_time + counts.late + counts.left_early
    assert counts.expected + counts.exempt + counts.observer == len(rows), "each person is counted once"
    assert not (done and counts.unmarked)


@given(PEOPLE, st.booleans(), st.sampled_from(["general_meeting", "committee_meeting", "exchange"]))
def test_the_quorum_counts_those_entitled_and_waits_for_the_roll_call(
    people: list[tuple[str | None, str | None]], done: bool, form: str
) -> None:
    rows = [row(str(n), status=status) for n, (status, _) in enumerate(people)]
    standing = {str(n): held for n, (_, held) in enumerate(people)}
    committee = {str(n) for n in range(0, len(people), 3)}
    found = quorum([form], rows, done, standing, committee)
    counts = count(rows, done)
    assert 0 <= found.present <= found.entitled <= counts.expected
    if form == "exchange":
        assert (found.entitled, found.present, found.unmarked) == (counts.expected, counts.present, counts.unmarked)
    if form == "general_meeting":
        expected = [n for n, each in enumerate(rows) if each.get("status") not in ("exempt", "observer")]
        assert found.entitled == sum(standing[str(n)] == "full" for n in expected)
        assert found.unknown == sum(standing[str(n)] is None for n in expected)
    if found.verdict == "met":
        assert found.present >= found.needed
        assert found.present * 2 >= found.entitled > 0
    if found.verdict == "not_met":
        assert found.present < found.needed
    assert (found.verdict == "unmarked") == bool(found.unmarked)


def test_a_committee_that_nobody_belongs_to_is_everybody_expected() -> None:
    rows = [row("1", status="present"), row("2", status="absent"), row("3", status="observer")]
    assert quorum(["committee_meeting"], rows, True, {}, set()).entitled == 2
    assert quorum(["committee_meeting"], rows, True, {}, {"1", "3"}).entitled == 1
    held = [("secretary", "1", None), ("committee", "2", "2025-12-31"), ("clerk", "3", None), ("committee", "4", None)]
    roles = [
        View(
            id=f"ap-{member}",
            kind="appointment",
            scope="b:1",
            fields={"role": role, "member": member, "from": "2020-01-01", "to": to},
        )
        for role, member, to in held
    ]
    assert voters("2026-03-05", roles) == {"1", "4"}


FIGURE = st.one_of(st.none(), st.integers(-2, 60))


@given(FIGURE, FIGURE, FIGURE, FIGURE, FIGURE)
def test_a_vote_passes_with_more_than_half_of_those_entitled(
    eligible: int | None, present: int | None, in_favour: int | None, against: int | None, abstain: int | None
) -> None:
    fields = {"eligible": eligible, "present": present, "in_favour": in_favour, "against": against, "abstain": abstain}
    found = result(View(id="v", kind="vote", scope="b:1", fields=fields))
    figures = [each for each in fields.values() if each is not None]
    match found.verdict:
        case "passed":
            assert in_favour is not None
            assert eligible is not None
            assert in_favour > eligible / 2
        case "check":
            assert in_favour is not None
            assert eligible == in_favour * 2
        case "not_passed":
            assert in_favour is not None
            assert eligible is not None
            assert in_favour < eligible / 2
        case "no_quorum":
            assert present is not None
            assert eligible is not None
            assert present < eligible / 2
        case "unknown":
            assert None in (eligible, present, in_favour) or eligible == 0 or min(figures) < 0
    if found.verdict in ("passed", "check", "not_passed"):
        assert present is not None
        assert eligible is not None
        assert present >= eligible / 2
    if None not in fields.values() and min(figures) >= 0:
        assert present is not None
        cast = sum(figures[2:])
        assert ("more_voted" in found.warnings, "fewer_voted" in found.warnings) == (cast > present, cast < present)


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ((11, 9, 6, 2, 1), "passed"),
        ((12, 9, 6, 2, 1), "check"),
        ((13, 9, 6, 2, 1), "not_passed"),
        ((12, 6, 6, 0, 0), "check"),
        ((12, 5, 5, 0, 0), "no_quorum"),
        ((13, 6, 6, 0, 0), "no_quorum"),
        ((12, 7, 7, None, None), "passed"),
        ((12, 7, None, 1, 2), "unknown"),
        ((0, 0, 0, 0, 0), "unknown"),
    ],
)
def test_the_edges_of_a_vote(figures: tuple[int | None, ...], verdict: str) -> None:
    names = ("eligible", "present", "in_favour", "against", "abstain")
    fields = dict(zip(names, figures, strict=True))
    assert result(View(id="v", kind="vote", scope="b:1", fields=fields)).verdict == verdict


CLOCK = st.integers(0, 23 * 60 + 59).map(lambda n: f"2026-03-05T{n // 60:02}:{n % 60:02}")


@given(st.sampled_from(STATUSES), st.none() | CLOCK, st.none() | CLOCK, CLOCK, st.none() | CLOCK)
def test_the_hint_is_about_known_times_and_never_repeats_the_mark(
    status: str | None, arrived: str | None, left: str | None, start: str, end: str | None
) -> None:
    found = advice(
        row(status=status, arrived=arrived, left=left), session(start=start, end=end), 15, half_is_absent=True
    )
    if arrived is None and left is None:
        assert found is None
    if found is not None:
        assert found.status != status
        assert found.minutes >= 0
        if found.status == "late":
            assert arrived is not None
            assert found.minutes > 15
            assert arrived > start


@pytest.mark.parametrize(
    ("status", "arrived", "left", "said"),
    [
        ("late", "09:15", None, ("present", 15)),
        ("late", "09:16", None, None),
        ("present", "09:16", None, ("late", 16)),
        ("late", "09:59", None, None),
        ("late", "10:00", None, ("absent", 60)),
        ("left_early", None, "10:01", None),
        ("left_early", None, "10:00", ("absent", 60)),
        ("left_early", "09:30", "10:30", ("absent", 60)),
        ("left_early", "09:20", "10:30", None),
        ("absent", "09:20", None, ("late", 20)),
        ("absent", "09:05", None, ("present", 5)),
        ("absent", "10:20", None, None),
        ("leave", "10:20", None, None),
        ("present", "08:40", "11:30", None),
    ],
)
def test_later_than_fifteen_minutes_is_late_and_half_missed_is_absent(
    status: str, arrived: str | None, left: str | None, said: tuple[str, int] | None
) -> None:
    moments = {
        name: f"2026-03-05T{clock}" for name, clock in (("arrived", arrived), ("left", left)) if clock is not None
    }
    found = advice(
        row(status=status, **moments),
        session(start="2026-03-05T09:00", end="2026-03-05T11:00"),
        15,
        half_is_absent=True,
    )
    assert (found and (found.status, found.minutes)) == said


@pytest.mark.parametrize(
    ("status", "arrived", "rules", "said"),
    [
        ("present", "09:31", (30, True), ("late", 31)),
        ("present", "09:30", (30, True), None),
        ("present", "09:59", (None, True), None),
        ("late", "09:01", (None, True), None),
        ("present", "10:00", (None, True), ("absent", 60)),
        ("absent", "09:05", (15, False), None),
        ("present", "10:30", (15, False), ("late", 90)),
        ("present", "10:30", (None, False), None),
    ],
)
def test_a_rule_that_is_off_gives_no_hint(
    status: str, arrived: str, rules: tuple[int | None, bool], said: tuple[str, int] | None
) -> None:
    each = row(status=status, arrived=f"2026-03-05T{arrived}")
    on = session(start="2026-03-05T09:00", end="2026-03-05T11:00")
    found = advice(each, on, rules[0], half_is_absent=rules[1])
    assert (found and (found.status, found.minutes)) == said


def test_without_the_rules_nobody_owes_a_make_up_and_no_vote_is_judged() -> None:
    held = session(start="2026-03-05T09:00")
    assert makeup(row(status="leave"), held, "2026-04-20", None) is None
    made = makeup(row(status="leave", makeup="读了材料"), held, "2026-04-20", None)
    assert made is not None
    assert (made.due, made.step, made.overdue) == (None, "entered", False)
    vote = View(id="v", kind="vote", scope="b:1", fields={"eligible": 9, "present": 3, "in_favour": 4, "against": 0})
    assert result(vote, judged=False).verdict == "not_judged"
    rows = [row("1", status="absent"), row("2", status="present")]
    assert quorum(["exchange"], rows, True, {}, set(), judged=False).verdict == "not_judged"


def test_a_mark_takes_the_time_of_a_session_that_is_on() -> None:
    on = session(start="2026-03-05T09:00", end="2026-03-05T11:00")
    assert times(row(), on, "late", "2026-03-05T09:20") == {"arrived": "2026-03-05T09:20"}
    assert times(row(), on, "left_early", "2026-03-05T10:20") == {"left": "2026-03-05T10:20"}
    assert times(row(), on, "late", "2026-03-05T11:01") == {}, "written up afterwards: when is not known"
    assert times(row(), on, "late", "2026-03-06T09:20") == {}
    assert times(row(), on, "late", "2026-03-05T08:59") == {}
    known = row(arrived="2026-03-05T09:18", left="2026-03-05T10:40")
    assert times(known, on, "late", "2026-03-05T09:20") == {}, "a time that is known stays"
    assert times(known, on, "absent", "2026-03-05T09:20") == {}
    assert times(known, on, "present", "2026-03-05T09:20") == {"arrived": None, "left": None}


DAY = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@given(st.sampled_from(STATUSES), DAY, DAY, st.booleans(), st.booleans())
def test_a_make_up_is_owed_by_who_missed_and_overdue_after_thirty_days(
    status: str | None, day: dt.date, today: dt.date, entered: bool, verified: bool
) -> None:
    each = row(status=status, makeup="读了材料" if entered else None, makeup_verified="v" if verified else None)
    found = makeup(each, session(start=f"{day.isoformat()}T09:00"), today.isoformat(), 30)
    if status not in ("leave", "absent") or day > today:
        assert found is None
        return
    assert found is not None
    assert found.due == (day + dt.timedelta(days=30)).isoformat()
    assert found.step == ("verified" if verified else "entered" if entered else "owed")
    assert found.overdue == (not verified and (today - day).days > 30)


def test_no_make_up_of_what_did_not_take_place() -> None:
    each = row(status="leave")
    assert makeup(each, session(state="cancelled", start="2026-03-05T09:00"), "2026-03-20", 30) is None
    assert makeup(each, session(state="postponed", start="2026-03-05T09:00"), "2026-03-20", 30) is None
    assert makeup(each, None, "2026-03-20", 30) is None
    unknown = makeup(each, session(), "2026-03-20", 30)
    assert unknown is not None
    assert (unknown.due, unknown.overdue) == (None, False)
