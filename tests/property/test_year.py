"""Random small years: every figure equals a slow calculation of its own, and never says more than the device can know."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.random_year import PEOPLE, random_year
from tui.year.evidence import evidence
from tui.year.figures import Figure
from tui.year.frequency import frequency
from tui.year.hours import PersonHours, person_hours
from tui.year.overview import overview
from tui.year.rates import COUNTS, branch_rate, person_rate
from tui.year.reflecting import reflections
from tui.year.report import report
from tui.year.study_year import StudyYear

SEEDS = st.integers(0, 2**32)
"""Years are made from a seed: drawn piece by piece, they took a hundred times longer than the figures."""


def said(figure: Figure) -> int | str | None:
    """The number, or why there is none."""
    assert (figure.value is None) == (figure.missing is not None)
    return figure.value if figure.missing is None else figure.missing


HOURS = ("collective", "other", "online", "study", "writing", "total")


@given(SEEDS)
@settings(max_examples=80, deadline=None)
def test_hours_are_what_the_slow_calculation_says(seed: int) -> None:
    year, slow = random_year(seed)
    for name in PEOPLE:
        found, wanted = person_hours(year, name), slow.hours(name)
        assert {each: said(getattr(found, each)) for each in HOURS} == wanted
        target = slow.target(name)
        assert said(found.target) == target
        _check_missing(found, wanted["collective"], target)
        assert found.reach == slow.hours_reach(name, wanted["collective"], found.collective.least or 0)
        assert person_rate(year, name).reach == slow.rate_reach(name)


def _check_missing(found: PersonHours, collective: int | str, target: int | str) -> None:
    """What a person still lacks; what is known of the hours may be enough to say that nothing is."""
    if isinstance(target, str):
        assert said(found.missing) == target
    elif isinstance(collective, int):
        assert said(found.missing) == max(0, target - collective)
    elif collective == "no_access" or (found.collective.least or 0) < target:
        assert said(found.missing) == collective
    else:
        assert found.missing.value == 0


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_expected_is_the_sum_of_its_parts_always(seed: int) -> None:
    year, slow = random_year(seed)
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


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_the_rate_of_the_branch_is_that_of_all_its_people(seed: int) -> None:
    year, slow = random_year(seed, whole=True)
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


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_frequency_and_reflections_are_what_the_slow_calculation_says(seed: int) -> None:
    year, slow = random_year(seed)
    wanted = []
    for rule in year.rules.family("F"):
        form, per, times = (rule.values[name] for name in ("form", "per", "times"))
        assert isinstance(per, str)
        assert isinstance(times, int)
        for group in slow.groups() if form == "group_meeting" else [None]:
            wanted += [
                (rule.id, group, first, slow.state_of(str(form), group, per, times, first, last))
                for first, last in slow.spans(per)
                if group is None or slow.had_people(group, per, first, last)
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


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_lines_add_up_and_lead_to_records(seed: int) -> None:
    year, _ = random_year(seed)
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


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_people_and_plan_are_what_the_slow_calculation_says(seed: int) -> None:
    year, slow = random_year(seed)
    found = report(year)
    assert [(each.member.id, each.section) for each in found.people] == [(n, slow.section(n)) for n in slow.people()]
    plan = [(row.task.id, row.held, row.missing, row.state, [cell.state for cell in row.cells]) for row in found.plan]
    assert plan == [(task.id, *slow.task(task)) for task in slow.tasks()]
    states = [slow.task(task)[2] for task in slow.tasks()]
    asked = [state for state in states if state != "cancelled"]
    done: int | str = asked.count("done") if asked else "not_applicable"
    if "unknown" in asked:
        done = "to_supply"
    if "no_access" in asked or "b" not in slow.scopes:
        done = "no_access"
    assert said(overview(found)["tasks_done"]) == done


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_evidence_is_what_the_slow_calculation_says(seed: int) -> None:
    year, slow = random_year(seed)
    for name in PEOPLE:
        found, wanted = evidence(year, name), slow.evidence(name)
        assert {each.name: said(each) for each in found.figures if each.name in wanted} == wanted
        assert (found.hours_reach, found.rate_reach) == (person_hours(year, name).reach, person_rate(year, name).reach)
