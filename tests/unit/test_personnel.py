"""What does not fit together in a person's time, and who reads whose records after a change."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from sync.records.roster import Roster
from tui.year.charge import Reading, readings
from tui.year.personnel import cautions, stations

TODAY = "2026-03-05"


class Records:
    """Records as a device would hold them."""

    def __init__(self, *views: View) -> None:
        self.views = list(views)

    def get(self, rid: str) -> View | None:
        return next((view for view in self.views if view.id == rid), None)

    def find(self, kind: str) -> list[View]:
        return [view for view in self.views if view.kind == kind]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        return [view for view in self.find(kind) if view.get(field) == rid]


def member(state: str = "active") -> View:
    return View("m", "member", "b:x", {"state": state, "name": "张三"})


def station(rid: str, kind: str, first: str, last: str | None = None, **fields: Any) -> View:
    return View(rid, kind, "b:x", {"member": "m", "from": first, "to": last, **fields})


def sits(rid: str, first: str, last: str | None = None, section: str = "k-1") -> View:
    return station(rid, "membership", first, last, section=section)


def doubts(who: View, *views: View) -> list[tuple[str, tuple[str, ...], str]]:
    found = cautions(Records(who, *views), who, TODAY)
    return [(each.doubt, each.records, each.day) for each in found]


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ([sits("a", "2020-01-01")], []),
        ([sits("a", "2020-01-01", "2025-12-31"), sits("b", "2026-01-01")], []),
        ([], [("no_section", (), "")]),
        ([sits("a", "2020-01-01", "2025-12-31")], [("no_section", (), "")]),
        ([sits("a", "2020-01-01"), sits("b", "2026-01-01")], [("two_sections", ("a", "b"), "2026-01-01")]),
        (
            [sits("a", "2020-01-01", "2025-12-31"), sits("b", "2025-12-31")],
            [("two_sections", ("a", "b"), "2025-12-31")],
        ),
        ([sits("a", "2020-01-01", "2025-11-30"), sits("b", "2026-01-01")], [("gap", ("a", "b"), "2025-12-01")]),
        (
            [
                sits("a", "2020-01-01", "2025-11-30"),
                station("w", "away", "2025-11-01", "2026-01-31"),
                sits("b", "2026-01-01"),
            ],
            [],
        ),
        ([sits("a", "2020-01-01"), sits("b", "2019-05-01", "2019-01-01")], [("backwards", ("b",), "2019-05-01")]),
    ],
)
def test_overlaps_gaps_and_backward_spans_are_found(
    held: list[View], wanted: list[tuple[str, tuple[str, ...], str]]
) -> None:
    assert doubts(member(), *held) == wanted


def test_a_longer_first_section_leaves_no_gap_after_a_shorter_second() -> None:
    found = doubts(member(), sits("a", "2020-01-01"), sits("b", "2021-01-01", "2021-02-01"), sits("c", "2025-01-01"))
    assert {each[0] for each in found} == {"two_sections"}


def test_whoever_left_should_have_neither_section_nor_duty() -> None:
    duty = station("d", "appointment", "2020-01-01", role="clerk")
    over = station("e", "appointment", "2018-01-01", "2019-12-31", role="librarian")
    assert doubts(member("left"), sits("a", "2020-01-01"), duty, over) == [
        ("left_in_section", ("a",), "2020-01-01"),
        ("left_with_duty", ("d",), "2020-01-01"),
    ]


def test_the_head_of_one_section_who_sits_in_another_is_shown() -> None:
    head = station("d", "appointment", "2020-01-01", role="section_head", sections=["k-1"])
    assert doubts(member(), sits("a", "2020-01-01", section="k-2"), head) == [("heads_elsewhere", ("d",), "2020-01-01")]
    assert doubts(member(), sits("a", "2020-01-01", section="k-1"), head) == []


def test_a_leader_needs_no_section() -> None:
    leads = station("d", "appointment", "2020-01-01", role="leader", sections=["k-1"])
    assert doubts(member(), leads) == []
    over = station("d", "appointment", "2020-01-01", "2020-12-31", role="leader", sections=["k-1"])
    assert doubts(member(), over) == [("no_section", (), "")]
    clerk = station("e", "appointment", "2020-01-01", role="clerk")
    assert doubts(member(), clerk) == [("no_section", (), "")]


def test_stations_stand_in_the_order_of_time() -> None:
    views = [
        station("c", "away", "2021-01-01"),
        sits("b", "2021-01-01"),
        station("a", "appointment", "2020-01-01", role="clerk"),
    ]
    assert [view.id for view in stations(Records(*views), "m")] == ["a", "b", "c"]


def roster(memberships: dict[str, str], *appointments: tuple[str, str, tuple[str, ...]]) -> Roster:
    return Roster(
        [{"member": who, "role": role, "sections": list(sections)} for who, role, sections in appointments],
        [{"member": who, "section": section} for who, section in memberships.items()],
        TODAY,
    )


def test_a_move_changes_which_head_reads_the_person() -> None:
    heads = (("h1", "section_head", ("k1",)), ("h2", "section_head", ("k2",)), ("s", "secretary", ()))
    before = roster({"m": "k1", "h1": "k1", "h2": "k2"}, *heads)
    after = roster({"m": "k2", "h1": "k1", "h2": "k2"}, *heads)
    assert readings(before, after, ["m", "h1", "h2", "s"]) == [
        Reading("h1", lost=("m",)),
        Reading("h2", gained=("m",)),
    ]


def test_a_new_clerk_reads_everybody_and_the_committee() -> None:
    before, after = roster({"m": "k1"}), roster({"m": "k1"}, ("c", "clerk", ()))
    assert readings(before, after, ["m", "c"]) == [Reading("c", gained=("m",), committee="gained")]


def test_whoever_stays_in_the_committee_by_another_duty_loses_nothing_of_it() -> None:
    before = roster({"m": "k1"}, ("c", "clerk", ()), ("c", "committee", ()))
    after = roster({"m": "k1"}, ("c", "committee", ()))
    assert readings(before, after, ["m", "c"]) == [Reading("c", lost=("m",))]
