"""Random small years: every figure equals a slow calculation of its own, and never says more than the device can know."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.cache.view import View
from tests.property.slow_year import Slow
from tests.year_records import Records, record
from tui.year.figures import Figure
from tui.year.frequency import frequency, party_groups
from tui.year.hours import PersonHours, person_hours
from tui.year.packs import PACKS, Rules, rules
from tui.year.rates import COUNTS, branch_rate, person_rate
from tui.year.reflecting import reflections
from tui.year.report import report
from tui.year.study_year import StudyYear
from tui.year.working_days import calendar

PEOPLE = ("m1", "m2", "m3")
FORMS = ("collective_study", "exchange", "lecture", "general_meeting", "group_meeting", "committee_meeting", "other")
STATES = ("planned", "running", "writing", "submitted", "approved", "returned", "cancelled")
STATUSES = (None, "present", "late", "left_early", "leave", "absent", "exempt", "observer")
CHANGES = (
    "H-1.step=45",
    "H-4=off",
    "H-5=off",
    "H-6=off",
    "H-7=off",
    "H-7.forms=collective_study,lecture",
    "H-8=on",
    "H-9=on",
    "S-1=off",
    "T-1.member=120",
    "T-1=off",
    "P-1.percent=50",
    "R-1.per=quarter",
    "F-3.per=half",
)
SMALL = ("R-1.characters=6", "R-1.times=1", "H-9.study=60", "H-9.online=60")
"""The numbers of the rules made small, so that small years reach them."""

DAYS = st.dates(dt.date(2025, 10, 1), dt.date(2027, 3, 31)).map(dt.date.isoformat)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    first, days = draw(DAYS), draw(st.none() | st.integers(0, 500))
    last = (dt.date.fromisoformat(first) + dt.timedelta(days)).isoformat() if days is not None else None
    return {"begins": first, "ends": last}


@st.composite
def people(draw: st.DrawFn) -> list[View]:
    found = []
    for number, name in enumerate(PEOPLE):
        group, state = (
            draw(st.sampled_from((None, "甲组", "乙组"))),
            draw(st.sampled_from(("active", "active", "left"))),
        )
        found.append(record("member", name, name=name, sort=number, group=group, state=state))
        for n, span in enumerate(draw(st.lists(spans(), max_size=1))):
            found.append(record("membership", f"in-{name}-{n}", member=name, section="办公室", **span))
        for n, span in enumerate(draw(st.lists(spans(), max_size=1))):
            found.append(record("away", f"away-{name}-{n}", member=name, **span))
        for n, span in enumerate(draw(st.lists(spans(), max_size=1))):
            role = draw(st.sampled_from(("secretary", "committee", "clerk", "section_head")))
            found.append(record("appointment", f"role-{name}-{n}", member=name, role=role, **span))
    return found


@st.composite
def sessions(draw: st.DrawFn, number: int) -> list[View]:
    rid, day = f"s{number}", draw(st.none() | DAYS)
    start = f"{day}T09:00" if day else None
    minutes = draw(st.none() | st.sampled_from((-30, 0, 14, 29, 30, 44, 60, 89, 90, 150)))
    end = None
    if day is not None and minutes is not None:
        end = (dt.datetime.fromisoformat(f"{day}T09:00") + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")
    view = record(
        "session",
        rid,
        form=draw(st.sampled_from(FORMS)),
        state=draw(st.sampled_from(STATES)),
        start=start,
        end=end,
        year=2026 if day is None else draw(st.sampled_from((None, None, None, 2026, 2025))),
        also=draw(st.sampled_from(([], [], ["lecture"], ["collective_study", "exchange"]))),
        audience=draw(st.sampled_from((None, None, "甲组"))) if draw(st.booleans()) else None,
        roll_call_done=draw(st.booleans()),
    )
    on_roll = draw(st.sets(st.sampled_from(PEOPLE)))
    if view.get("form") != "group_meeting":
        view = dataclasses.replace(view, fields={**view.fields, "audience": None})
    rows = [
        record(
            "attendance",
            f"{rid}-{name}",
            session=rid,
            member=name,
            status=draw(st.sampled_from(STATUSES)),
            makeup_verified=draw(st.sampled_from((None, "m1"))),
        )
        for name in sorted(on_roll)
    ]
    return [view, *rows]


@st.composite
def own_time(draw: st.DrawFn) -> list[View]:
    found = []
    for n in range(draw(st.integers(0, 5))):
        fields = {name: [draw(st.integers(1, 3))] for name in ("state", "minutes", "on") if draw(st.booleans())}
        found.append(
            record(
                "study",
                f"st{n}",
                member=draw(st.sampled_from(PEOPLE)),
                on=draw(DAYS),
                minutes=draw(st.sampled_from((0, 14, 15, 29, 30, 31, 60, 90))),
                what="自学",
                channel=draw(st.sampled_from(("book", "course", None))),
                state=draw(st.sampled_from(("claimed", "confirmed", "confirmed", "refused", "withdrawn"))),
                fv=fields,
            )
        )
    found += [
        record(
            "submission",
            f"su{n}",
            author=draw(st.sampled_from(PEOPLE)),
            title="体会",
            body=draw(st.sampled_from(("学用结合，有所得。", "短", "读 Word 2010 一书", ""))),
            use_at_work=draw(st.sampled_from((None, " ", "用于办文"))),
            replaces=draw(st.sampled_from((None, None, f"su{n - 1}"))),
            state=draw(st.sampled_from(("submitted", "accepted", "accepted", "returned", "withdrawn"))),
            made=draw(DAYS),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    return found


@st.composite
def packs(draw: st.DrawFn) -> Rules:
    return rules(draw(st.sampled_from(PACKS)), [*SMALL, *draw(st.sets(st.sampled_from(CHANGES), max_size=4))])


SCOPES = ("b", "c", *(f"r:{name}" for name in PEOPLE))


@st.composite
def years(draw: st.DrawFn, *, whole: bool = False) -> tuple[StudyYear, Slow]:
    """A year, and the same as the slow calculation sees it."""
    views = draw(people()) + draw(own_time())
    for number in range(draw(st.integers(0, 5))):
        views += draw(sessions(number))
    scopes = frozenset(SCOPES if whole else draw(st.sets(st.sampled_from(SCOPES), min_size=2)))
    starts, pack = draw(st.sampled_from((1, 1, 4, 9))), draw(packs())
    today = draw(st.sampled_from((dt.date(2026, 2, 10), dt.date(2026, 8, 31), dt.date(2027, 9, 30))))
    return (
        StudyYear(2026, today, Records(views), calendar(), scopes.__contains__, pack, starts, dt.UTC),
        Slow(views, 2026, starts, today, pack, scopes),
    )


def said(figure: Figure) -> int | str | None:
    """The number, or why there is none."""
    assert (figure.value is None) == (figure.missing is not None)
    return figure.value if figure.missing is None else figure.missing


HOURS = ("collective", "other", "online", "study", "writing", "total")


@given(years())
@settings(max_examples=70)
def test_hours_are_what_the_slow_calculation_says(both: tuple[StudyYear, Slow]) -> None:
    year, slow = both
    for name in PEOPLE:
        found, wanted = person_hours(year, name), slow.hours(name)
        assert {each: said(getattr(found, each)) for each in HOURS} == wanted
        target = slow.target(name)
        assert said(found.target) == target
        _check_reach(found, wanted["collective"], target, over=slow.over)


def _check_reach(found: PersonHours, collective: int | str, target: int | str, *, over: bool) -> None:
    """What a person still lacks, and whether that can be said to be late."""
    if isinstance(target, str):
        assert said(found.missing) == target
        assert found.reach == ("none" if target == "not_applicable" else "unknown")
        return
    if isinstance(collective, int):
        assert said(found.missing) == max(0, target - collective)
        assert (found.reach == "reached") == (collective >= target)
        assert (found.reach == "missed") == (over and collective < target)
        return
    if collective == "no_access" or (found.collective.least or 0) < target:
        assert found.reach == "unknown"
        assert said(found.missing) == collective
    else:
        assert found.reach == "reached", "what is known of the hours is enough"
        assert found.missing.value == 0


@given(years())
@settings(max_examples=70)
def test_expected_is_the_sum_of_its_parts_always(both: tuple[StudyYear, Slow]) -> None:
    year, slow = both
    for name in PEOPLE:
        found, wanted = person_rate(year, name), slow.counts(name)
        parts = [found.present, found.late, found.left_early, found.leave, found.absent]
        if isinstance(wanted, str):
            assert {said(getattr(found, each)) for each in (*COUNTS, "rate")} == {wanted}
            known = [each.least or 0 for each in parts]
            assert (found.expected.least or 0) == sum(known)
            continue
        assert {each: said(getattr(found, each)) for each in wanted} == wanted
        came = wanted["present"] + wanted["late"] + wanted["left_early"]
        expected = came + wanted["leave"] + wanted["absent"]
        assert said(found.expected) == expected
        assert said(found.rate) == (int(came * 1000 / expected + 0.5) if expected else "not_applicable")
        percent = year.rules.number("P-1", "percent")
        if expected and percent is not None and found.reach != "none":
            assert (found.reach == "reached") == (came * 100 >= percent * expected)


@given(years(whole=True))
@settings(max_examples=40)
def test_the_rate_of_the_branch_is_that_of_all_its_people(both: tuple[StudyYear, Slow]) -> None:
    year, slow = both
    found = branch_rate(year)
    counts = [slow.counts(name) for name in PEOPLE]
    nobody = any(not slow.kind("attendance", session=session.id) for session in slow.held())
    if nobody or "to_supply" in counts:
        assert found.missing == "to_supply"
        return
    came = expected = 0
    for each in counts:
        assert isinstance(each, dict)
        there = each["present"] + each["late"] + each["left_early"]
        came, expected = came + there, expected + there + each["leave"] + each["absent"]
    assert said(found) == (int(came * 1000 / expected + 0.5) if expected else "not_applicable")


@given(years())
@settings(max_examples=70)
def test_frequency_and_reflections_are_what_the_slow_calculation_says(both: tuple[StudyYear, Slow]) -> None:
    year, slow = both
    wanted = []
    for rule in year.rules.family("F"):
        form, per, times = (rule.values[name] for name in ("form", "per", "times"))
        assert isinstance(per, str)
        assert isinstance(times, int)
        for group in party_groups(year) if form == "group_meeting" else [None]:
            wanted += [
                (rule.id, group, first, slow.state_of(str(form), group, per, times, first, last))
                for first, last in slow.spans(per)
            ]
    assert [(d.rule.id, d.group, d.period.first.isoformat(), d.state) for d in frequency(year)] == wanted
    for name in PEOPLE:
        found = {(w.rule.id, w.period.first.isoformat()): w.state for w in reflections(year, name)}
        asked: dict[tuple[str, str], str] = {}
        for rid in ("R-1", "R-2"):
            if year.rules.rule(rid) is not None:
                for first, last in slow.spans(year.rules.word(rid, "per") or "year"):
                    state = slow.written(name, rid, first, last)
                    asked |= {(rid, first): state} if state is not None else {}
        assert found == asked


@given(years())
@settings(max_examples=40)
def test_lines_add_up_and_lead_to_records(both: tuple[StudyYear, Slow]) -> None:
    year, _ = both
    for figure in _all_figures(year):
        for line in figure.lines:
            assert year.source.get(line.record) is not None, figure.name
        if figure.value is None:
            assert figure.missing != "no_access" or not figure.lines, "not a part of a sum that cannot be seen"
        elif figure.unit != "permille":
            assert sum(line.counted or 0 for line in figure.lines) == figure.value, figure.name
            assert all(line.counted is not None for line in figure.lines)


def _all_figures(year: StudyYear) -> Iterator[Figure]:
    found = report(year)
    yield from found.figures()
    for person in found.people:
        yield from person.figures()


@given(years(), st.sampled_from(PACKS))
@settings(max_examples=30)
def test_another_pack_and_back_changes_nothing(both: tuple[StudyYear, Slow], other: str) -> None:
    year, _ = both
    before = list(_all_figures(year))
    there = dataclasses.replace(year, rules=rules(other))
    list(_all_figures(there))
    back = dataclasses.replace(there, rules=year.rules)
    assert list(_all_figures(back)) == before
    assert list(_all_figures(year)) == before


@given(years(whole=True), st.sampled_from(SCOPES))
@settings(max_examples=70)
def test_without_a_scope_a_figure_is_whole_or_not_there(both: tuple[StudyYear, Slow], lacking: str) -> None:
    """A device without a scope has none of its records either: each figure it shows is the one of a device with all."""
    year, _ = both
    hidden = {view.id for view in year.source.find("session") if view.get("form") == "committee_meeting"}
    mine = lacking.removeprefix("r:")
    held = [
        view
        for kind in ("member", "membership", "away", "appointment", "session", "attendance", "study", "submission")
        for view in year.source.find(kind)
        if not (lacking == "b" and view.id not in hidden and view.get("session") not in hidden)
        and not (lacking == "c" and (view.id in hidden or view.get("session") in hidden))
        and not (
            lacking.startswith("r:")
            and kind in ("study", "submission")
            and mine in (view.get("member"), view.get("author"))
        )
    ]
    poorer = dataclasses.replace(year, source=Records(held), reads=lambda scope: scope != lacking)
    whole = {(kind, each.name): said(each) for kind, each in _named(year)}
    for kind, each in _named(poorer):
        assert said(each) in ("no_access", whole[kind, each.name]), (kind, each)
    if lacking != "b":
        states = {(d.rule.id, d.group, d.period): d.state for d in frequency(year)}
        for due in frequency(poorer):
            assert due.state in ("no_access", states[due.rule.id, due.group, due.period])


def _named(year: StudyYear) -> Iterator[tuple[str, Figure]]:
    found = report(year)
    yield from (("branch", each) for each in found.figures())
    for person in found.people:
        yield from ((person.member.id, each) for each in person.figures())
