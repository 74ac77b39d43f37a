"""The checks of a change at work after 30 and 90 days."""

from __future__ import annotations

from typing import Any

import pytest

from sync.cache.view import View
from tui.year.improving import checks, due, ripe


def case(rid: str = "i-1", state: str = "trying", started: str | None = "2026-01-01", **fields: Any) -> View:
    return View(rid, "improvement", "b:x", {"state": state, "started": started, **fields})


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        (case(), [("after_30", "2026-01-31"), ("after_90", "2026-04-01")]),
        (case(after_30="有效"), [("after_90", "2026-04-01")]),
        (case(after_30="  "), [("after_30", "2026-01-31"), ("after_90", "2026-04-01")]),
        (case(after_30="有效", after_90="巩固"), []),
        (case(started=None), []),
        (case(state="proposed"), []),
        (case(state="kept"), []),
        (case(state="dropped"), []),
        (case(started="2024-02-01"), [("after_30", "2024-03-02"), ("after_90", "2024-05-01")]),
    ],
)
def test_a_change_on_trial_is_looked_at_after_30_and_90_days(view: View, wanted: list[tuple[str, str]]) -> None:
    assert [(each.field, each.day) for each in checks(view)] == wanted


def test_a_check_is_due_on_its_day_and_not_before() -> None:
    [first, _] = checks(case())
    assert [first.is_due(day) for day in ("2026-01-30", "2026-01-31", "2026-05-01")] == [False, True, True]


def test_the_oldest_check_that_is_due_comes_first() -> None:
    views = [case("i-1"), case("i-2", started="2025-10-01", after_30="有效"), case("i-3", started="2026-03-01")]
    assert [(each.view.id, each.days) for each in due(views, "2026-02-01")] == [("i-2", 90), ("i-1", 30)]


def test_it_is_ripe_once_90_days_are_written_down() -> None:
    assert [ripe(case()), ripe(case(after_90="巩固")), ripe(case(state="kept", after_90="巩固"))] == [
        False,
        True,
        False,
    ]
