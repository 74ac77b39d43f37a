"""Roles, charge and reading go by the appointments and memberships of today (PROTOCOL.md section 1)."""

from __future__ import annotations

import pytest

from sync.records.roster import Roster
from tests.records.asking import asked
from tests.records.branch import PEOPLE, S1, S2, TODAY, Branch, appointment

YESTERDAY, TOMORROW = "2026-03-04", "2026-03-06"


@pytest.mark.parametrize(
    ("dates", "in_charge"),
    [
        ({"from": TODAY}, True),
        ({"from": YESTERDAY}, True),
        ({"from": TOMORROW}, False),
        ({"from": "2020-01-01", "to": TODAY}, True),
        ({"from": "2020-01-01", "to": YESTERDAY}, False),
        ({"from": "2020-01-01", "to": TOMORROW}, True),
    ],
)
def test_charge_goes_by_the_membership_of_today(there: Branch, dates: dict[str, str], in_charge: bool) -> None:
    appointments = [appointment("head", "section_head", [S1]), appointment("lead", "leader", [S1])]
    there.roster = Roster(appointments, [{"member": "moved", "section": S1, **dates}], TODAY)
    away = asked(there, "head", "new", "away", member="moved")
    accepted = asked(there, "lead", "put", "submission", to="accepted", author="moved")
    assert (away is None, accepted is None) == (in_charge, in_charge)
    assert there.roster.reads("head", "r:branch:moved") == in_charge


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ({"from": TODAY}, True),
        ({"from": TOMORROW}, False),
        ({"to": TODAY}, True),
        ({"to": YESTERDAY}, False),
    ],
)
def test_a_role_is_held_from_its_first_day_to_its_last(there: Branch, dates: dict[str, str], holds: bool) -> None:
    there.roster = Roster([appointment("new_clerk", "clerk", [], **dates)], [], TODAY)
    assert (asked(there, "new_clerk", "new", "section") is None) == holds
    assert there.roster.has_role("new_clerk", "clerk") == holds
    assert there.roster.holders("clerk") == (["new_clerk"] if holds else [])


def test_a_head_of_section_loses_whoever_moves_to_another_section(there: Branch) -> None:
    moved = [
        {"member": "moved", "section": S1, "from": "2020-01-01", "to": YESTERDAY},
        {"member": "moved", "section": S2, "from": TODAY},
    ]
    heads = [appointment("old", "section_head", [S1]), appointment("new", "section_head", [S2])]
    there.roster = Roster(heads, moved, TODAY)
    assert there.roster.sections_of("moved") == {S2}
    assert asked(there, "old", "put", "away", changes=("to",), member="moved") is not None
    assert asked(there, "new", "put", "away", changes=("to",), member="moved") is None


def test_roles_over_a_section_do_not_mix(there: Branch) -> None:
    """A leader's sections give no right that the file gives to heads of section."""
    there.roster = Roster(
        [appointment("lead", "leader", [S1]), appointment("lead", "section_head", [S2])],
        [
            {"member": "one", "section": S1, "from": "2020-01-01"},
            {"member": "two", "section": S2, "from": "2020-01-01"},
        ],
        TODAY,
    )
    assert asked(there, "lead", "new", "away", member="one") is not None
    assert asked(there, "lead", "new", "away", member="two") is None


def test_who_reads_which_scope(there: Branch) -> None:
    """History and trash follow the scope too (permissions.csv, last line)."""
    readers = {
        "b:branch": set(PEOPLE),
        "c:branch": {"sec", "clerk", "sec_clerk", "leader1", "leader2", "comm", "both"},
        "r:branch:author1": {"author1", "sec", "clerk", "sec_clerk", "leader1", "head1", "both"},
        "r:branch:author2": {"author2", "sec", "clerk", "sec_clerk", "leader2", "head2", "both"},
        "r:branch:sec": {"sec", "clerk", "sec_clerk"},
        "u:author1": set(),
    }
    for scope, people in readers.items():
        assert {each for each in PEOPLE if there.roster.reads(each, scope)} == people, scope
