"""Random years on devices that lack a scope, and under other rules: nothing is a part of what it says, nothing stays behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.random_year import SCOPES, random_year, scope_of
from tests.year_records import Records
from tui.year.adapting import Choice, with_pack
from tui.year.consequences import consequences
from tui.year.evidence import evidence
from tui.year.gaps import open_items
from tui.year.overview import overview
from tui.year.packs import PACKS
from tui.year.plan_actual import plan_actual
from tui.year.report import report
from tui.year.study_year import StudyYear

SEEDS = st.integers(0, 2**32)

NOT_SAID = ("no_access", "unknown")
"""What stands in place of an answer."""


def told(year: StudyYear) -> Iterator[tuple[Any, Any]]:
    """Everything a device says of a year, piece by piece: by what it is about, a number, a state or why there is none."""
    found = report(year)
    for figure in overview(found).values():
        yield ("branch", figure.name), figure.value if figure.missing is None else figure.missing
    for row in found.plan:
        cells = tuple(cell.state for cell in row.cells)
        yield (
            ("task", row.task.id),
            row.state if row.state == "no_access" else (row.state, row.held, row.missing, cells),
        )
    for due in found.frequency:
        yield (due.rule.id, due.group, due.period), due.state
    for person in found.people:
        known = evidence(year, person.member.id)
        figures = {figure.name: figure for figure in (*person.figures(), *known.figures)}
        for name, figure in figures.items():
            yield (person.member.id, name), figure.value if figure.missing is None else figure.missing
        yield (person.member.id, "reach"), person.hours.reach
        yield (person.member.id, "rate reach"), person.rate.reach
        for asked in known.asked:
            yield (person.member.id, asked.rule.id, asked.period), asked.state
        for round_ in known.rounds:
            yield (person.member.id, round_.rule.id, round_.period), round_.state


@given(SEEDS, st.sampled_from(SCOPES))
@settings(max_examples=150, deadline=None)
def test_without_a_scope_what_is_said_is_what_is_so_or_nothing(seed: int, lacking: str) -> None:
    """A device without a scope has none of its records either: each thing it says is what a device with all says."""
    year, slow = random_year(seed, whole=True)
    source = Records(slow.views)
    held = [view for view in slow.views if scope_of(view, source) != lacking]
    poorer = dataclasses.replace(year, source=Records(held), reads=lambda scope: scope != lacking)
    whole = dict(told(year))
    for about, answer in told(poorer):
        assert answer in NOT_SAID or answer == whole[about], about
    assert not any(item.code == "no_access" for item in open_items(year))


def everything(year: StudyYear) -> list[Any]:
    """All that is counted of a year, whole: figures with their lines, plan, evidence, what is open, what rules would change."""
    found = report(year)
    return [
        list(told(year)),
        [list(person.figures()) for person in found.people],
        list(found.figures()),
        found.frequency,
        found.unknown,
        plan_actual(year),
        [evidence(year, person.member.id) for person in found.people],
        open_items(year),
    ]


@given(SEEDS, st.lists(st.sampled_from(PACKS), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_other_packs_and_back_change_nothing_of_anything(seed: int, between: list[str]) -> None:
    year, slow = random_year(seed)
    before, choice = everything(year), slow.choice
    for name in between:
        choice = with_pack(choice, name)
        there = dataclasses.replace(year, rules=choice.rules)
        everything(there)
        assert all(each.before == each.after for each in consequences(there, choice.rules))
    back = with_pack(choice, year.rules.name)
    assert back == Choice(year.rules.name, slow.choice.changes)
    assert everything(dataclasses.replace(year, rules=back.rules)) == before
    assert everything(year) == before, "nor does counting by other rules leave anything behind"
