"""Commands list people in the order of the roster, whatever was counted of them, with the columns of the tables of people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.device import Device
from tests.screens.stage import ME, OTHER, joined
from tests.screens.yearly import THIRD, a_year, reads_all
from tui.year.people_tables import TABLES

ROSTER = ["李四", "张三", "王五"]


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """The clerk's device; who comes last in the roster did most."""
    with joined(tmp_path, "clerk") as place:
        a_year(place)
        reads_all(place, ME, OTHER, THIRD)
    return Device(tmp_path)


def derived(table: str) -> set[str]:
    return {column.name for column in TABLES[table].columns if column.derived}


def test_json_lists_people_by_the_roster_while_their_figures_differ(device: Device) -> None:
    people = device.json("year", "2025")["people"]
    assert [each["name"] for each in people] == ROSTER
    assert [each["hours"]["collective"] for each in people] == [120, 240, 360]
    assert [each["attendance"]["rate"] for each in people] == [333, 667, 1000]
    for each in people:
        # What is short of the target stands as `lacking`; `missing` says why there is no number.
        assert {*each["hours"], "missing"} - {"lacking", "unapproved"} == derived("hours")
        assert {*each["attendance"]} - {"missing"} == derived("attendance")


def test_lines_list_people_by_the_roster_too(device: Device) -> None:
    printed = device.ok("year", "2025").splitlines()
    named = [line.split()[0] for line in printed if line.split() and line.split()[0] in ROSTER]
    assert named[:3] == ROSTER
    assert named[3:6] == ROSTER


def test_no_command_takes_an_order_of_people(device: Device) -> None:
    for words in (("--sort", "total"), ("--order", "total"), ("--by", "rate")):
        assert device.run("year", "2025", *words).code == 2
