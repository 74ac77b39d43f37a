"""Which scopes this device holds whole: those it was given, and those of people of whom nothing was ever written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.branch_day import branch_on, take
from tests.screens.stage import BRANCH, ME, OTHER, alone, envelope
from tui.years import reader, reads, study_year


def test_a_device_alone_holds_everything(tmp_path: Path) -> None:
    with alone(tmp_path) as place:
        assert reads(place, "c")
        assert reads(place, "r:anybody")


@pytest.mark.parametrize(
    ("synced", "begins", "held"),
    [
        ("2026-06-14T16:30:00+00:00", "2026-06-15", True),
        ("2026-06-14T15:30:00+00:00", "2026-06-15", False),
        ("2026-06-10T01:00:00+00:00", "2020-01-01", True),
        (None, "2020-01-01", False),
    ],
)
def test_a_scope_the_server_does_not_name_is_empty_if_it_could_be_read_when_the_branch_was_read(
    tmp_path: Path, synced: str | None, begins: str, held: bool
) -> None:
    with branch_on(tmp_path, "2026-06-15") as place:
        take(place, envelope("appointment", "ap-9", member=ME, role="clerk", **{"from": begins}))
        place.shadow.take_in([place.shadow.progress_change(synced_at=synced)])
        assert reads(place, f"r:{ME}")
        assert reads(place, f"r:{OTHER}") is held
        assert not reads(place, "c"), "the committee's scope is always named"
        assert study_year(place).reads(f"r:{OTHER}") is held


def test_what_is_being_read_and_what_no_role_gives_is_not_held(tmp_path: Path) -> None:
    with branch_on(tmp_path, "2026-06-15") as place:
        place.shadow.take_in([place.shadow.progress_change(synced_at="2026-06-15T01:00:00+00:00")])
        assert not reads(place, f"r:{OTHER}")
        scopes = [f"b:{BRANCH}", f"r:{BRANCH}:{ME}"]
        place.shadow.take_in([place.shadow.cursors_change(dict.fromkeys(scopes, 1), [f"r:{BRANCH}:{ME}"])])
        read = reader(place)
        assert read("b")
        assert not read(f"r:{ME}")
