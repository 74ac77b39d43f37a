"""Refused edits in groups: by cause, parents before children."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.cache.parked import Parked
from sync.parking import by_cause, in_order
from sync.wire import Op


def item(number: int, names: list[int], code: str = "forbidden") -> Parked:
    """An edit that makes record `number` and names others."""
    changes = {f"f{n}": [None, f"r{name}"] for n, name in enumerate(names)}
    op = Op(id=f"o{number}", k="new", type="task", rec=f"r{number}", scope="b:1", v=1, at="", ch=changes)
    return Parked(f"o{number}", (op,), code, None, None, f"2026-03-{number % 28 + 1:02}")


@st.composite
def trees(draw: st.DrawFn) -> list[Parked]:
    """Records that name only earlier ones, in any order."""
    count = draw(st.integers(1, 12))
    items = [item(n, draw(st.lists(st.integers(0, n - 1), max_size=3)) if n else []) for n in range(count)]
    return draw(st.permutations(items))


@given(trees())
def test_parents_come_before_children_and_nothing_is_lost(items: list[Parked]) -> None:
    ordered = in_order(items)
    assert sorted(each.id for each in ordered) == sorted(each.id for each in items)
    place = {each.first.rec: n for n, each in enumerate(ordered)}
    for each in ordered:
        for change in each.first.ch.values():
            assert place[change[1]] < place[each.first.rec]


@given(st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=6))
def test_records_that_name_each_other_in_a_ring_end_too(names: list[list[int]]) -> None:
    items = [item(n, each) for n, each in enumerate(names)]
    assert sorted(each.id for each in in_order(items)) == sorted(each.id for each in items)


def test_those_that_do_not_hang_together_stay_in_their_order() -> None:
    items = [item(n, []) for n in (3, 1, 2)]
    assert in_order(items) == items


def test_groups_by_cause_keep_the_order_in_which_causes_came() -> None:
    items = [item(1, [], "signed"), item(2, [], "forbidden"), item(3, [], "signed")]
    assert {code: [each.id for each in group] for code, group in by_cause(items).items()} == {
        "signed": ["o1", "o3"],
        "forbidden": ["o2"],
    }
