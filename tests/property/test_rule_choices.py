"""Changing packs there and back changes nothing: not the rules, not what they say of any record."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.year_records import member, row, session, study, study_year, submission
from tui.year.adapting import Choice, with_pack
from tui.year.consequences import consequences
from tui.year.packs import PACKS, load, rules

CHANGES = st.frozensets(
    st.one_of(
        st.builds(
            "{}.{}={}".format,
            st.sampled_from(["T-1", "P-1", "F-2", "F-6", "F-7", "R-1", "H-1", "X-9"]),
            st.sampled_from(["member", "percent", "times", "per", "step", "characters", "forms"]),
            st.one_of(st.integers(0, 5000).map(str), st.sampled_from(["month", "half", "lecture", "?"])),
        ),
        st.builds("{}={}".format, st.sampled_from(["F-6", "F-7", "H-8", "H-4", "S-1"]), st.sampled_from(["on", "off"])),
    ),
    max_size=6,
)
PACK = st.sampled_from([None, *PACKS])


@settings(deadline=None)
@given(PACK, st.lists(st.sampled_from(PACKS), max_size=4), CHANGES)
def test_the_rules_are_the_same_there_and_back(first: str | None, between: list[str], changes: frozenset[str]) -> None:
    choice = Choice(first, changes)
    back = choice
    for name in between:
        back = with_pack(back, name)
    back = with_pack(back, choice.rules.name)
    assert back.rules == choice.rules
    assert back.changes == changes


@settings(deadline=None)
@given(PACK, st.sampled_from(PACKS), CHANGES)
def test_every_change_counts_or_is_told(first: str | None, other: str, changes: frozenset[str]) -> None:
    held = with_pack(Choice(first, changes), other).rules
    for rid, rule in held.all.items():
        if not rule.changed:
            assert rule == load(other).all[rid]
    assert set(held.not_understood) <= changes
    untouched = {change for change in changes if change not in held.not_understood}
    assert untouched == {c for c in changes if c.partition("=")[0].partition(".")[0] in held.all} - set(
        held.not_understood
    )


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(PACKS), CHANGES)
def test_the_figures_are_the_same_there_and_back(other: str, changes: frozenset[str]) -> None:
    year = study_year(member(), session(), row(), study(), submission(), pack=rules(None, changes))
    there = with_pack(Choice(None, changes), other).rules
    back = with_pack(with_pack(Choice(None, changes), other), "cn-current").rules
    assert all(each.before == each.after for each in consequences(year, back))
    one = consequences(year, there)
    other_way = consequences(replace(year, rules=there), year.rules)
    assert [(each.before, each.after) for each in one] == [(each.after, each.before) for each in other_way]
